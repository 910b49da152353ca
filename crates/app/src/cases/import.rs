//! `jingwei cases import`: every row of somebody else's table ends as *filed*, *already there* or *refused* with its line and reason.
//!
//! A row becomes a case by the ordinary verbs, done by the import in the hotline's name at the time of the import; the source's own
//! times stay with the report. An official reply of the source is carried over with its time; a case that the source held to be finished
//! without saying how is ended with that ground; one that the source has given to a department is dispatched there. Nothing else is
//! made up: there is no handling or check in our facts that nobody here has seen.
//!
//! The exit code is 1 when every row was refused; rows refused among others are in the answer.

pub mod incoming;
pub mod map;
pub mod rows;

use crate::config::Config;
use crate::premises::{Premises, commit, commit_failure, new_command, store_failure};
use crate::workers::learning::take_up;
use crate::workers::open_cases::fill;
use crate::{Answer, Failure, Verdict};
use futures_util::stream::{self, StreamExt as _};
use incoming::{Incoming, shown};
use jiff::Timestamp;
use jingwei_cases::carry_over::carry_over;
use jingwei_cases::case::{Case, Docket};
use jingwei_cases::dispatch::{Choice, dispatch};
use jingwei_cases::report::file;
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::{Desk, Rulebook, State, close, note};
use jingwei_store::{CaseRef, CommitError};
use jingwei_terms::{Actor, CaseId, Change, Refusal, Role, StaffId, Version};
use jingwei_web::{Secret, TriageDesk, key_digest};
use map::{Map, RowFault};
use rows::Row;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to import, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 要导入的文件 / the file to import
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 映射文件，格式见 rulebooks/README.md / the map, its format is in rulebooks/README.md
    #[arg(long, value_name = "MAP.toml")]
    map: PathBuf,
    /// 把被拒绝的行连同原因写入此 CSV / write refused rows with their reasons into this CSV
    #[arg(long, value_name = "OUT.csv")]
    refused: Option<PathBuf>,
    /// 只预览，不写入 / preview, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// How many rows are on their way at once. The store commits in groups, so a few hundred fill one group while the next gathers.
const IN_FLIGHT: usize = 512;

/// What became of the rows.
#[derive(Debug, Default, Serialize)]
struct Tally {
    read: u64,
    filed: u64,
    already: u64,
    answered: u64,
    refused: Vec<RefusedRow>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

/// A row that was not filed.
#[derive(Debug, Serialize)]
struct RefusedRow {
    line: u64,
    code: String,
    why: String,
    #[serde(skip)]
    original: Vec<(String, String)>,
}

/// What became of one row.
enum Fate {
    Filed { answered: bool },
    Already,
}

/// Imports a file.
///
/// # Errors
/// When the map or the file as a whole cannot be read, there is no rulebook, or the store takes no writes.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let map = Map::read(&args.map)?;
    let needed: Vec<String> = map.columns().collect();
    let rows = rows::read(&args.file, map.format, map.encoding, &needed)?;
    let premises = Premises::open(config).await?;
    let rules = premises.rulebook().await?;
    let desk = Importer::new(premises, rules, args.dry_run)?;
    // Advised on by what the city has learned, and known from among the cases that are open here already.
    take_up(&desk.premises, &desk.rules, &desk.triage, &mut None).await?;
    fill(desk.premises.store.as_ref(), &desk.triage).await.map_err(|error| store_failure(&error))?;
    let bar = answer.bar(rows.len() as u64, "导入 / importing");
    let mut tally = Tally { dry_run: args.dry_run, ..Tally::default() };
    let (desk, map) = (&desk, &map);
    // Rows are begun in the order of the file, so that their receipt numbers stand in that order too.
    let mut fates = stream::iter(rows).map(|row| tokio::task::unconstrained(desk.row(row, map))).buffered(IN_FLIGHT);
    while let Some(fate) = fates.next().await {
        bar.inc(1);
        tally.read += 1;
        match fate {
            Ok(Fate::Filed { answered }) => {
                tally.filed += 1;
                tally.answered += u64::from(answered);
            }
            Ok(Fate::Already) => tally.already += 1,
            Err(Stop::Row(refused)) => tally.refused.push(refused),
            Err(Stop::Store(failure)) => return Err(failure),
        }
    }
    bar.finish_and_clear();
    if let Some(path) = &args.refused {
        write_refused(path, &tally.refused)?;
    }
    tell(&tally, answer);
    let nothing = tally.filed + tally.already == 0;
    Ok(Verdict::of(tally.refused.is_empty() || !nothing))
}

