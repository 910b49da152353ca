//! Grading pairs of addresses: our comparisons and TF-IDF with logistic regression, in the same five parts by query; and a large register.

use super::{Args, command, number};
use crate::Outcome;
use crate::sheet::{Line, Sheet};
use jingwei_addresses::matching::grade::macro_f1;
use jingwei_addresses::matching::{Comparison, Grade, Grader, Place, Register};
use jingwei_addresses::{Gazetteer, grammar};
use serde_json::Value;
use std::process::Command;
use std::time::Instant;

/// Queries with candidates and their grades.
const ROWS: &str = "addr_matching/ccks2021t3_round1.jsonl";
/// The baseline, judged on the same parts: query number modulo five.
const BASELINE: &str = include_str!("baseline.py");
/// The tables of divisions.
const TABLES: [&str; 4] = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv.gz"];

/// A pair: the number of its query, its comparison, and how a person graded it.
type Pair = (usize, (Comparison, Grade));

/// Measures, and adds the lines.
pub(super) fn measure(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let Some(rows) = args.data(ROWS) else { return Ok(()) };
    let Some(gazetteer) = gazetteer(args)? else { return Ok(()) };
    crate::say("matching: ours");
    let pairs = pairs(&std::fs::read_to_string(&rows)?, &gazetteer)?;
    let mut said = Vec::new();
    for part in 0..5 {
        let (test, train): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|(query, _)| query % 5 == part);
        let train: Vec<(Comparison, Grade)> = train.into_iter().map(|(_, pair)| pair.clone()).collect();
        let grader = Grader::learn(&train);
        said.extend(test.into_iter().map(|(_, (comparison, truth))| (grader.grade(comparison).grade, *truth)));
    }
    let line = Line::new("matching: macro-F1 over three grades, five parts by query", macro_f1(said.into_iter()), "");
    match args.python("text") {
        Some(python) => {
            crate::say("matching: TF-IDF and logistic regression");
            let peer = command(Command::new(python).arg("-c").arg(BASELINE).arg(&rows))?;
            sheet.add(line.against(number(&peer["macro_f1"])?, "TF-IDF + LR").ratio_at_least(1.05));
        }
        None => sheet.add(line),
    }
    let examples: Vec<(Comparison, Grade)> = pairs.into_iter().map(|(_, pair)| pair).collect();
    search(args, &gazetteer, &Grader::learn(&examples), sheet);
    Ok(())
}

/// A register of made-up addresses, asked for some of them in other words.
fn search(args: &Args, gazetteer: &Gazetteer, grader: &Grader, sheet: &mut Sheet) {
    crate::say("a register");
    let texts: Vec<String> =
        grammar::addresses(gazetteer, args.register, 11).into_iter().map(|example| example.text().to_owned()).collect();
    let queries: Vec<(usize, String)> = (0..2000)
        .map(|at| at * texts.len() / 2000)
        .map(|at| (at, texts[at].replace(['省', '市'], "").replace('幢', "号楼")))
        .collect();
    let started = Instant::now();
    let register = Register::new(texts.clone(), gazetteer);
    let built = started.elapsed().as_secs_f64();
    sheet.add(Line::new("a register made ready", crate::count(register.len()) / built, "places/s"));
    let started = Instant::now();
    let found = queries
        .iter()
        .filter(|(at, query)| {
            let hits = register.search(query, 1, grader, gazetteer);
            hits.first().is_some_and(|hit| texts[hit.at] == texts[*at])
        })
        .count();
    let each = started.elapsed().as_secs_f64() * 1000.0 / crate::count(queries.len());
    sheet.add(Line::new("a register searched, one core", each, "ms/query").at_most(1.0));
    sheet.add(Line::new("  and the place found", crate::count(found) / crate::count(queries.len()), ""));
}

fn pairs(text: &str, gazetteer: &Gazetteer) -> Outcome<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (query, line) in text.lines().enumerate() {
        let row: Value = serde_json::from_str(line)?;
        let asked = Place::read(row["query"].as_str().unwrap_or_default(), gazetteer);
        for candidate in row["candidate"].as_array().into_iter().flatten() {
            let grade = match candidate["label"].as_str() {
                Some("完全匹配") => Grade::Exact,
                Some("部分匹配") => Grade::Partial,
                _ => Grade::None,
            };
            let other = Place::read(candidate["text"].as_str().unwrap_or_default(), gazetteer);
            pairs.push((query, (Comparison::of(&asked, &other), grade)));
        }
    }
    Ok(pairs)
}

/// The divisions, from the published tables.
fn gazetteer(args: &Args) -> Outcome<Option<Gazetteer>> {
    let mut tables = Vec::new();
    for name in TABLES {
        let Some(path) = args.data(&format!("admin_divisions/{name}")) else { return Ok(None) };
        let bytes = std::fs::read(path)?;
        let mut text = String::new();
        match name.ends_with(".gz") {
            true => std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text)?,
            false => std::io::Read::read_to_string(&mut bytes.as_slice(), &mut text)?,
        };
        tables.push(text);
    }
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let divisions = jingwei_addresses::gazetteer::gather(&tables, None)?;
    Ok(Some(Gazetteer::read(&divisions, [])?))
}
