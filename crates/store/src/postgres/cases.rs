//! Cases in PostgreSQL.

use super::meet::{Reach, Statement};
use super::{PostgresStore, sql};
use crate::StoreError;
use crate::cases::{
    CasePage, CaseQuery, CaseRef, CaseSummary, Cases, LONGEST_STRETCH, ListError, Neighbourhood, Sort, Stretch,
    TallyBy, Walk,
};
use crate::columns::{SummaryRow, first_place};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::cursor::{self, NEVER, Place};
use crate::prepare::{self, Asking};
use crate::query;
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_cases::case::{Case, Docket, Reporter};
use jingwei_terms::CaseId;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

pub(super) const SUMMARY: &str =
    "c.id, c.number, c.version, c.state, c.headline, c.address, c.lng, c.lat, c.area, c.grid, c.kind,
    c.lead, c.channel, c.property, c.filed_ms, c.due_ms, c.changed_ms, c.hidden, c.seq";

#[async_trait]
impl Cases for PostgresStore {
    async fn commit(&self, commit: Commit<Docket>) -> Result<Receipt, CommitError> {
        let prepared = prepare::cases(commit, Asking::Nothing)?;
        self.writer.commit(prepared).await.map(|(receipt, _)| receipt)
    }

    async fn reveal(&self, commit: Commit<Docket>) -> Result<(Receipt, Option<Reporter>), CommitError> {
        let prepared = prepare::cases(commit, Asking::Contact)?;
        let (receipt, contact) = self.writer.commit(prepared).await?;
        Ok((receipt, query::reporter(contact).map_err(CommitError::Unavailable)?))
    }

    async fn load(&self, which: CaseRef) -> Result<Option<Case>, StoreError> {
        let columns = "SELECT number, body FROM cases";
        let rows = match &which {
            CaseRef::Id(id) => self.read(&format!("{columns} WHERE id = $1"), &[&id.uuid()]).await?,
            CaseRef::Number(number) if number.contains('\0') => vec![],
            CaseRef::Number(number) => self.read(&format!("{columns} WHERE number = $1"), &[number]).await?,
            CaseRef::Source(source) => {
                let text = format!("{columns} WHERE source_system = $1 AND source_key = $2");
                self.read(&text, &[&source.system, &source.key]).await?
            }
        };
        rows.first().map(|row| query::case(row.get(0), row.get(1))).transpose()
    }

    async fn list(&self, query: &CaseQuery) -> Result<CasePage, ListError> {
        let after = query.cursor.as_ref().map(|cursor| cursor::read(query.sort, cursor)).transpose()?;
        let limit = query::limit(query.limit);
        let searching = query.q.is_some() && query.sort != Sort::DueSoonest;
        let mut rows = if searching { self.page(query, Reach::Nearest, after).await? } else { vec![] };
        // A page that is full, with one case more behind it, is the right one; anything less may lack what lies farther.
        if rows.len() <= limit {
            rows = self.page(query, Reach::Everywhere, after).await?;
        }
        let is_by_deadline = query.sort == Sort::DueSoonest && !after.is_some_and(Place::is_past_deadlines);
        // What is overdue has a deadline.
        if is_by_deadline && rows.len() <= limit && query.overdue_at.is_none() {
            let rest = self.page(query, Reach::Everywhere, Some(Place::BEFORE_THE_REST)).await?;
            // A clock that was stopped between the two readings must not bring its case twice.
            let known: BTreeSet<i64> = rows.iter().map(|row| row.get(18)).collect();
            rows.extend(rest.into_iter().filter(|row| !known.contains(&row.get(18))));
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| cursor::write(query.sort, place(query.sort, row)));
        let items = rows.iter().map(|row| summary(row).read()).collect::<Result<_, _>>()?;
        Ok(CasePage { items, next })
    }

    async fn tally(&self, query: &CaseQuery, by: TallyBy) -> Result<Vec<(String, u64)>, StoreError> {
        let query = CaseQuery { sort: Sort::FiledNewest, ..query.clone() };
        let Some(statement) = Statement::of(&query, Reach::Everywhere, None) else { return Ok(vec![]) };
        let column = query::tally_column(by);
        let (text, params) = statement.finish(&format!("coalesce(c.{column}, ''), count(*)"), "GROUP BY 1");
        let rows = self.read(&text, &borrowed(&params)).await?;
        let counts: BTreeMap<String, u64> =
            rows.iter().map(|row| (row.get(0), row.get::<_, i64>(1).unsigned_abs())).collect();
        Ok(query::largest_first(counts))
    }

