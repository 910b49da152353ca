//! Ordered streams of places, and where they meet: how a list is found without looking at what it does not show.
//!
//! Each condition of a query is a stream of places in the order of the list: one facet, one search, or a set made before.
//! Whoever lags behind is called forward to where the others are, so whole stretches without an answer are skipped. Cost:
//! at worst the sum of the streams' lengths, at about a tenth of a microsecond each; memory: one chunk per stream.

use crate::cases::Sort;
use rusqlite::{Connection, params};

/// Chunks begin small, for the page that is full at once. They double while a fair part of them is asked for, for the
/// search that finds little, and halve when nearly all is skipped, for the long stream that only has to say whether it
/// holds a few places. To ask anew costs about as much as to read forty places on.
const FIRST_CHUNK: u32 = 64;
const LARGEST_CHUNK: u32 = 4096;
const SMALLEST_CHUNK: u32 = 32;
const FAIR_PART: usize = 16;

/// From where to where, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Newest first, or oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Down,
    Up,
}

impl Direction {
    pub(super) const fn of(sort: Sort) -> Self {
        match sort {
            Sort::FiledNewest => Self::Down,
            Sort::FiledOldest | Sort::DueSoonest => Self::Up,
        }
    }

    /// Whether `a` comes before `b`.
    const fn before(self, a: i64, b: i64) -> bool {
        match self {
            Self::Down => a > b,
            Self::Up => a < b,
        }
    }
}

/// What a stream is made of.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// Every case.
    All,
    /// The cases of one facet.
    Facet(String),
    /// The cases that a full-text search finds.
    Words(String),
    /// These, in ascending order.
    Listed(Vec<i64>),
}

/// One or several streams taken as one: whatever is in any of them.
pub(super) struct Stream<'c> {
    parts: Vec<Part<'c>>,
    direction: Direction,
}

impl<'c> Stream<'c> {
    pub(super) fn new(connection: &'c Connection, origins: Vec<Origin>, direction: Direction, bounds: Bounds) -> Self {
        let parts = origins.into_iter().map(|origin| Part::new(connection, origin, direction, bounds)).collect();
        Self { parts, direction }
    }

    /// The first place at `to` or after it.
    fn seek(&mut self, to: i64) -> rusqlite::Result<Option<i64>> {
        let mut best: Option<i64> = None;
        for part in &mut self.parts {
            if let Some(place) = part.seek(to)?
                && best.is_none_or(|best| self.direction.before(place, best))
            {
                best = Some(place);
            }
        }
        Ok(best)
    }
}

/// Places that are in every stream, in order, at most `limit`, leaving out what `unwanted` says.
pub(super) fn meet(
    streams: &mut [Stream<'_>],
    direction: Direction,
    bounds: Bounds,
    limit: usize,
    mut unwanted: impl FnMut(i64) -> rusqlite::Result<bool>,
) -> rusqlite::Result<Vec<i64>> {
    let mut found = Vec::new();
    let mut at = match direction {
        Direction::Down => bounds.most,
        Direction::Up => bounds.least,
    };
    'next: while found.len() < limit {
        let mut agreed = at;
        for (position, stream) in streams.iter_mut().enumerate() {
            let Some(place) = stream.seek(agreed)? else { break 'next };
            if place != agreed && position > 0 {
                at = place;
                continue 'next;
            }
            agreed = place;
        }
        if !unwanted(agreed)? {
            found.push(agreed);
        }
        let Some(after) = step(agreed, direction) else { break };
        at = after;
    }
    Ok(found)
}

fn step(place: i64, direction: Direction) -> Option<i64> {
    match direction {
        Direction::Down => place.checked_sub(1),
        Direction::Up => place.checked_add(1),
    }
}

struct Part<'c> {
    connection: &'c Connection,
    origin: Origin,
    direction: Direction,
    bounds: Bounds,
    chunk: Vec<i64>,
    at: usize,
    /// How many places of the chunk were asked for.
    used: usize,
    size: u32,
    exhausted: bool,
}

