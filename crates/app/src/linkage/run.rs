//! `jingwei linkage run`: links the records of one or two files by a plan.

use super::kept::{self, Called};
use super::places::{Places, grader};
use super::read::{Inputs, fill, plan};
use crate::config::Config;
use crate::ledger::verify::on_a_thread;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::history::act::{Act, Found, Join, Run};
use jingwei_linkage::keep::{self, Desk, Standing};
use jingwei_linkage::{AddressGrader, Comparer, History, Linked, Plan, Register, Row, Ties, link, review};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to link, and where to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// 判为同一者的记录对写到哪里（CSV：left,right,score）/ where to write the pairs that are one (CSV)
    #[arg(long, value_name = "OUT.csv")]
    pub(super) pairs: Option<PathBuf>,
    /// 分组写到哪里（CSV：id,cluster）/ where to write the clusters (CSV)
    #[arg(long, value_name = "OUT.csv")]
    pub(super) clusters: Option<PathBuf>,
    /// 可用内存（MB），默认取自方案，或 1024；装不下时分批处理，结果相同 / megabytes of memory to use; what does not fit lies on the disk
    #[arg(long, value_name = "MB", conflicts_with = "keep")]
    pub(super) memory: Option<u32>,
    /// 分批处理时临时数据放在哪里；文件没有名字，不会留下 / where that lies, in files without a name; the system's temporary folder by default
    #[arg(long, value_name = "DIR")]
    pub(super) scratch: Option<PathBuf>,
    /// 以此名称保存，方案须登记目的、依据和期限 / keep it under this name; the plan must register purpose, ground and expiry
    #[arg(long, value_name = "NAME")]
    keep: Option<String>,
    /// 作出决定的账号 / the account of whoever decides it
    #[arg(long, value_name = "ACCOUNT", requires = "keep")]
    by: Option<String>,
}

/// So many questions are kept with a run.
pub const ASKED_AT_MOST: usize = 2_000;

/// A linkage that a run is to be kept in.
struct Keeping {
    premises: Premises,
    standing: Option<Standing>,
    history: History,
    desk: Desk,
}

/// What came of linking.
pub(super) struct Outcome {
    pub(super) records: usize,
    pub(super) clusters: usize,
    pub(super) scored: usize,
    pub(super) pairs: usize,
    pub(super) faults: usize,
    /// How many bytes did not fit into memory and were laid down for a while.
    pub(super) spilled: u64,
    /// What is to be kept, if anything is.
    pub(super) found: Option<Run>,
}

/// Links.
///
/// # Errors
/// When the plan or data cannot be read, the plan says to stop at a fault and there is one, a file cannot be written, or the run is to
/// be kept and may not be.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let begun = Instant::now();
    super::at_most_two(&args.inputs.input)?;
    let (text, plan) = plan(&args.inputs.plan)?;
    let into = match &args.keep {
        Some(name) => Some(open(name, &plan, args.by.as_deref(), config).await?),
        None => None,
    };
    let history = into.as_ref().map(|into| into.history.clone());
    let keep = args.keep.clone();
    let linked_plan = plan.clone();
    let outcome = on_a_thread(move || link_files(&args, &text, &linked_plan, history.as_ref(), answer)).await?;
    let mut act = None;
    if let (Some(mut into), Some(found)) = (into, outcome.found) {
        let run = Act::Run(Box::new(found));
        let change = keep::run(into.standing.as_ref(), &mut into.history, &plan, run, &into.desk)?;
        kept::write(&into.premises, change).await?;
        act = Some(into.history.acts().len());
    }
    let Outcome { records, clusters, scored, pairs, faults, spilled, .. } = outcome;
    let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let mut object = json!({
        "records": records, "pairs_scored": scored, "pairs_linked": pairs, "clusters": clusters,
        "seconds": seconds, "peak_mb": super::peak_mb(), "faults": faults,
        "spilled_mb": spilled >> 20,
    });
    if let Some(purpose) = &plan.purpose {
        object["purpose"] = json!(purpose);
    }
    if let Some(act) = act {
        object["name"] = json!(keep);
        object["act"] = json!(act);
    }
    answer.object(&object);
    answer.say(format!(
        "{records} 条记录归为 {clusters} 组，比较 {scored} 对，判为同一者 {pairs} 对，用时 {seconds} 秒\n\
         {records} records in {clusters} clusters; {scored} pairs compared, {pairs} of them are one; {seconds} s"
    ));
    if let (Some(name), Some(act)) = (keep, act) {
        answer.say(format!("已保存为 `{name}` 的第 {act} 步 / kept as act {act} of `{name}`"));
    }
    Ok(Verdict::Done)
}

/// The linkage of this name, or a new one, before anything is done: whoever may not keep the result need not wait for it.
async fn open(name: &str, plan: &Plan, by: Option<&str>, config: &Config) -> Result<Keeping, Failure> {
    let premises = Premises::open(config).await?;
    let desk = kept::desk(&premises, by).await?;
    keep::may_keep(name, plan, desk.today)?;
    let found = premises.store.linkage(name).await.map_err(|error| store_failure(&error))?;
    let (standing, history) = match found {
        Some((standing, history)) => (Some(standing), history),
        None => (None, History::new(name, Vec::new())),
    };
    Ok(Keeping { premises, standing, history, desk })
}

