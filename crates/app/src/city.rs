//! `jingwei city`: a rulebook folder is checked, compared with the one in force, and put to work.

use crate::config::Config;
use crate::premises::{Premises, commit_failure, new_command, pack, store_failure, unpack_files};
use crate::workers::retiming;
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::people::Person;
use jingwei_cases::rulebook::{FILES, Files, OPTIONAL, Problem};
use jingwei_store::{Account, Commit, CommitError, Credential, StoredRulebook};
use jingwei_terms::{About, Actor, Change, Fact, Purpose, Version};
use jingwei_web::rulebooks::folder::understand;
pub use jingwei_web::rulebooks::folder::version_of;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to do with a rulebook.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 检查规则手册目录，按文件和行号列出全部问题 / check a rulebook folder and name every fault with file and line
    Check {
        /// 规则手册目录 / the rulebook folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// 载入规则手册并建立人员账号 / load a rulebook and make accounts of its people
    Load {
        /// 规则手册目录 / the rulebook folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// 生效时间（RFC 3339），默认立即 / in force from this instant on, at once if not said
        #[arg(long, value_name = "TIME")]
        effective: Option<Timestamp>,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 与现行规则手册比较 / compare a folder with the rulebook in force
    Diff {
        /// 规则手册目录 / the rulebook folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

/// Does it.
///
/// # Errors
/// When the folder cannot be read, or the store takes no writes.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Check { dir } => check(&dir, answer),
        Command::Load { dir, effective, dry_run } => {
            let files = read_folder(&dir)?;
            let rules = match understand(&files) {
                Ok(rules) => rules,
                Err(problems) => return Ok(tell(None, &problems, answer)),
            };
            if dry_run {
                return Ok(tell(Some(&rules), &[], answer));
            }
            let premises = Premises::found(config).await?;
            let now = Timestamp::now();
            let loaded =
                load(&premises, &files, &rules, Moment { now, effective_at: effective.unwrap_or(now) }, "").await?;
            if effective.is_none_or(|at| at <= now) {
                retiming::all(&premises, &rules).await?;
            }
            Ok(tell_loaded(&rules, loaded, answer))
        }
        Command::Diff { dir } => diff(&dir, config, answer).await,
    }
}

/// What loading a rulebook did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Whether this version is new here.
    pub new: bool,
    /// How many accounts were made.
    pub accounts: usize,
}

/// When a rulebook is loaded, and from when on it is in force.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The time of the fact.
    pub now: Timestamp,
    /// From when on it is in force.
    pub effective_at: Timestamp,
}

/// Stores a rulebook with the fact that brought it, and makes accounts of its people with this password hash (empty: nobody comes in by
/// password until one is set). People who have an account keep it as it is.
///
/// # Errors
/// When the store takes no writes.
pub async fn load(
    premises: &Premises,
    files: &Files,
    rules: &Rulebook,
    moment: Moment,
    password_hash: &str,
) -> Result<Loaded, Failure> {
    let Moment { now, effective_at } = moment;
    let stored = StoredRulebook { version: rules.version.clone(), effective_at, content: pack(files)? };
    let command = new_command();
    let fact = Fact::new(command, now, Actor::system(), "load", About::Rulebook(rules.version.clone()))
        .for_purpose(Purpose::Administration)
        .with(json!({ "effective_at": effective_at, "sha256": hex(&Sha256::digest(&stored.content)) }));
    let commit = Commit::new(command, [0; 32], Change::made(stored, fact));
    let new = match premises.store.publish(commit).await {
        Ok(_) => true,
        Err(CommitError::Conflict { .. }) => false,
        Err(error) => return Err(commit_failure(&error)),
    };
    Ok(Loaded { new, accounts: enrol(premises, rules, now, password_hash).await? })
}

async fn enrol(premises: &Premises, rules: &Rulebook, now: Timestamp, password_hash: &str) -> Result<usize, Failure> {
    let known = premises.store.accounts().await.map_err(|error| store_failure(&error))?;
    let missing = rules.people.iter().filter(|person| !known.iter().any(|account| account.name == person.login));
    let accounts: Vec<Account> = missing.map(|person| account(person, password_hash)).collect();
    let count = accounts.len();
    let command = new_command();
    let changes = accounts.into_iter().map(|account| {
        let about = About::Account(account.name.clone());
        let detail = json!({ "role": account.role, "department": account.department, "rulebook": rules.version });
        let fact = Fact::new(command, now, Actor::system(), "enrol", about);
        Change::made(Credential::Account(account), fact.for_purpose(Purpose::Administration).with(detail))
    });
    if let Some(change) = changes.reduce(Change::and) {
        let commit = Commit::new(command, [0; 32], change);
        premises.store.commit_credentials(commit).await.map_err(|error| commit_failure(&error))?;
    }
    Ok(count)
}

fn account(person: &Person, password_hash: &str) -> Account {
    Account {
        name: person.login.clone(),
        version: Version::FIRST,
        display: person.name.clone(),
        role: person.role,
        department: Some(person.department.clone()),
        area: person.area.clone(),
        password_hash: password_hash.to_owned(),
        disabled: false,
    }
}

