//! The ways to find a case: one short text per property that lists filter by, kept in one table of pairs
//! (facet, place in the order of filing).
//!
//! Each facet's cases stand in order there, so a list of any combination is the meeting of a few ordered streams: its
//! cost is the length of the streams at worst, never the size of the city, and a combination without any case is
//! answered as fast as one with thousands.

use crate::cases::{CaseQuery, Hands};
use crate::columns::{CaseColumns, code};
use jingwei_cases::case::Case;
use jingwei_terms::{AreaCode, DepartmentCode, StaffId};
use std::collections::BTreeSet;

/// The levels of GB/T 2260 and GB/T 10114, in digits: province, city, county, street, community.
const AREA_LEVELS: [usize; 5] = [2, 4, 6, 9, 12];

/// A major kind is named by the first three characters of its minor kinds.
const MAJOR_KIND: usize = 3;

/// A case that is out of public view. Lists for the public leave these out; there are few.
pub(crate) const HIDDEN: &str = "h:1";

/// A case with a running deadline.
pub(crate) const DUE: &str = "t:1";

/// Every facet of a case.
pub(crate) fn of_case(columns: &CaseColumns) -> BTreeSet<String> {
    let mut facets = BTreeSet::from([
        format!("s:{}", columns.state),
        open(columns.is_open),
        format!("c:{}", columns.channel),
        format!("p:{}", columns.property),
    ]);
    facets.extend(columns.departments.iter().map(|department| format!("d:{department}")));
    facets.extend(columns.hands.iter().cloned());
    facets.extend(columns.grid.iter().map(|grid| format!("g:{grid}")));
    facets.extend(columns.source.iter().map(|source| system(&source.system)));
    if let Some(kind) = &columns.kind {
        facets.extend([format!("k:{}", head(kind, MAJOR_KIND)), format!("k:{kind}")]);
    }
    if let Some(area) = columns.area.as_deref().and_then(|area| AreaCode::new(area).ok()) {
        let digits = area.significant();
        facets.extend(AREA_LEVELS.iter().map(|level| format!("a:{}", head(digits, *level))));
    }
    if columns.hidden {
        facets.insert(HIDDEN.to_owned());
    }
    if columns.due_ms.is_some() {
        facets.insert(DUE.to_owned());
    }
    facets
}

/// Of each department that works on a case, whose hands it is in.
pub(crate) fn of_hands(case: &Case) -> BTreeSet<String> {
    let hand = |department| case.hand(department).map_or_else(|| in_no_hand(department), |hand| in_hand(&hand.staff));
    case.at_work().into_keys().map(hand).collect()
}

/// What a query asks of facets: one of each inner list must hold, and of an empty list none can.
pub(crate) fn of_query(query: &CaseQuery) -> Vec<Vec<String>> {
    let mut asked: Vec<Vec<String>> = Vec::new();
    // A state says itself whether it is open: two long streams that can never meet are not even begun.
    if !query.states.is_empty() {
        let wanted = query.states.iter().filter(|state| query.open.is_none_or(|open| state.is_open() == open));
        let states: BTreeSet<String> = wanted.map(|state| format!("s:{}", state.code())).collect();
        asked.push(states.into_iter().collect());
    }
    let single = [
        query.open.filter(|_| query.states.is_empty()).map(open),
        query.department.as_ref().map(|department| format!("d:{department}")),
        query.hands.as_ref().map(|hands| match hands {
            Hands::Of(handler) => in_hand(handler),
            Hands::Nobody(department) => in_no_hand(department),
        }),
        query.grid.as_ref().map(|grid| format!("g:{grid}")),
        query.area.as_ref().map(|area| format!("a:{}", area.significant())),
        query.kind.as_ref().map(|kind| format!("k:{kind}")),
        query.channel.map(|channel| format!("c:{}", code(&channel))),
        query.property.map(|property| format!("p:{}", code(&property))),
        query.source.as_ref().map(|source| system(source)),
        (query.hidden == Some(true)).then(|| HIDDEN.to_owned()),
    ];
    asked.extend(single.into_iter().flatten().map(|facet| vec![facet]));
    asked
}

/// The facets in one text, as the case's row keeps them to know what an update must take away.
pub(crate) fn joined(facets: &BTreeSet<String>) -> String {
    facets.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Facets that are in the second text and not in the first.
pub(crate) fn added<'a>(before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    let before: BTreeSet<&str> = before.split('\n').collect();
    after.split('\n').filter(move |facet| !facet.is_empty() && !before.contains(facet))
}

fn in_hand(handler: &StaffId) -> String {
    format!("w:{handler}")
}

fn in_no_hand(department: &DepartmentCode) -> String {
    format!("n:{department}")
}

fn open(open: bool) -> String {
    if open { "o:1" } else { "o:0" }.to_owned()
}

/// A source system is free text; a line break in it would be two facets.
fn system(name: &str) -> String {
    format!("f:{}", name.replace('\n', " "))
}

fn head(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_taken_away_and_added() {
        let (before, after) = ("a\nb\nc", "a\nc\nd");
        assert_eq!(added(before, after).collect::<Vec<_>>(), ["d"]);
        assert_eq!(added(after, before).collect::<Vec<_>>(), ["b"]);
        assert_eq!(added("", "x").collect::<Vec<_>>(), ["x"]);
        assert_eq!(added("x", "").count(), 0);
    }
}
