//! The statement that finds the places of a list: ordered streams, joined on the place.
//!
//! Each condition is an ordered stream from an index of its own (facets, words, deadlines); the planner merges long ones
//! and looks up short ones, and stops at the limit. Values are always parameters.

use crate::cases::{CaseQuery, Sort};
use crate::columns::first_place;
use crate::commit::millis;
use crate::cursor::Place;
use crate::facets;
use crate::query::{self, Search, search};
use std::collections::BTreeSet;
use tokio_postgres::types::ToSql;

/// How many of the nearest cases are looked through before a search asks the index of words.
const NEAREST: i64 = 4000;

/// Where a search looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Among the nearest cases in the order of the list, read one by one. Frequent words fill the page from these in a few
    /// milliseconds, where the index of words would first bring together everything that holds them.
    Nearest,
    /// Everywhere, by the index of words.
    Everywhere,
}

/// A statement under construction, and its parameters.
#[derive(Default)]
pub(super) struct Statement {
    streams: Vec<String>,
    conditions: Vec<String>,
    params: Vec<Box<dyn ToSql + Sync + Send>>,
    /// In the order of deadlines: only the cases without one, which follow after all others.
    is_rest: bool,
}

impl Statement {
    /// The conditions of this query; `None` when nothing can fulfil them.
    pub(super) fn of(query: &CaseQuery, reach: Reach, after: Option<Place>) -> Option<Self> {
        let is_rest = query.sort == Sort::DueSoonest && after.is_some_and(Place::is_past_deadlines);
        let mut statement = Self { is_rest, ..Self::default() };
        for any_of in facets::of_query(query) {
            if any_of.is_empty() {
                return None;
            }
            statement.facets(any_of);
        }
        match search(query) {
            Search::Everything => {}
            Search::Nothing => return None,
            Search::For(asked) if reach == Reach::Nearest => statement.near_words(&asked, query, after),
            Search::For(asked) => statement.words(&asked),
        }
        if is_rest {
            statement.without(facets::DUE);
        } else if query.overdue_at.is_some() || query.sort == Sort::DueSoonest {
            // The number of cases with a running deadline is what tells the planner that these are few.
            statement.facets(vec![facets::DUE.to_owned()]);
        }
        if let Some(at) = query.overdue_at {
            let at = statement.param(millis(at));
            statement.conditions.push(format!("c.due_ms < {at}"));
        }
        statement.filed(query);
        if query.hidden == Some(false) {
            statement.without(facets::HIDDEN);
        }
        if let Some(place) = after {
            statement.after(query.sort, place);
        }
        Some(statement)
    }

    /// Only what comes after this place.
    fn after(&mut self, sort: Sort, place: Place) {
        let seq = self.param(place.seq);
        let condition = match sort {
            Sort::FiledNewest => format!("{{at}} < {seq}"),
            Sort::FiledOldest => format!("{{at}} > {seq}"),
            Sort::DueSoonest if self.is_rest => format!("{{at}} > {seq}"),
            Sort::DueSoonest => {
                let due = self.param(place.due_ms);
                format!("(c.due_ms, c.seq) > ({due}, {seq})")
            }
        };
        self.conditions.push(condition);
    }

    /// `SELECT columns` of the matching cases in the order of the query, `limit` of them.
    pub(super) fn page(mut self, columns: &str, sort: Sort, limit: i64) -> (String, Vec<Box<dyn ToSql + Sync + Send>>) {
        let limit = self.param(limit);
        let order = match sort {
            Sort::FiledNewest => "{at} DESC",
            Sort::FiledOldest => "{at}",
            Sort::DueSoonest if self.is_rest => "{at}",
            Sort::DueSoonest => "c.due_ms, c.seq",
        };
        self.finish(columns, &format!("ORDER BY {order} LIMIT {limit}"))
    }

