//! Cases in SQLite.

use super::meet::{Bounds, Direction, Origin, Stream, meet};
use super::{SqliteStore, sql};
use crate::cases::{
    CasePage, CaseQuery, CaseRef, CaseSummary, Cases, LONGEST_STRETCH, ListError, Neighbourhood, Sort, Stretch,
    TallyBy, Walk,
};
use crate::columns::{SummaryRow, first_place};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::cursor::{self, NEVER, Place};
use crate::prepare::{self, Asking};
use crate::query::{self, Search};
use crate::{StoreError, facets};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_cases::case::{Case, Docket, Reporter};
use jingwei_terms::CaseId;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

pub(super) const SUMMARY: &str =
    "id, number, version, state, headline, address, lng, lat, area, grid, kind, lead, channel, property,
    filed_ms, due_ms, changed_ms, hidden, seq";

#[async_trait]
impl Cases for SqliteStore {
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
        let stored =
            self.readers.read(move |connection| load(connection, &which).map_err(sql("a case cannot be read")));
        stored.await?.map(|(number, body)| query::case(number, &body)).transpose()
    }

    async fn list(&self, query: &CaseQuery) -> Result<CasePage, ListError> {
        let after = query.cursor.as_ref().map(|cursor| cursor::read(query.sort, cursor)).transpose()?;
        let query = query.clone();
        Ok(self.readers.read(move |connection| page(connection, &query, after)).await?)
    }

    async fn tally(&self, query: &CaseQuery, by: TallyBy) -> Result<Vec<(String, u64)>, StoreError> {
        let query = query.clone();
        let counts = self
            .readers
            .read(move |connection| tally(connection, &query, by).map_err(sql("the cases cannot be counted")));
        Ok(query::largest_first(counts.await?))
    }

    async fn waking(&self, now: Timestamp, limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<CaseId>> {
            let mut statement =
                connection.prepare_cached("SELECT id FROM cases WHERE wake_ms <= ?1 ORDER BY wake_ms, seq LIMIT ?2")?;
            let rows = statement.query_map(params![millis(now), limit], |row| Ok(CaseId::new(uuid(row, 0)?)))?;
            rows.collect()
        };
        self.readers.read(move |connection| read(connection).map_err(sql("the waking cases cannot be read"))).await
    }

    async fn similar(&self, near: &Neighbourhood) -> Result<Vec<CaseSummary>, StoreError> {
        let near = near.clone();
        let rows = self
            .readers
            .read(move |connection| similar(connection, &near).map_err(sql("the cases nearby cannot be read")));
        rows.await?.into_iter().map(SummaryRow::read).collect()
    }

    async fn walk(&self, walk: Walk) -> Result<Stretch, StoreError> {
        let limit = walk.limit.clamp(1, LONGEST_STRETCH);
        let rows = self.readers.read(move |connection| {
            // The facet of open cases stands in the order of filing, so the closed ones between them are not touched.
            let text = match walk.open_only {
                true => {
                    "SELECT c.seq, c.number, c.body FROM facets f JOIN cases c ON c.seq = f.seq
                         WHERE f.facet = 'o:1' AND f.seq < ?1 ORDER BY f.seq DESC LIMIT ?2"
                }
                false => "SELECT seq, number, body FROM cases WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
            };
            let read = || {
                let mut statement = connection.prepare_cached(text)?;
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                let rows = statement.query_map(params![walk.before.unwrap_or(i64::MAX), limit], row)?;
                rows.collect::<Result<Vec<(i64, String, Vec<u8>)>, _>>()
            };
            read().map_err(sql("the cases cannot be walked through"))
        });
        query::stretch(rows.await?, limit)
    }
}

fn load(connection: &Connection, which: &CaseRef) -> rusqlite::Result<Option<(String, Vec<u8>)>> {
    let stored = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match which {
        CaseRef::Id(id) => connection
            .prepare_cached("SELECT number, body FROM cases WHERE id = ?1")?
            .query_one([id.uuid().as_bytes()], stored),
        CaseRef::Number(number) => {
            connection.prepare_cached("SELECT number, body FROM cases WHERE number = ?1")?.query_one([number], stored)
        }
        CaseRef::Source(source) => connection
            .prepare_cached("SELECT number, body FROM cases WHERE source_system = ?1 AND source_key = ?2")?
            .query_one([&source.system, &source.key], stored),
    }
    .optional()
}