/// Reads the files of a rulebook folder; files that other programs use (`places.csv`, `messages.csv` …) are left aside.
///
/// # Errors
/// When the folder or a file in it cannot be read, or a file is not UTF-8.
pub fn read_folder(dir: &Path) -> Result<Files, Failure> {
    std::fs::read_dir(dir).map_err(|why| Failure::unreadable(dir, &why))?;
    let mut files = BTreeMap::new();
    for name in FILES.into_iter().chain(OPTIONAL) {
        let path = dir.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => drop(files.insert(name.to_owned(), text)),
            // A file that is missing is told with all other faults.
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
            Err(why) => return Err(Failure::unreadable(&path, &why)),
        }
    }
    Ok(files)
}

fn check(dir: &Path, answer: Answer) -> Result<Verdict, Failure> {
    let files = read_folder(dir)?;
    Ok(match understand(&files) {
        Ok(rules) => tell(Some(&rules), &[], answer),
        Err(problems) => tell(None, &problems, answer),
    })
}

fn counts(rules: &Rulebook) -> serde_json::Value {
    json!({
        "version": rules.version,
        "city": rules.settings.city.name,
        "departments": rules.departments.iter().count(),
        "kinds": rules.kinds.iter().count(),
        "rules": rules.catalogue.rules().count(),
        "divisions": rules.areas.divisions().count(),
        "grids": rules.areas.grids().len(),
        "households": rules.areas.grids().iter().map(|grid| u64::from(grid.households)).sum::<u64>(),
        "people": rules.people.len(),
    })
}

fn tell(rules: Option<&Rulebook>, problems: &[Problem], answer: Answer) -> Verdict {
    let loaded = rules.map_or_else(|| json!({}), counts);
    answer.object(&json!({ "loaded": loaded, "problems": problems }));
    for problem in problems {
        answer.say(problem);
    }
    answer.say(match rules {
        Some(rules) => format!(
            "{} {}：规则手册无误 / the rulebook is in order\n{}",
            rules.settings.city.name,
            rules.version,
            sizes(rules)
        ),
        None => format!("{} 处有误，未载入 / {} faults, not loaded", problems.len(), problems.len()),
    });
    Verdict::of(problems.is_empty())
}

fn sizes(rules: &Rulebook) -> String {
    format!(
        "部门 {}，事项 {}，派单规则 {}，区划 {}，网格 {}，人员 {}",
        rules.departments.iter().count(),
        rules.kinds.iter().count(),
        rules.catalogue.rules().count(),
        rules.areas.divisions().count(),
        rules.areas.grids().len(),
        rules.people.len()
    )
}

fn tell_loaded(rules: &Rulebook, loaded: Loaded, answer: Answer) -> Verdict {
    let mut object = counts(rules);
    object["new"] = json!(loaded.new);
    object["accounts"] = json!(loaded.accounts);
    answer.object(&json!({ "loaded": object, "problems": [] }));
    let state =
        if loaded.new { "已载入 / loaded" } else { "此版本早已载入 / this version was loaded before" };
    answer.say(format!("{} {}：{state}\n{}", rules.settings.city.name, rules.version, sizes(rules)));
    if loaded.accounts > 0 {
        answer.say(format!(
            "新建账号 {}，均无密码；用 jingwei account password NAME 设置 / {} accounts made, none with a password; set one with `jingwei account password NAME`",
            loaded.accounts, loaded.accounts
        ));
    }
    Verdict::Done
}

async fn diff(dir: &Path, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let files = read_folder(dir)?;
    let premises = Premises::open(config).await?;
    let stored = premises.store.rulebook_at(Timestamp::now()).await.map_err(|error| store_failure(&error))?;
    let present = stored.as_ref().map(unpack_files).transpose()?.unwrap_or_default();
    let version = stored.map(|stored| stored.version).unwrap_or_default();
    let mut changes = Vec::new();
    for name in FILES {
        let lines = |files: &Files| {
            files.get(name).map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
        };
        let (old, new) = (lines(&present), lines(&files));
        changes.extend(without(&old, &new).map(|line| json!({ "file": name, "change": "removed", "text": line })));
        changes.extend(without(&new, &old).map(|line| json!({ "file": name, "change": "added", "text": line })));
    }
    answer.object(&json!({ "from": version, "to": version_of(&files), "changes": changes }));
    answer.say(format!(
        "{version} → {}：{} 行不同 / {} lines differ",
        version_of(&files),
        changes.len(),
        changes.len()
    ));
    for change in &changes {
        let sign = if change["change"] == "added" { '+' } else { '-' };
        let word = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        answer.say(format!("{sign} {}: {}", word("file"), word("text")));
    }
    Ok(Verdict::Done)
}

/// The lines that stand in `these` more often than in `those`, in order.
fn without<'l>(these: &'l [String], those: &'l [String]) -> impl Iterator<Item = &'l String> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in those {
        *left.entry(line).or_default() += 1;
    }
    these.iter().filter(move |line| match left.get_mut(line.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_its_edition_and_changes_with_every_letter() {
        let of = |catalogue: &str| version_of(&Files::from([("catalogue.csv".to_owned(), catalogue.to_owned())]));
        let a = of("rule,version\nA,2026.9\nB,2026.10\n");
        assert!(a.starts_with("2026.10+") && a.len() == "2026.10+".len() + 8, "{a}");
        assert_ne!(a, of("rule,version\nA,2026.9\nC,2026.10\n"));
        assert_eq!(a, of("rule,version\nA,2026.9\nB,2026.10\n"));
    }

    #[test]
    fn a_line_that_stands_twice_and_then_once_is_one_line_removed() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (lines("a\nb\nb"), lines("b\nc"));
        assert_eq!(without(&old, &new).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(without(&new, &old).collect::<Vec<_>>(), ["c"]);
    }
}