fn tell(tally: &Tally, answer: Answer) {
    answer.object(tally);
    let Tally { read, filed, already, answered, refused, dry_run } = tally;
    let preview = if *dry_run { "（预览，未写入 / preview, nothing written）" } else { "" };
    answer.say(format!(
        "读入 {read} 行：立案 {filed}（其中附答复 {answered}），已有 {already}，拒绝 {}{preview}\n\
         {read} rows read: {filed} filed ({answered} with their reply), {already} already there, {} refused",
        refused.len(),
        refused.len()
    ));
    for row in refused.iter().take(20) {
        answer.say(format!("  第 {} 行 / line {}: {} {}", row.line, row.line, row.code, row.why));
    }
    if refused.len() > 20 {
        answer.say("  …（全部原因用 --refused OUT.csv 写出 / write all of them with --refused OUT.csv）");
    }
}

/// Why a row, or the whole import, ends.
enum Stop {
    Row(RefusedRow),
    Store(Failure),
}

/// Somebody who imports: the rulebook, the secret, and the name in which it is done.
struct Importer {
    premises: Premises,
    rules: Arc<Rulebook>,
    secret: Secret,
    clerk: Actor,
    supervisor: Actor,
    triage: TriageDesk,
    dry_run: bool,
}

impl Importer {
    fn new(premises: Premises, rules: Arc<Rulebook>, dry_run: bool) -> Result<Self, Failure> {
        let secret = premises.secret()?;
        let id = StaffId::new("import").expect("the word has no character that a code may not hold");
        let hotline = rules.settings.city.hotline.clone();
        let clerk = Actor::staff(Role::Agent, id.clone(), Some(hotline.clone()));
        let supervisor = Actor::staff(Role::Supervisor, id, Some(hotline));
        let triage = TriageDesk::new(&rules);
        Ok(Self { premises, rules, secret, clerk, supervisor, triage, dry_run })
    }

    async fn row(&self, row: rows::Read, map: &Map) -> Result<Fate, Stop> {
        let row = row.map_err(|(line, fault)| refused(line, fault.code, fault.why, Vec::new()))?;
        let incoming = Incoming::of(&row, map, &self.rules).map_err(|fault| of_row(&row, fault))?;
        match self.file(&incoming).await {
            Ok(fate) => Ok(fate),
            Err(Trouble::No(refusal)) => {
                let why = format!("{} / {}", refusal.zh, refusal.en);
                Err(refused(row.line, refusal.code, why, row.original()))
            }
            Err(Trouble::Store(failure)) => Err(Stop::Store(failure)),
        }
    }

