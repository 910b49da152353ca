//! Columns that only repeat what others say: counting the same evidence twice would make strangers look sure.

use super::Column;
use crate::clean::plain;
use crate::plan::Kind;
use rustc_hash::FxHashSet;

/// So many rows are looked at, spread evenly over all.
const LOOKED_AT: usize = 3000;

/// Columns to leave out, each with the names of those that it repeats.
pub(super) fn repeats(chosen: &[(&Column, Kind)]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (whole, _) in chosen {
        let parts: Vec<&str> = chosen
            .iter()
            .filter(|(part, _)| part.name != whole.name && !gone(&out, &part.name))
            .filter(|(part, _)| stands_within(part, whole))
            .map(|(part, _)| part.name.as_str())
            .collect();
        if parts.len() > 1 {
            out.push((whole.name.clone(), parts.join(", ")));
        }
    }
    for (part, kind) in chosen {
        let whole = chosen.iter().find(|(whole, _)| {
            whole.name != part.name && !gone(&out, &whole.name) && !gone(&out, &part.name) && stands_within(part, whole)
        });
        // An identity number holds the birthday, in another form; a part of a name of one letter proves nothing.
        if let Some((whole, _)) = whole.filter(|_| *kind != Kind::Category) {
            out.push((part.name.clone(), whole.name.clone()));
        }
    }
    out
}

fn gone(out: &[(String, String)], name: &str) -> bool {
    out.iter().any(|(gone, _)| gone == name)
}

/// Whether nearly every value of a column stands, word by word, in another column of the same row.
fn stands_within(part: &Column, whole: &Column) -> bool {
    let (mut filled, mut within) = (0, 0);
    for (part, whole) in part.cells.iter().zip(&whole.cells) {
        let step = (part.len() / LOOKED_AT).max(1);
        for row in (0..part.len()).step_by(step) {
            let (Some(small), Some(large)) = (part.get(row), whole.get(row)) else { continue };
            let (small, large) = (plain(small), plain(large));
            let words: FxHashSet<&str> = large.split(' ').collect();
            filled += 1;
            within += usize::from(small.split(' ').all(|word| words.contains(word)));
        }
    }
    filled > 20 && within * 100 >= filled * 95
}
