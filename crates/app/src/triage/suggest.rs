//! `jingwei triage suggest`: JSON lines in, the same lines with suggestions out, in the same order.

use super::evaluate::read_model;
use super::messages::{Fields, Texts, kinds};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_triage::kind::{Advisor, CatalogueGuide, Suggestions};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// What to ask, and whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 模型文件 / the model
    #[arg(long, value_name = "MODEL", required_unless_present = "kinds")]
    model: Option<PathBuf>,
    /// 事项目录（kinds.csv）：没有或缺少历史时按目录用词建议 / the catalogue of kinds: its words count where history is short
    #[arg(long, value_name = "FILE")]
    kinds: Option<PathBuf>,
    #[command(flatten)]
    fields: Fields,
    /// 读此文件，默认标准输入 / read this file instead of standard input
    #[arg(long, value_name = "F.jsonl")]
    input: Option<PathBuf>,
}

/// So many lines are read, answered on every core, and written, before the next are read.
const TOGETHER: usize = 1024;
/// A longer line than this is no report; the rest of it is read over, so that memory stays bounded.
const LONGEST_LINE: usize = 16 << 20;

/// Suggests.
///
/// # Errors
/// When the model, the catalogue or the input cannot be read.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let model = args.model.as_deref().map(read_model).transpose()?.map(Arc::new);
        let entries = args.kinds.as_deref().map(kinds).transpose()?.unwrap_or_default();
        let advisor = Advisor::new(CatalogueGuide::new(&entries), model);
        let input: Box<dyn BufRead> = match &args.input {
            Some(path) => Box::new(BufReader::new(File::open(path).map_err(|why| Failure::unreadable(path, &why))?)),
            None => Box::new(std::io::stdin().lock()),
        };
        let broken = answer_all(input, BufWriter::new(std::io::stdout().lock()), &advisor, &args.fields)?;
        if broken > 0 {
            answer.remark(format!(
                "{broken} 行读不出，已在原处标明 / {broken} lines could not be read and are marked in their places"
            ));
        }
        Ok(Verdict::of(broken == 0))
    })
    .await
}

fn answer_all(
    mut input: impl BufRead,
    mut output: impl Write,
    advisor: &Advisor,
    fields: &Fields,
) -> Result<usize, Failure> {
    let unreadable = |why: std::io::Error| {
        Failure::new("unreadable", format!("输入读不下去：{why}"), format!("the input cannot be read on: {why}"))
    };
    let (mut broken, mut number, mut ended) = (0, 0_u64, false);
    while !ended {
        let mut lines = Vec::new();
        while lines.len() < TOGETHER {
            let mut line = Vec::new();
            if !read_line(&mut input, &mut line).map_err(unreadable)? {
                ended = true;
                break;
            }
            number += 1;
            if !line.iter().all(u8::is_ascii_whitespace) {
                lines.push((number, line));
            }
        }
        let answers: Vec<(String, bool)> =
            lines.into_par_iter().map(|(at, line)| one(at, &line, advisor, fields)).collect();
        broken += answers.iter().filter(|(_, good)| !good).count();
        for (line, _) in answers {
            match writeln!(output, "{line}") {
                Ok(()) => {}
                // `… | head` has taken what it wanted.
                Err(why) if why.kind() == ErrorKind::BrokenPipe => return Ok(broken),
                Err(why) => return Err(Failure::unwritable(std::path::Path::new("stdout"), &why)),
            }
        }
        drop(output.flush());
    }
    Ok(broken)
}

/// Reads one line without its end; `false` when there is none.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(why) if why.kind() == ErrorKind::Interrupted => continue,
            Err(why) => return Err(why),
        };
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = LONGEST_LINE.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        input.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// The answer to one line, and whether the line could be read.
fn one(number: u64, line: &[u8], advisor: &Advisor, fields: &Fields) -> (String, bool) {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(line);
    let text = match std::str::from_utf8(line) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(_) => encoding_rs::GB18030.decode(line).0,
    };
    let Ok(Value::Object(mut row)) = serde_json::from_str::<Value>(&text) else {
        let error = json!({ "code": "bad_json", "line": number, "zh": "这一行不是 JSON 对象", "en": "the line is not a JSON object" });
        return (json!({ "error": error, "suggestions": [], "abstained": true }).to_string(), false);
    };
    let texts = fields.texts(|name| row.get(name).map(shown)).unwrap_or_default();
    let suggestions = advisor.suggest(&texts.message());
    add(&mut row, &suggestions, fields, &texts);
    (Value::Object(row).to_string(), true)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn add(row: &mut Map<String, Value>, suggestions: &Suggestions, fields: &Fields, texts: &Texts) {
    let items = suggestions.items.iter().map(|item| {
        let evidence: Vec<Value> = item.evidence.iter().map(|phrase| fields.phrase(phrase, texts)).collect();
        json!({ "kind": item.kind, "probability": (item.probability * 1e4).round() / 1e4, "evidence": evidence })
    });
    row.insert("suggestions".to_owned(), items.collect());
    row.insert("abstained".to_owned(), suggestions.abstained.is_some().into());
    if let Some(reason) = suggestions.abstained {
        row.insert("reason".to_owned(), json!({ "code": reason, "zh": reason.zh(), "en": reason.en() }));
    }
    if let Some(class) = &suggestions.class {
        row.insert("class".to_owned(), json!({ "kind": class.kind, "probability": class.probability }));
    }
}
