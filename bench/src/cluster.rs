//! A PostgreSQL of our own for one run: made in a temporary folder, with the durability that a city would run it with,
//! and gone with the folder.

use crate::{Fault, Outcome};
use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running cluster. It ends when this is dropped.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    process: Child,
    databases: u32,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Outcome<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("jingwei-bench-pg-").tempdir()?;
        if let Some((user, group)) = other_user()? {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group))?;
        }
        let data = folder.path().join("data");
        let mut initdb = command(&programs, "initdb")?;
        initdb.arg("-D").arg(&data).args([
            "-U",
            "jingwei",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-instructions",
        ]);
        let made = initdb.stdin(Stdio::null()).output()?;
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim()).into());
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = fs::File::create(folder.path().join("log"))?;
        // Durability is left as it comes: fsync and synchronous_commit are on. Memory is what a small server is given.
        let process = command(&programs, "postgres")?
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB", "-c", "checkpoint_timeout=15min"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let cluster = Self { folder, programs, port, process, databases: 0 };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Makes an empty database and says its address.
    pub(crate) fn new_database(&mut self) -> Outcome<String> {
        self.databases += 1;
        let name = format!("bench{}", self.databases);
        let port = self.port.to_string();
        let made = command(&self.programs, "createdb")?
            .args(["-h", "127.0.0.1", "-p", &port, "-U", "jingwei", &name])
            .output()?;
        if !made.status.success() {
            return Err(format!("createdb failed: {}", String::from_utf8_lossy(&made.stderr).trim()).into());
        }
        Ok(format!("postgres://jingwei@127.0.0.1:{port}/{name}"))
    }

    fn wait(&self) -> Outcome<()> {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            let ready = command(&self.programs, "pg_isready")?
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not become ready: {}", log.lines().last().unwrap_or_default()).into())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop = command(&self.programs, "pg_ctl").and_then(|mut command| {
            let data = self.folder.path().join("data");
            Ok(command.arg("stop").arg("-D").arg(data).args(["-m", "immediate", "-s"]).status()?)
        });
        if !stop.is_ok_and(|status| status.success()) {
            // Without its own program to stop it, the process is ended by its number.
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// Whether there is a PostgreSQL to make a cluster with.
pub(crate) fn is_installed() -> bool {
    programs().is_ok()
}

/// The folder of the server's programs: on the path, or where Debian keeps them; the newest version first.
fn programs() -> Outcome<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    debian.sort();
    let mut folders = debian.into_iter().rev().chain(std::env::split_paths(&path));
    folders
        .find(|folder| {
            ["initdb", "postgres", "pg_ctl", "createdb", "pg_isready"].iter().all(|name| folder.join(name).is_file())
        })
        .ok_or_else(|| Fault::from("PostgreSQL is not installed here (no `initdb`)"))
}

/// A program of the server, as a user that it accepts.
fn command(programs: &Path, name: &str) -> Outcome<Command> {
    let mut command = Command::new(programs.join(name));
    if let Some((user, group)) = other_user()? {
        command.uid(user).gid(group).current_dir("/");
    }
    Ok(command)
}

/// PostgreSQL refuses to run as root; where we are root, the user that came with it is taken.
fn other_user() -> Outcome<Option<(u32, u32)>> {
    let me = fs::metadata("/proc/self").map(|about| std::os::unix::fs::MetadataExt::uid(&about))?;
    if me != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find(|line| line.starts_with("postgres:"));
    let fields: Vec<&str> = line.ok_or("we are root and there is no user `postgres`")?.split(':').collect();
    match (fields.get(2).map(|id| id.parse()), fields.get(3).map(|id| id.parse())) {
        (Some(Ok(user)), Some(Ok(group))) => Ok(Some((user, group))),
        _ => Err("the user `postgres` has no numbers in /etc/passwd".into()),
    }
}