    async fn file(&self, incoming: &Incoming) -> Result<Fate, Trouble> {
        let now = Timestamp::now();
        let id = CaseId::new(uuid::Uuid::now_v7());
        let digest = key_digest(&self.secret.case_key(id));
        let mut report = incoming.report.clone();
        // What its source has finished needs nobody's advice.
        let stays_open = incoming.reply.is_none() && incoming.closed_at.is_none();
        report.advice = stays_open.then(|| self.triage.advise(&report, &self.rules, now));
        let change = file(report, id, digest, &self.desk(&self.clerk, now)).map_err(Trouble::No)?;
        let case = change.first().case.clone();
        // Everything that follows is decided before anything is written, so that a row is refused whole.
        let steps = self.steps(&case, incoming, now).map_err(Trouble::No)?;
        let answered = incoming.reply.is_some();
        if self.dry_run {
            let there = self.premises.store.load(CaseRef::Source(incoming.source.clone())).await?;
            return Ok(if there.is_some() { Fate::Already } else { Fate::Filed { answered } });
        }
        match self.commit(change).await {
            Ok(number) => {
                if stays_open {
                    self.triage.filed(&case, &number);
                }
                for step in steps {
                    self.commit(step).await?;
                }
                Ok(Fate::Filed { answered })
            }
            Err(CommitError::AlreadyFiled { .. }) => {
                // An import that was cut off between two steps of a row is taken up where it stopped.
                if let Some(case) = self.premises.store.load(CaseRef::Source(incoming.source.clone())).await? {
                    for step in self.steps(&case, incoming, now).map_err(Trouble::No)? {
                        self.commit(step).await?;
                    }
                }
                Ok(Fate::Already)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the source says became of the case, one ordinary verb after the other, as far as it has not been done.
    fn steps(&self, case: &Case, incoming: &Incoming, now: Timestamp) -> Result<Vec<Change<Docket>>, Refusal> {
        let (mut case, mut steps) = (case.clone(), Vec::new());
        while let Some(change) = self.next_step(&case, incoming, now)? {
            case.clone_from(&change.first().case);
            steps.push(change);
        }
        Ok(steps)
    }

    fn next_step(&self, case: &Case, incoming: &Incoming, now: Timestamp) -> Result<Option<Change<Docket>>, Refusal> {
        let clerk = self.desk(&self.clerk, now);
        if case.version == Version::FIRST && !incoming.remarks.is_empty() {
            return note::note(case, &format!("随案件导入：{}", incoming.remarks.join("；")), &[], &clerk).map(Some);
        }
        match (case.state, &incoming.reply, incoming.closed_at, &incoming.department) {
            (State::Received, Some((text, at)), _, _) => {
                // A source that does not say when it answered has done so by the time of its report at the earliest.
                let at = at.unwrap_or(case.intake.filed_at);
                carry_over(case, text, at, &self.desk(&Actor::system(), now)).map(Some)
            }
            (State::Received, None, Some(at), _) => {
                let ground = format!("源系统记载已于 {} 办结，未附答复，导入存档", shown(at, &self.rules));
                close::close(case, &ground, &self.desk(&self.supervisor, now)).map(Some)
            }
            (State::Received, None, None, Some(_)) => triage(case, &Decision::ordinary(), &clerk).map(Some),
            (State::ToDispatch, None, None, Some(department)) if case.dispatches.is_empty() => {
                let reason = "源系统已交该部门办理，随案件导入".to_owned();
                let choice = Choice { lead: Some(department.clone()), co: None, reason };
                let dispatcher = Actor { role: Role::Dispatcher, ..self.clerk.clone() };
                dispatch(case, &choice, &self.desk(&dispatcher, now)).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn desk(&self, actor: &Actor, now: Timestamp) -> Desk<'_> {
        Desk { rules: &self.rules, now, actor: actor.clone(), command: new_command() }
    }

    /// Keeps a change; answers the receipt number of the case.
    async fn commit(&self, change: Change<Docket>) -> Result<String, CommitError> {
        commit(self.premises.store.as_ref(), change).await.map(|receipt| receipt.number().to_owned())
    }
}

/// Why one row came to nothing: an answer of no, or the world below.
enum Trouble {
    No(Refusal),
    Store(Failure),
}

impl From<jingwei_store::StoreError> for Trouble {
    fn from(error: jingwei_store::StoreError) -> Self {
        Self::Store(store_failure(&error))
    }
}

impl From<CommitError> for Trouble {
    fn from(error: CommitError) -> Self {
        Self::Store(commit_failure(&error))
    }
}

fn refused(line: u64, code: &str, why: String, original: Vec<(String, String)>) -> Stop {
    Stop::Row(RefusedRow { line, code: code.to_owned(), why, original })
}

fn of_row(row: &Row, fault: RowFault) -> Stop {
    refused(row.line, fault.code, fault.why, row.original())
}

fn write_refused(path: &Path, refused: &[RefusedRow]) -> Result<(), Failure> {
    let unwritable = |why: csv::Error| Failure::unwritable(path, &why);
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in refused.iter().flat_map(|row| &row.original) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    // A byte-order mark makes the common spreadsheet programs read Chinese text as UTF-8.
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    let mut table = csv::Writer::from_writer(&mut bytes);
    table.write_record(["line", "code", "why"].iter().chain(&columns)).map_err(unwritable)?;
    for row in refused {
        let value = |name: &&str| row.original.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
        let head = [row.line.to_string(), row.code.clone(), row.why.clone()];
        let cells = columns.iter().map(|name| super::export::harmless(value(name)).into_owned());
        table.write_record(head.into_iter().chain(cells)).map_err(unwritable)?;
    }
    table.flush().map_err(|why| Failure::unwritable(path, &why))?;
    drop(table);
    std::fs::write(path, bytes).map_err(|why| Failure::unwritable(path, &why))
}
