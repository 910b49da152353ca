//! What may be done to nets, from reading the file to keeping the fact: the doors and the command line both do it this way.

use super::ground;
use jiff::Timestamp;
use jingwei_cases::{Rulebook, State};
use jingwei_grids::check;
use jingwei_grids::datum::judge;
use jingwei_grids::layer::Layer;
use jingwei_grids::net::diff::Settings;
use jingwei_grids::net::{self, Desk, Evidence, Net, NetDiff, NetRecord, NetVersion, Nets, OpenCase, Standing, diff};
use jingwei_grids::{Problem, RepairState};
use jingwei_store::{CaseQuery, Commit, CommitError, ListError, NetTitle, Receipt, Sort, Store, StoreError};
use jingwei_terms::{About, Actor, Change, CommandId, Datum, Fact, Refusal, RefusalClass, Version};

/// How many faults of a file one answer names before it says how many more there are.
const NAMED: usize = 20;

/// Why a net is not drafted, compared, activated or withdrawn.
#[derive(Debug)]
pub enum NetError {
    /// There is no net of this number.
    NotThere(NetVersion),
    /// The file has faults; each with its place and the repair.
    Faulty(Vec<Problem>),
    /// The room says no.
    Refused(Refusal),
    /// The database fails.
    Store(StoreError),
    /// It could not be written.
    Commit(CommitError),
}

impl From<Refusal> for NetError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for NetError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CommitError> for NetError {
    fn from(error: CommitError) -> Self {
        Self::Commit(error)
    }
}

impl From<ListError> for NetError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Store(error) => Self::Store(error),
            ListError::BadCursor => Self::Refused(Refusal::new(
                RefusalClass::State,
                "cases_moved_on",
                "读取在办案件时列表被打断",
                "the list of open cases was broken off",
            )),
        }
    }
}

/// Who asks, when, and under which command.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who acts.
    pub actor: Actor,
    /// The command, made by the client before its first try.
    pub command: CommandId,
    /// SHA-256 of what the client sent.
    pub digest: [u8; 32],
    /// The server's time.
    pub now: Timestamp,
}

impl Asking {
    fn desk<'n>(&self, nets: &'n Nets) -> Desk<'n> {
        let Self { actor, command, now, .. } = self.clone();
        Desk { nets, now, actor, command, settings: Settings::default() }
    }
}

/// A file of grids as it was handed in.
#[derive(Debug, Clone, Copy)]
pub struct GridFile<'f> {
    /// GeoJSON.
    pub bytes: &'f [u8],
    /// The datum, where whoever hands it in knows it.
    pub datum: Option<Datum>,
    /// From when on the net is meant to hold.
    pub effective_from: Timestamp,
}

/// A net that was drafted.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// What a list shows of it.
    pub title: NetTitle,
    /// What was mended or is worth a look; none of it stops the draft.
    pub remarks: Vec<Problem>,
    /// Whether the rulebook's own grids became the city's first net with this draft, so that there is something to compare with.
    pub adopted: bool,
}

/// Every net, whole.
///
/// # Errors
/// When the database fails.
pub async fn all(store: &dyn Store) -> Result<Nets, StoreError> {
    let mut records = Vec::new();
    for title in store.nets().await? {
        records.extend(store.net(title.net).await?);
    }
    Ok(Nets::new(records))
}

/// Reads a file of grids and says everything that is wrong with it for this city; nothing is written.
///
/// # Errors
/// When it is no GeoJSON, its datum is another one than said, or it has faults that only a person can mend.
pub fn examine(rules: &Rulebook, file: GridFile<'_>) -> Result<(Layer, Vec<Problem>), NetError> {
    let read = Layer::parse(file.bytes, file.datum)?;
    let mut problems = read.problems;
    problems.extend(wrong_datum(&read.layer, rules));
    // A code that stands twice is told by `fitting`, which looks at the property `code` as well as at the id.
    let noise = check::Settings { least_m2: Settings::default().noise_m2, ..check::Settings::default() };
    let shapes = check::check(&read.layer, None, &noise).problems;
    problems.extend(shapes.into_iter().filter(|problem| problem.code != "duplicate_code"));
    problems.extend(super::fitting::check(&read.layer, rules));
    let (remarks, faults): (Vec<Problem>, Vec<Problem>) = problems.into_iter().partition(is_a_remark);
    if faults.is_empty() { Ok((read.layer, remarks)) } else { Err(NetError::Faulty(faults)) }
}

/// Whether the borders fit those on the ground in another datum than the one that is stated. A net that shares no border with the present
/// one, or a city without grids, gives no answer.
fn wrong_datum(layer: &Layer, rules: &Rulebook) -> Option<Problem> {
    judge(layer, &ground::as_layer(rules).ok()?).problem
}

/// Whether a draft may have it: what was mended while reading, what can be mended safely, and ground that belongs to nobody. A river may
/// lie between two grids; ground that had a grid until now and has none in the draft stops the activation.
fn is_a_remark(problem: &Problem) -> bool {
    problem.code == "gap" || problem.repair.as_ref().is_some_and(|repair| repair.state != RepairState::ForAPerson)
}

