//! The real `jingwei`, as a process of its own: a place is founded with it, and it serves that place.

use crate::http::{Connection, get};
use crate::{Fault, Outcome, machine, reports};
use serde_json::Value;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long to wait for a server to become ready, and to come to rest.
const PATIENCE: Duration = Duration::from_secs(120);
const REST: Duration = Duration::from_secs(1_800);

/// The executable to measure: the one that was named, or the one of this checkout, brought up to date.
pub(crate) fn executable(named: Option<&Path>) -> Outcome<PathBuf> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    crate::say("building jingwei (release)");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let built = Command::new(cargo)
        .args([
            "build",
            "--locked",
            "--release",
            "--package",
            "jingwei-app",
            "--bin",
            "jingwei",
            "--message-format=json",
        ])
        .arg("--manifest-path")
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()?;
    if !built.status.success() {
        return Err("jingwei could not be built; `--jingwei FILE` names one that is there".into());
    }
    let text = String::from_utf8(built.stdout)?;
    let artifacts = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let path = artifacts.filter_map(|artifact| Some(PathBuf::from(artifact.get("executable")?.as_str()?))).next_back();
    path.ok_or_else(|| Fault::from("cargo did not say where it put jingwei"))
}

/// A place where Jingwei lives: its executable, its data directory, its database.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    jingwei: PathBuf,
    data_dir: PathBuf,
    database: Option<String>,
}

impl Place {
    /// A place with its database in the data directory, or at this URL.
    pub(crate) fn new(jingwei: &Path, data_dir: &Path, database: Option<String>) -> Self {
        Self { jingwei: jingwei.to_owned(), data_dir: data_dir.to_owned(), database }
    }

    /// The file of the database, where it is one.
    pub(crate) fn sqlite_file(&self) -> PathBuf {
        self.data_dir.join("jingwei.db")
    }

    /// Loads the demonstration city's rulebook, and makes a token for an agent.
    pub(crate) fn found(&self) -> Outcome<String> {
        let folder = reports::rulebook_folder();
        self.run(&["city", "load", &folder.display().to_string()])?;
        self.token()
    }

    /// Makes a token for an agent: who files for others and may see every case.
    pub(crate) fn token(&self) -> Outcome<String> {
        let answer = self.run(&["token", "create", "--user", "bench", "--role", "agent"])?;
        let token = answer.get("token").and_then(Value::as_str).ok_or("no token came back")?;
        Ok(token.to_owned())
    }

    /// Whether `jingwei ledger verify` finds nothing wrong.
    pub(crate) fn ledger_is_sound(&self) -> Outcome<bool> {
        let done = self.command().args(["--json", "ledger", "verify"]).stdin(Stdio::null()).output()?;
        let answer: Value = serde_json::from_slice(&done.stdout)?;
        Ok(done.status.success() && answer.get("ok").and_then(Value::as_bool) == Some(true))
    }

    /// Starts the server, and waits until it says that it is ready.
    pub(crate) fn serve(&self) -> Outcome<Served> {
        let address = free_address()?;
        let log = File::options().create(true).append(true).open(self.data_dir.join("serve.log"))?;
        let begun = Instant::now();
        let process = self
            .command()
            .arg("serve")
            .env("JINGWEI__WEB__LISTEN", address.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut served = Served { process, address, ready_after: Duration::ZERO };
        served.wait_until_ready(begun)?;
        Ok(served)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.jingwei);
        command.arg("--data-dir").arg(&self.data_dir);
        if let Some(url) = &self.database {
            command.arg("--database").arg(url);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome<Value> {
        let done = self.command().arg("--json").args(arguments).stdin(Stdio::null()).output()?;
        if !done.status.success() {
            let why = String::from_utf8_lossy(&done.stderr);
            return Err(format!("`jingwei {}` failed: {}", arguments.join(" "), why.trim()).into());
        }
        Ok(serde_json::from_slice(&done.stdout)?)
    }
}

/// A server at work. It is killed when this is dropped; whoever has read this far knows that nothing is lost by it.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the first answer that it is ready.
    pub(crate) ready_after: Duration,
}

impl Served {
    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Resident memory in MiB.
    pub(crate) fn resident_mib(&self) -> Outcome<f64> {
        machine::resident_mib(self.process.id()).ok_or_else(|| Fault::from("the server's memory cannot be read"))
    }

    /// Waits until the server has worked off what it found to do: until it uses less than a fiftieth of a core.
    pub(crate) fn wait_until_idle(&self) -> Outcome<()> {
        let until = Instant::now() + REST;
        let ticks = || machine::ticks(self.process.id()).ok_or_else(|| Fault::from("the server's time cannot be read"));
        let mut before = ticks()?;
        let mut calm = 0;
        while Instant::now() < until {
            std::thread::sleep(Duration::from_secs(1));
            let now = ticks()?;
            calm = if now - before <= 2 { calm + 1 } else { 0 };
            before = now;
            if calm == 3 {
                return Ok(());
            }
        }
        Err("the server did not come to rest within half an hour".into())
    }

    fn wait_until_ready(&mut self, begun: Instant) -> Outcome<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let question = get("/readyz", "");
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait()? {
                return Err(
                    format!("`jingwei serve` ended at once, {status}; see serve.log in its data directory").into()
                );
            }
            let answer = runtime.block_on(async {
                let mut connection = Connection::open(self.address).await?;
                Outcome::Ok(connection.ask(&question).await?.status)
            });
            if matches!(answer, Ok(200)) {
                self.ready_after = begun.elapsed();
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err("the server did not become ready within two minutes".into())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An address of the loopback that is free now.
fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