fn link_files(
    args: &Args,
    text: &str,
    plan: &Plan,
    history: Option<&History>,
    answer: Answer,
) -> Result<Outcome, Failure> {
    if history.is_none()
        && let Some(memory) = super::parts::limit(args, plan)?
    {
        return super::parts::link(args, plan, memory, answer);
    }
    let register = fill(plan, &args.inputs.input, answer)?;
    let sources = u8::try_from(args.inputs.input.len()).unwrap_or(u8::MAX);
    let called = history.map(|_| Called::new(&register, sources)).transpose()?;
    let ties = match (history, &called) {
        (Some(history), Some(called)) => {
            let mut ties = history.ties(|name| called.row(&register, name));
            ties.shift = review::shift(&history.answers());
            ties
        }
        _ => Ties::default(),
    };
    let places = Places::of(plan);
    let linked = link::link_again(&register, plan, grader(places.as_ref()), &ties)
        .map_err(|why| super::read::bad_plan(&args.inputs.plan, &why))?;
    let pairs = write_pairs(args.pairs.as_deref(), &register, plan, &linked, grader(places.as_ref()))?;
    if let Some(path) = &args.clusters {
        write_clusters(path, &register, &linked, &Names::new(&register))?;
    }
    let found = called.map(|called| found(&register, plan, &linked, &ties, &called, (text, sources)));
    let (records, clusters) = (register.len(), linked.clusters.len());
    Ok(Outcome {
        records,
        clusters,
        scored: linked.pairs_scored,
        pairs,
        faults: register.fault_count(),
        spilled: 0,
        found,
    })
}

fn found(
    register: &Register,
    plan: &Plan,
    linked: &Linked,
    ties: &Ties,
    called: &Called,
    (text, sources): (&str, u8),
) -> Run {
    let name = |row| called.name(register, row);
    let joins = linked.clusters.joins().iter();
    let joins = joins.map(|join| Join { left: name(join.a), right: name(join.b), score: join.score }).collect();
    let doubts = review::doubts(linked, plan, ties, name, ASKED_AT_MOST);
    let found = Found { shift: ties.shift, joins, doubts, figures: review::figures(linked, register, ties) };
    Run { plan: text.to_owned(), sources, weights: linked.weights.clone(), found }
}

/// Writes the pairs that are one, if they are wanted; gives their number.
fn write_pairs(
    path: Option<&Path>,
    register: &Register,
    plan: &Plan,
    linked: &Linked,
    addresses: Option<&dyn AddressGrader>,
) -> Result<usize, Failure> {
    let between = register.source_count() > 1 && !plan.within.unwrap_or(false);
    let comparer = Comparer::new(register, plan, addresses);
    let mut pairs = 0;
    let mut file = path.map(|path| create(path, "left,right,score\n")).transpose()?.zip(path);
    each_pair(register, linked, between, |a, b| {
        pairs += 1;
        let Some((file, path)) = &mut file else { return Ok(()) };
        let score = f64::from(linked.weights.score(&comparer, a, b)) / 1000.0;
        let (left, right) = (cell(register.id(a)), cell(register.id(b)));
        writeln!(file, "{left},{right},{score:.3}").map_err(|why| Failure::unwritable(path, &why))
    })?;
    if let Some((mut file, path)) = file {
        file.flush().map_err(|why| Failure::unwritable(path, &why))?;
    }
    Ok(pairs)
}

/// Calls `each` for every pair of records that are one; between two sources, for pairs across them.
fn each_pair(
    register: &Register,
    linked: &Linked,
    between: bool,
    mut each: impl FnMut(Row, Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for group in linked.clusters.groups() {
        for (at, a) in group.iter().enumerate() {
            for b in group[at + 1..].iter().filter(|b| !between || register.source(*a) != register.source(**b)) {
                each(*a, *b)?;
            }
        }
    }
    Ok(())
}

fn write_clusters(path: &Path, register: &Register, linked: &Linked, names: &Names) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = create(path, "id,cluster\n")?;
    for row in (0..).take(register.len()) {
        let name = names.of(register, linked.clusters.of(row));
        writeln!(file, "{},{}", cell(register.id(row)), cell(&name)).map_err(failed)?;
    }
    file.flush().map_err(failed)
}

/// What a cluster is called: by its first record, with the number of the source in front where both sources use some identifier.
struct Names {
    by_source: bool,
}

impl Names {
    fn new(register: &Register) -> Self {
        let second = (0..).take(register.len()).filter(|row| register.source(*row) == 1);
        Self { by_source: second.into_iter().any(|row| register.find(register.id(row)).len() > 1) }
    }

    fn of(&self, register: &Register, first: Row) -> String {
        let id = register.id(first);
        if self.by_source { format!("{}:{id}", register.source(first) + 1) } else { id.to_owned() }
    }
}

/// Begins a file with its header.
pub(super) fn create(path: &Path, header: &str) -> Result<BufWriter<std::fs::File>, Failure> {
    let failed = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    file.write_all(header.as_bytes()).map_err(failed)?;
    Ok(file)
}

/// A cell of a CSV file, in quotes where it needs them.
pub(super) fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
