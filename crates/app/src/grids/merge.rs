//! `jingwei grids merge`: the nets of several departments become one network.

use crate::{Answer, Failure, Verdict};
use jingwei_grids::merge::{File, Report, merge, read};
use jingwei_terms::Datum;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to merge.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 文件夹：每个部门一个 GeoJSON；可附 communities.geojson、duties.csv、staff.csv、merge.toml / a folder with a GeoJSON file for each department
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// 合并后的网写入此文件 / the one network goes into this file
    #[arg(long, value_name = "NET.geojson")]
    out: PathBuf,
    /// 碎片写入此文件，供 grids cut 使用 / the pieces go into this file, as units for `grids cut`
    #[arg(long, value_name = "UNITS.geojson")]
    units_out: Option<PathBuf>,
    /// 以哪个部门的网为底网；none 表示不设底网 / the department whose grids are kept; `none` for the pieces themselves
    #[arg(long, value_name = "NAME")]
    base: Option<String>,
}

/// Merges.
///
/// # Errors
/// When a file cannot be read or written, or is no layer of grids.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let files = folder(args)?;
    let input = read(&files, args.base.as_deref())?;
    let merged = merge(&input)?;
    write(&args.out, &merged.network.write(Datum::Cgcs2000))?;
    if let Some(path) = &args.units_out {
        write(path, &merged.units.write(Datum::Cgcs2000))?;
    }
    let mut object = serde_json::to_value(&merged.report).expect("a report has text keys and finite numbers only");
    object["units"] = json!(merged.units.features.len());
    object["conflicts_by_code"] = by_code(&merged.report);
    object["out"] = json!(args.out.display().to_string());
    answer.object(&object);
    say(&merged.report, answer);
    Ok(Verdict::Done)
}

/// The files of the folder that a merging reads; what this command writes itself is not read again.
fn folder(args: &Args) -> Result<Vec<File>, Failure> {
    let ours =
        |path: &Path| [Some(&args.out), args.units_out.as_ref()].into_iter().flatten().any(|out| same(out, path));
    let entries = std::fs::read_dir(&args.dir).map_err(|why| Failure::unreadable(&args.dir, &why))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|why| Failure::unreadable(&args.dir, &why))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let wanted =
            matches!(ending.as_str(), "geojson" | "json") || matches!(name, "duties.csv" | "staff.csv" | "merge.toml");
        if !wanted || !path.is_file() || ours(&path) {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|why| Failure::unreadable(&path, &why))?;
        files.push(File { name: name.to_owned(), bytes });
    }
    Ok(files)
}

fn same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|why| Failure::unwritable(path, &why))
}

fn by_code(report: &Report) -> Value {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for conflict in &report.conflicts {
        let code = serde_json::to_value(conflict.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        *counts.entry(code.unwrap_or_default()).or_default() += 1;
    }
    json!(counts)
}

fn say(report: &Report, answer: Answer) {
    let percent = |share: f64| share * 100.0;
    let base = report.base.as_ref().map_or("–", |base| base.as_str());
    answer.say(format!(
        "{} 个网格（底网 {base}），{} 项职责落格 / {} grids (base {base}), {} duties placed",
        report.grids, report.duties, report.grids, report.duties
    ));
    answer.say(format!(
        "合并前 {:.1}% 的地面由两个以上部门负责 / {:.1} % of the ground was served by two or more",
        percent(report.overlap_before),
        percent(report.overlap_before)
    ));
    for overlap in &report.overlaps {
        answer.say(format!("  {} × {}: {:.0} m²", overlap.one, overlap.other, overlap.area_m2));
    }
    let saving = &report.saving;
    answer.say(format!(
        "重复人员 {} / {}（{:.0}%），重复表单 {} / workers doubled {} of {}, forms doubled {}",
        saving.workers_doubled,
        saving.workers_before,
        percent(saving.workers_doubled_share),
        saving.forms_doubled,
        saving.workers_doubled,
        saving.workers_before,
        saving.forms_doubled
    ));
    answer.say(format!("待定冲突 {} 项 / {} conflicts to settle", report.conflicts.len(), report.conflicts.len()));
    for conflict in report.conflicts.iter().take(20) {
        answer.say(format!("  {} / {}", conflict.zh, conflict.en));
    }
    for fault in &report.problems {
        answer.remark(format!("{}: {} / {}", fault.file, fault.problem.zh, fault.problem.en));
    }
}
