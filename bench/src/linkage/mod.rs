//! Linkage beside Splink: the same files in the same run, each with the plan that the data themselves propose.
//!
//! `judge.py` counts pairs; the peer's own script counts its own. Then the growth: the same program on a register ten times as large.

use crate::sheet::{Line, Sheet};
use crate::{Outcome, served};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const JUDGE: &str = include_str!("judge.py");

/// What to measure, and with what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The executable to measure instead of the one of this checkout
    #[arg(long, value_name = "FILE")]
    pub(crate) jingwei: Option<PathBuf>,
    /// The folder of open data; `JINGWEI_DATA` or `../shared/data` if not said
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The folder of the peers' scripts; `../shared/peers` if not said
    #[arg(long, value_name = "DIR")]
    peers: Option<PathBuf>,
    /// A Python with Splink; that of the peers' own virtual environment if not said
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
    /// Leave the peer out
    #[arg(long)]
    alone: bool,
    /// How many imaginary people to link; 0 leaves them out
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    people: u64,
    /// Megabytes of memory that linking may take; what does not fit is linked in parts
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: u32,
    /// For the growth: a register of so many people beside the first; 0 leaves it out
    #[arg(long, value_name = "N", default_value_t = 0)]
    growth: u64,
    /// The seed of the imaginary people
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

/// One file, or two, and what must hold on it.
struct Set {
    name: &'static str,
    preset: &'static str,
    files: Vec<PathBuf>,
    least_f1: f64,
}

/// What our executable did.
struct Ours {
    f1: f64,
    precision: f64,
    recall: f64,
    seconds: f64,
    peak_mb: f64,
}

/// Measures, and adds the lines.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let jingwei = served::executable(args.jingwei.as_deref())?;
    let folder = tempfile::tempdir()?;
    for set in sets(args) {
        if let Some(lacking) = set.files.iter().find(|file| !file.exists()) {
            crate::say(&format!("LEFT OUT: {} is not there, so nothing is measured on it", lacking.display()));
            continue;
        }
        measure(args, sheet, &jingwei, folder.path(), &set)?;
    }
    if args.people == 0 {
        return Ok(());
    }
    let set = people(args, folder.path(), args.people)?;
    let first = measure(args, sheet, &jingwei, folder.path(), &set)?;
    sheet.add(Line::new(format!("{}: time", set.name), first.seconds, "s").at_most(5.0));
    sheet.add(Line::new(format!("{}: memory", set.name), first.peak_mb, "MB").at_most(1000.0));
    if args.growth > 0 {
        let large = people(args, folder.path(), args.growth)?;
        let second = ours(args, &jingwei, folder.path(), &large)?;
        growth(sheet, args, &first, &second);
    }
    Ok(())
}

fn sets(args: &Args) -> Vec<Set> {
    let files = |names: &[&str]| names.iter().map(|name| args.data(&format!("record_linkage/{name}"))).collect();
    vec![
        Set {
            name: "historical figures",
            preset: "figures",
            files: files(&["historical_figures_with_errors_dev.parquet"]),
            least_f1: 0.90,
        },
        Set { name: "FEBRL 3", preset: "febrl3", files: files(&["febrl/dataset3.csv"]), least_f1: 0.998 },
        Set {
            name: "FEBRL 4",
            preset: "febrl4",
            files: files(&["febrl/dataset4a.csv", "febrl/dataset4b.csv"]),
            least_f1: 0.998,
        },
    ]
}

/// A register of imaginary people, made by the peers' generator.
fn people(args: &Args, folder: &Path, rows: u64) -> Outcome<Set> {
    crate::say(&format!("making {rows} people"));
    let file = folder.join(format!("people{rows}.parquet"));
    let (rows, seed) = (rows.to_string(), args.seed.to_string());
    command(
        Command::new(args.python())
            .arg(args.peer("gen_people.py"))
            .args(["--rows", &rows, "--seed", &seed, "--out"])
            .arg(&file),
    )?;
    Ok(Set { name: "imaginary people", preset: "people", files: vec![file], least_f1: 0.985 })
}

