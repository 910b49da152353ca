//! `jingwei triage duplicates`: which reports of a file speak of the same problem.

use super::reports::{Report, Source};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_triage::duplicates::{Cluster, Entry, cluster};
use serde_json::{Value, json};
use std::time::Instant;

/// Which reports, and from where on two count as one problem.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 判为同一问题的最低分，0 至 1；默认取参数文件 / from this score on two reports are one problem, 0 to 1
    #[arg(long, value_name = "SCORE", value_parser = score)]
    threshold: Option<f32>,
}

/// Puts reports of one problem together.
///
/// # Errors
/// When the file or a line of it cannot be read.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let mut settings = args.source.settings()?;
        if let Some(score) = args.threshold {
            settings.threshold.score = score;
        }
        let reports = args.source.reports()?;
        let entries: Vec<Entry<'_, usize>> = reports.iter().enumerate().map(|(i, report)| report.entry(i)).collect();
        let started = Instant::now();
        let clusters = cluster(&entries, &settings);
        let seconds = started.elapsed().as_secs_f64();
        answer.object(&json!({
            "rows": reports.len(), "seconds": seconds,
            "clusters": clusters.iter().map(|cluster| object(cluster, &reports)).collect::<Vec<_>>(),
        }));
        tell(&clusters, &reports, answer);
        Ok(Verdict::Done)
    })
    .await
}

fn object(cluster: &Cluster<usize>, reports: &[Report]) -> Value {
    let members: Vec<&Value> = cluster.members.iter().map(|i| &reports[*i].id).collect();
    json!({ "id": cluster.id, "members": members, "label": cluster.label })
}

fn tell(clusters: &[Cluster<usize>], reports: &[Report], answer: Answer) {
    let together: usize = clusters.iter().map(|cluster| cluster.members.len()).sum();
    let (rows, groups) = (reports.len(), clusters.len());
    answer.say(format!(
        "{rows} 条诉求中 {together} 条属于 {groups} 个重复问题 / {together} of {rows} reports are of {groups} problems"
    ));
    for cluster in clusters {
        let members: Vec<String> = cluster.members.iter().map(|i| reports[*i].id_text()).collect();
        answer.say(format!("{:>5}  {}  {}", cluster.members.len(), cluster.label, members.join(" ")));
    }
}

/// A score from 0 to 1.
///
/// # Errors
/// When it is none.
pub fn score(text: &str) -> Result<f32, String> {
    let score = text.parse::<f32>().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| format!("`{text}` 不在 0 与 1 之间 / `{text}` is not between 0 and 1"))
}
