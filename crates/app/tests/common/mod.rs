//! A place of its own for each test, and the program run in it as a person or a script would.
#![expect(dead_code, reason = "each test file takes what it needs")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with a data directory in it.
pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    /// An empty place.
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A place where the imaginary city is loaded.
    pub(crate) fn with_city() -> Self {
        let place = Self::new();
        place.ok(&["city", "load", &rulebook().display().to_string()]);
        place
    }

    /// A place where a story of so many cases was played, ending at a fixed instant.
    pub(crate) fn with_story(cases: u32) -> Self {
        let place = Self::new();
        place.ok(&["demo", "--no-serve", "--cases", &cases.to_string(), "--until", "2026-11-23T10:00:00+08:00"]);
        place
    }

    /// A path in this place.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file in this place and answers its path as text.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The program, about to run here with these arguments.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jingwei"));
        command.args(args).current_dir(self.dir.path()).stdin(Stdio::null());
        // Nothing of the machine's own configuration may reach into a test.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("JINGWEI")) {
            command.env_remove(name);
        }
        command.env("JINGWEI__STORE__DATA_DIR", self.path("data"));
        command.env("JINGWEI_PASSPHRASE", "four words nobody guesses");
        command
    }

    /// Runs the program here.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs it with `--json`, and answers the exit code and the one object.
    pub(crate) fn json(&self, args: &[&str]) -> (i32, Value) {
        let args = [args, &["--json"]].concat();
        let output = self.run(&args);
        let text = String::from_utf8(output.stdout).unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let object = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{why}: `{text}` {told}"));
        (output.status.code().unwrap(), object)
    }

    /// Runs it with `--json`; it must do what was asked.
    pub(crate) fn ok(&self, args: &[&str]) -> Value {
        let (code, object) = self.json(args);
        assert_eq!(code, 0, "{args:?}: {object}");
        object
    }

    /// Runs it; it must be refused, and the one line on standard error is answered.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        line
    }
}

/// The rulebook of the imaginary city.
pub(crate) fn rulebook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan")
}

/// Compares with a committed text; `make bless` writes it anew.
pub(crate) fn expect(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
    if std::env::var_os("JINGWEI_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == found, "{name} differs; run `make bless` and look at the diff. Found:\n{found}");
}
