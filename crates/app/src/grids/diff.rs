//! `jingwei grids diff`: what changes from one net to the next, before anybody decides.

use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_grids::Layer;
use jingwei_grids::net::diff::{Fate, Settings};
use jingwei_grids::net::{Evidence, Net, NetDiff, NetVersion, OpenCase, Unit, diff};
use jingwei_terms::{Datum, GridCode, Location};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What to compare.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 旧网 / the old net
    #[arg(value_name = "OLD.geojson")]
    old: PathBuf,
    /// 新网 / the new net
    #[arg(value_name = "NEW.geojson")]
    new: PathBuf,
    /// 基本单元（id、households），按户计算去向 / basic units, so that households are counted where they live
    #[arg(long, value_name = "UNITS.geojson")]
    units: Option<PathBuf>,
    /// 未结事项（number、location、grid），逐行 JSON / the open cases, a JSON object a line, as `cases export` writes them
    #[arg(long, value_name = "CASES.jsonl")]
    cases: Option<PathBuf>,
}

/// Compares.
///
/// # Errors
/// When a file cannot be read, or is no net, no layer of units or no list of cases.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let (old, new) = (net(&args.old, 1)?, net(&args.new, 2)?);
    let units = args.units.as_deref().map(units).transpose()?.unwrap_or_default();
    let cases = args.cases.as_deref().map(cases).transpose()?.unwrap_or_default();
    let evidence = Evidence { units: &units, cases: &cases, settings: Settings::default() };
    let diff = diff(Some(&old), &new, &evidence);
    let mut object = serde_json::to_value(&diff).expect("a diff has text keys and finite numbers only");
    let counts = [("kept", Fate::Kept), ("changed", Fate::Changed), ("new", Fate::New), ("gone", Fate::Gone)];
    object["counts"] = counts
        .iter()
        .map(|(name, fate)| ((*name).to_owned(), json!(diff.count(*fate))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    answer.object(&object);
    say(&diff, answer);
    Ok(Verdict::Done)
}

fn layer(path: &Path) -> Result<Layer, Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    Ok(Layer::parse(&bytes, None)?.layer)
}

fn net(path: &Path, version: u32) -> Result<Net, Failure> {
    // Two files are compared, not two dates.
    Ok(Net::from_layer(NetVersion::new(version), Timestamp::UNIX_EPOCH, &layer(path)?)?)
}

fn units(path: &Path) -> Result<Vec<Unit>, Failure> {
    let unit = |feature: &jingwei_grids::Feature| {
        let households = feature.count("households").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        Unit::of_shape(feature.id.clone(), households, &feature.shape)
    };
    Ok(layer(path)?.features.iter().filter_map(unit).collect())
}

fn cases(path: &Path) -> Result<Vec<OpenCase>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(n, line)| case(path, n + 1, line)).collect()
}

/// A case by its number (or id), point and grid; a point stands in `location`, or as `lng` and `lat`.
fn case(path: &Path, number: usize, line: &str) -> Result<OpenCase, Failure> {
    let path = path.display();
    let bad = |why: &str| {
        Failure::new(
            "bad_case",
            format!("`{path}` 第 {number} 行不对：{why}"),
            format!("`{path}` line {number}: {why}"),
        )
        .next("每行一个 JSON 对象：number、location、grid", "one JSON object a line: number, location, grid")
    };
    let value: Value = serde_json::from_str(line).map_err(|why| bad(&why.to_string()))?;
    let word = |name: &str| value.get(name).and_then(Value::as_str);
    let key = word("number").or_else(|| word("id")).map_or_else(|| format!("#{number}"), str::to_owned);
    let place = value.get("location").filter(|place| place.is_object()).unwrap_or(&value);
    let degrees = |name: &str| place.get(name).and_then(Value::as_f64);
    let datum: Datum = match place.get("datum") {
        None | Some(Value::Null) => Datum::Cgcs2000,
        Some(datum) => serde_json::from_value(datum.clone()).map_err(|why| bad(&why.to_string()))?,
    };
    let at = degrees("lng").zip(degrees("lat")).map(|(lng, lat)| Location::new(lng, lat, datum)).transpose();
    let grid = word("grid").map(GridCode::new).transpose().map_err(|why| bad(&why.to_string()))?;
    Ok(OpenCase { key, at: at.map_err(|why| bad(&why.to_string()))?, grid })
}

fn say(diff: &NetDiff, answer: Answer) {
    let [kept, changed, new, gone] = [Fate::Kept, Fate::Changed, Fate::New, Fate::Gone].map(|fate| diff.count(fate));
    answer.say(format!(
        "网格：保留 {kept}，改界 {changed}，新增 {new}，撤销 {gone} / grids: {kept} kept, {changed} changed, {new} new, {gone} gone"
    ));
    let households = &diff.households;
    answer.say(format!(
        "{} 户换网格，{} 户换网格员，{} 户无网格 / {} households move, {} change their worker, {} have no grid",
        households.move_grid,
        households.change_worker,
        households.without_grid,
        households.move_grid,
        households.change_worker,
        households.without_grid
    ));
    answer.say(format!(
        "{} 名网格员变动，{} 件未结事项移交 / {} workers change, {} open cases move",
        diff.workers.len(),
        diff.cases.len(),
        diff.workers.len(),
        diff.cases.len()
    ));
    for case in diff.cases.iter().take(20) {
        let code = |grid: &Option<GridCode>| grid.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
        answer.say(format!(
            "  {} {} → {}：{} / {}",
            case.case,
            code(&case.from),
            code(&case.to.grid),
            case.to.why.zh(),
            case.to.why.en()
        ));
    }
    for gap in &diff.uncovered {
        answer.remark(format!("{}: {:.0} m² 未覆盖 / uncovered", gap.grid, gap.area_m2));
    }
    for overlap in &diff.overlaps {
        answer.remark(format!("{} × {}: {:.0} m² 重叠 / overlap", overlap.one, overlap.other, overlap.area_m2));
    }
}
