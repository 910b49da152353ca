//! Names of persons: Chinese ones by character, sound and shape, others by letters and by their parts.

use super::{Grade, han};
use crate::text::{Letters, jaro_winkler, slips};

/// 6 sounds or looks the same, or one slip; 5 very like; 4 a part of the other, or one character of three wrong; 2 the same
/// beginning; 1 different.
pub(super) fn grade(left: &str, right: &str) -> Grade {
    let (a, b) = (Letters::of(left), Letters::of(right));
    if han::is_han(a.all()) && han::is_han(b.all()) { chinese(a.all(), b.all()) } else { letters(left, right, &a, &b) }
}

fn chinese(a: &[char], b: &[char]) -> Grade {
    let alike = |(x, y): (&char, &char)| x == y || han::alike(*x, *y);
    if a.len() == b.len() && a.iter().zip(b).all(alike) {
        return 6;
    }
    let family = a.first() == b.first();
    let differ = a.iter().zip(b).filter(|(x, y)| x != y).count();
    match (a.len(), b.len()) {
        // 李明华 for 李华明, and one character in another place.
        _ if slips(a, b) == 1 && a.len() == b.len() && differ == 2 => 5,
        (3.., 3..) if slips(a, b) == 1 => 5,
        // A double name of which a clerk left out one character.
        (2.., 2..) if slips(a, b) == 1 && a.len() != b.len() => 4,
        _ if family => 2,
        _ => 1,
    }
}

fn letters(left: &str, right: &str, a: &Letters, b: &Letters) -> Grade {
    if slips(a.all(), b.all()) == 1 && a.all().len().min(b.all().len()) > 3 {
        return 6;
    }
    let similarity = jaro_winkler(a.all(), b.all());
    if similarity >= 0.92 {
        return 5;
    }
    if part_of_other(left, right) || similarity >= 0.86 {
        return 4;
    }
    if similarity >= 0.7 && a.all().first() == b.all().first() {
        return 2;
    }
    1
}

/// Every part of the shorter name is a part of the longer one, or an initial of it.
fn part_of_other(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    short.split([' ', '-']).map(|part| part.trim_end_matches('.')).all(|part| {
        let initial = part.chars().count() == 1;
        !part.is_empty() && long.split([' ', '-']).any(|other| other == part || (initial && other.starts_with(part)))
    })
}
