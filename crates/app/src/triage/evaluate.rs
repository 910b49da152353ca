//! `jingwei triage evaluate`: how well a model does on reports whose kind is known.

use super::messages::{Fields, Labelled, labelled};
use super::table::{percent, table};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_triage::kind::{Evaluation, Example, Figures, FileError, Model, evaluate};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to evaluate, and on what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 模型文件 / the model
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// 已知类别的诉求（JSONL、CSV 或 XLSX），可重复 / reports whose kind is known; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    input: Vec<PathBuf>,
    #[command(flatten)]
    fields: Fields,
    /// 类别字段 / the field with the kind
    #[arg(long, value_name = "FIELD")]
    label: String,
    /// 按此字段分组列出，例如区县 / list by this field, such as the district
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// 跳过读不出或缺字段的行 / leave out lines that cannot be read or lack a field
    #[arg(long)]
    skip: bool,
}

/// Evaluates.
///
/// # Errors
/// When the model or the input cannot be read.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let model = read_model(&args.model)?;
        let (rows, skipped) = labelled(&args.input, &args.fields, &args.label, args.by.as_deref(), args.skip)?;
        let examples: Vec<Example<'_>> = rows.iter().map(Labelled::example).collect();
        let groups: Vec<&str> = rows.iter().filter(|_| args.by.is_some()).map(Labelled::group).collect();
        let started = Instant::now();
        let evaluation = evaluate(&model, &examples, &groups);
        let seconds = started.elapsed().as_secs_f64();
        let mut object = json!(evaluation);
        object["rows_per_second"] = json!((rows_f64(rows.len()) / seconds.max(1e-9)).round());
        object["skipped"] = json!(skipped);
        answer.object(&object);
        tell(&evaluation, answer);
        Ok(Verdict::Done)
    })
    .await
}

/// Reads a model file.
///
/// # Errors
/// When it cannot be read, or is no model that this program knows.
pub fn read_model(path: &Path) -> Result<Model, Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    Model::from_bytes(&bytes).map_err(|why| {
        let shown = path.display();
        let zh = match &why {
            FileError::Foreign => "不是类别模型".to_owned(),
            FileError::Newer(found, known) => format!("格式 {found} 比本程序的 {known} 新"),
            FileError::Older(found) => format!("格式 {found} 已不再支持"),
            FileError::Broken => "已损坏".to_owned(),
        };
        Failure::new("bad_model", format!("`{shown}` {zh}"), format!("`{shown}`: {why}")).next(
            "换用完好的模型文件，或重新 jingwei triage train",
            "take a sound model, or train again with jingwei triage train",
        )
    })
}

/// Tells an evaluation to people.
pub fn tell(evaluation: &Evaluation, answer: Answer) {
    if answer.is_json() {
        return;
    }
    answer.say(one_line(&evaluation.figures));
    answer.say("\n各类 / by kind");
    answer.say(per_class(evaluation));
    answer.say("\n最常见的混淆 / the most frequent mistakes");
    answer.say(mistakes(evaluation));
    answer.say("\n把握与事实 / probability and truth");
    answer.say(calibration(evaluation));
    if !evaluation.by.is_empty() {
        answer.say("\n分组 / by group");
        answer.say(by_group(evaluation));
    }
}

/// The figures in one line.
#[must_use]
pub fn one_line(figures: &Figures) -> String {
    let Figures { n, macro_f1, accuracy, coverage, accuracy_covered, ece } = figures;
    format!(
        "{n} 条  宏平均 F1 {macro_f1:.4}  正确率 {}  有把握 {}，其中正确 {}  校准误差 {ece:.4}\n\
         {n} rows  macro-F1 {macro_f1:.4}  accuracy {}  covered {}, right among those {}  calibration error {ece:.4}",
        percent(*accuracy),
        percent(*coverage),
        percent(*accuracy_covered),
        percent(*accuracy),
        percent(*coverage),
        percent(*accuracy_covered),
    )
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn per_class(evaluation: &Evaluation) -> String {
    let mut rows = vec![row(["类别 / kind", "条 / n", "精确 / precision", "召回 / recall", "F1"])];
    rows.extend(evaluation.per_class.iter().map(|(kind, of)| {
        let figure = |value: f64| format!("{value:.3}");
        vec![kind.clone(), of.n.to_string(), figure(of.precision), figure(of.recall), figure(of.f1)]
    }));
    table(&rows)
}

fn mistakes(evaluation: &Evaluation) -> String {
    let pairs = evaluation.confusion.iter().flat_map(|(truth, answers)| {
        answers.iter().filter(move |(answer, _)| *answer != truth).map(move |(answer, n)| (*n, truth, answer))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut rows = vec![row(["实为 / truly", "判为 / taken for", "次 / times"])];
    rows.extend(
        pairs.into_iter().take(10).map(|(n, truth, answer)| vec![truth.clone(), answer.clone(), n.to_string()]),
    );
    table(&rows)
}

fn calibration(evaluation: &Evaluation) -> String {
    let mut rows = vec![row(["把握 / probability", "占比 / share", "正确 / right"])];
    let bins = evaluation.calibration.iter();
    rows.extend(bins.map(|bin| vec![percent(bin.probability), percent(bin.share), percent(bin.accuracy)]));
    table(&rows)
}

fn by_group(evaluation: &Evaluation) -> String {
    let mut rows = vec![row(["组 / group", "条 / n", "正确 / accuracy", "有把握 / covered", "其中正确 / right"])];
    rows.extend(evaluation.by.iter().map(|(group, figures)| {
        let shares = [figures.accuracy, figures.coverage, figures.accuracy_covered].map(percent);
        [vec![group.clone(), figures.n.to_string()], shares.to_vec()].concat()
    }));
    table(&rows)
}

#[expect(clippy::cast_precision_loss, reason = "rows of a file stay far below 2^53")]
const fn rows_f64(rows: usize) -> f64 {
    rows as f64
}
