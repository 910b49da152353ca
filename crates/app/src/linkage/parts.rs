//! Linking files that are too large for the memory that may be used: records are laid down on the disk, and held in parts.

use super::places::{Places, grader};
use super::read::{self, Table, about, needed, pieces, taken, unread};
use super::run::{Args, Outcome, cell, create};
use super::shelf::Folder;
use crate::{Answer, Failure};
use jingwei_linkage::parts::{self, By, Intake, Laid, Parted, Step, Trouble};
use jingwei_linkage::plan::Plan;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where nothing else is said, so many megabytes.
const MEMORY_MB: u32 = 1024;
/// With less than this the buffers alone would not fit.
const LEAST: usize = 16 << 20;
/// More pieces of a register than this are not kept open at a time.
const MOST_PIECES: u64 = 300;

/// How many bytes may be used, if holding the files whole would take more.
///
/// # Errors
/// When a file cannot be read.
pub fn limit(args: &Args, plan: &Plan) -> Result<Option<usize>, Failure> {
    let megabytes = args.memory.or(plan.memory_mb).unwrap_or(MEMORY_MB);
    let mut records = 0;
    for input in &args.inputs.input {
        records += about(input)?;
    }
    let needed = records.saturating_mul(whole(plan));
    let limit = u64::from(megabytes) << 20;
    Ok((needed > limit).then(|| usize::try_from(limit).unwrap_or(usize::MAX).max(LEAST)))
}

/// About how many bytes a record takes while a register is read and linked whole, as measured.
fn whole(plan: &Plan) -> u64 {
    100 + 50 * u64::try_from(plan.fields.len()).unwrap_or(u64::MAX)
}

/// Links in parts.
///
/// # Errors
/// When a file cannot be read or written, the plan says to stop at a fault and there is one, or the disk is full.
pub(super) fn link(args: &Args, plan: &Plan, memory: usize, answer: Answer) -> Result<Outcome, Failure> {
    let scratch = args.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let mut shelf = Folder::new(scratch);
    let laid = lay(args, plan, &mut shelf, memory, answer)?;
    let (blocks, faults) = (plan.blocks.len(), laid.fault_count());
    let places = Places::of(plan);
    let by = By { plan, addresses: grader(places.as_ref()) };
    let parted = parts::link(laid, &by, &mut shelf, memory, &mut |step| tell(step, blocks, answer));
    let parted = parted.map_err(|why| failure(why, &args.inputs.input))?;
    write(args, &parted, &shelf)?;
    Ok(Outcome {
        records: parted.records() as usize,
        clusters: parted.clusters(),
        scored: parted.pairs_scored,
        pairs: parted.pairs(),
        faults,
        spilled: shelf.written(),
        found: None,
    })
}

/// Reads the files piece by piece and lays their records down in order.
fn lay(args: &Args, plan: &Plan, shelf: &mut Folder, memory: usize, answer: Answer) -> Result<Laid, Failure> {
    let inputs = &args.inputs.input;
    let mut intake = Intake::default();
    let mut faults = Vec::new();
    let mut lacking = vec![true; plan.fields.len()];
    for (number, path) in inputs.iter().enumerate() {
        let room = memory as u64 / 3 / whole(plan);
        let at_a_time = usize::try_from(room.max(about(path)? / MOST_PIECES).max(1000)).unwrap_or(usize::MAX);
        let mut missing = vec![true; plan.fields.len()];
        let mut records = 0;
        pieces(path, &needed(plan, number), at_a_time, &mut |mut table: Table| {
            faults.extend(unread(path, &table));
            if table.lines.is_empty() {
                return Ok(());
            }
            let source = taken(path, number, plan, &mut table)?;
            missing.iter_mut().zip(&source.fields).for_each(|(missing, cells)| *missing &= cells.is_none());
            records += source.lines.len();
            answer.remark(format!("已读 {records} 条 / {records} records read"));
            intake.take(plan, shelf, number, source).map_err(|why| failure(why, inputs))
        })?;
        if records == 0 {
            faults.push(read::empty(path));
            continue;
        }
        for (at, field) in plan.fields.iter().enumerate() {
            lacking[at] &= missing[at];
            if missing[at] {
                faults.push(read::lacks(path, field.column(number)));
            }
        }
    }
    let laid = intake.finish(plan, shelf).map_err(|why| failure(why, inputs))?;
    if let Some(field) = plan.fields.iter().zip(&lacking).find(|(_, lacking)| laid.records() > 0 && **lacking) {
        return Err(read::nowhere(&field.0.name));
    }
    read::judge(plan, faults, laid.faults(), laid.fault_count(), inputs, answer)?;
    Ok(laid)
}

fn write(args: &Args, parted: &Parted, shelf: &Folder) -> Result<(), Failure> {
    if let Some(path) = &args.pairs {
        let mut file = create(path, "left,right,score\n")?;
        let pairs = parted.each_pair(shelf, |(_, left), (_, right), score| {
            writeln!(file, "{},{},{:.3}", cell(left), cell(right), f64::from(score) / 1000.0)
        });
        pairs.and_then(|()| file.flush()).map_err(|why| Failure::unwritable(path, &why))?;
    }
    if let Some(path) = &args.clusters {
        let failed = |why: &std::io::Error| Failure::unwritable(path, why);
        let by_source = parted.share_identifiers(shelf).map_err(|why| failed(&why))?;
        let mut file = create(path, "id,cluster\n")?;
        let records = parted.each_record(shelf, |(_, own), (source, first)| match by_source {
            true => writeln!(file, "{},{}", cell(own), cell(&format!("{}:{first}", source + 1))),
            false => writeln!(file, "{},{}", cell(own), cell(first)),
        });
        records.and_then(|()| file.flush()).map_err(|why| failed(&why))?;
    }
    Ok(())
}

fn tell(step: Step, blocks: usize, answer: Answer) {
    answer.remark(match step {
        Step::Sorted => "已排序 / records sorted".to_owned(),
        Step::Surveyed(n) => format!("已查看键 {n}/{blocks} / keys surveyed {n}/{blocks}"),
        Step::Learnt => "已学得权重 / weights learnt".to_owned(),
        Step::Compared(n, pairs) => {
            format!("已比较 {n}/{blocks}，共 {pairs} 对 / blocks compared {n}/{blocks}, {pairs} pairs so far")
        }
        Step::Grouped => "已分组 / clusters made".to_owned(),
    });
}

fn failure(why: Trouble, inputs: &[PathBuf]) -> Failure {
    match why {
        Trouble::Unfit(why) => read::unfit(&why, inputs),
        Trouble::Plan(why) => read::bad_plan(Path::new("plan"), &why),
        Trouble::Shelf(why) => Failure::new(
            "no_scratch",
            format!("不能写临时数据：{why}"),
            format!("what does not fit into memory cannot be laid down: {why}"),
        )
        .next(
            "换一个目录（--scratch），或给更多内存（--memory）",
            "name another folder with `--scratch`, or give more `--memory`",
        ),
    }
}
