//! `GET /map`: how many open cases there are where, drawn here as one picture from the city's own grids. Few are not said, on no
//! level, and cannot be worked out from the level above.

use super::counts::{in_words, public_tally, withhold};
use super::layout::{Shown, page_or_sorry, page_with};
use crate::answers::PageFailures;
use crate::body::Asked;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::areas::{Division, Grid};
use jingwei_store::{CaseQuery, TallyBy};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;

/// Which map.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `street`, `community` or `grid`; `street` when it is not said.
    by: String,
    /// The code of a district that alone is drawn.
    area: String,
}

/// Codes of streets, communities and grids with what is said of each: `None` is withheld.
pub(crate) type Cells = BTreeMap<String, Option<u64>>;

const FRESH: Duration = Duration::from_secs(60);

/// A picture of more grids than this is no use to the eye and none to the telephone; then one district is drawn.
const MOST_GRIDS: usize = 3_000;

/// The map.
#[utoipa::path(get, path = "/map", tag = "pages", params(Wanted), responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn map(State(web): State<Web>, shown: Shown, asked: Result<Asked<Wanted>, Problem>) -> Response {
    let wanted = asked.map(|Asked(wanted)| wanted).unwrap_or_default();
    let cells = web.counted().map.fresh(FRESH, "", || count(&web)).await;
    page_or_sorry(&web, &shown, cells.map(|cells| draw(&web, &shown, &wanted, &cells)))
}

async fn count(web: &Web) -> Result<Arc<Cells>, Problem> {
    let rules = web.rules();
    let open = CaseQuery { open: Some(true), ..CaseQuery::default() };
    let by_area = public_tally(web, &open, TallyBy::Area).await?;
    let by_grid = public_tally(web, &open, TallyBy::Grid).await?;
    let small = u64::from(rules.settings.privacy.small_count.value);
    Ok(Arc::new(cells(&rules, &by_area, &by_grid, small)))
}

/// What is said on each level. Below a cell that is withheld nothing is said; below another, the cells beside each other keep each
/// other's secret.
fn cells(rules: &Rulebook, by_area: &BTreeMap<String, u64>, by_grid: &BTreeMap<String, u64>, small: u64) -> Cells {
    let of = |counts: &BTreeMap<String, u64>, code: &str| counts.get(code).copied().unwrap_or_default();
    let total = |street: &Division| {
        of(by_area, street.code.as_str())
            + below(rules, street, "community").map(|c| of(by_area, c.code.as_str())).sum::<u64>()
    };
    let streets: Vec<&Division> = rules.areas.divisions().filter(|division| division.level == "street").collect();
    let mut cells = Cells::new();
    let all: u64 = by_area.values().sum();
    let rest = all.saturating_sub(streets.iter().map(|street| total(street)).sum());
    say(&mut cells, true, streets.iter().map(|s| (s.code.to_string(), total(s))).collect(), rest, small);
    for street in streets {
        let is_said = cells.get(street.code.as_str()).is_some_and(Option::is_some);
        let inside =
            below(rules, street, "community").map(|c| (c.code.to_string(), of(by_area, c.code.as_str()))).collect();
        say(&mut cells, is_said, inside, of(by_area, street.code.as_str()), small);
        for community in below(rules, street, "community") {
            let code = community.code.as_str();
            let is_said = cells.get(code).is_some_and(Option::is_some);
            let inside: Vec<_> =
                grids_of(rules, community).map(|g| (g.code.to_string(), of(by_grid, g.code.as_str()))).collect();
            let rest = of(by_area, code).saturating_sub(inside.iter().map(|(_, n)| n).sum());
            say(&mut cells, is_said, inside, rest, small);
        }
    }
    cells
}

/// Says a group of cells whose sum is known; `rest` is what of the sum lies in none of them.
fn say(cells: &mut Cells, is_above_said: bool, inside: Vec<(String, u64)>, rest: u64, small: u64) {
    let counts: Vec<u64> = inside.iter().map(|(_, n)| *n).chain([rest]).collect();
    let said = if is_above_said { withhold(&counts, small) } else { vec![None; counts.len()] };
    cells.extend(inside.into_iter().map(|(code, _)| code).zip(said));
}

fn below<'r>(rules: &'r Rulebook, above: &'r Division, level: &'static str) -> impl Iterator<Item = &'r Division> {
    rules.areas.divisions().filter(move |d| d.level == level && d.parent.as_ref() == Some(&above.code))
}

fn grids_of<'r>(rules: &'r Rulebook, community: &'r Division) -> impl Iterator<Item = &'r Grid> {
    rules.areas.grids().iter().filter(|grid| grid.community == community.code)
}

const LEVELS: [(&str, &str, &str); 3] =
    [("street", "按街道", "By street"), ("community", "按社区", "By community"), ("grid", "按网格", "By grid")];

