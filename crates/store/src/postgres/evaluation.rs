//! Courses in PostgreSQL.

use super::PostgresStore;
use crate::StoreError;
use crate::columns::first_place;
use crate::commit::millis;
use crate::evaluation::{CoursePage, Courses, Evaluation, page};
use async_trait::async_trait;
use jingwei_calendar::Calendar;

#[async_trait]
impl Evaluation for PostgresStore {
    async fn courses(&self, asked: &Courses, calendar: &Calendar) -> Result<CoursePage, StoreError> {
        let text = "SELECT seq, number, body FROM cases
             WHERE seq > $1 AND seq < $2 AND (state NOT IN ('closed', 'merged') OR changed_ms >= $3)
             ORDER BY seq LIMIT $4";
        let after = asked.after.map_or(i64::MIN, |place| place.0);
        let until = first_place(millis(asked.window.until).saturating_add(999));
        let rows = self.read(text, &[&after, &until, &millis(asked.window.from), &i64::from(asked.limit())]).await?;
        page(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect(), asked.limit(), calendar)
    }
}
