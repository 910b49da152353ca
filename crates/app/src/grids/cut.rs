//! `jingwei grids cut`: basic units in, fair grids out, with the reasons.

use crate::{Answer, Failure, Verdict};
use jingwei_grids::Layer;
use jingwei_grids::cut::units::{Mended, Repair};
use jingwei_grids::cut::{Borders, By, Cut, Divided, FOOT, HEAD, Present, Rules, borders, cut, units};
use jingwei_terms::Datum;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to cut, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 基本单元（GeoJSON 面，属性 id、households、community）/ basic units (GeoJSON polygons with id, households, community)
    #[arg(long, value_name = "FILE")]
    units: PathBuf,
    /// 每格最少户数 / the fewest households of a grid
    #[arg(long, default_value_t = 300)]
    min: u32,
    /// 每格最多户数 / the most households of a grid
    #[arg(long, default_value_t = 500)]
    max: u32,
    /// 现行网格（GeoJSON 面，属性 code），尽量少变动 / the present net (GeoJSON polygons with code), to be changed as little as needed
    #[arg(long, value_name = "FILE")]
    existing: Option<PathBuf>,
    /// 少变动与紧凑之间的权重，0 只求紧凑 / how much keeping the present net weighs beside compactness; 0 asks for compactness alone
    #[arg(long, value_name = "WEIGHT", default_value_t = 1.0, requires = "existing")]
    stability: f64,
    /// 不得跨越的河流、铁路、干道（GeoJSON 线或面）/ rivers, railways and main roads not to be crossed (GeoJSON lines or polygons)
    #[arg(long, value_name = "FILE")]
    borders: Vec<PathBuf>,
    /// 随机种子；同一种子给出同样的网格 / the seed; the same seed gives the same grids
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 坐标系：cgcs2000、wgs84、gcj02、bd09 / the datum of the files: cgcs2000, wgs84, gcj02 or bd09
    #[arg(long, value_name = "DATUM", value_parser = datum)]
    datum: Option<Datum>,
    /// 相距不超过此数（米）的边界视为同一条 / borders as near as this are one, in metres
    #[arg(long, value_name = "METRES", default_value_t = 0.05)]
    snap: f64,
    /// 社区被不超过此数（米）的缝隙隔开时接合 / gaps as narrow as this are closed where they part a community, in metres
    #[arg(long, value_name = "METRES", default_value_t = 1.0)]
    gap: f64,
    /// 允许隔着此数（米）以内的街道或水面成格，默认不允许 / lets a grid reach over streets or water as wide as this, in metres; not by default
    #[arg(long, value_name = "METRES", default_value_t = 0.0)]
    bridge: f64,
    /// 写到哪里（GeoJSON）/ where to write the grids (GeoJSON)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Cuts.
///
/// # Errors
/// When a file cannot be read or written, or the units or settings are refused.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let begun = Instant::now();
    let rules = rules(args)?;
    let text = read(&args.units)?;
    let read_units = units::read(&text, args.datum)?;
    let borders = all_borders(args)?;
    let present = args.existing.as_deref().map(|path| present(path, args.datum)).transpose()?;
    let read_seconds = begun.elapsed().as_secs_f64();
    let cut = cut(&read_units.units, &rules, &borders, present.as_ref());
    let cut_seconds = begun.elapsed().as_secs_f64() - read_seconds;
    write(&args.out, &cut)?;
    let seconds = begun.elapsed().as_secs_f64();
    let figures = &cut.figures;
    answer.object(&json!({
        "units": read_units.units.len(),
        "households": figures.households,
        "grids": cut.grids.len(),
        "in_bounds": figures.in_bounds,
        "in_bounds_where_possible": figures.in_bounds_where_possible,
        "contiguous": figures.contiguous,
        "compactness_median": figures.compactness_median,
        "stayed": figures.stayed,
        "seconds": seconds,
        "phases": {"read": read_seconds, "cut": cut_seconds, "write": seconds - read_seconds - cut_seconds},
        "why_not": cut.why_not,
        "divided": cut.divided.iter().map(divided).collect::<Vec<_>>(),
        "remarks": cut.remarks,
        "mended": read_units.mended.iter().map(mended).collect::<Vec<_>>(),
    }));
    say(&cut, read_units.units.len(), seconds, answer);
    // Leaving a million units to be taken down one by one takes longer than writing them; the process ends here anyway.
    std::mem::forget((cut, read_units));
    Ok(Verdict::Done)
}

