//! Triage beside its peers: what a report is.
//!
//! Reading order: [`kind`] (training, prediction and accuracy beside a linear SVM of scikit-learn on the same rows in the same run).

mod kind;

use crate::Outcome;
use crate::sheet::Sheet;
use std::path::{Path, PathBuf};

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
    /// A Python with scikit-learn; that of the peers' own virtual environment if not said
    #[arg(long, value_name = "FILE")]
    python: Option<PathBuf>,
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
            cache.unwrap_or_else(home).join("text/bin/python")
        };
        self.python.clone().unwrap_or_else(own)
    }
}

/// Measures triage.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    kind::measure(args, sheet)
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name)
}
