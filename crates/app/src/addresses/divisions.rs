//! `jingwei addresses divisions`: the file of divisions out of the published tables.

use super::train::write;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::gazetteer::gather;
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Where the tables lie, and where the file goes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 区划表所在目录（provinces.csv、cities.csv、areas.csv、streets.csv、villages.csv，可为 .gz）/ the folder of the tables; .gz is read too
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// 区划文件写到这里；以 .zst 结尾则压缩 / where to write the file; packed if it ends in .zst
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 含社区和村：名称多十几倍，载入要几秒 / with communities and villages: ten times the names, and seconds to load
    #[arg(long)]
    communities: bool,
}

/// The tables, from the province down.
const TABLES: [&str; 5] = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"];
/// What changed, if it is there.
const CHANGES: &str = "historical_changes_v1.json";

/// Makes it.
///
/// # Errors
/// When a table cannot be read, or the file cannot be written.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let tables: Vec<String> = TABLES[..if args.communities { 5 } else { 4 }]
        .iter()
        .map(|name| table(&args.from, name))
        .collect::<Result<_, _>>()?;
    let changes = std::fs::read_to_string(args.from.join(CHANGES)).ok();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let text = gather(&tables, changes.as_deref()).map_err(|why| {
        Failure::new("bad_table", format!("区划表读不懂：{why}"), why)
            .next("表应有 code 和 name 两列", "a table has the columns `code` and `name`")
    })?;
    let packed = args.out.extension().is_some_and(|ending| ending == "zst");
    let bytes = match packed {
        true => zstd::encode_all(text.as_bytes(), 19).map_err(|why| Failure::unwritable(&args.out, &why))?,
        false => text.clone().into_bytes(),
    };
    write(&args.out, &bytes)?;
    let lines = text.lines().count();
    answer.say(format!("{lines} 个区划，{} KiB / {lines} divisions", bytes.len() / 1024));
    answer.object(&json!({ "divisions": lines, "bytes": bytes.len(), "file": args.out }));
    Ok(Verdict::Done)
}

fn table(folder: &Path, name: &str) -> Result<String, Failure> {
    let (plain, packed) = (folder.join(name), folder.join(format!("{name}.gz")));
    let mut text = String::new();
    match std::fs::File::open(&packed) {
        Ok(file) => flate2::read::GzDecoder::new(file).read_to_string(&mut text).map(drop),
        Err(_) => std::fs::read_to_string(&plain).map(|read| text = read),
    }
    .map_err(|why| Failure::unreadable(&plain, &why))?;
    Ok(text)
}