impl<'c> Part<'c> {
    fn new(connection: &'c Connection, origin: Origin, direction: Direction, bounds: Bounds) -> Self {
        let mut part = Self {
            connection,
            origin,
            direction,
            bounds,
            chunk: vec![],
            at: 0,
            used: 0,
            size: FIRST_CHUNK / 2,
            exhausted: false,
        };
        if let Origin::Listed(places) = &mut part.origin {
            part.chunk = std::mem::take(places);
            part.chunk.retain(|place| (bounds.least..=bounds.most).contains(place));
            if direction == Direction::Down {
                part.chunk.reverse();
            }
            part.exhausted = true;
        }
        part
    }

    fn seek(&mut self, to: i64) -> rusqlite::Result<Option<i64>> {
        loop {
            let rest = &self.chunk[self.at..];
            // Mostly it is the next one; only who lags behind has to search.
            let skip = match rest.first() {
                Some(next) if !self.direction.before(*next, to) => 0,
                _ => rest.partition_point(|place| self.direction.before(*place, to)),
            };
            self.at += skip;
            if let Some(place) = self.chunk.get(self.at) {
                self.used += 1;
                return Ok(Some(*place));
            }
            if self.exhausted {
                return Ok(None);
            }
            self.read_from(to)?;
        }
    }

    fn read_from(&mut self, to: i64) -> rusqlite::Result<()> {
        self.size = if self.used * FAIR_PART >= self.chunk.len() {
            (self.size * 2).min(LARGEST_CHUNK)
        } else {
            (self.size / 2).max(SMALLEST_CHUNK)
        };
        self.used = 0;
        let (least, most) = match self.direction {
            Direction::Down => (self.bounds.least, to.min(self.bounds.most)),
            Direction::Up => (to.max(self.bounds.least), self.bounds.most),
        };
        let (size, down) = (self.size, self.direction == Direction::Down);
        let mut statement = self.connection.prepare_cached(statement_for(&self.origin, down))?;
        let place = |row: &rusqlite::Row<'_>| row.get(0);
        let rows = match &self.origin {
            Origin::Facet(text) | Origin::Words(text) => {
                statement.query_map(params![least, most, size, text], place)?
            }
            Origin::All | Origin::Listed(_) => statement.query_map(params![least, most, size], place)?,
        };
        self.chunk.clear();
        for row in rows {
            self.chunk.push(row?);
        }
        self.at = 0;
        self.exhausted = self.chunk.len() < usize::try_from(size).unwrap_or(usize::MAX);
        Ok(())
    }
}

/// Every statement walks one index from one bound and stops at the limit; none sorts.
const fn statement_for(origin: &Origin, down: bool) -> &'static str {
    match (origin, down) {
        (Origin::Facet(_), true) => {
            "SELECT seq FROM facets WHERE facet = ?4 AND seq BETWEEN ?1 AND ?2 ORDER BY seq DESC LIMIT ?3"
        }
        (Origin::Facet(_), false) => {
            "SELECT seq FROM facets WHERE facet = ?4 AND seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3"
        }
        (Origin::Words(_), true) => {
            "SELECT rowid FROM words WHERE words MATCH ?4 AND rowid BETWEEN ?1 AND ?2 ORDER BY rowid DESC LIMIT ?3"
        }
        (Origin::Words(_), false) => {
            "SELECT rowid FROM words WHERE words MATCH ?4 AND rowid BETWEEN ?1 AND ?2 ORDER BY rowid LIMIT ?3"
        }
        (Origin::All | Origin::Listed(_), true) => {
            "SELECT seq FROM cases WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq DESC LIMIT ?3"
        }
        (Origin::All | Origin::Listed(_), false) => {
            "SELECT seq FROM cases WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3"
        }
    }
}
