//! An address written properly: levels above filled in, former names followed, slips mended, numbers in one form. Every change has its
//! reason; what could be several places is given as several.

mod numbers;
mod resolve;

pub use numbers::{arabic, element};
pub use resolve::{Resolution, resolve};

use crate::gazetteer::{Gazetteer, Kind};
use crate::parser::Parsed;
use serde::Serialize;

/// Why the standard form differs from what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable code: `filled`, `followed`, `full_name`, `mended`, `conflict`, `ambiguous`, `unknown`, `number`, `left_out`.
    pub code: &'static str,
    /// What was written.
    pub from: String,
    /// What stands in the standard form instead.
    pub to: String,
    /// The reason, in Chinese.
    pub zh: String,
    /// The reason, in English.
    pub en: String,
}

/// Names of divisions, from the province down; empty where not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Names {
    /// 省、自治区、直辖市.
    pub province: String,
    /// 地级市; a municipality is its own city.
    pub city: String,
    /// 区、县.
    pub district: String,
    /// 街道、镇、乡.
    pub town: String,
    /// 社区、村.
    pub community: String,
}

/// One way to read an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The standard form.
    pub standard: String,
    /// The code of the deepest division known, nought for none.
    pub code: u64,
    /// The divisions as the text names them, in full: a former name stays here.
    pub divisions: Names,
    /// Why it differs from what was written.
    pub notes: Vec<Note>,
}

/// All ways to read an address, the likeliest first; there is always one.
#[must_use]
pub fn standardise(text: &str, parsed: &Parsed, gazetteer: &Gazetteer) -> Vec<Reading> {
    let chars: Vec<char> = text.chars().collect();
    let resolutions = resolve(&chars, parsed, gazetteer);
    let several = resolutions.len();
    let rest = rest(&chars, parsed);
    resolutions.into_iter().map(|resolution| reading(resolution, &rest, several, gazetteer)).collect()
}

struct Rest {
    town: String,
    community: String,
    tail: String,
    notes: Vec<Note>,
}

/// Everything below the divisions, in one form.
fn rest(chars: &[char], parsed: &Parsed) -> Rest {
    let mut rest = Rest { town: String::new(), community: String::new(), tail: String::new(), notes: Vec::new() };
    for element in &parsed.elements {
        let written: String = chars[element.span.start..element.span.end].iter().collect();
        match element.span.label.as_str() {
            "country" | "prov" | "city" | "district" => {}
            "town" if rest.town.is_empty() => rest.town = written,
            "redundant" | "otherinfo" => {
                if written.chars().any(char::is_alphanumeric) {
                    rest.notes.push(Note::new(
                        "left_out",
                        &written,
                        "",
                        "重复或与地址无关",
                        "said twice, or no part of an address",
                    ));
                }
            }
            label => {
                let form = element_form(label, &written, &mut rest.notes);
                if label == "community" && rest.community.is_empty() {
                    rest.community.clone_from(&form);
                }
                rest.tail.push_str(&form);
            }
        }
    }
    rest
}

fn element_form(label: &str, written: &str, notes: &mut Vec<Note>) -> String {
    let form = element(label, written);
    if form != written {
        notes.push(Note::new(
            "number",
            written,
            &form,
            "数字、全角和楼栋单元写法归一",
            "numbers, width and the words for building, unit and room are made one",
        ));
    }
    form
}

fn reading(resolution: Resolution, rest: &Rest, several: usize, gazetteer: &Gazetteer) -> Reading {
    let Resolution { named, now, notes: mut all } = resolution;
    let mut divisions = names(named, gazetteer);
    let mut standard = String::new();
    let mut code = 0;
    if let Some(now) = now {
        let chain = gazetteer.chain(now);
        for number in chain {
            standard.push_str(&gazetteer.divisions()[number as usize].name);
        }
        code = gazetteer.divisions()[now as usize].code;
    }
    let town_known = now.is_some_and(|now| gazetteer.divisions()[now as usize].kind >= Kind::Town);
    if !town_known {
        standard.push_str(&rest.town);
    }
    if divisions.town.is_empty() {
        divisions.town.clone_from(&rest.town);
    }
    divisions.community.clone_from(&rest.community);
    standard.push_str(&rest.tail);
    all.extend(rest.notes.iter().cloned());
    if several > 1 {
        let (zh, en) = (format!("可能是 {several} 处之一，请核对"), format!("one of {several} places; please check"));
        all.push(Note { code: "ambiguous", from: String::new(), to: standard.clone(), zh, en });
    }
    Reading { standard, code, divisions, notes: all }
}

fn names(deepest: Option<u32>, gazetteer: &Gazetteer) -> Names {
    let mut names = Names::default();
    for number in deepest.map(|deepest| gazetteer.chain(deepest)).unwrap_or_default() {
        let division = &gazetteer.divisions()[number as usize];
        let place = match division.kind {
            Kind::Province => &mut names.province,
            Kind::City => &mut names.city,
            Kind::District => &mut names.district,
            Kind::Town => &mut names.town,
            Kind::Community | Kind::Compound => &mut names.community,
        };
        place.clone_from(&division.name);
    }
    if names.city.is_empty() && ["北京市", "天津市", "上海市", "重庆市"].contains(&names.province.as_str())
    {
        names.city.clone_from(&names.province);
    }
    names
}

impl Note {
    pub(crate) fn new(code: &'static str, from: &str, to: &str, zh: &str, en: &str) -> Self {
        Self { code, from: from.to_owned(), to: to.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }
}
