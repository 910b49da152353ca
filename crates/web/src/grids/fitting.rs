//! Does a file of grids fit this city? Codes lie in their communities, communities are in the rulebook, workers work here. What is wrong
//! with the shapes themselves is for the room of grids to say.

use jingwei_cases::Rulebook;
use jingwei_grids::{Feature, Layer, Problem, RepairState, Spot};
use jingwei_terms::{AreaCode, GridCode, Role};
use std::collections::HashMap;

/// The digits of a community's code, with which the code of each of its grids begins.
const COMMUNITY_DIGITS: usize = 12;

/// Everything in which the layer does not fit the city, feature by feature.
pub(super) fn check(layer: &Layer, rules: &Rulebook) -> Vec<Problem> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (feature, number) in layer.features.iter().zip(1..) {
        let spot = || Spot::feature(number, feature.id.clone());
        let Some(code) = code(feature) else {
            found.push(fault(
                "no_grid_code",
                spot(),
                format!("第 {number} 个网格没有可用的编码（属性 `code`）"),
                format!("feature {number} has no code (property `code`) that can be used"),
                (
                    "给它一个网格编码：所在社区的 12 位代码加网格顺序码",
                    "give it a code: the 12 digits of its community, then the grid's own",
                ),
            ));
            continue;
        };
        if let Some(first) = seen.insert(code.to_string(), number) {
            found.push(fault(
                "duplicate_code",
                spot(),
                format!("编码 `{code}` 重复：第 {first} 个和第 {number} 个网格"),
                format!("the code `{code}` stands twice: features {first} and {number}"),
                ("给其中一个新的编码", "give one of them another code"),
            ));
        }
        found.extend(community(feature, &code, rules, spot()));
        found.extend(["worker", "deputy"].into_iter().filter_map(|who| person(feature, who, &code, rules, spot())));
    }
    found
}

fn code(feature: &Feature) -> Option<GridCode> {
    let own = (!feature.id.starts_with('#')).then(|| feature.id.clone());
    let text = feature.text("code").map(std::borrow::Cow::into_owned).or(own)?;
    GridCode::new(&text).ok()
}

fn community(feature: &Feature, code: &GridCode, rules: &Rulebook, spot: Spot) -> Option<Problem> {
    let said = feature.text("community").map(std::borrow::Cow::into_owned);
    let by_code = || code.as_str().get(..COMMUNITY_DIGITS).unwrap_or_default().to_owned();
    let community = said.unwrap_or_else(by_code);
    let known = AreaCode::new(&community).ok().and_then(|area| rules.areas.division(&area));
    match known {
        None => Some(fault(
            "unknown_community",
            spot,
            format!("网格 `{code}` 的社区 `{community}` 不在区划表中"),
            format!("the community `{community}` of grid `{code}` is not in divisions.csv"),
            ("改正 `community`，或先在规则手册中补上该社区", "correct `community`, or add it to the rulebook first"),
        )),
        Some(division) if division.level != "community" => Some(fault(
            "not_a_community",
            spot,
            format!("网格 `{code}` 的 `{community}`（{}）不是社区", division.name),
            format!("`{community}` of grid `{code}` is a {}, not a community", division.level),
            ("填写网格所在社区的 12 位代码", "name the community that holds the grid"),
        )),
        Some(_) if !code.as_str().starts_with(&community) => Some(fault(
            "code_outside_community",
            spot,
            format!("网格编码 `{code}` 不在社区 `{community}` 之内"),
            format!("the code `{code}` does not lie in its community `{community}`"),
            ("网格编码以所在社区的 12 位代码开头", "a grid's code begins with the 12 digits of its community"),
        )),
        Some(_) => None,
    }
}

fn person(feature: &Feature, who: &'static str, code: &GridCode, rules: &Rulebook, spot: Spot) -> Option<Problem> {
    let id = feature.text(who)?;
    let known = rules.people.iter().find(|person| person.id.as_str() == id);
    match known {
        None => Some(fault(
            "unknown_worker",
            spot,
            format!("网格 `{code}` 的 `{who}` `{id}` 不在人员表中"),
            format!("`{who}` `{id}` of grid `{code}` is not in people.csv"),
            ("改正人员编号，或先在规则手册中补上该人员", "correct the id, or add the person to the rulebook first"),
        )),
        Some(person) if person.role != Role::Field => Some(fault(
            "not_a_grid_worker",
            spot,
            format!("网格 `{code}` 的 `{who}` `{id}` 不是网格员，而是{}", person.role.zh()),
            format!("`{who}` `{id}` of grid `{code}` is no grid worker but a {}", person.role.code()),
            ("指派一名网格员", "name a grid worker"),
        )),
        Some(_) => None,
    }
}

fn fault(code: &'static str, spot: Spot, zh: String, en: String, mend: (&'static str, &'static str)) -> Problem {
    Problem::new(code, spot, zh, en).mended_by(RepairState::ForAPerson, mend.0, mend.1)
}