fn page(connection: &mut Connection, query: &CaseQuery, after: Option<Place>) -> Result<CasePage, StoreError> {
    let doing = "the cases cannot be listed";
    // One snapshot for the places and their rows, or a row might move away in between.
    let snapshot = connection.transaction().map_err(sql(doing))?;
    let limit = query::limit(query.limit);
    let mut places = match query.sort {
        Sort::DueSoonest => by_deadline(&snapshot, query, after, limit + 1),
        _ => by_filing(&snapshot, query, after, limit + 1),
    }
    .map_err(sql(doing))?;
    let more = places.len() > limit;
    places.truncate(limit);
    let rows = rows(&snapshot, &places).map_err(sql(doing))?;
    let items = rows.into_iter().map(SummaryRow::read).collect::<Result<_, _>>()?;
    let next = places.last().filter(|_| more).map(|place| cursor::write(query.sort, *place));
    Ok(CasePage { items, next })
}

fn by_filing(
    connection: &Connection,
    query: &CaseQuery,
    after: Option<Place>,
    limit: usize,
) -> rusqlite::Result<Vec<Place>> {
    let direction = Direction::of(query.sort);
    let mut bounds = filed(query);
    if let Some(place) = after {
        match direction {
            Direction::Down => bounds.most = bounds.most.min(place.seq.saturating_sub(1)),
            Direction::Up => bounds.least = bounds.least.max(place.seq.saturating_add(1)),
        }
    }
    let places = matching(connection, query, direction, bounds, limit)?;
    Ok(places.into_iter().map(|seq| Place { due_ms: 0, seq }).collect())
}

/// Cases by their deadlines, then those without one.
fn by_deadline(
    connection: &Connection,
    query: &CaseQuery,
    after: Option<Place>,
    limit: usize,
) -> rusqlite::Result<Vec<Place>> {
    let past = after.filter(|place| place.is_past_deadlines());
    let mut found = match past {
        Some(_) => vec![],
        None => with_deadline(connection, query, after, limit)?,
    };
    // What is overdue has a deadline.
    if found.len() < limit && query.overdue_at.is_none() {
        let mut bounds = filed(query);
        if let Some(place) = past {
            bounds.least = bounds.least.max(place.seq.saturating_add(1));
        }
        let rest = matching_with(connection, query, Due::NotRunning, Direction::Up, bounds, limit - found.len())?;
        found.extend(rest.into_iter().map(|seq| Place { due_ms: NEVER, seq }));
    }
    Ok(found)
}

/// The deadlines in order, each looked up among the cases that match. Only cases with a running clock have one, so both
/// are as long as the city's open work at most.
fn with_deadline(
    connection: &Connection,
    query: &CaseQuery,
    after: Option<Place>,
    limit: usize,
) -> rusqlite::Result<Vec<Place>> {
    let mut statement = connection.prepare_cached(
        "SELECT due_ms, seq FROM cases WHERE due_ms IS NOT NULL AND (due_ms, seq) > (?1, ?2) AND due_ms < ?3
         ORDER BY due_ms, seq",
    )?;
    let wanted = match is_plain(query) {
        true => None,
        false => {
            let all = matching_with(connection, query, Due::Running, Direction::Up, filed(query), usize::MAX)?;
            Some(all.into_iter().collect::<HashSet<i64>>())
        }
    };
    let after = after.unwrap_or(Place { due_ms: i64::MIN, seq: i64::MIN });
    let before = query.overdue_at.map_or(i64::MAX, millis);
    let mut found = Vec::new();
    let mut rows = statement.query(params![after.due_ms, after.seq, before])?;
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let place = Place { due_ms: row.get(0)?, seq: row.get(1)? };
        if wanted.as_ref().is_none_or(|wanted| wanted.contains(&place.seq)) {
            found.push(place);
        }
    }
    Ok(found)
}

/// Whether nothing but the deadline is asked for.
fn is_plain(query: &CaseQuery) -> bool {
    let nothing = CaseQuery { sort: query.sort, limit: query.limit, ..CaseQuery::default() };
    CaseQuery { overdue_at: None, cursor: None, ..query.clone() } == nothing
}

fn matching(
    connection: &Connection,
    query: &CaseQuery,
    direction: Direction,
    bounds: Bounds,
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    matching_with(connection, query, Due::Either, direction, bounds, limit)
}

/// Which cases are meant, by their deadline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Either,
    Running,
    NotRunning,
}

