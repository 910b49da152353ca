//! Titles and places by their sound: what is stored of them beside their characters, and what letters in a search may mean.
//!
//! A run of Han characters becomes its syllables, its neighbouring syllables joined, and their initials joined two by two
//! (`路灯不亮` gives `lu`, `ludeng`, `ld`, …), as characters become pairs in [`crate::words`]. A character with several readings
//! gives each. Letters in a search are tried as syllables and as initials, beside being a word themselves. Readings: the crate
//! `pinyin`, which takes them from Mozilla's pinyin-data (kMandarin and others).

use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// What a sound begins with in the index, so that it is never taken for a word that was written.
const SOUND: char = '拼';

/// The most readings of one character that are stored.
const READINGS: usize = 3;

/// The most ways to cut letters into syllables that are tried; `xian` has two.
const CUTS: usize = 4;

/// The most letters that are taken for a sound: nobody types a sentence this way.
const MOST_LETTERS: usize = 48;

/// The sounds of these runs of Han characters.
pub(crate) fn sounds(runs: impl Iterator<Item = Vec<char>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for run in runs {
        let read: Vec<Vec<&str>> = run.iter().map(|c| readings(*c)).collect();
        for all in &read {
            found.extend(all.iter().map(|syllable| format!("{SOUND}{syllable}")));
        }
        for pair in read.windows(2) {
            for (first, second) in pair[0].iter().flat_map(|a| pair[1].iter().map(move |b| (*a, *b))) {
                found.insert(format!("{SOUND}{first}{second}"));
                found.insert(format!("{SOUND}{}{}", head(first), head(second)));
            }
        }
    }
    found
}

/// What letters may mean as sounds: each set holds what must all be there.
pub(crate) fn meanings(letters: &str) -> Vec<BTreeSet<String>> {
    let plain = letters.len() <= MOST_LETTERS && letters.bytes().all(|b| b.is_ascii_lowercase());
    if !plain || letters.len() < 2 {
        return Vec::new();
    }
    let mut meanings: Vec<BTreeSet<String>> = cuts(letters).into_iter().map(|cut| of_syllables(&cut)).collect();
    meanings.push((0..letters.len() - 1).map(|at| format!("{SOUND}{}", &letters[at..at + 2])).collect());
    meanings
}

fn of_syllables(cut: &[&str]) -> BTreeSet<String> {
    match cut {
        [one] => BTreeSet::from([format!("{SOUND}{one}")]),
        several => several.windows(2).map(|pair| format!("{SOUND}{}{}", pair[0], pair[1])).collect(),
    }
}

/// The ways to cut letters into whole syllables, longest syllables first.
fn cuts(letters: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    extend(letters, &mut Vec::new(), &mut found, &mut 0);
    found
}

fn extend<'l>(rest: &'l str, begun: &mut Vec<&'l str>, found: &mut Vec<Vec<&'l str>>, steps: &mut usize) {
    // Letters that can be cut in very many ways are no sentence; the first ways found are the likely ones.
    *steps += 1;
    if found.len() >= CUTS || *steps > 2_000 {
        return;
    }
    if rest.is_empty() {
        found.push(begun.clone());
        return;
    }
    for length in (1..=rest.len().min(6)).rev() {
        if SYLLABLES.contains(&rest[..length]) {
            begun.push(&rest[..length]);
            extend(&rest[length..], begun, found, steps);
            begun.pop();
        }
    }
}

/// Every syllable that a character has.
static SYLLABLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let all = ('\u{4e00}'..='\u{9fff}').filter_map(|c| c.to_pinyin());
    all.map(|reading| typed(reading.plain())).filter(|plain| plain.is_ascii()).collect()
});

/// `ü` has no key of its own and is typed as `v`; it is written in these syllables only.
fn typed(plain: &'static str) -> &'static str {
    match plain {
        "lü" => "lv",
        "lüe" => "lve",
        "nü" => "nv",
        "nüe" => "nve",
        other => other,
    }
}

fn readings(c: char) -> Vec<&'static str> {
    let Some(all) = c.to_pinyin_multi() else { return Vec::new() };
    let mut readings: Vec<&str> =
        all.into_iter().map(|reading| typed(reading.plain())).filter(|r| r.is_ascii()).collect();
    let mut seen = HashSet::new();
    readings.retain(|reading| seen.insert(*reading));
    readings.truncate(READINGS);
    readings
}

fn head(syllable: &str) -> &str {
    syllable.get(..1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> BTreeSet<String> {
        sounds(std::iter::once(text.chars().collect()))
    }

    #[test]
    fn a_place_is_found_by_its_syllables_and_by_its_initials_from_any_character_on() {
        let stored = stored("望海路路灯不亮");
        let finds = |letters: &str| meanings(letters).iter().any(|meaning| meaning.is_subset(&stored));
        for letters in ["wanghailu", "ludeng", "ludengbuliang", "deng", "whl", "ldbl", "whlldbl", "lu"] {
            assert!(finds(letters), "{letters}");
        }
        for letters in ["dengluhai", "jinggai", "zz", "xyz", "denglu"] {
            assert!(!finds(letters), "{letters}");
        }
    }

    #[test]
    fn a_character_with_two_readings_is_found_by_both_and_letters_with_two_cuts_by_either() {
        let finds = |text: &str, letters: &str| meanings(letters).iter().any(|m| m.is_subset(&stored(text)));
        assert!(finds("长宁街", "changning") && finds("长宁街", "zhangning"));
        assert!(finds("西安路", "xianlu") && finds("县路", "xianlu"));
        assert!(finds("绿化带", "lvhua"));
    }

    #[test]
    fn what_is_no_sound_means_none_and_takes_no_time() {
        for letters in ["", "a", "12345", "路灯", "LED"] {
            assert!(meanings(letters).is_empty(), "{letters}");
        }
        assert!(meanings(&"a".repeat(48)).len() <= CUTS + 1);
        assert!(meanings(&"a".repeat(49)).is_empty());
    }
}
