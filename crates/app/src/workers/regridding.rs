//! Moves the open cases when other grids come into force: each to the grid that holds it now, with a fact of its own. Whoever is stopped
//! in the middle begins again and moves only what has not moved; two processes at it do no harm, since a case moves once.

use crate::Failure;
use crate::premises::{Premises, commit, commit_failure, list_failure, new_command, store_failure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use jingwei_cases::regrid::{Before, moves, regrid};
use jingwei_cases::rulebook::areas::Areas;
use jingwei_cases::{Desk, Rulebook, State};
use jingwei_grids::net::diff::Settings;
use jingwei_grids::net::{Evidence, Moves, Net, diff};
use jingwei_store::{CaseQuery, CaseRef, CaseSummary, CommitError, NetTitle, Sort};
use jingwei_terms::{Actor, CaseId, GridCode, Place};
use jingwei_web::grids::ground;
use serde_json::Value;
use std::sync::OnceLock;

/// How many cases are on their way to the disk at once: one sync carries them all.
const AT_ONCE: usize = 128;

/// Somebody else was quicker this often: then their change has its own look at the case.
const MOST_TRIES: u32 = 4;

/// What a pass over the open cases did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// How many were looked at.
    pub seen: usize,
    /// How many moved.
    pub moved: usize,
}

/// Moves the open cases into the net in force, from whichever net each of them knows.
///
/// # Errors
/// When the database fails or takes no writes.
pub async fn into_net(premises: &Premises, rules: &Rulebook) -> Result<Passed, Failure> {
    let ground = Ground::of(premises, rules).await?;
    pass(premises, rules, &Ways::over(&ground)).await
}

/// Moves one case that was taken up again after its grids had changed; whether it did.
///
/// # Errors
/// As [`into_net`].
pub async fn one_case(premises: &Premises, rules: &Rulebook, id: CaseId) -> Result<bool, Failure> {
    let ground = Ground::of(premises, rules).await?;
    one(premises, rules, &Ways::over(&ground), id).await
}

/// Moves the open cases from the grids of one rulebook to those of the next, in a city that has no net.
///
/// # Errors
/// As [`into_net`].
pub async fn between_rulebooks(premises: &Premises, old: &Rulebook, new: &Rulebook) -> Result<Passed, Failure> {
    let ground = Ground { before: old.areas.clone(), to: None, older: Vec::new() };
    pass(premises, new, &Ways::over(&ground)).await
}

/// Looks at every open case once, those of clusters included: they are open through their lead.
async fn pass(premises: &Premises, rules: &Rulebook, ways: &Ways<'_>) -> Result<Passed, Failure> {
    let states = State::ALL.into_iter().filter(|state| *state != State::Closed).collect();
    let mut query = CaseQuery { states, sort: Sort::FiledOldest, limit: 200, ..CaseQuery::default() };
    let mut passed = Passed::default();
    loop {
        let page = premises.store.list(&query).await.map_err(|error| list_failure(&error))?;
        passed.seen += page.items.len();
        let heir = |place: &Place| ways.heir(place);
        let before = Before { areas: &ways.ground.before, heir: &heir };
        let moving: Vec<CaseId> =
            page.items.iter().filter(|item| moves(&place(item), &before, &rules.areas)).map(|item| item.id).collect();
        let moved = stream::iter(moving).map(|id| one(premises, rules, ways, id)).buffer_unordered(AT_ONCE);
        passed.moved += moved.try_fold(0, async |sum, moved| Ok(sum + usize::from(moved))).await?;
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return Ok(passed),
        }
    }
}

fn place(summary: &CaseSummary) -> Place {
    let CaseSummary { location, area, grid, .. } = summary.clone();
    Place { address: String::new(), location, area, grid }
}

/// Moves one case, on what it is when its turn comes.
async fn one(premises: &Premises, rules: &Rulebook, ways: &Ways<'_>, id: CaseId) -> Result<bool, Failure> {
    let store = premises.store.as_ref();
    for _ in 0..MOST_TRIES {
        let Some(case) = store.load(CaseRef::Id(id)).await.map_err(|error| store_failure(&error))? else {
            return Ok(false);
        };
        let desk = Desk { rules, now: Timestamp::now(), actor: Actor::system(), command: new_command() };
        let heir = |place: &Place| ways.heir(place);
        // A case that was closed in the meantime is refused, and keeps its grid.
        let decided = regrid(&case, &Before { areas: &ways.ground.before, heir: &heir }, &desk);
        let Ok(Some(change)) = decided else { return Ok(false) };
        match commit(store, change).await {
            Ok(_) => return Ok(true),
            Err(CommitError::Conflict { .. }) => {}
            Err(error) => return Err(commit_failure(&error)),
        }
    }
    Ok(false)
}

/// The net in force and what was there before it.
struct Ground {
    /// Divisions and grids just before.
    before: Areas,
    /// The net in force; `None` in a city that has none.
    to: Option<Net>,
    /// Every net that was in force before, the last one first.
    older: Vec<Net>,
}

impl Ground {
    async fn of(premises: &Premises, rules: &Rulebook) -> Result<Self, Failure> {
        let titles = premises.store.nets().await.map_err(|error| store_failure(&error))?;
        let Some(present) = titles.iter().find(|title| Some(title.net.number()) == rules.net) else {
            return Ok(Self { before: rules.areas.clone(), to: None, older: Vec::new() });
        };
        let was = |title: &&NetTitle| title.is_activated() && title.effective_from < present.effective_from;
        let mut before: Vec<&NetTitle> = titles.iter().filter(was).collect();
        before.sort_by_key(|title| std::cmp::Reverse(title.effective_from));
        let mut older = Vec::with_capacity(before.len());
        for title in before {
            older.extend(load(premises, title).await?);
        }
        let before = match older.first() {
            Some(last) => rules.areas.with_grids(ground::as_grids(last)),
            None => premises.own_areas().await?,
        };
        Ok(Self { before, to: load(premises, present).await?, older })
    }
}

async fn load(premises: &Premises, title: &NetTitle) -> Result<Option<Net>, Failure> {
    let record = premises.store.net(title.net).await.map_err(|error| store_failure(&error))?;
    Ok(record.map(|record| record.net))
}

/// The ways into the net in force; each is drawn when the first case asks for it, since most cases have a point that decides.
struct Ways<'g> {
    ground: &'g Ground,
    from_older: Vec<OnceLock<Moves<'g>>>,
    from_nowhere: OnceLock<Moves<'g>>,
}

impl<'g> Ways<'g> {
    fn over(ground: &'g Ground) -> Self {
        let from_older = ground.older.iter().map(|_| OnceLock::new()).collect();
        Self { ground, from_older, from_nowhere: OnceLock::new() }
    }

    /// The grid of the net in force for a place that no grid of it holds, and why that one.
    fn heir(&self, place: &Place) -> Option<(GridCode, Value)> {
        let to = self.ground.to.as_ref()?;
        let known = place.grid.as_ref();
        let draw = |old: Option<&Net>| {
            Moves::into_net(to, &diff(old, to, &Evidence::default()), Settings::default().nearest_m)
        };
        let last = self.ground.older.iter().position(|net| known.is_some_and(|code| net.grid(code).is_some()));
        let way = match last {
            Some(at) => self.from_older[at].get_or_init(|| draw(Some(&self.ground.older[at]))),
            None => self.from_nowhere.get_or_init(|| draw(None)),
        };
        let assigned = way.assign(place.location.as_ref(), known);
        Some((assigned.grid?, serde_json::to_value(assigned.why).ok()?))
    }
}
