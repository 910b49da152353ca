//! What the commands about kept linkages share: the linkage itself, who asks, what records are called, and the writing of an act.

use super::read;
use crate::config::Config;
use crate::grids::when::asking;
use crate::premises::{Premises, commit_failure, store_failure};
use crate::{Answer, Failure};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use jingwei_linkage::history::act::Act;
use jingwei_linkage::keep::{self, Desk, LinkageRecord, Standing};
use jingwei_linkage::{History, Plan, Register, Row};
use jingwei_store::{Commit, Receipt};
use jingwei_terms::Change;
use std::path::PathBuf;

/// Which linkage, and who acts.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// 归并的名称 / the name of the linkage
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// 作出决定的账号 / the account of whoever decides it
    #[arg(long, value_name = "ACCOUNT")]
    pub by: Option<String>,
}

/// A linkage at the desk.
pub struct Kept {
    /// The place where it is kept.
    pub premises: Premises,
    /// How it stands.
    pub standing: Standing,
    /// What was done.
    pub history: History,
    /// The desk at which it is decided on.
    pub desk: Desk,
}

impl Kept {
    /// Opens a linkage whose purpose has not run out.
    ///
    /// # Errors
    /// When there is none of this name, it has expired, the account is none, or the database fails.
    pub async fn open(which: &Which, config: &Config) -> Result<Self, Failure> {
        let premises = Premises::open(config).await?;
        let desk = desk(&premises, which.by.as_deref()).await?;
        let found = premises.store.linkage(&which.name).await.map_err(|error| store_failure(&error))?;
        let (standing, history) = found.ok_or_else(|| no_linkage(&which.name))?;
        keep::may_use(&standing, desk.today)?;
        Ok(Self { premises, standing, history, desk })
    }

    /// The plan of the latest run, and how many files it linked.
    ///
    /// # Errors
    /// When every run was taken back.
    pub fn plan(&self) -> Result<(Plan, u8), Failure> {
        let (_, run) = self.history.run().ok_or_else(|| {
            Failure::new("no_run", "没有有效的归并运行", "there is no run in force")
                .next("先运行 jingwei linkage run --keep", "run `jingwei linkage run --keep` first")
        })?;
        let plan = Plan::parse(&run.plan).map_err(|why| read::bad_plan(&PathBuf::from(self.history.name()), &why))?;
        Ok((plan, run.sources))
    }

    /// Decides on an act, and writes it unless this is a rehearsal.
    ///
    /// # Errors
    /// When it is refused or cannot be written.
    pub async fn take(&mut self, act: Act, rehearsal: bool) -> Result<(), Failure> {
        let change = keep::step(&self.standing, &mut self.history, act, &self.desk)?;
        self.standing = change.first().standing.clone();
        if !rehearsal {
            write(&self.premises, change).await?;
        }
        Ok(())
    }
}

/// Writes a change.
///
/// # Errors
/// When the linkage changed in the meantime, or the store takes no writes.
pub async fn write(premises: &Premises, change: Change<LinkageRecord>) -> Result<Receipt, Failure> {
    let command = change.steps().first().expect("a change has at least one step, by its constructors").fact.command;
    let commit = Commit::new(command, [0; 32], change);
    premises.store.commit_linkage(commit).await.map_err(|error| commit_failure(&error))
}

/// The desk of somebody at this terminal.
///
/// # Errors
/// When there is no such account, or the database fails.
pub async fn desk(premises: &Premises, by: Option<&str>) -> Result<Desk, Failure> {
    let now = Timestamp::now();
    let asking = asking(premises, by, now).await?;
    Ok(Desk { now, today: today(now), actor: asking.actor, command: asking.command })
}

/// The day in China, where every city of this program lies.
fn today(now: Timestamp) -> Date {
    Offset::constant(8).to_datetime(now).date()
}

fn no_linkage(name: &str) -> Failure {
    Failure::new("no_linkage", format!("没有名为 `{name}` 的归并"), format!("there is no linkage `{name}`"))
        .next("用 jingwei linkage show 查看全部", "`jingwei linkage show` lists them")
}

/// What records are called in a linkage that is kept: by their identifiers, with the number of the file in front where two were linked.
pub struct Called {
    sources: u8,
}

impl Called {
    /// For a linkage of so many files.
    ///
    /// # Errors
    /// When an identifier stands twice, and a record could be taken for another.
    pub fn new(register: &Register, sources: u8) -> Result<Self, Failure> {
        let twice = (1..).take(register.len().saturating_sub(1)).find(|row: &Row| {
            register.id(*row) == register.id(row - 1) && register.source(*row) == register.source(row - 1)
        });
        let in_two_files = || {
            let later = (0..).take(register.len()).filter(|row: &Row| register.source(*row) > 0);
            later.into_iter().find(|row| register.find(register.id(*row)).len() > 1)
        };
        match twice.or_else(|| if sources == 1 { in_two_files() } else { None }) {
            None => Ok(Self { sources }),
            Some(row) => {
                let (id, line) = (register.id(row), register.line(row));
                Err(Failure::new(
                    "double_identifier",
                    format!("编号 `{id}`（第 {line} 行）出现不止一次，保存后无法分辨"),
                    format!("the identifier `{id}` (line {line}) stands more than once and could not be told apart"),
                )
                .next("给每条记录唯一的编号", "give every record an identifier of its own"))
            }
        }
    }

    /// What a record is called.
    #[must_use]
    pub fn name(&self, register: &Register, row: Row) -> String {
        let id = register.id(row);
        if self.sources > 1 { format!("{}:{id}", register.source(row) + 1) } else { id.to_owned() }
    }

    /// The record that is called so.
    #[must_use]
    pub fn row(&self, register: &Register, name: &str) -> Option<Row> {
        if self.sources == 1 {
            return register.find(name).first().copied();
        }
        let (source, id) = name.split_once(':')?;
        let source = source.parse::<usize>().ok()?.checked_sub(1)?;
        register.find(id).into_iter().find(|row| register.source(*row) == source)
    }
}

/// Reads the files of a linkage by the plan of its latest run.
///
/// # Errors
/// When one cannot be read, there are fewer or more than were linked, or the plan says to stop at a fault and there is one.
pub fn register(plan: &Plan, sources: u8, inputs: &[PathBuf], answer: Answer) -> Result<(Register, Called), Failure> {
    if sources > 1 && inputs.len() != usize::from(sources) {
        let given = inputs.len();
        return Err(Failure::bad_argument(
            format!("归并用了 {sources} 个文件，给了 {given} 个"),
            format!("the linkage is of {sources} files, {given} are given"),
        ));
    }
    let register = read::fill(plan, inputs, answer)?;
    let called = Called::new(&register, sources)?;
    Ok((register, called))
}
