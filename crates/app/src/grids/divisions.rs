//! `jingwei grids divisions`: what a code or a name stands for, today and in the past.

use crate::{Answer, Failure, Verdict};
use flate2::read::GzDecoder;
use jingwei_grids::divisions::history::Outcome;
use jingwei_grids::divisions::{Confusable, DivisionCode, Divisions, Fault, Named, Sources, Unit};
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to look up.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 区划数据目录：provinces、cities、areas、streets、villages（.csv 或 .csv.gz）等 / the folder of division data
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// 代码，2、4、6、9 或 12 位 / codes of 2, 4, 6, 9 or 12 digits
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// 名称，可逐级写出，如 广东深圳南山 / a name, or several from the province down
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// 代码属于哪一年的代码表 / the year in whose table the code stood
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1949..=2100))]
    year: Option<i16>,
    /// 列出下级 / list what lies right below
    #[arg(long)]
    children: bool,
    /// 每个名称最多列出几个 / how many divisions are listed for a name at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Looks it up.
///
/// # Errors
/// When the folder cannot be read, or its files are not the tables of divisions.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let (divisions, faults) = load(&args.data)?;
    let seconds = started.elapsed().as_secs_f64();
    let by_code = args.codes.iter().map(|code| about_code(&divisions, code, args));
    let by_name = args.name.iter().map(|name| about_name(&divisions, name, args.limit));
    let answers: Vec<Value> = by_code.chain(by_name).collect();
    let found = answers.iter().all(|answer| answer["found"] == true);
    let [provinces, cities, districts, streets, communities] = divisions.rows();
    let problems: Vec<Value> = faults.iter().take(100).map(problem).collect();
    answer.object(&json!({
        "loaded": {
            "provinces": provinces, "cities": cities, "districts": districts, "streets": streets, "communities": communities,
            "events": divisions.history().len(), "seconds": seconds, "index_bytes": divisions.bytes(),
        },
        "faults": faults.len(), "problems": problems, "answers": answers,
    }));
    answer.say(format!(
        "省级 {provinces}、地级 {cities}、县级 {districts}、乡级 {streets}、村级 {communities}，{seconds:.2} 秒 / {} divisions in {seconds:.2} s",
        divisions.len()
    ));
    answers.iter().for_each(|found| say(answer, found));
    Ok(Verdict::of(found))
}

/// Reads and indexes a folder of division data.
///
/// # Errors
/// When one of the tables is not there, or is none.
pub fn load(folder: &Path) -> Result<(Divisions, Vec<Fault>), Failure> {
    const TABLES: [&str; 5] = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"];
    let required = |name: &str| {
        read(folder, name)?.ok_or_else(|| {
            let shown = folder.display();
            Failure::new("no_table", format!("`{shown}` 里没有 `{name}`"), format!("there is no `{name}` in `{shown}`"))
                .next("用 --data 指明区划数据目录", "name the folder of division data with `--data`")
        })
    };
    // The table of communities is most of the bytes, and unpacking is all that its reader waits for.
    let (villages, rest) = rayon::join(
        || required(TABLES[4]),
        || -> Result<_, Failure> {
            let tables = [required(TABLES[0])?, required(TABLES[1])?, required(TABLES[2])?, required(TABLES[3])?];
            let further = ["divisions_v1.json", "historical_changes_v1.json", "form_similar_v1.json"];
            Ok((tables, [read(folder, further[0])?, read(folder, further[1])?, read(folder, further[2])?]))
        },
    );
    let (villages, (tables, [latest, history, similar])) = (villages?, rest?);
    let sources = Sources {
        tables: [&tables[0], &tables[1], &tables[2], &tables[3], &villages],
        latest: latest.as_deref(),
        history: history.as_deref(),
        similar: similar.as_deref(),
    };
    Ok(Divisions::load(&sources)?)
}

