//! `jingwei addresses parse`: addresses in, a line each; what they say out, in the same order.

use super::lines::{answer_lines, input};
use super::shipped::{Names, parser};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::parser::Room;
use jingwei_addresses::{Parser, standardise};
use serde_json::{Value, json};
use std::io::BufWriter;
use std::path::PathBuf;

/// What to parse, and with what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 模型文件，由 addresses train 训练；默认用随程序的模型 / the model, made with `addresses train`; the one that ships if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    names: Names,
    /// 读此文件，默认标准输入 / read this file instead of standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
}

/// Parses.
///
/// # Errors
/// When the model or the input cannot be read.
pub async fn run(args: Args, _answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let parser = parser(args.model.as_deref(), &args.names)?;
        let input = input(args.input.as_deref())?;
        let output = BufWriter::new(std::io::stdout().lock());
        answer_lines(input, output, Room::default, |room, _, text| one(&parser, room, text).to_string())?;
        Ok(Verdict::Done)
    })
    .await
}

/// The answer to one address.
fn one(parser: &Parser, room: &mut Room, text: &str) -> Value {
    let parsed = parser.parse_in(text, room);
    let chars: Vec<char> = text.chars().collect();
    let parts = parsed.elements.iter().map(|element| {
        let span = &element.span;
        let words: String = chars[span.start..span.end].iter().collect();
        json!({ "label": span.label, "text": words, "start": span.start, "end": span.end, "confidence": rounded(element.confidence) })
    });
    let parts: Vec<Value> = parts.collect();
    let mut readings = standardise(text, &parsed, parser.gazetteer()).into_iter();
    let first = readings.next().expect("there is always one reading");
    let others: Vec<Value> = readings
        .map(|other| json!({ "standard": other.standard, "divisions": other.divisions, "notes": other.notes }))
        .collect();
    let mut object = json!({
        "text": text, "parts": parts, "standard": first.standard, "divisions": first.divisions,
        "confidence": rounded(parsed.confidence), "notes": first.notes,
    });
    if first.code != 0 {
        object["code"] = json!(first.code.to_string());
    }
    if !others.is_empty() {
        object["alternatives"] = json!(others);
    }
    object
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e4).round() / 1e4
}
