//! What is generated from the command line itself: completion scripts and man pages.

use crate::cli::Cli;
use crate::{Answer, Failure, Verdict};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::Write as _;
use std::path::Path;

/// Prints the completion script for a shell.
#[must_use]
pub fn completions(shell: Shell) -> Verdict {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jingwei", &mut script);
    drop(std::io::stdout().write_all(&script));
    Verdict::Done
}

/// Writes one man page for the program and one for each command into a folder.
///
/// # Errors
/// When the folder cannot be written.
pub fn pages(dir: &Path, answer: Answer) -> Result<Verdict, Failure> {
    std::fs::create_dir_all(dir).map_err(|why| Failure::unwritable(dir, &why))?;
    clap_mangen::generate_to(Cli::command(), dir).map_err(|why| Failure::unwritable(dir, &why))?;
    let count = std::fs::read_dir(dir).map_err(|why| Failure::unreadable(dir, &why))?.count();
    answer.object(&serde_json::json!({ "pages": count }));
    answer.say(format!("{count} 页手册写入 {} / {count} man pages written", dir.display()));
    Ok(Verdict::Done)
}