/// A file of the folder, plain or packed with gzip; nothing when it is not there.
fn read(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let plain = folder.join(name);
    match std::fs::read(&plain) {
        Ok(bytes) => return Ok(Some(bytes)),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
        Err(why) => return Err(Failure::unreadable(&plain, &why)),
    }
    let packed = folder.join(format!("{name}.gz"));
    let bytes = match std::fs::read(&packed) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(Failure::unreadable(&packed, &why)),
    };
    // The last four bytes of a gzip file say how long it is unpacked. They are a hint for the buffer, no more, so a file that
    // lies about it gets no more than it would take anyway.
    let hint = bytes.last_chunk::<4>().map_or(0, |tail| u32::from_le_bytes(*tail) as usize).min(bytes.len() * 20);
    let mut unpacked = Vec::with_capacity(hint);
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).map_err(|why| Failure::unreadable(&packed, &why))?;
    Ok(Some(unpacked))
}

fn about_code(divisions: &Divisions, asked: &str, args: &Args) -> Value {
    let code: DivisionCode = match asked.parse() {
        Ok(code) => code,
        Err(why) => return json!({ "asked": asked, "found": false, "error": why.to_string() }),
    };
    let today = divisions.unit(code);
    let traces = divisions.trace(code, args.year);
    let reached = traces.iter().any(|trace| matches!(trace.outcome, Outcome::Today(_)));
    let confusable = today.map(|unit| confusable(divisions, unit.name, Some(unit), args.limit)).unwrap_or_default();
    let mut about = json!({
        "asked": asked, "year": args.year, "code": code, "level": code.level(), "found": today.is_some() || reached,
        "unit": today.map(|unit| shown(divisions, unit)), "traces": traces, "confusable": confusable,
    });
    if args.children {
        about["children"] =
            divisions.children(code).into_iter().map(|unit| json!({ "code": unit.code, "name": unit.name })).collect();
    }
    about
}

fn about_name(divisions: &Divisions, asked: &str, limit: usize) -> Value {
    let found = divisions.at_path(asked);
    let units: Vec<Value> = found.iter().take(limit).map(|Named { unit, .. }| shown(divisions, *unit)).collect();
    json!({
        "asked": asked, "found": !found.is_empty(), "count": found.len(), "units": units,
        "confusable": confusable(divisions, asked, found.first().map(|named| named.unit), limit),
    })
}

/// Divisions whose name is one confusable character off; where the division is known, only those of its level.
fn confusable(divisions: &Divisions, name: &str, known: Option<Unit<'_>>, limit: usize) -> Vec<Value> {
    let alike = |found: &Confusable<'_>| known.is_none_or(|unit| unit.level() == found.unit.level());
    let told = |found: Confusable<'_>| {
        json!({
            "unit": shown(divisions, found.unit), "written": found.written, "meant": found.meant, "likeness": found.likeness,
        })
    };
    divisions.confusable_with(name).into_iter().filter(alike).take(limit).map(told).collect()
}

fn shown(divisions: &Divisions, unit: Unit<'_>) -> Value {
    let lineage = divisions.lineage(unit.code);
    let names: Vec<&str> = lineage.iter().map(|unit| unit.name).collect();
    json!({
        "code": unit.code, "name": unit.name, "level": unit.level(), "path": names,
        "aliases": jingwei_grids::divisions::names::aliases(unit.name, unit.level()),
        "missing_levels": divisions.missing_levels(unit.code),
    })
}

fn problem(fault: &Fault) -> Value {
    json!({ "table": fault.level, "line": fault.line, "zh": fault.zh, "en": fault.en })
}