/// Keeps a file of grids as the draft of a net. A city without any net first keeps the grids of its rulebook as net 1, in force from now
/// on, so that the draft has something to differ from and the figures until then have their grids.
///
/// # Errors
/// When the file has faults, its day is past, the actor may not, or nothing can be written.
pub async fn draft(
    store: &dyn Store,
    rules: &Rulebook,
    file: GridFile<'_>,
    asking: &Asking,
) -> Result<Drafted, NetError> {
    let (layer, remarks) = examine(rules, file)?;
    let drawn = |number| Net::from_layer(number, file.effective_from, &layer);
    if let Some(title) = carried_out(store, &drawn(Nets::default().next_version())?, asking).await? {
        return Ok(Drafted { title, remarks, adopted: false });
    }
    if file.effective_from < asking.now {
        return Err(net::refusal::in_the_past(file.effective_from).into());
    }
    let mut nets = all(store).await?;
    let adopted = nets.records().is_empty() && adopt(store, rules, asking.now).await?;
    if adopted {
        nets = all(store).await?;
    }
    let change = net::draft(drawn(nets.next_version())?, &asking.desk(&nets))?;
    let title = NetTitle::of(change.first());
    keep(store, change, asking).await?;
    Ok(Drafted { title, remarks, adopted })
}

