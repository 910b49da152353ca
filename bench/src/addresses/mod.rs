//! Addresses beside their peers: taking them apart, naming their divisions, and grading pairs of them.
//!
//! Reading order: [`parse`] (python-crfsuite and cpca on the same rows), [`matching`] (TF-IDF and logistic regression on the same folds, and
//! the search of a large register).

mod matching;
mod parse;

use crate::sheet::Sheet;
use crate::{Outcome, served};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to measure, and with what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The executable to measure instead of the one of this checkout
    #[arg(long, value_name = "FILE")]
    jingwei: Option<PathBuf>,
    /// The folder of open data; `JINGWEI_DATA` or `../shared/data` if not said
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The folder of the peers' scripts; `../shared/peers` if not said
    #[arg(long, value_name = "DIR")]
    peers: Option<PathBuf>,
    /// How many places the register that is searched has
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    register: usize,
}

impl Args {
    /// A file of the open data, if it is there.
    fn data(&self, name: &str) -> Option<PathBuf> {
        let folder = self.data.clone().or_else(|| std::env::var_os("JINGWEI_DATA").map(PathBuf::from));
        let path = folder.unwrap_or_else(|| beside("data")).join(name);
        if !path.exists() {
            crate::say(&format!("LEFT OUT: {} is not there, so nothing is measured on it", path.display()));
        }
        path.exists().then_some(path)
    }

    /// The Python of a group of peers, if it is there.
    fn python(&self, group: &str) -> Option<PathBuf> {
        let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/jingwei/peers");
        let folder = std::env::var_os("JINGWEI_PEERS").map_or_else(home, PathBuf::from);
        let path = folder.join(group).join("bin/python");
        if !path.exists() {
            crate::say(&format!("LEFT OUT: {} is not there; `setup.sh {group}` of the peers makes it", path.display()));
        }
        path.exists().then_some(path)
    }

    fn peer(&self, name: &str) -> PathBuf {
        self.peers.clone().unwrap_or_else(|| beside("peers")).join(name)
    }

    fn jingwei(&self) -> Outcome<PathBuf> {
        served::executable(self.jingwei.as_deref())
    }
}

/// Measures addresses.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    parse::measure(args, sheet)?;
    matching::measure(args, sheet)
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

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name)
}
