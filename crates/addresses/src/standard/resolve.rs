//! Which divisions are meant: names are looked up under one another, former names are followed, slips mended among neighbours.

use super::Note;
use crate::gazetteer::{Gazetteer, Kind};
use crate::parser::Parsed;
use crate::reading::fold::fold;

/// One way to understand the divisions of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The deepest division that the text names.
    pub named: Option<u32>,
    /// The one that stands there today.
    pub now: Option<u32>,
    /// How it was come by.
    pub notes: Vec<Note>,
}

/// No more answers than this are given: whoever named only a 中山路街道 has to say more.
const MOST: usize = 5;

/// All ways to understand the divisions, the likeliest first; there is always one.
#[must_use]
pub fn resolve(chars: &[char], parsed: &Parsed, gazetteer: &Gazetteer) -> Vec<Resolution> {
    let mut ways = vec![Resolution { named: None, now: None, notes: Vec::new() }];
    for element in &parsed.elements {
        let kind = match element.span.label.as_str() {
            "prov" => Kind::Province,
            "city" => Kind::City,
            "district" => Kind::District,
            "town" => Kind::Town,
            _ => continue,
        };
        let written: Vec<char> = chars[element.span.start..element.span.end].iter().map(|&c| fold(c)).collect();
        ways = go_on(ways, &written, kind, gazetteer);
    }
    let count = ways.len();
    // Too many to choose from is the same as not known: what they have in common is all that can be said.
    if count > MOST {
        let common = common(&ways, gazetteer);
        let note = Note::new(
            "unknown",
            "",
            "",
            "同名的地方太多，请写明上级区划",
            "too many places bear this name; name the division above",
        );
        return vec![Resolution { named: common, now: common, notes: vec![note] }];
    }
    for way in &mut ways {
        fill(way, chars, gazetteer);
    }
    ways
}

/// Every way goes on with every bearer of the name that fits; where none fits, a slip is looked for, and then the name is let be.
fn go_on(ways: Vec<Resolution>, written: &[char], kind: Kind, gazetteer: &Gazetteer) -> Vec<Resolution> {
    let name: String = written.iter().collect();
    let mut bearers = gazetteer.bearers(written);
    bearers.retain(|&number| same_level(gazetteer.divisions()[number as usize].kind, kind));
    let mut next: Vec<Resolution> = Vec::new();
    for way in &ways {
        for &bearer in &bearers {
            if way.named.is_some_and(|named| gazetteer.lies_in(named, bearer)) {
                push(&mut next, way.clone());
            } else if fits(way, bearer, gazetteer) {
                push(&mut next, followed(way, bearer, &name, gazetteer));
            }
        }
    }
    // Today's name goes before a former one of somewhere else.
    if next.iter().any(|way| way.named == way.now) && ways.iter().all(|way| way.named.is_none()) {
        next.retain(|way| way.named == way.now);
    }
    if !next.is_empty() {
        return next;
    }
    let mended: Vec<Resolution> = ways.iter().filter_map(|way| mend(way, written, kind, gazetteer)).collect();
    if !mended.is_empty() {
        return mended;
    }
    let conflict = !bearers.is_empty() && ways.iter().any(|way| way.named.is_some());
    let note = match conflict {
        true => Note::new(
            "conflict",
            &name,
            "",
            "与前面写的上级区划不符，按前面的",
            "does not lie in the division named before it, which is kept",
        ),
        false => Note::new("unknown", &name, "", "区划表里没有这个名称", "no division of this name is known"),
    };
    let keep = |mut way: Resolution| {
        way.notes.push(note.clone());
        way
    };
    ways.into_iter().map(keep).collect()
}

/// A county town may be labelled as a city, a municipality too.
const fn same_level(bearer: Kind, label: Kind) -> bool {
    (bearer as u8).abs_diff(label as u8) <= 1
        && !matches!((bearer, label), (Kind::Community, _) | (Kind::Town, Kind::District))
}

fn fits(way: &Resolution, bearer: u32, gazetteer: &Gazetteer) -> bool {
    let Some(now) = way.now else { return true };
    gazetteer.lies_in(bearer, now)
        || way.named.is_some_and(|named| gazetteer.lies_in(bearer, named))
        // A former district named before a town that has moved to its heir.
        || gazetteer.divisions()[bearer as usize].past.as_ref().and_then(|past| past.now).is_some_and(|heir| gazetteer.lies_in(heir, now))
}

