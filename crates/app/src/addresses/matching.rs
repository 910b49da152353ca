//! `jingwei addresses match`: whether addresses are one place, or which place of a register is meant. NDJSON in, NDJSON out.

use super::examples::lines;
use super::lines::{answer_lines, input};
use super::shipped::{Names, grader};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::matching::{Graded, Reason};
use jingwei_addresses::{Gazetteer, Grader, Register};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// What to match, and against what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 标准地址库（JSONL，每行有 address，其余字段随结果带回）/ the register: JSONL with `address`; other fields come back with the hit
    #[arg(long, value_name = "R.jsonl")]
    register: Option<PathBuf>,
    /// 匹配判据，由 addresses train --matching 学得；默认用随程序的 / how pairs are graded; what ships if not said
    #[arg(long, value_name = "GRADER.json")]
    grader: Option<PathBuf>,
    #[command(flatten)]
    names: Names,
    /// 读此文件，默认标准输入 / read this file instead of standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// 库里最多给出几处 / at most so many places of the register
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=20))]
    most: u8,
}

#[derive(Deserialize)]
struct Question {
    query: String,
    candidates: Option<Vec<Candidate>>,
}

/// A candidate is its text, or an object that holds it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Candidate {
    Text(String),
    Object(Map<String, Value>),
}

/// A register with what each of its lines says besides the address.
struct Held {
    register: Register,
    lines: Vec<Map<String, Value>>,
}

/// Matches.
///
/// # Errors
/// When the register or the input cannot be read.
pub async fn run(args: Args, _answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let gazetteer = args.names.gazetteer()?;
        let grader = grader_of(args.grader.as_deref())?;
        let held = args.register.as_deref().map(|path| read(path, &gazetteer)).transpose()?;
        let input = input(args.input.as_deref())?;
        let output = BufWriter::new(std::io::stdout().lock());
        let one = |(): &mut (), number: u64, line: &str| {
            one(line, held.as_ref(), &grader, &gazetteer, args.most.into())
                .unwrap_or_else(|why| json!({ "line": number, "error": why }))
                .to_string()
        };
        answer_lines(input, output, || (), one)?;
        Ok(Verdict::Done)
    })
    .await
}

/// The answer to one question, or why there is none.
fn one(line: &str, held: Option<&Held>, grader: &Grader, gazetteer: &Gazetteer, most: usize) -> Result<Value, String> {
    let question: Question =
        serde_json::from_str(line).map_err(|why| format!("不是 {{\"query\"}} / no question: {why}"))?;
    let query = &question.query;
    if let Some(candidates) = question.candidates {
        let graded: Result<Vec<Value>, String> = candidates
            .into_iter()
            .map(|candidate| {
                let mut own = match candidate {
                    Candidate::Text(text) => Map::from_iter([("text".to_owned(), Value::String(text))]),
                    Candidate::Object(own) => own,
                };
                let text = text_of(&own)
                    .ok_or("候选没有 text 或 address / a candidate has no `text` or `address`")?
                    .to_owned();
                own.extend(told(&grader.compare(query, &text, gazetteer)));
                Ok(Value::Object(own))
            })
            .collect();
        return Ok(json!({ "query": query, "candidates": graded? }));
    }
    let held = held.ok_or("没有 candidates，也没有 --register / neither `candidates` nor --register")?;
    let mut hits = held.register.search(query, most, grader, gazetteer).into_iter().map(|hit| {
        let mut own = held.lines[hit.at].clone();
        own.extend(told(&hit.graded));
        Value::Object(own)
    });
    let best = hits.next();
    let mut answer = json!({ "query": query, "best": best });
    let others: Vec<Value> = hits.collect();
    if !others.is_empty() {
        answer["others"] = json!(others);
    }
    Ok(answer)
}

fn told(graded: &Graded) -> Map<String, Value> {
    let rounded = |chance: f32| (f64::from(chance) * 1e4).round() / 1e4;
    let [none, partial, exact] = graded.chances.map(rounded);
    let reasons: Vec<&Reason> = graded.reasons.iter().collect();
    Map::from_iter([
        ("grade".to_owned(), json!(graded.grade)),
        ("chances".to_owned(), json!({ "none": none, "partial": partial, "exact": exact })),
        ("reasons".to_owned(), json!(reasons)),
    ])
}

fn text_of(own: &Map<String, Value>) -> Option<&str> {
    ["text", "address"].iter().find_map(|key| own.get(*key)?.as_str())
}

/// Reads a register; what cannot be read is named by its line.
fn read(path: &Path, gazetteer: &Gazetteer) -> Result<Held, Failure> {
    let (mut texts, mut held) = (Vec::new(), Vec::new());
    lines(path, ("每行应为 {\"address\": …}", "a line is {\"address\": …}"), |line| {
        let own: Map<String, Value> = serde_json::from_str(line).map_err(|why| why.to_string())?;
        texts.push(text_of(&own).ok_or("没有 address / there is no `address`")?.to_owned());
        held.push(own);
        Ok(())
    })?;
    Ok(Held { register: Register::new(texts, gazetteer), lines: held })
}

/// The weights of a file, or those that ship.
fn grader_of(path: Option<&Path>) -> Result<Grader, Failure> {
    let Some(path) = path else { return Ok(grader()) };
    let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    let path = path.display();
    Grader::read(text.trim()).map_err(|why| {
        Failure::new("bad_grader", format!("`{path}` 不是可用的匹配判据"), format!("`{path}`: {why}"))
            .next("用 addresses train --matching 重新训练", "learn them with `addresses train --matching`")
    })
}
