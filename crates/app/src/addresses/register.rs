//! `jingwei addresses register`: the city's own places, by which the words of a report become a community and a grid.

use super::examples::lines;
use super::train::write;
use crate::config::Config;
use crate::{Answer, Failure, Verdict};
use jingwei_web::Entry;
use serde_json::json;
use std::path::{Path, PathBuf};

/// The register that is to hold.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 地址库（JSONL：address、lng、lat，可有 datum、name、kind）/ the register: JSONL with `address`, `lng`, `lat`, perhaps `datum`, `name`, `kind`
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// 只检查，不写入 / check only, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Checks a register whole and puts it in the place of the last one.
///
/// # Errors
/// When the file cannot be read, a line is not of the form, there is none, or the register cannot be written.
pub fn run(args: &Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let mut kept = String::new();
    let mut count = 0_usize;
    lines(&args.input, FORM, |line| {
        Entry::read(line)?;
        kept.push_str(line.trim());
        kept.push('\n');
        count += 1;
        Ok(())
    })?;
    if count == 0 {
        return Err(Failure::new("no_places", "文件里没有地址", "there is no address in the file")
            .next("请核对文件", "check the file"));
    }
    let to = config.address_register();
    if !args.dry_run {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|why| Failure::unwritable(folder, &why))?;
        }
        write(&to, kept.as_bytes())?;
        answer.remark("下次启动服务时生效 / in force from the next start of the server");
    }
    answer.say(format!("{count} 处地址 / {count} places"));
    answer.object(&json!({ "places": count, "file": to, "written": !args.dry_run }));
    Ok(Verdict::Done)
}

const FORM: (&str, &str) =
    ("每行应为 {\"address\", \"lng\", \"lat\"}", "a line is {\"address\", \"lng\", \"lat\"}, degrees");

/// The register in force; none when there is no file. A line that was broken since it was checked is told and passed over: a city's
/// doors do not stay shut for it.
///
/// # Errors
/// When the file is there and cannot be read.
pub(crate) fn in_force(path: &Path) -> Result<Vec<Entry>, Failure> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let (mut entries, mut broken) = (Vec::new(), 0_usize);
    lines(path, FORM, |line| {
        match Entry::read(line) {
            Ok(entry) => entries.push(entry),
            Err(_) => broken += 1,
        }
        Ok(())
    })?;
    if broken > 0 {
        tracing::warn!(file = %path.display(), broken, "lines of the register of addresses cannot be read and are passed over");
    }
    Ok(entries)
}