fn matching_with(
    connection: &Connection,
    query: &CaseQuery,
    due: Due,
    direction: Direction,
    bounds: Bounds,
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    let mut origins: Vec<Vec<Origin>> = facets::of_query(query)
        .into_iter()
        .chain((due == Due::Running).then(|| vec![facets::DUE.to_owned()]))
        .map(|any_of| any_of.into_iter().map(Origin::Facet).collect())
        .collect();
    match query::search(query) {
        Search::Everything => {}
        Search::Nothing => return Ok(vec![]),
        Search::For(asked) => origins.push(vec![Origin::Words(query::expression(&asked, '"', " AND ", " OR "))]),
    }
    if let Some(at) = query.overdue_at {
        origins.push(vec![Origin::Listed(overdue(connection, millis(at))?)]);
    }
    if origins.is_empty() {
        origins.push(vec![Origin::All]);
    }
    let mut streams: Vec<Stream<'_>> =
        origins.into_iter().map(|any_of| Stream::new(connection, any_of, direction, bounds)).collect();
    let only_public = query.hidden == Some(false);
    let mut having = connection.prepare_cached("SELECT 1 FROM facets WHERE facet = ?1 AND seq = ?2")?;
    meet(&mut streams, direction, bounds, limit, |seq| {
        Ok(only_public && having.exists(params![facets::HIDDEN, seq])?
            || due == Due::NotRunning && having.exists(params![facets::DUE, seq])?)
    })
}

fn overdue(connection: &Connection, before_ms: i64) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT seq FROM cases WHERE due_ms IS NOT NULL AND due_ms < ?1")?;
    let mut places: Vec<i64> = statement.query_map([before_ms], |row| row.get(0))?.collect::<Result<_, _>>()?;
    places.sort_unstable();
    Ok(places)
}

fn filed(query: &CaseQuery) -> Bounds {
    Bounds {
        least: query.filed_from.map_or(i64::MIN, |from| first_place(millis(from))),
        most: query.filed_to.map_or(i64::MAX, |to| first_place(millis(to)) - 1),
    }
}

fn rows(connection: &Connection, places: &[Place]) -> rusqlite::Result<Vec<SummaryRow>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {SUMMARY} FROM cases WHERE seq = ?1"))?;
    places.iter().map(|place| statement.query_one([place.seq], summary)).collect()
}

pub(super) fn summary(row: &Row<'_>) -> rusqlite::Result<SummaryRow> {
    Ok(SummaryRow {
        id: uuid(row, 0)?,
        number: row.get(1)?,
        version: row.get(2)?,
        state: row.get(3)?,
        headline: row.get(4)?,
        address: row.get(5)?,
        lng: row.get(6)?,
        lat: row.get(7)?,
        area: row.get(8)?,
        grid: row.get(9)?,
        kind: row.get(10)?,
        lead: row.get(11)?,
        channel: row.get(12)?,
        property: row.get(13)?,
        filed_ms: row.get(14)?,
        due_ms: row.get(15)?,
        changed_ms: row.get(16)?,
        hidden: row.get(17)?,
    })
}

/// Counts by walking what matches. Where nothing is asked, states and channels are counted in their facets alone.
fn tally(connection: &Connection, query: &CaseQuery, by: TallyBy) -> rusqlite::Result<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::new();
    let everything =
        CaseQuery { sort: query.sort, limit: query.limit, cursor: query.cursor.clone(), ..CaseQuery::default() };
    if let (true, Some(letter)) = (*query == everything, query::facet_letter(by)) {
        let mut statement = connection
            .prepare_cached("SELECT facet, count(*) FROM facets WHERE facet BETWEEN ?1 AND ?2 GROUP BY facet")?;
        let mut rows = statement.query([format!("{letter}:"), format!("{letter};")])?;
        while let Some(row) = rows.next()? {
            let facet: String = row.get(0)?;
            counts.insert(facet[2..].to_owned(), row.get::<_, i64>(1)?.unsigned_abs());
        }
        return Ok(counts);
    }
    let column = query::tally_column(by);
    let mut statement = connection.prepare_cached(&format!("SELECT {column} FROM cases WHERE seq = ?1"))?;
    for seq in matching(connection, query, Direction::Up, filed(query), usize::MAX)? {
        let value: Option<String> = statement.query_one([seq], |row| row.get(0))?;
        *counts.entry(value.unwrap_or_default()).or_default() += 1;
    }
    Ok(counts)
}

fn similar(connection: &Connection, near: &Neighbourhood) -> rusqlite::Result<Vec<SummaryRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {SUMMARY} FROM cases INDEXED BY cases_near
         WHERE state NOT IN ('closed', 'merged') AND lat IS NOT NULL AND lat BETWEEN ?1 AND ?2 AND lng BETWEEN ?3 AND ?4
             AND seq >= ?5 AND (?6 IS NULL OR kind = ?6)
         ORDER BY seq DESC LIMIT ?7"
    ))?;
    let found = statement.query_map(
        params![
            near.south_west.lat(),
            near.north_east.lat(),
            near.south_west.lng(),
            near.north_east.lng(),
            first_place(millis(near.filed_from)),
            near.kind.as_ref().map(ToString::to_string),
            near.limit.clamp(1, query::LARGEST_PAGE),
        ],
        summary,
    )?;
    found.collect()
}

pub(super) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get(column).map(Uuid::from_bytes)
}