fn say(answer: Answer, found: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let path = |unit: &Value| unit["path"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(" ");
    answer.say(format!("{}：", text(&found["asked"])));
    if let Some(error) = found["error"].as_str() {
        answer.say(format!("  代码不对 / no code: {error}"));
    }
    let units = found["unit"]
        .as_object()
        .map(|_| &found["unit"])
        .into_iter()
        .chain(found["units"].as_array().into_iter().flatten());
    units.for_each(|unit| answer.say(format!("  {} {}", text(&unit["code"]), path(unit))));
    for trace in found["traces"].as_array().into_iter().flatten() {
        for step in trace["steps"].as_array().into_iter().flatten() {
            let to = |side: &Value| format!("{} {}", text(&side["code"]), text(&side["name"]));
            let words = format!("{} / {}", text(&step["kind"]), text(&step["kind_en"]));
            answer.say(format!(
                "  {}：{} → {}（{words}）{}",
                step["year"],
                to(&step["from"]),
                to(&step["to"]),
                text(&step["note"])
            ));
        }
        answer.say(format!(
            "  ⇒ {} {} {}",
            text(&trace["outcome"]["outcome"]),
            text(&trace["outcome"]["code"]),
            text(&trace["outcome"]["name"])
        ));
    }
    for confusable in found["confusable"].as_array().into_iter().flatten() {
        let unit = &confusable["unit"];
        answer.say(format!("  易混 / easily confused: {} {}", text(&unit["code"]), path(unit)));
    }
    if found["found"] == false {
        answer.say("  没有找到 / not found");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The national tables; nothing where the shared data is not there (`JINGWEI_DATA`, else `../shared/data` beside the checkout).
    fn national() -> Option<(Divisions, Vec<Fault>)> {
        let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let folder = std::env::var_os("JINGWEI_DATA").map_or_else(beside, PathBuf::from).join("admin_divisions");
        if !folder.is_dir() {
            println!("skipped: the shared data has no admin_divisions here");
            return None;
        }
        Some(load(&folder).expect("the national tables are sound"))
    }

    #[test]
    fn the_national_tables_answer_by_code_by_name_and_by_year() {
        let Some((all, faults)) = national() else { return };
        assert_eq!(faults, []);
        assert_eq!(all.rows(), [31, 342, 2978, 41_352, 620_573]);
        let first = |path: &str| all.at_path(path).first().map(|named| named.unit.code.to_string()).unwrap_or_default();
        assert_eq!(first("广东省深圳市南山区粤海街道"), first("深圳南山粤海"));
        assert_eq!(first("广东深圳南山"), "440305000000");
        assert_eq!(first("恩施州恩施市"), "422801000000");
        assert_eq!(first("东乡县"), "622926000000");
        let today = |code: &str, year: i16| {
            let traces = all.trace(code.parse().expect("a code"), Some(year));
            match traces.first().map(|trace| trace.outcome.clone()) {
                Some(Outcome::Today(side)) => side.name,
                other => format!("{other:?}"),
            }
        };
        assert_eq!(today("332421", 1980), "洞头区", "a county of 1980, by way of two codes and a new kind");
        assert_eq!(today("330104", 2015), "上城区", "merged in 2021");
        assert_eq!(today("500112", 2020), "两江新区", "newer than the tables");
        assert_eq!(today("310102", 1995), "Some(Ended { year: 2000 })", "dissolved, and the record names no successor");
        assert_eq!(today("110101", 1995), "东城区");
    }

    #[test]
    fn most_codes_of_a_past_year_that_have_changed_find_todays_division() {
        let Some((all, _)) = national() else { return };
        for year in [1985, 1995, 2005] {
            let (mut asked, mut found) = (0, 0);
            for code in all.history().changed_codes() {
                let traces = all.trace(code, Some(year));
                let Some(first) =
                    traces.first().filter(|trace| trace.steps.first().is_some_and(|step| step.year > year))
                else {
                    continue;
                };
                asked += 1;
                found += u32::from(matches!(first.outcome, Outcome::Today(_)));
                assert!(first.steps.windows(2).all(|pair| pair[0].year <= pair[1].year), "{code}: {:?}", first.steps);
            }
            assert!(f64::from(found) > 0.96 * f64::from(asked), "{year}: {found} of {asked}");
        }
    }
}