    /// `SELECT columns` of all matching cases, with this behind it.
    pub(super) fn finish(self, columns: &str, tail: &str) -> (String, Vec<Box<dyn ToSql + Sync + Send>>) {
        // The order is asked of the first stream, so that its index gives it; all places are equal by the join.
        let at = if self.streams.is_empty() { "c.seq" } else { "s0.seq" };
        let mut from = String::new();
        for (number, stream) in self.streams.iter().enumerate() {
            from += &match number {
                0 => format!("{stream} s0"),
                _ => format!(" JOIN {stream} s{number} ON s{number}.seq = s0.seq"),
            };
        }
        from += if self.streams.is_empty() { "cases c" } else { " JOIN cases c ON c.seq = s0.seq" };
        let conditions = match self.conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", self.conditions.join(" AND ")),
        };
        let text = format!("SELECT {columns} FROM {from}{conditions} {tail}").replace("{at}", at);
        (text, self.params)
    }

    fn param(&mut self, value: impl ToSql + Sync + Send + 'static) -> String {
        self.params.push(Box::new(value));
        format!("${}", self.params.len())
    }

    /// One facet is one stream; one of several is their streams appended, each still in order.
    fn facets(&mut self, any_of: Vec<String>) {
        let parts: Vec<String> = any_of
            .into_iter()
            .map(|facet| {
                let facet = self.param(facet);
                format!("SELECT seq FROM facets WHERE facet = {facet}")
            })
            .collect();
        self.streams.push(format!("({})", parts.join(" UNION ALL ")));
    }

    /// Only what has not this facet.
    fn without(&mut self, facet: &'static str) {
        let facet = self.param(facet);
        self.conditions.push(format!("NOT EXISTS (SELECT 1 FROM facets n WHERE n.facet = {facet} AND n.seq = c.seq)"));
    }

    fn words(&mut self, asked: &[Vec<BTreeSet<String>>]) {
        let question = self.param(query::expression(asked, '\'', " & ", " | "));
        self.streams.push(format!("(SELECT seq FROM words WHERE words @@ {question}::text::tsquery)"));
    }

    fn near_words(&mut self, asked: &[Vec<BTreeSet<String>>], query: &CaseQuery, after: Option<Place>) {
        let question = self.param(query::expression(asked, '\'', " & ", " | "));
        let from = query.filed_from.map_or(i64::MIN, |from| first_place(millis(from)));
        let to = query.filed_to.map_or(i64::MAX, |to| first_place(millis(to)));
        let (from, to, order) = match (query.sort, after) {
            (Sort::FiledNewest, Some(place)) => (from, to.min(place.seq), "DESC"),
            (Sort::FiledNewest, None) => (from, to, "DESC"),
            (_, Some(place)) => (from.max(place.seq), to, "ASC"),
            (_, None) => (from, to, "ASC"),
        };
        let (from, to, nearest) = (self.param(from), self.param(to), self.param(NEAREST));
        self.streams.push(format!(
            "(SELECT seq FROM (SELECT seq, words FROM words WHERE seq BETWEEN {from} AND {to} ORDER BY seq {order} \
             LIMIT {nearest}) near WHERE near.words @@ {question}::text::tsquery)"
        ));
    }

    fn filed(&mut self, query: &CaseQuery) {
        if let Some(from) = query.filed_from {
            let from = self.param(first_place(millis(from)));
            self.conditions.push(format!("{{at}} >= {from}"));
        }
        if let Some(to) = query.filed_to {
            let to = self.param(first_place(millis(to)));
            self.conditions.push(format!("{{at}} < {to}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_cases::state::State;

    #[test]
    fn every_condition_is_a_stream_and_every_value_a_parameter() {
        let query = CaseQuery {
            states: vec![State::Closed, State::Handling],
            grid: Some("g-1".parse().unwrap()),
            q: Some("路灯 x'y".to_owned()),
            ..CaseQuery::default()
        };
        let place = Some(Place { due_ms: 0, seq: 9 });
        let statement = Statement::of(&query, Reach::Everywhere, place).unwrap();
        let (text, params) = statement.page("c.id", query.sort, 51);
        assert_eq!(
            text,
            "SELECT c.id FROM (SELECT seq FROM facets WHERE facet = $1 UNION ALL SELECT seq FROM facets WHERE facet = $2) s0 \
             JOIN (SELECT seq FROM facets WHERE facet = $3) s1 ON s1.seq = s0.seq \
             JOIN (SELECT seq FROM words WHERE words @@ $4::text::tsquery) s2 ON s2.seq = s0.seq \
             JOIN cases c ON c.seq = s0.seq WHERE s0.seq < $5 ORDER BY s0.seq DESC LIMIT $6"
        );
        assert_eq!(params.len(), 6);
        let signs = CaseQuery { q: Some("？！".to_owned()), ..query };
        assert!(Statement::of(&signs, Reach::Nearest, None).is_none());
    }
}
