//! The kind of a report: our executable and a linear SVM of scikit-learn, one after the other, on the same rows.

use super::Args;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, served};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// Citizens' messages with one of seven classes, as segmented words.
const ROWS: &str = "taidi2020c/att2_full_9210_tokens.jsonl";
/// The best classical peer, by its name in the peers' script.
const PEER: &str = "svm-char1-2";
/// The parts are made by the peer's own library, so that both are judged on the same rows.
const FOLDS: &str = include_str!("folds.py");

/// Means over five parts, and rates over all of them.
#[derive(Debug, Default)]
struct Ours {
    macro_f1: f64,
    ece: f64,
    coverage: f64,
    accuracy_covered: f64,
    trained: f64,
    training_seconds: f64,
    judged: f64,
    judging_seconds: f64,
}

/// Measures, and adds the lines.
pub(super) fn measure(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let rows = args.data(ROWS);
    if !rows.exists() {
        crate::say(&format!("LEFT OUT: {} is not there, so nothing is measured on it", rows.display()));
        return Ok(());
    }
    let jingwei = served::executable(args.jingwei.as_deref())?;
    let folder = tempfile::tempdir()?;
    crate::say("making the parts");
    command(Command::new(args.python()).arg("-c").arg(FOLDS).arg(&rows).arg(folder.path()))?;
    crate::say("the peer");
    let script = args.peer("cls_taidi.py");
    let peer = command(
        Command::new(args.python()).arg(script).args(["--near-duplicates", "--models", PEER, "--input"]).arg(&rows),
    )?;
    for (view, name, least) in [("all", "all rows", 0.923), ("apart", "near-duplicates left out", 0.918)] {
        crate::say(name);
        let ours = ours(&jingwei, folder.path(), view)?;
        let peer = &peer["results"][usize::from(view == "apart")];
        add(sheet, name, &ours, peer, least)?;
    }
    Ok(())
}

fn ours(jingwei: &Path, folder: &Path, view: &str) -> Outcome<Ours> {
    let mut all = Ours::default();
    for part in 0..5 {
        let file = |side: &str| folder.join(format!("{view}{part}.{side}.jsonl"));
        let model = folder.join("model");
        let fields = ["--text", "tokens", "--label", "一级标签", "--json"];
        let train = ["triage", "train", "--input"];
        let trained =
            command(Command::new(jingwei).args(train).arg(file("train")).args(fields).arg("--out").arg(&model))?;
        let evaluate = ["triage", "evaluate", "--input"];
        let judged =
            command(Command::new(jingwei).args(evaluate).arg(file("test")).args(fields).arg("--model").arg(&model))?;
        all.trained += number(&trained["rows"])?;
        all.training_seconds += number(&trained["seconds"])?;
        all.judged += number(&judged["n"])?;
        all.judging_seconds += number(&judged["n"])? / number(&judged["rows_per_second"])?;
        all.macro_f1 += number(&judged["macro_f1"])? / 5.0;
        all.ece += number(&judged["ece"])? / 5.0;
        all.coverage += number(&judged["coverage"])? / 5.0;
        all.accuracy_covered += number(&judged["accuracy_covered"])? / 5.0;
    }
    Ok(all)
}

fn add(sheet: &mut Sheet, name: &str, ours: &Ours, peer: &Value, least: f64) -> Outcome<()> {
    let line = |what: &str, value: f64, unit: &'static str| Line::new(format!("kind, {name}: {what}"), value, unit);
    let theirs = number(&peer["macro_f1"])?;
    let f1 = line("macro-F1, mean of 5 parts", ours.macro_f1, "").at_least(least);
    sheet.add(f1.note(format!("the peer has {theirs:.4}")));
    sheet.add(line("calibration error", ours.ece, "").at_most(0.03));
    let covered = format!("of the sure ones {:.2} % are right, promised 97 %", ours.accuracy_covered * 100.0);
    sheet.add(line("sure answers", ours.coverage, "").at_least(0.85).note(covered));
    let training = line("training", ours.trained / ours.training_seconds, "rows/s");
    let training = training.against(number(&peer["train_rows_per_second"])?, "the peer").ratio_at_least(5.0);
    sheet.add(training.note("ours judges itself threefold while it trains; the peer does not"));
    let predicting = line("prediction", ours.judged / ours.judging_seconds, "rows/s");
    sheet.add(
        predicting
            .against(number(&peer["rows_per_second"])?, "the peer")
            .ratio_at_least(20.0)
            .note("features included, for both"),
    );
    Ok(())
}

/// Runs a program that answers with one JSON object, on its last line.
fn command(command: &mut Command) -> Outcome<Value> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("`{}` failed", command.get_program().display()).into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(serde_json::from_str(text.lines().last().unwrap_or_default())?)
}

fn number(value: &Value) -> Outcome<f64> {
    value.as_f64().ok_or_else(|| format!("`{value}` is no number").into())
}
