//! The page of the manual that shows the table of moves is written from the table itself, and is refused when it is stale.

use jingwei_cases::state::{MOVES, State};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn the_manual_shows_the_table_of_moves_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/moves.md");
    let expected = page();
    if std::env::var_os("JINGWEI_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/src/moves.md is stale; run `make bless` and look at the diff");
}

fn page() -> String {
    let mut page = String::from(
        "# The table of moves\n\nWhat can be done to a case, from which state, by whom, and why. This page is written from \
         `crates/cases/src/state/moves.rs` by a test; change it there.\n\nStates in the order of a life: ",
    );
    let states: Vec<String> = State::ALL.iter().map(|s| format!("`{}` {}", s.code(), s.zh())).collect();
    page.push_str(&states.join(" · "));
    page.push_str(".\n\n| Verb | 动作 | From | To | By | Why |\n|---|---|---|---|---|---|\n");
    for m in MOVES {
        let from =
            if m.from.len() == State::ALL.len() { "any".to_owned() } else { codes(m.from.iter().map(|s| s.code())) };
        let to = if m.to.is_empty() { "stays".to_owned() } else { codes(m.to.iter().map(|s| s.code())) };
        let by = codes(m.by.iter().map(|r| r.code()));
        writeln!(page, "| `{}` | {} | {from} | {to} | {by} | {} |", m.verb.code(), m.verb.zh(), m.why)
            .expect("a string takes text");
    }
    page
}

fn codes<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}
