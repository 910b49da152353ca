//! `jingwei addresses train --matching`: how pairs of addresses are graded, learnt from pairs that people graded or that the grammar made.

use super::examples::lines;
use super::train::{Args, write};
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::matching::{Comparison, Place};
use jingwei_addresses::{Gazetteer, Grade, Grader, grammar};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// What `match` answers, once somebody has put its grades right.
#[derive(Deserialize)]
struct Row {
    query: String,
    candidates: Vec<Candidate>,
}

#[derive(Deserialize)]
struct Candidate {
    #[serde(alias = "address")]
    text: String,
    grade: Grade,
}

/// Learns.
///
/// # Errors
/// When the input cannot be read, or the weights cannot be written.
pub(super) fn learn(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let gazetteer = args.names.gazetteer()?;
    let started = Instant::now();
    let mut pairs = graded(&args.input)?;
    let made = grammar::pairs(&gazetteer, args.generate.unwrap_or_default(), args.seed);
    pairs.extend(made.into_iter().map(|pair| (pair.query, pair.other, pair.grade)));
    if pairs.is_empty() {
        return Err(Failure::bad_argument("没有可学的地址对", "there is no pair of addresses to learn from"));
    }
    let grader = Grader::learn(&compared(&pairs, &gazetteer));
    let seconds = started.elapsed().as_secs_f64();
    let text = grader.to_text() + "\n";
    if !args.dry_run {
        write(&args.out, text.as_bytes())?;
    }
    let n = pairs.len();
    answer.say(format!("学习 {n} 对，{seconds:.1} 秒 / {n} pairs, {seconds:.1} s"));
    answer.object(&json!({
        "rows": n, "seconds": seconds, "bytes": text.len(), "model": args.out, "dry_run": args.dry_run,
    }));
    Ok(Verdict::Done)
}

fn compared(pairs: &[(String, String, Grade)], gazetteer: &Gazetteer) -> Vec<(Comparison, Grade)> {
    let place = |text: &str| Place::read(text, gazetteer);
    pairs.par_iter().map(|(query, other, grade)| (Comparison::of(&place(query), &place(other)), *grade)).collect()
}

/// Reads graded pairs; what cannot be read is named by file and line.
fn graded(files: &[PathBuf]) -> Result<Vec<(String, String, Grade)>, Failure> {
    let mut pairs = Vec::new();
    for path in files {
        let form = (
            "每行应为 {\"query\", \"candidates\": [{\"text\", \"grade\"}]}",
            "a line is {\"query\", \"candidates\": [{\"text\", \"grade\"}]}",
        );
        lines(path, form, |text| {
            let row: Row = serde_json::from_str(text).map_err(|why| why.to_string())?;
            let query = row.query;
            pairs.extend(row.candidates.into_iter().map(|other| (query.clone(), other.text, other.grade)));
            Ok(())
        })?;
    }
    Ok(pairs)
}
