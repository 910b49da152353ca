//! `jingwei triage pairs`: pairs of reports for a person to mark, and the thresholds that the marks speak for.

use super::reports::{Report, Source};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_triage::duplicates::Entry;
use jingwei_triage::duplicates::pairs::{Mark, Proposal, Tuned, propose, tune};
use serde_json::json;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Columns of the table: the two numbers, the mark that a person fills in, and what is needed to decide.
const COLUMNS: [&str; 6] = ["left", "right", "same", "score", "left_text", "right_text"];
/// Letters of each report that are shown.
const SHOWN: usize = 300;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 选出最值得人工判断的诉求对，写成 CSV / choose the pairs most worth a person's look, as CSV
    Propose(ProposeArgs),
    /// 由人工标记算出各类别的阈值 / thresholds per kind from a person's marks
    Tune(TuneArgs),
}

/// How many pairs, and where to.
#[derive(Debug, clap::Args)]
pub struct ProposeArgs {
    #[command(flatten)]
    source: Source,
    /// 多少对 / how many
    #[arg(long, default_value_t = 200, value_name = "N")]
    most: usize,
    /// 写入此文件 / into this file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Which marks, and where the thresholds go.
#[derive(Debug, clap::Args)]
pub struct TuneArgs {
    #[command(flatten)]
    source: Source,
    /// 标记过的 CSV：left、right、same（1 同一问题，0 不是）/ the marked CSV: left, right, same (1 or 0)
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// 要求的精确率；不给则取 F1 最高处 / the precision to reach; the best F1 if not said
    #[arg(long, value_name = "SHARE", value_parser = super::duplicates::score)]
    precision: Option<f32>,
    /// 参数写入此文件（TOML）/ write the settings into this file (TOML)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Does it.
///
/// # Errors
/// When a file cannot be read or written, or a mark names no report.
pub async fn run(command: Command, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || match command {
        Command::Propose(args) => run_propose(&args, answer),
        Command::Tune(args) => run_tune(&args, answer),
    })
    .await
}

fn run_propose(args: &ProposeArgs, answer: Answer) -> Result<Verdict, Failure> {
    let reports = args.source.reports()?;
    let entries: Vec<Entry<'_, usize>> = reports.iter().enumerate().map(|(i, report)| report.entry(i)).collect();
    let proposals = propose(&entries, &args.source.settings()?, args.most);
    write(&args.out, &proposals, &reports)?;
    let (count, shown) = (proposals.len(), args.out.display());
    answer.object(&json!({ "rows": reports.len(), "pairs": count, "out": args.out }));
    answer.say(format!(
        "{count} 对写入 {shown}；请在 same 列填 1 或 0 / {count} pairs in {shown}; fill in 1 or 0 in the column `same`"
    ));
    Ok(Verdict::Done)
}

fn write(path: &Path, proposals: &[Proposal<usize>], reports: &[Report]) -> Result<(), Failure> {
    let unwritable = |why: csv::Error| Failure::unwritable(path, &why);
    // A byte-order mark makes the common spreadsheet programs read Chinese text as UTF-8.
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    let mut table = csv::Writer::from_writer(&mut bytes);
    table.write_record(COLUMNS).map_err(unwritable)?;
    for Proposal { left, right, score } in proposals {
        let (left, right) = (&reports[*left], &reports[*right]);
        let row = [left.id_text(), right.id_text(), String::new(), format!("{score:.3}"), shown(left), shown(right)];
        table.write_record(row.map(|cell| crate::cases::export::harmless(&cell).into_owned())).map_err(unwritable)?;
    }
    table.flush().map_err(|why| Failure::unwritable(path, &why))?;
    drop(table);
    std::fs::write(path, bytes).map_err(|why| Failure::unwritable(path, &why))
}

/// The beginning of a report, in one line.
fn shown(report: &Report) -> String {
    let words = format!("{} {}", report.title(), report.text());
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect()
}

fn run_tune(args: &TuneArgs, answer: Answer) -> Result<Verdict, Failure> {
    let reports = args.source.reports()?;
    let marks = marks(&args.pairs, &reports)?;
    let entries: Vec<Entry<'_, usize>> = reports.iter().enumerate().map(|(i, report)| report.entry(i)).collect();
    let settings = args.source.settings()?;
    let tuning = tune(&entries, &marks, &settings, args.precision.map(f64::from));
    if let Some(path) = &args.out {
        let text = toml::to_string(&tuning.applied(&settings)).expect("settings are tables of numbers and words");
        std::fs::write(path, text).map_err(|why| Failure::unwritable(path, &why))?;
    }
    answer.object(&json!({ "pairs": marks.len(), "all": tuning.all, "by_kind": tuning.by_kind }));
    answer.say(format!("{} 对标记 / {} marked pairs", marks.len(), marks.len()));
    tell("全部 / all", tuning.all.as_ref(), answer);
    tuning.by_kind.iter().for_each(|(kind, tuned)| tell(kind.as_str(), Some(tuned), answer));
    // Marks that speak for no threshold are an answer that somebody must act on.
    Ok(Verdict::of(tuning.all.is_some()))
}

fn tell(what: &str, tuned: Option<&Tuned>, answer: Answer) {
    match tuned {
        None => answer.say(format!(
            "{what}：标记太少，或达不到所要的精确率 / too few marks of one sort, or the precision is not reached"
        )),
        Some(Tuned { score, pairs, precision, recall }) => answer.say(format!(
            "{what}：阈值 / threshold {score:.3}  精确 / precision {precision:.3}  召回 / recall {recall:.3}  {pairs}"
        )),
    }
}

/// The marks of the table; rows without a mark are left aside.
fn marks(path: &Path, reports: &[Report]) -> Result<Vec<Mark>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    let places: HashMap<String, usize> = reports.iter().enumerate().map(|(i, report)| (report.id_text(), i)).collect();
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names = table.headers().map_err(|why| Failure::unreadable(path, &why))?.clone();
    let column = |name: &str| {
        names.iter().position(|known| known.trim() == name).ok_or_else(|| {
            let shown = path.display();
            Failure::new(
                "missing_column",
                format!("`{shown}` 缺少列“{name}”"),
                format!("`{shown}` lacks the column `{name}`"),
            )
            .next("用 jingwei triage pairs propose 写出一份", "write one with jingwei triage pairs propose")
        })
    };
    let (left, right, same) = (column("left")?, column("right")?, column("same")?);
    let mut marks = Vec::new();
    for row in table.records() {
        let row = row.map_err(|why| Failure::unreadable(path, &why))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let place = |id: &str| {
            places
                .get(id)
                .copied()
                .ok_or_else(|| bad_mark(path, line, id, "不是文件中的编号", "is no number of the file"))
        };
        let same = match cell(same) {
            "" => continue,
            "1" => true,
            "0" => false,
            other => return Err(bad_mark(path, line, other, "不是 1 或 0", "is neither 1 nor 0")),
        };
        marks.push(Mark { left: place(cell(left))?, right: place(cell(right))?, same });
    }
    Ok(marks)
}

fn bad_mark(path: &Path, line: u64, text: &str, zh: &str, en: &str) -> Failure {
    let path = path.display();
    Failure::new(
        "bad_row",
        format!("`{path}` 第 {line} 行：`{text}` {zh}"),
        format!("`{path}` line {line}: `{text}` {en}"),
    )
    .next("改正这一行", "mend the line")
}