fn measure(args: &Args, sheet: &mut Sheet, jingwei: &Path, folder: &Path, set: &Set) -> Outcome<Ours> {
    crate::say(set.name);
    let ours = ours(args, jingwei, folder, set)?;
    let line = |what: &str, value: f64, unit: &'static str| Line::new(format!("{}: {what}", set.name), value, unit);
    let found = format!("precision {:.4}, recall {:.4}", ours.precision, ours.recall);
    let f1 = line("F1 over pairs of clusters", ours.f1, "").at_least(set.least_f1).note(found);
    if args.alone {
        sheet.add(f1);
        return Ok(ours);
    }
    let script = args.peer("link_splink.py");
    let peer = command(Command::new(args.python()).arg(script).arg(set.preset).arg("--input").args(&set.files))?;
    let result = &peer["results"][0];
    let stages = &result["stages"];
    let seconds: f64 = ["read", "train", "predict", "cluster"].iter().filter_map(|stage| stages[stage].as_f64()).sum();
    // The peer's best threshold is found with the answers in hand; its clusters at fixed thresholds are not.
    let clustered = result["clustered"].as_object().into_iter().flatten().filter_map(|(_, at)| at["f1"].as_f64());
    let theirs = clustered.fold(None, |best: Option<f64>, f1| Some(best.map_or(f1, |best| best.max(f1))));
    sheet.add(match theirs.or_else(|| result["f1"].as_f64()) {
        Some(theirs) => f1.against(theirs, "Splink"),
        None => f1,
    });
    sheet.add(line("seconds", ours.seconds, "s").against(seconds, "Splink").ratio_at_most(0.1));
    sheet.add(line("memory", ours.peak_mb, "MB").against(number(&peer["peak_mb"])?, "Splink").ratio_at_most(0.25));
    Ok(ours)
}

fn ours(args: &Args, jingwei: &Path, folder: &Path, set: &Set) -> Outcome<Ours> {
    let (plan, clusters) = (folder.join("plan.toml"), folder.join("clusters.csv"));
    let with_inputs = |command: &mut Command| {
        set.files.iter().for_each(|file| {
            command.arg("--input").arg(file);
        });
    };
    let mut propose = Command::new(jingwei);
    propose.args(["linkage", "plan", "--json"]);
    with_inputs(&mut propose);
    let proposed = command(&mut propose)?;
    std::fs::write(&plan, proposed["plan"].as_str().unwrap_or_default())?;
    let mut link = Command::new(jingwei);
    link.args(["linkage", "run", "--json", "--memory", &args.memory.to_string(), "--plan"]).arg(&plan);
    link.arg("--clusters").arg(&clusters);
    with_inputs(&mut link);
    let linked = command(&mut link)?;
    let judged = command(Command::new(args.python()).arg("-c").arg(JUDGE).arg(&clusters).args(&set.files))?;
    Ok(Ours {
        f1: number(&judged["f1"])?,
        precision: number(&judged["precision"])?,
        recall: number(&judged["recall"])?,
        seconds: number(&linked["seconds"])?,
        peak_mb: number(&linked["peak_mb"])?,
    })
}

fn growth(sheet: &mut Sheet, args: &Args, first: &Ours, second: &Ours) {
    #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^53")]
    let times = args.growth as f64 / args.people as f64;
    let line =
        |what: &str, value: f64, unit: &'static str| Line::new(format!("{times} x the people: {what}"), value, unit);
    sheet.add(line("F1 over pairs of clusters", second.f1, "").at_least(0.985));
    sheet.add(line("seconds", second.seconds, "s").against(first.seconds, "the smaller").ratio_at_most(times * 1.5));
    let memory = line("memory", second.peak_mb, "MB").against(first.peak_mb, "the smaller");
    sheet.add(memory.at_most(f64::from(args.memory)));
}

impl Args {
    /// A file of the open data.
    fn data(&self, name: &str) -> PathBuf {
        let folder = self.data.clone().or_else(|| std::env::var_os("JINGWEI_DATA").map(PathBuf::from));
        folder.unwrap_or_else(|| beside("data")).join(name)
    }

    /// A script of the peers.
    fn peer(&self, name: &str) -> PathBuf {
        self.peers.clone().unwrap_or_else(|| beside("peers")).join(name)
    }

    /// The Python that runs it.
    fn python(&self) -> PathBuf {
        let own = || {
            let cache = std::env::var_os("JINGWEI_PEERS").map(PathBuf::from);
            let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/jingwei/peers");
            cache.unwrap_or_else(home).join("link/bin/python")
        };
        self.python.clone().unwrap_or_else(own)
    }
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name)
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