fn rules(args: &Args) -> Result<Rules, Failure> {
    let mut rules = Rules::new(args.min, args.max)?;
    for (name, value) in
        [("stability", args.stability), ("snap", args.snap), ("gap", args.gap), ("bridge", args.bridge)]
    {
        if !(0.0..=10_000.0).contains(&value) {
            return Err(Failure::bad_argument(
                format!("--{name} `{value}` 不在 0 到 10000 之间"),
                format!("--{name} `{value}` is not between 0 and 10,000"),
            ));
        }
    }
    (rules.seed, rules.stability) = (args.seed, if args.existing.is_some() { args.stability } else { 0.0 });
    (rules.snap_m, rules.gap_m, rules.bridge_m) = (args.snap, args.gap, args.bridge);
    Ok(rules)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))
}

fn all_borders(args: &Args) -> Result<Borders, Failure> {
    let mut all = Vec::new();
    for path in &args.borders {
        all.push(borders::read(&read(path)?, args.datum)?);
    }
    Ok(Borders::together(&all))
}

fn present(path: &Path, datum: Option<Datum>) -> Result<Present, Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    Ok(Present::of(&Layer::parse(&bytes, datum)?.layer))
}

fn datum(text: &str) -> Result<Datum, String> {
    serde_json::from_value(Value::from(text)).map_err(|_| "cgcs2000, wgs84, gcj02, bd09".to_owned())
}

fn write(path: &Path, cut: &Cut<'_>) -> Result<(), Failure> {
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut out = BufWriter::new(File::create(path).map_err(unwritable)?);
    out.write_all(HEAD.as_bytes()).map_err(unwritable)?;
    for piece in cut.write() {
        out.write_all(&piece).map_err(unwritable)?;
    }
    out.write_all(FOOT.as_bytes()).and_then(|()| out.flush()).map_err(unwritable)
}

fn divided(unit: &Divided<'_>) -> Value {
    let by = match unit.by {
        By::Building => "building",
        By::Floor => "floor",
        By::Share => "share",
    };
    json!({ "unit": unit.unit, "households": unit.households, "by": by, "grids": unit.grids })
}

fn mended(mended: &Mended) -> Value {
    let repair = match mended.repair {
        Repair::SelfCrossing => "self_crossing",
        Repair::Rounded => "households_rounded",
        Repair::EmptyRing => "empty_ring",
    };
    json!({ "feature": mended.feature, "unit": mended.unit, "repair": repair })
}

/// How many reasons are said in words; all of them are in the JSON answer.
const SAID: usize = 20;

fn say(cut: &Cut<'_>, units: usize, seconds: f64, answer: Answer) {
    let (grids, figures) = (cut.grids.len(), &cut.figures);
    let within = figures.in_bounds * 100.0;
    let compact = figures.compactness_median;
    answer.say(format_args!(
        "{units} 个单元分成 {grids} 格，{within:.2}% 在户数范围内，紧凑度中位数 {compact:.3}，用时 {seconds:.2} 秒"
    ));
    answer.say(format_args!(
        "{units} units in {grids} grids, {within:.2}% within bounds, median compactness {compact:.3}, {seconds:.2} s"
    ));
    for why in cut.why_not.iter().take(SAID) {
        answer.say(format_args!("{} {}: {} / {}", why.community.text(), why.code, why.zh, why.en));
    }
    if let Some(more) = cut.why_not.len().checked_sub(SAID).filter(|more| *more > 0) {
        answer.say(format_args!("另有 {more} 处，见 --json / {more} more, see --json"));
    }
    for unit in &cut.divided {
        let (id, households, grids) = (unit.unit.text(), unit.households, unit.grids);
        answer.say(format_args!(
            "单元 {id} 有 {households} 户，超过一格上限，分入 {grids} 格 / unit {id} has {households} households, too many for one grid: in {grids} grids"
        ));
    }
}
