//! `jingwei grids draft`: a GeoJSON file of grids becomes the draft of a net.

use super::nets::told;
use super::when::{asking, instant};
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_grids::Problem;
use jingwei_terms::Datum;
use jingwei_web::grids::desk::{self, GridFile, NetError};
use serde_json::json;
use std::path::PathBuf;

/// Which file, and from when on it is meant to hold.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网格文件（GeoJSON）/ the file of grids (GeoJSON)
    #[arg(value_name = "NET.geojson")]
    file: PathBuf,
    /// 拟生效时间：2026-12-01、RFC 3339 或 now / the day that is meant: 2026-12-01, RFC 3339 or now
    #[arg(long, value_name = "WHEN")]
    effective: String,
    /// 文件的坐标系：cgcs2000、wgs84、gcj02、bd09 / the datum of the file
    #[arg(long, value_name = "DATUM", value_parser = datum)]
    datum: Option<Datum>,
    /// 起草人的账号 / the account of whoever drafts it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// 只检查，不写入 / check, write nothing
    #[arg(long)]
    dry_run: bool,
}

fn datum(text: &str) -> Result<Datum, String> {
    serde_json::from_value(json!(text)).map_err(|_| "cgcs2000, wgs84, gcj02, bd09".to_owned())
}

/// Drafts it.
///
/// # Errors
/// When the file cannot be read, has faults, its day is past, or the store takes no writes.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let bytes = std::fs::read(&args.file).map_err(|why| Failure::unreadable(&args.file, &why))?;
    let premises = Premises::open(config).await?;
    let rules = premises.rulebook().await?;
    let now = Timestamp::now();
    let asking = asking(&premises, args.by.as_deref(), now).await?;
    let effective_from = instant(&args.effective, &rules, now)?;
    let file = GridFile { bytes: &bytes, datum: args.datum, effective_from };
    if args.dry_run {
        return match desk::examine(&rules, file) {
            Ok((layer, remarks)) => {
                answer.object(&json!({ "grids": layer.features.len(), "problems": remarks, "dry_run": true }));
                tell(&remarks, answer);
                answer.say(format!(
                    "{} 个网格，可以起草 / {} grids, fit to be drafted",
                    layer.features.len(),
                    layer.features.len()
                ));
                Ok(Verdict::Done)
            }
            Err(NetError::Faulty(faults)) => {
                answer.object(&json!({ "problems": faults, "dry_run": true }));
                tell(&faults, answer);
                Ok(Verdict::Refused)
            }
            Err(error) => Err(error.into()),
        };
    }
    let drafted = desk::draft(premises.store.as_ref(), &rules, file, &asking).await?;
    let titles = premises.store.nets().await.map_err(|error| store_failure(&error))?;
    let mut object = told(&drafted.title, &titles, now);
    object["problems"] = json!(drafted.remarks);
    object["adopted"] = json!(drafted.adopted);
    answer.object(&object);
    tell(&drafted.remarks, answer);
    if drafted.adopted {
        answer.say(
            "规则手册中的网格已存为第 1 号网，作为比较的底 / the grids of the rulebook became net 1, to compare with",
        );
    }
    let number = drafted.title.net;
    answer.say(format!(
        "第 {number} 号网草案：{} 个网格，{} 户；用 jingwei grids activate {number} --dry-run 查看影响 / net {number} is a draft; see what it changes with `jingwei grids activate {number} --dry-run`",
        drafted.title.grids, drafted.title.households
    ));
    Ok(Verdict::Done)
}

fn tell(problems: &[Problem], answer: Answer) {
    for problem in problems {
        answer.say(format!("{}: {} / {}", problem.code, problem.zh, problem.en));
    }
}