fn draw(web: &Web, shown: &Shown, wanted: &Wanted, cells: &Cells) -> Response {
    let rules = web.rules();
    let level = LEVELS.iter().find(|(code, ..)| *code == wanted.by).map_or("street", |(code, ..)| code);
    let districts: Vec<&Division> = rules.areas.divisions().filter(|d| d.level == "district").collect();
    let first = districts.first().filter(|_| rules.areas.grids().len() > MOST_GRIDS).copied();
    let district = districts.iter().find(|d| d.code.as_str() == wanted.area).copied().or(first);
    let grids: Vec<&Grid> =
        rules.areas.grids().iter().filter(|grid| district.is_none_or(|d| grid.community.lies_in(&d.code))).collect();
    let title = shown.pick("案件地图", "Map of cases");
    let link = |by: &str, area: &str| format!("/map?by={by}&area={area}");
    let here = district.map_or("", |d| d.code.as_str());
    let body = html! {
        div.spread {
            h1 { (title) }
            p { (shown.pick("正在办理、可以公开的案件，按区域计数，不显示具体点位。", "Open public cases, counted by area. No exact points are shown.")) }
            nav.pages aria-label=(shown.pick("地图选项", "Map options")) {
                span { @for (code, zh, en) in LEVELS { a.button.second href=(link(code, here)) aria-current=[(code == level).then_some("true")] { (shown.pick(zh, en)) } " " } }
                span { @if rules.areas.grids().len() <= MOST_GRIDS { a href=(link(level, "")) { (shown.pick("全市", "Whole city")) } " " }
                    @for d in &districts { a href=(link(level, d.code.as_str())) { (shown.name(&d.name, &d.name_en)) } " " } }
            }
            (picture(shown, &grids, level, cells, &rules))
            (legend(shown))
            (table(shown, &grids, level, cells, &rules))
            p.quiet { (shown.pick("数量较少的区域不公布，以免指向个人；由合计能推算出来的也不公布。",
                "Small counts are not published, since they might point at a person; nor is what would give them away.")) }
        }
    };
    page_with(web, shown, title, &[], &body)
}

/// The code of the cell that a grid lies in, on this level.
fn cell(grid: &Grid, level: &str, rules: &Rulebook) -> String {
    match level {
        "grid" => grid.code.to_string(),
        "community" => grid.community.to_string(),
        _ => {
            let community = rules.areas.division(&grid.community);
            community.and_then(|c| c.parent.as_ref()).map_or_else(String::new, ToString::to_string)
        }
    }
}

fn name(code: &str, shown: &Shown, rules: &Rulebook) -> String {
    let division = code.parse().ok().and_then(|code| rules.areas.division(&code));
    if let Some(division) = division {
        return shown.name(&division.name, &division.name_en).to_owned();
    }
    code.parse().ok().and_then(|code| rules.areas.grid(&code)).map_or_else(|| code.to_owned(), |grid| grid.name.clone())
}

const fn shade(said: Option<u64>) -> &'static str {
    match said {
        None => "shade-x",
        Some(0) => "shade-0",
        Some(1..=20) => "shade-1",
        Some(21..=50) => "shade-2",
        Some(51..=100) => "shade-3",
        Some(_) => "shade-4",
    }
}

fn legend(shown: &Shown) -> Markup {
    let steps = [
        (Some(0), "没有", "None"),
        (Some(11), "11–20", "11–20"),
        (Some(21), "21–50", "21–50"),
        (Some(51), "51–100", "51–100"),
        (Some(101), "100 以上", "Over 100"),
        (None, "不公布", "Not published"),
    ];
    html! { ul.legend { @for (said, zh, en) in steps { li { i class=(shade(said)) {} (shown.pick(zh, en)) } } } }
}

/// The grids as one picture a thousand units wide, degrees of longitude shortened as they are at this latitude.
fn picture(shown: &Shown, grids: &[&Grid], level: &str, cells: &Cells, rules: &Rulebook) -> Markup {
    let points = || grids.iter().flat_map(|grid| grid.rings.iter().flatten());
    let least = |at: usize| points().map(|p| p[at]).fold(f64::INFINITY, f64::min);
    let most = |at: usize| points().map(|p| p[at]).fold(f64::NEG_INFINITY, f64::max);
    let (west, east, south, north) = (least(0), most(0), least(1), most(1));
    if !(east > west && north > south) {
        return html! { p.empty { (shown.pick("这里没有网格。", "There are no grids here.")) } };
    }
    let narrow = f64::midpoint(south, north).to_radians().cos();
    let scale = 1000.0 / ((east - west) * narrow);
    let height = (north - south) * scale;
    let mut paths = String::new();
    for grid in grids {
        let said = cells.get(&cell(grid, level, rules)).copied().flatten();
        write!(paths, "<path class=\"{}\" d=\"", shade(said)).expect("writing to a string does not fail");
        for ring in &grid.rings {
            for (n, [lng, lat]) in ring.iter().enumerate() {
                let (x, y) = ((lng - west) * narrow * scale, (north - lat) * scale);
                let letter = if n == 0 { 'M' } else { 'L' };
                write!(paths, "{letter}{x:.1} {y:.1}").expect("writing to a string does not fail");
            }
            paths.push('Z');
        }
        paths.push_str("\"/>");
    }
    let label = shown.pick("各区域在办案件数量，同下表", "Open cases by area, as in the table below");
    html! { svg.city viewBox=(format!("0 0 1000 {height:.0}")) role="img" aria-label=(label) { (PreEscaped(paths)) } }
}

fn table(shown: &Shown, grids: &[&Grid], level: &str, cells: &Cells, rules: &Rulebook) -> Markup {
    let mut codes: Vec<String> = grids.iter().map(|grid| cell(grid, level, rules)).collect();
    codes.sort();
    codes.dedup();
    html! {
        table {
            thead { tr { th scope="col" { (shown.pick("区域", "Area")) } th.number scope="col" { (shown.pick("在办", "Open")) } } }
            tbody { @for code in &codes { tr {
                td { (name(code, shown, rules)) }
                td.number { (in_words(shown, cells.get(code).copied().flatten())) }
            } } }
        }
    }
}
