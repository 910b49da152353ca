//! A PostgreSQL of our own for tests: made in a temporary folder, reached by a socket in it, stopped and removed at the end.
//!
//! Stands alone, so that other crates' tests may include it by its path. Hold the [`Cluster`] for as long as it is needed;
//! tests of one process share one.

#![expect(
    clippy::print_stderr,
    clippy::panic,
    reason = "a test that is left out, or a server that does not start, must be seen"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// Set to `1` to leave out every test that needs PostgreSQL. They then say so.
const SKIP: &str = "JINGWEI_SKIP_POSTGRES";

/// A running server.
pub(crate) struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    server: Mutex<Child>,
    databases: AtomicU32,
}

static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The one before may still be stopping when the next is made, so each has a folder of its own.
static CLUSTERS: AtomicU32 = AtomicU32::new(0);

/// The server of this process; `None` when tests of PostgreSQL are to be left out.
///
/// # Panics
/// When PostgreSQL is not installed: a test that cannot run must not pass in silence.
pub(crate) fn cluster() -> Option<Arc<Cluster>> {
    if env::var(SKIP).is_ok_and(|value| value == "1") {
        eprintln!("SKIPPED ON POSTGRESQL, because {SKIP}=1: what was shown here holds for SQLite alone");
        return None;
    }
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let cluster = shared.upgrade().unwrap_or_else(|| Arc::new(Cluster::start()));
    *shared = Arc::downgrade(&cluster);
    Some(cluster)
}

impl Cluster {
    fn start() -> Self {
        let bin = bin()
            .expect("PostgreSQL 15 or later is needed: apt-get install postgresql (or set JINGWEI_SKIP_POSTGRES=1)");
        let number = CLUSTERS.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("jingwei-pg-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        let data = folder.join("data");
        let encoding =
            ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync", "-U", "jingwei", "-A", "trust"];
        run(as_user(&bin.join("initdb")).args(encoding).arg("-D").arg(&data).stdout(Stdio::null()));
        let server = as_user(&bin.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=100"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let cluster = Self { bin, folder, server: Mutex::new(server), databases: AtomicU32::new(0) };
        cluster.wait();
        cluster
    }

    fn wait(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            let ready = Command::new(self.bin.join("pg_isready")).arg("-q").arg("-h").arg(&self.folder).status();
            if ready.is_ok_and(|status| status.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the server did not become ready within a minute");
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        run(Command::new(self.bin.join("createdb")).args(["-U", "jingwei", "-h"]).arg(&self.folder).arg(&name));
        let host = self.folder.to_str().expect("a plain path").replace('/', "%2F");
        format!("postgres://jingwei@{host}/{name}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = as_user(&self.bin.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-s", "-D"]).arg(self.folder.join("data"));
        let _ = stop.stderr(Stdio::null()).status();
        let server = self.server.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = server.kill();
        let _ = server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The server refuses to run as root, so root becomes `postgres` for it.
fn as_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program).current_dir("/");
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) {
    let output = command.stderr(Stdio::piped()).output().expect("the program can be run");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The folder with `initdb` in it: the newest of Debian's, or what `pg_config` or the path says.
fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let others = told.into_iter().chain(path).filter(|bin| bin.join("initdb").is_file());
    found.into_iter().map(|(_, bin)| bin).rev().chain(others).next()
}
