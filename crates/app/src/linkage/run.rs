//! `jingwei linkage run`: links the records of one or two files by a plan.

use super::read::{Inputs, register};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::{Comparer, Linked, Register, Row, link};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to link, and where to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// 判为同一者的记录对写到哪里（CSV：left,right,score）/ where to write the pairs that are one (CSV)
    #[arg(long, value_name = "OUT.csv")]
    pairs: Option<PathBuf>,
    /// 分组写到哪里（CSV：id,cluster）/ where to write the clusters (CSV)
    #[arg(long, value_name = "OUT.csv")]
    clusters: Option<PathBuf>,
}

/// Links.
///
/// # Errors
/// When the plan or data cannot be read, the plan says to stop at a fault and there is one, or a file cannot be written.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let begun = Instant::now();
        let (plan, register) = register(&args.inputs, answer)?;
        let linked = link(&register, &plan, None).map_err(|why| super::read::bad_plan(&args.inputs.plan, &why))?;
        let between = register.source_count() > 1 && !plan.within.unwrap_or(false);
        let comparer = Comparer::new(&register, &plan, None);
        let names = Names::new(&register);
        let mut pairs = 0;
        let file = args.pairs.as_deref().map(|path| create(path, "left,right,score\n")).transpose()?;
        let mut file = file.zip(args.pairs.as_deref());
        each_pair(&register, &linked, between, |a, b| {
            pairs += 1;
            let Some((file, path)) = &mut file else { return Ok(()) };
            let score = f64::from(linked.weights.score(&comparer, a, b)) / 1000.0;
            let (left, right) = (cell(register.id(a)), cell(register.id(b)));
            writeln!(file, "{left},{right},{score:.3}").map_err(|why| Failure::unwritable(path, &why))
        })?;
        if let Some((mut file, path)) = file {
            file.flush().map_err(|why| Failure::unwritable(path, &why))?;
        }
        if let Some(path) = &args.clusters {
            write_clusters(path, &register, &linked, &names)?;
        }
        let (records, clusters) = (register.len(), linked.clusters.len());
        let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        let (scored, faults) = (linked.pairs_scored, register.fault_count());
        answer.object(&json!({
            "records": records, "pairs_scored": scored, "pairs_linked": pairs, "clusters": clusters,
            "seconds": seconds, "peak_mb": super::peak_mb(), "faults": faults,
        }));
        answer.say(format!(
            "{records} 条记录归为 {clusters} 组，比较 {scored} 对，判为同一者 {pairs} 对，用时 {seconds} 秒\n\
             {records} records in {clusters} clusters; {scored} pairs compared, {pairs} of them are one; {seconds} s"
        ));
        Ok(Verdict::Done)
    })
    .await
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

fn create(path: &Path, header: &str) -> Result<BufWriter<std::fs::File>, Failure> {
    let failed = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    file.write_all(header.as_bytes()).map_err(failed)?;
    Ok(file)
}

/// A cell of a CSV file, in quotes where it needs them.
fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