/// What a net is now that this very command was carried out on before; `None` when the command is new. A repeat meets a net that has moved
/// on, which the room would refuse, so the store is asked first: it looks at the command before it looks at versions, and a change that
/// builds on a version before the first can never be written.
async fn carried_out(store: &dyn Store, net: &Net, asking: &Asking) -> Result<Option<NetTitle>, NetError> {
    let about = About::Net(net.version().number());
    let fact = Fact::new(asking.command, asking.now, asking.actor.clone(), "ask", about);
    let one_grid = Net::new(net.version(), net.effective_from(), net.grids()[..1].to_vec())?;
    let record = NetRecord { net: one_grid, based_on: None, standing: Standing::Draft, revision: Version::FIRST };
    match keep(store, Change::changed(record, Version::new(0), fact), asking).await {
        Ok(receipt) => {
            let titles = store.nets().await?;
            Ok(titles.into_iter().find(|title| About::Net(title.net.number()) == receipt.first().about))
        }
        Err(NetError::Commit(CommitError::Conflict { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps the grids of the rulebook as net 1; whether they could be.
async fn adopt(store: &dyn Store, rules: &Rulebook, now: Timestamp) -> Result<bool, NetError> {
    let number = Nets::default().next_version();
    // A rulebook without grids, or with grids that are no net, stays what it is; the first draft is then compared with nothing.
    let Ok(own) = ground::as_net(rules, number, now) else { return Ok(false) };
    let asking = |step: u8| Asking {
        actor: Actor::system(),
        // The same two commands whoever asks, so that two first drafts at once adopt once.
        command: CommandId::new(uuid::Uuid::from_u128(0x0000_0000_0000_7000_8000_6e65_7400_0000 | u128::from(step))),
        digest: [0; 32],
        now,
    };
    let nothing = Nets::default();
    let drafted = asking(1);
    match keep(store, net::draft(own, &drafted.desk(&nothing))?, &drafted).await {
        Ok(_) => {}
        Err(NetError::Commit(CommitError::Conflict { .. })) => return Ok(true),
        Err(error) => return Err(error),
    }
    let nets = all(store).await?;
    let Some(record) = nets.record(number).filter(|record| record.standing == Standing::Draft) else {
        return Ok(true);
    };
    let changes = diff(None, &record.net, &Evidence::default());
    let activated = asking(2);
    let Ok(change) = net::activate(record, now, &changes, &activated.desk(&nets)) else { return Ok(false) };
    match keep(store, change, &activated).await {
        Ok(_) | Err(NetError::Commit(CommitError::Conflict { .. })) => Ok(true),
        Err(error) => Err(error),
    }
}

/// What a net changes, with the open cases that it moves. A draft is compared with the latest net; one that was activated, with the net
/// before it.
///
/// # Errors
/// When there is no such net, or the database fails.
pub async fn compare(store: &dyn Store, number: NetVersion) -> Result<NetDiff, NetError> {
    let nets = all(store).await?;
    let record = nets.record(number).ok_or(NetError::NotThere(number))?;
    let old = before(&nets, record);
    let cases = match record.standing {
        Standing::Draft => open_cases(store).await?,
        _ => Vec::new(),
    };
    Ok(diff(old, &record.net, &Evidence { cases: &cases, ..Evidence::default() }))
}

fn before<'n>(nets: &'n Nets, record: &NetRecord) -> Option<&'n Net> {
    match record.based_on.and_then(|number| nets.record(number)) {
        Some(base) if record.standing != Standing::Draft => Some(&base.net),
        _ => nets.latest().filter(|latest| latest.version() != record.net.version()),
    }
}

/// Lets a draft take effect: at `at`, or on the day that the draft says. The open cases follow by a job that the store keeps with it.
///
/// # Errors
/// When there is no such draft, the room says no, or nothing can be written.
pub async fn activate(
    store: &dyn Store,
    number: NetVersion,
    at: Option<Timestamp>,
    asking: &Asking,
) -> Result<(NetTitle, NetDiff), NetError> {
    let record = store.net(number).await?.ok_or(NetError::NotThere(number))?;
    if let Some(title) = carried_out(store, &record.net, asking).await? {
        return Ok((title, compare(store, number).await?));
    }
    let (change, changes) = decide_activation(store, number, at, asking).await?;
    let title = NetTitle::of(change.first());
    keep(store, change, asking).await?;
    Ok((title, changes))
}

/// The same without writing anything: what would happen, or why it may not.
///
/// # Errors
/// As [`activate`].
pub async fn rehearse(
    store: &dyn Store,
    number: NetVersion,
    at: Option<Timestamp>,
    asking: &Asking,
) -> Result<(NetTitle, NetDiff), NetError> {
    let (change, changes) = decide_activation(store, number, at, asking).await?;
    Ok((NetTitle::of(change.first()), changes))
}

async fn decide_activation(
    store: &dyn Store,
    number: NetVersion,
    at: Option<Timestamp>,
    asking: &Asking,
) -> Result<(Change<NetRecord>, NetDiff), NetError> {
    let nets = all(store).await?;
    let record = nets.record(number).ok_or(NetError::NotThere(number))?;
    let cases = open_cases(store).await?;
    let changes = diff(nets.latest(), &record.net, &Evidence { cases: &cases, ..Evidence::default() });
    let at = at.unwrap_or_else(|| record.net.effective_from());
    let change = net::activate(record, at, &changes, &asking.desk(&nets))?;
    Ok((change, changes))
}

/// Takes back a draft, or an activated net before its day.
///
/// # Errors
/// When there is no such net, the room says no, or nothing can be written.
pub async fn withdraw(
    store: &dyn Store,
    number: NetVersion,
    reason: &str,
    asking: &Asking,
) -> Result<NetTitle, NetError> {
    let record = store.net(number).await?.ok_or(NetError::NotThere(number))?;
    if let Some(title) = carried_out(store, &record.net, asking).await? {
        return Ok(title);
    }
    let change = decide_withdrawal(&record, reason, asking)?;
    let title = NetTitle::of(change.first());
    keep(store, change, asking).await?;
    Ok(title)
}

/// The same without writing anything.
///
/// # Errors
/// As [`withdraw`].
pub async fn rehearse_withdrawal(
    store: &dyn Store,
    number: NetVersion,
    reason: &str,
    asking: &Asking,
) -> Result<NetTitle, NetError> {
    let record = store.net(number).await?.ok_or(NetError::NotThere(number))?;
    Ok(NetTitle::of(decide_withdrawal(&record, reason, asking)?.first()))
}

fn decide_withdrawal(record: &NetRecord, reason: &str, asking: &Asking) -> Result<Change<NetRecord>, NetError> {
    if reason.trim().is_empty() {
        let (zh, en) = ("请写明撤回的原因", "say why the net is withdrawn");
        return Err(Refusal::new(RefusalClass::Invalid, "missing_reason", zh, en).into());
    }
    Ok(net::withdraw(record, reason, &asking.desk(&Nets::default()))?)
}

async fn keep(store: &dyn Store, change: Change<NetRecord>, asking: &Asking) -> Result<Receipt, NetError> {
    Ok(store.commit_net(Commit::new(asking.command, asking.digest, change)).await?)
}

/// Every case that is not closed, by its number, with its point and its grid.
async fn open_cases(store: &dyn Store) -> Result<Vec<OpenCase>, NetError> {
    let states = State::ALL.into_iter().filter(|state| *state != State::Closed).collect();
    let mut query = CaseQuery { states, sort: Sort::FiledOldest, limit: 200, ..CaseQuery::default() };
    let mut cases = Vec::new();
    loop {
        let page = store.list(&query).await?;
        cases.extend(page.items.into_iter().map(|item| OpenCase {
            key: item.number,
            at: item.location,
            grid: item.grid,
        }));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return Ok(cases),
        }
    }
}

/// Every fault with its place, as one refusal; its code and next step are those of the first.
#[must_use]
pub fn in_words(faults: &[Problem]) -> Refusal {
    let all = |words: fn(&Problem) -> &str, between: &str| {
        faults.iter().take(NAMED).map(words).collect::<Vec<_>>().join(between)
    };
    let (mut zh, mut en) = (all(|fault| &fault.zh, "；"), all(|fault| &fault.en, "; "));
    if let Some(more @ 1..) = faults.len().checked_sub(NAMED) {
        zh += &format!("；另有 {more} 处");
        en += &format!("; and {more} more");
    }
    let first = faults.first();
    let (next_zh, next_en) = first.and_then(|fault| fault.repair.as_ref()).map_or(
        ("用 jingwei grids check 查看全部问题", "see all of them with `jingwei grids check`"),
        |repair| (repair.zh, repair.en),
    );
    let code = first.map_or("faulty_net", |fault| fault.code);
    Refusal::new(RefusalClass::Invalid, code, zh, en).next(next_zh, next_en)
}
