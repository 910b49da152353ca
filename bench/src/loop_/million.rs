//! A city with a million cases, filled once through the store and kept for the next run, as long as the store's tables and
//! the stories told here stay what they are.

use super::Args;
use crate::lives::Lives;
use crate::served::Place;
use crate::{Outcome, count, reports, stores};
use jiff::Timestamp;
use jingwei_cases::case::Docket;
use jingwei_store::Commit;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Counted on whenever the stories change so that an old city would not compare.
const STORY: u32 = 2;

/// As many commits at once as fill the writer's groups.
const AT_ONCE: usize = 2048;

/// Each measurement of growth adds a few cases; a city grown by more than a quarter is made anew.
const GROWN: f64 = 1.25;

/// A city at rest: nobody serves it now.
pub(super) struct City {
    pub(super) place: Place,
    /// A token that sees every case.
    pub(super) token: String,
    /// How many cases it was asked to have.
    pub(super) size: usize,
}

impl City {
    /// The city that was kept, or a new one.
    pub(super) fn prepare(args: &Args, jingwei: &Path) -> Outcome<Self> {
        let folder = cache()?.join(format!("{}-{}", args.city, schema()?));
        let place = Place::new(jingwei, &folder, None);
        let (done, kept) = (folder.join("token"), stored(&place).unwrap_or_default());
        let token = if done.is_file() && kept >= args.city && count(kept) < GROWN * count(args.city) {
            crate::say(&format!("taking the city of {kept} cases in {}", folder.display()));
            fs::read_to_string(done)?
        } else {
            Self::found(&place, &folder, args.city)?
        };
        // What a million cases leave to do is done before anything is measured: leaves to fold, clocks to look at.
        place.serve()?.wait_until_idle()?;
        Ok(Self { place, token, size: args.city })
    }

    fn found(place: &Place, folder: &Path, size: usize) -> Outcome<String> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        crate::say(&format!("filling a city of {size} cases in {}; this takes a few minutes", folder.display()));
        let token = place.found()?;
        fill(&place.sqlite_file(), size)?;
        fs::write(folder.join("token"), &token)?;
        Ok(token)
    }

    pub(super) fn database(&self) -> Outcome<Connection> {
        Ok(Connection::open(self.place.sqlite_file())?)
    }
}

/// Fills a database with cases as they stand today.
pub(super) fn fill(file: &Path, size: usize) -> Outcome<()> {
    let runtime = stores::runtime()?;
    let store = stores::open_sqlite(&runtime, file)?;
    // Lives are told on one core while the store writes on the other.
    let (told, heard) = mpsc::sync_channel::<Outcome<Commit<Docket>>>(4 * AT_ONCE);
    let teller = std::thread::spawn(move || tell(size, &told));
    stores::file_all(&runtime, &store, heard, AT_ONCE)?;
    teller.join().map_err(|_| "the stories broke off")?
}

fn tell(size: usize, told: &mpsc::SyncSender<Outcome<Commit<Docket>>>) -> Outcome<()> {
    let (city, rules, today) = (jingwei_testkit::City::demo(), reports::rulebook()?, Timestamp::now());
    let mut lives = Lives::new(&rules, 4);
    for (nth, sample) in reports::reports(&city, 4, size, today).enumerate() {
        if nth > 0 && nth.is_multiple_of(100_000) {
            crate::say(&format!("  {nth} cases"));
        }
        if told.send(lives.by(&sample, today)).is_err() {
            // The store has failed, and says why itself.
            break;
        }
    }
    Ok(())
}

fn stored(place: &Place) -> Option<usize> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = Connection::open_with_flags(place.sqlite_file(), flags).ok()?;
    let count: i64 = connection.query_one("SELECT count(*) FROM cases", (), |row| row.get(0)).ok()?;
    usize::try_from(count).ok()
}

/// The folder that is kept between runs.
fn cache() -> Outcome<PathBuf> {
    let cache = std::env::var_os("JINGWEI_CACHE").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/jingwei"));
    Ok(cache.or_else(home).ok_or("neither JINGWEI_CACHE nor HOME says where to keep the city")?.join("bench"))
}

/// A short digest of the store's tables and of the stories.
fn schema() -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("empty.db");
    drop(stores::open_sqlite(&stores::runtime()?, &file)?);
    let connection = Connection::open(&file)?;
    let mut statement = connection.prepare("SELECT coalesce(sql, '') FROM sqlite_master ORDER BY type, name")?;
    let tables: Vec<String> = statement.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let digest = Sha256::new().chain_update(STORY.to_be_bytes()).chain_update(tables.join("\n")).finalize();
    Ok(digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}