fn push(ways: &mut Vec<Resolution>, way: Resolution) {
    if !ways.iter().any(|other| other.named == way.named && other.now == way.now) {
        ways.push(way);
    }
}

fn followed(way: &Resolution, bearer: u32, written: &str, gazetteer: &Gazetteer) -> Resolution {
    let mut way = way.clone();
    let division = &gazetteer.divisions()[bearer as usize];
    (way.named, way.now) = (Some(bearer), Some(bearer));
    if division.name != written {
        way.notes.push(Note::new("full_name", written, &division.name, "写全称", "written in full"));
    }
    let mut at = bearer;
    // A chain of changes is short; the bound keeps a damaged table from going round in circles.
    for _ in 0..8 {
        let Some(past) = &gazetteer.divisions()[at as usize].past else { break };
        let Some(now) = past.now else { break };
        let (old, new) = (&gazetteer.divisions()[at as usize].name, &gazetteer.divisions()[now as usize].name);
        let zh = format!("{} 年{}，现为{new}", past.year, past.what);
        let en = format!("changed in {} ({}); now {new}", past.year, past.what);
        way.notes.push(Note { code: "followed", from: old.clone(), to: new.clone(), zh, en });
        way.now = Some(now);
        at = now;
    }
    way
}

/// One character off, among the divisions under the one that is known, and only if one alone is that near.
fn mend(way: &Resolution, written: &[char], kind: Kind, gazetteer: &Gazetteer) -> Option<Resolution> {
    if written.len() < 3 {
        return None;
    }
    let mut near = None;
    for number in deep_below(way.now, kind, gazetteer) {
        let name: Vec<char> = gazetteer.divisions()[number as usize].name.chars().collect();
        if off_by_one(written, &name) {
            if near.is_some() {
                return None;
            }
            near = Some(number);
        }
    }
    let number = near?;
    let (from, to): (String, &str) = (written.iter().collect(), &gazetteer.divisions()[number as usize].name);
    let mut way = way.clone();
    (way.named, way.now) = (Some(number), Some(number));
    way.notes.push(Note::new(
        "mended",
        &from,
        to,
        "与同级区划只差一字，应为笔误",
        "one character away from the only such division here: taken for a slip",
    ));
    Some(way)
}

fn deep_below(above: Option<u32>, kind: Kind, gazetteer: &Gazetteer) -> Vec<u32> {
    let (mut found, mut layer) = (Vec::new(), vec![above]);
    while let Some(above) = layer.pop() {
        if above.is_none() && kind > Kind::City {
            // Without any division above, one character off could be anywhere in the country.
            return found;
        }
        for number in gazetteer.below(above) {
            match gazetteer.divisions()[number as usize].kind {
                own if own == kind => found.push(number),
                own if own < kind => layer.push(Some(number)),
                _ => {}
            }
        }
    }
    found
}

fn off_by_one(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => same < long.len() && short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

/// The deepest division that all ways share.
fn common(ways: &[Resolution], gazetteer: &Gazetteer) -> Option<u32> {
    let mut chains = ways.iter().map(|way| way.now.map(|now| gazetteer.chain(now)).unwrap_or_default());
    let mut shared = chains.next()?;
    for chain in chains {
        let same = shared.iter().zip(&chain).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
    }
    shared.last().copied()
}

/// Says which levels above were not written.
fn fill(way: &mut Resolution, chars: &[char], gazetteer: &Gazetteer) {
    let Some(now) = way.now else { return };
    let text: String = chars.iter().map(|&c| fold(c)).collect();
    for number in gazetteer.chain(now) {
        let division = &gazetteer.divisions()[number as usize];
        let mut written = false;
        crate::gazetteer::forms(division.kind, &division.name, |form, _| written |= text.contains(form));
        let told = way.notes.iter().any(|note| note.to == division.name);
        if !written && !told {
            way.notes.push(Note::new(
                "filled",
                "",
                &division.name,
                "按区划补全上级",
                "filled in from the division below it",
            ));
        }
    }
}