    async fn waking(&self, now: Timestamp, limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let text = "SELECT id FROM cases WHERE wake_ms <= $1 ORDER BY wake_ms, seq LIMIT $2";
        let rows = self.read(text, &[&millis(now), &i64::from(limit)]).await?;
        Ok(rows.iter().map(|row| CaseId::new(row.get(0))).collect())
    }

    async fn similar(&self, near: &Neighbourhood) -> Result<Vec<CaseSummary>, StoreError> {
        let text = format!(
            "SELECT {SUMMARY} FROM cases c
             WHERE c.state NOT IN ('closed', 'merged') AND c.lat IS NOT NULL AND c.lat BETWEEN $1 AND $2
                 AND c.lng BETWEEN $3 AND $4 AND c.seq >= $5 AND ($6::text IS NULL OR c.kind = $6)
             ORDER BY c.seq DESC LIMIT $7"
        );
        let params: [&(dyn ToSql + Sync); 7] = [
            &near.south_west.lat(),
            &near.north_east.lat(),
            &near.south_west.lng(),
            &near.north_east.lng(),
            &first_place(millis(near.filed_from)),
            &near.kind.as_ref().map(ToString::to_string),
            &i64::from(near.limit.clamp(1, query::LARGEST_PAGE)),
        ];
        self.read(&text, &params).await?.iter().map(|row| summary(row).read()).collect()
    }

    async fn walk(&self, walk: Walk) -> Result<Stretch, StoreError> {
        let limit = walk.limit.clamp(1, LONGEST_STRETCH);
        // The facet of open cases stands in the order of filing, so the closed ones between them are not touched.
        let text = match walk.open_only {
            true => {
                "SELECT c.seq, c.number, c.body FROM facets f JOIN cases c ON c.seq = f.seq
                 WHERE f.facet = 'o:1' AND f.seq < $1 ORDER BY f.seq DESC LIMIT $2"
            }
            false => "SELECT seq, number, body FROM cases WHERE seq < $1 ORDER BY seq DESC LIMIT $2",
        };
        let rows = self.read(text, &[&walk.before.unwrap_or(i64::MAX), &i64::from(limit)]).await?;
        query::stretch(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect(), limit)
    }
}

impl PostgresStore {
    /// The cases of one page, and one more if there are more.
    async fn page(&self, query: &CaseQuery, reach: Reach, after: Option<Place>) -> Result<Vec<Row>, StoreError> {
        let Some(statement) = Statement::of(query, reach, after) else { return Ok(vec![]) };
        let limit = i64::from(query.limit.clamp(1, query::LARGEST_PAGE)) + 1;
        let (text, params) = statement.page(SUMMARY, query.sort, limit);
        self.read(&text, &borrowed(&params)).await
    }

    /// Reads by a statement that is prepared once per connection.
    pub(super) async fn read(&self, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        let doing = sql("the database cannot be read");
        let client = self.client().await?;
        let statement = client.prepare_cached(text).await.map_err(&doing)?;
        client.query(&statement, params).await.map_err(&doing)
    }
}

fn borrowed(params: &[Box<dyn ToSql + Sync + Send>]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| param.as_ref() as &(dyn ToSql + Sync)).collect()
}

fn place(sort: Sort, row: &Row) -> Place {
    let due: Option<i64> = row.get(15);
    let due_ms = if sort == Sort::DueSoonest { due.unwrap_or(NEVER) } else { 0 };
    Place { due_ms, seq: row.get(18) }
}

pub(super) fn summary(row: &Row) -> SummaryRow {
    SummaryRow {
        id: row.get(0),
        number: row.get(1),
        version: row.get::<_, i32>(2).into(),
        state: row.get(3),
        headline: row.get(4),
        address: row.get(5),
        lng: row.get(6),
        lat: row.get(7),
        area: row.get(8),
        grid: row.get(9),
        kind: row.get(10),
        lead: row.get(11),
        channel: row.get(12),
        property: row.get(13),
        filed_ms: row.get(14),
        due_ms: row.get(15),
        changed_ms: row.get(16),
        hidden: row.get(17),
    }
}
