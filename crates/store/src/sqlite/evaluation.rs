//! Courses in SQLite.

use super::{SqliteStore, sql};
use crate::StoreError;
use crate::columns::first_place;
use crate::commit::millis;
use crate::evaluation::{CoursePage, CourseRow, Courses, Evaluation, page};
use async_trait::async_trait;
use jingwei_calendar::Calendar;
use rusqlite::{Connection, params};

#[async_trait]
impl Evaluation for SqliteStore {
    async fn courses(&self, asked: &Courses, calendar: &Calendar) -> Result<CoursePage, StoreError> {
        let asked = *asked;
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<CourseRow>> {
            // By the key and without an index of its own: a report may take a second, a filing may not wait for one.
            let mut statement = connection.prepare_cached(
                "SELECT seq, number, body FROM cases
                 WHERE seq > ?1 AND seq < ?2 AND (state NOT IN ('closed', 'merged') OR changed_ms >= ?3)
                 ORDER BY seq LIMIT ?4",
            )?;
            let after = asked.after.map_or(i64::MIN, |place| place.0);
            let window = asked.window;
            let until = first_place(millis(window.until).saturating_add(999));
            let rows = statement.query_map(params![after, until, millis(window.from), asked.limit()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            rows.collect()
        };
        let rows = self.readers.read(move |connection| read(connection).map_err(sql("the courses cannot be read")));
        page(rows.await?, asked.limit(), calendar)
    }
}
