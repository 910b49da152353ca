//! A month in the life of a city: everybody acts in the order of time, by the ordinary verbs, and the store keeps every change.
//!
//! Decisions are made one after the other on a simulated clock; the commits follow in the same order, some hundreds on their way at once,
//! because waiting for the disk after each would take as long as the month is full. Where an act needs a receipt number (to join cases, to
//! point to another one), everything before it is waited for.

use super::life::{Life, Scene};
use super::plan::Plan;
use crate::Failure;
use crate::premises::{commit, commit_failure};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesOrdered, StreamExt as _};
use indicatif::ProgressBar;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Anonymity, Channel, Cluster, Docket, Property, Reporter, Way};
use jingwei_cases::merge::{merge, split};
use jingwei_cases::relay::{RELAY, relay};
use jingwei_cases::report::{Report, file};
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::wake::wake;
use jingwei_cases::{Desk, State};
use jingwei_store::{CommitError, Receipt, Store};
use jingwei_terms::{About, Actor, CaseId, Change, CommandId, Datum, KindCode, Location, Refusal, Role, Version};
use jingwei_testkit::{Rng, SampleReport, SeededIds};
use jingwei_web::{Secret, TriageDesk, key_digest};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

/// How many commits are on their way at once.
const IN_FLIGHT: usize = 1024;

/// What comes up at an instant. Acts name the version that they were planned for; when it has changed since, they are void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    File(usize),
    Relay(usize),
    Wake(usize, Version),
    Act(usize, Version),
}

/// The story as it is told.
pub struct Story<'a> {
    scene: Scene<'a>,
    store: Arc<dyn Store>,
    secret: Secret,
    triage: TriageDesk,
    ids: SeededIds,
    rng: Rng,
    reports: Vec<SampleReport>,
    lives: Vec<Life>,
    by_id: HashMap<CaseId, usize>,
    by_problem: BTreeMap<u64, Vec<usize>>,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Event)>>,
    planned: u64,
    under_way: FuturesOrdered<BoxFuture<'static, Result<Receipt, CommitError>>>,
    refused: BTreeMap<&'static str, u64>,
}

impl<'a> Story<'a> {
    /// A story about these reports.
    #[must_use]
    pub fn new(scene: Scene<'a>, store: Arc<dyn Store>, secret: Secret, seed: u64, reports: Vec<SampleReport>) -> Self {
        let mut story = Self {
            triage: TriageDesk::new(scene.rules),
            scene,
            store,
            secret,
            ids: SeededIds::new(seed),
            rng: Rng::new(seed),
            lives: Vec::with_capacity(reports.len()),
            by_id: HashMap::with_capacity(reports.len()),
            by_problem: BTreeMap::new(),
            agenda: BinaryHeap::new(),
            planned: 0,
            under_way: FuturesOrdered::new(),
            refused: BTreeMap::new(),
            reports,
        };
        for (nth, at) in story.reports.iter().map(|report| report.at).enumerate().collect::<Vec<_>>() {
            story.plan(at, Event::File(nth));
        }
        story
    }

    /// Plays on until this instant.
    ///
    /// # Errors
    /// When the store does not take a change.
    pub async fn play(&mut self, until: Timestamp, bar: &ProgressBar) -> Result<(), Failure> {
        while let Some(Reverse((now, ..))) = self.agenda.peek()
            && *now <= until
            && let Some(Reverse((now, _, event))) = self.agenda.pop()
        {
            self.happen(now, event, bar).await?;
        }
        self.settle().await
    }

    /// Who advises in the story, and its open cases.
    #[must_use]
    pub const fn triage(&self) -> &TriageDesk {
        &self.triage
    }

    /// Which refusals the people met, and how often: they are part of life, but rare.
    #[must_use]
    pub fn refused(self) -> BTreeMap<&'static str, u64> {
        self.refused
    }

    async fn happen(&mut self, now: Timestamp, event: Event, bar: &ProgressBar) -> Result<(), Failure> {
        match event {
            Event::File(nth) => {
                bar.inc(1);
                let outcome = self.file(nth, now);
                self.carry_out(outcome.map(Some), now).await
            }
            Event::Relay(lead) => self.relay(lead, now).await,
            Event::Wake(nth, version) if self.lives[nth].case.version == version => {
                let desk = self.desk(Actor::system(), now);
                let outcome = wake(&self.lives[nth].case, &desk);
                self.carry_out(outcome, now).await
            }
            Event::Act(nth, version) if self.lives[nth].case.version == version => self.act(nth, now).await,
            Event::Wake(..) | Event::Act(..) => Ok(()),
        }
    }

    fn file(&mut self, nth: usize, now: Timestamp) -> Result<Change<Docket>, Refusal> {
        let sample = self.reports[nth].clone();
        let mut rng = self.rng.branch(nth as u64);
        let kind = KindCode::new(&sample.kind).ok();
        let report = report(&sample, kind.clone(), &mut rng);
        let property = report.property;
        let actor = match sample.channel {
            "phone" | "letter" => self.scene.cast.anybody(Role::Agent, &mut rng),
            "field" => self.scene.cast.anybody(Role::Field, &mut rng),
            "web" => Actor::resident(),
            _ => Actor::system(),
        };
        let id = CaseId::new(self.ids.next(now));
        let digest = key_digest(&self.secret.case_key(id));
        let mut report = report;
        report.advice = Some(self.triage.advise(&report, self.scene.rules, now));
        let change = file(report, id, digest, &self.desk(actor, now))?;
        let known = kind.as_ref().and_then(|code| self.scene.rules.kinds.get(code));
        let plan = Plan::roll(&mut rng, property, known);
        let nth = self.lives.len();
        self.by_id.insert(id, nth);
        self.by_problem.entry(sample.problem).or_default().push(nth);
        self.lives.push(Life { case: change.first().case.clone(), plan, rng, problem: sample.problem, kind });
        Ok(change)
    }

    async fn act(&mut self, nth: usize, now: Timestamp) -> Result<(), Failure> {
        let outcome = match self.lives[nth].case.state {
            State::Received if self.known_before(nth).is_some() => self.join(nth, now).await?,
            State::Merged => self.leave(nth, now).await?,
            _ => self.alone(nth, now),
        };
        self.carry_out(outcome, now).await
    }

    fn alone(&mut self, nth: usize, now: Timestamp) -> Result<Option<Change<Docket>>, Refusal> {
        let command = CommandId::new(self.ids.next(now));
        self.lives[nth].act(&self.scene, now, command)
    }

    /// An open case of the same problem that leads or stands alone.
    fn known_before(&self, nth: usize) -> Option<usize> {
        let life = &self.lives[nth];
        let others = self.by_problem.get(&life.problem)?;
        others.iter().copied().find(|other| {
            let case = &self.lives[*other].case;
            *other < nth && case.state.is_open() && !matches!(case.cluster, Some(Cluster::Follows { .. }))
        })
    }

    /// Another report of a problem that is in hand: most are joined, some are told so, and some are not noticed.
    async fn join(&mut self, nth: usize, now: Timestamp) -> Result<Result<Option<Change<Docket>>, Refusal>, Failure> {
        let Some(lead) = self.known_before(nth) else { return Ok(Ok(None)) };
        let way = self.lives[nth].rng.weighted(&[70, 10, 20]);
        if way == Some(2) || !self.lives[nth].case.members().is_empty() {
            return Ok(self.alone(nth, now));
        }
        self.settle().await?;
        let mut rng = self.lives[nth].rng.branch(1);
        let actor = self.scene.cast.anybody(Role::Dispatcher, &mut rng);
        let desk = self.desk(actor, now);
        let (member, lead) = (&self.lives[nth].case, &self.lives[lead].case);
        if way == Some(0) {
            let words = self.scene.lines.phrase("merge", member, &mut rng);
            return Ok(merge(member, lead, &words, &desk).map(Some));
        }
        let mut decision = Decision::by(Way::AlreadyKnown);
        decision.repeats = Some(lead.number.clone());
        "同一地点同一事项正在办理，没有新的事实".clone_into(&mut decision.reason);
        decision.slots.insert("progress".to_owned(), lead.state.zh().to_owned());
        Ok(triage(member, &decision, &desk).map(Some))
    }

    /// A case that was joined by mistake stands again as it was.
    async fn leave(&mut self, nth: usize, now: Timestamp) -> Result<Result<Option<Change<Docket>>, Refusal>, Failure> {
        let Some(Cluster::Follows { lead, .. }) = self.lives[nth].case.cluster.clone() else { return Ok(Ok(None)) };
        self.settle().await?;
        let mut rng = self.lives[nth].rng.branch(2);
        let actor = self.scene.cast.anybody(Role::Dispatcher, &mut rng);
        let desk = self.desk(actor, now);
        let (member, lead) = (&self.lives[nth].case, &self.lives[self.by_id[&lead]].case);
        let words = self.scene.lines.phrase("split", member, &mut rng);
        // Once is a mistake; a case that was split off is never joined again in this story.
        Ok(split(member, lead, &words, &desk).map(Some))
    }

    async fn relay(&mut self, lead: usize, now: Timestamp) -> Result<(), Failure> {
        let members: Vec<CaseId> = self.lives[lead].case.members().iter().map(|member| member.id).collect();
        for member in members {
            let desk = self.desk(Actor::system(), now);
            let change = relay(&self.lives[self.by_id[&member]].case, &self.lives[lead].case, &desk);
            self.carry_out(Ok(change), now).await?;
        }
        Ok(())
    }

    /// Takes a decision over into the story and sends it to the store.
    async fn carry_out(
        &mut self,
        outcome: Result<Option<Change<Docket>>, Refusal>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let change = match outcome {
            Ok(Some(change)) => change,
            Ok(None) => return Ok(()),
            Err(refusal) => {
                *self.refused.entry(refusal.code).or_default() += 1;
                return Ok(());
            }
        };
        for step in change.steps() {
            let docket = &step.record;
            let nth = self.by_id[&docket.case.id];
            let number = std::mem::take(&mut self.lives[nth].case.number);
            self.lives[nth].case.clone_from(&docket.case);
            self.lives[nth].case.number = number;
            self.look_ahead(nth, docket.wake_at, now);
            if step.follow_ups.iter().any(|follow_up| follow_up.job == RELAY) {
                self.plan(now + SignedDuration::from_secs(1), Event::Relay(nth));
            }
        }
        let store = Arc::clone(&self.store);
        // Unconstrained, because a runtime that makes futures take turns wakes them again in another order, and the writer has to
        // get the changes of one case in theirs.
        self.under_way
            .push_back(Box::pin(tokio::task::unconstrained(async move { commit(store.as_ref(), change).await })));
        while self.under_way.len() >= IN_FLIGHT {
            self.take_receipt().await?;
        }
        Ok(())
    }

    fn look_ahead(&mut self, nth: usize, wake_at: Option<Timestamp>, now: Timestamp) {
        let life = &mut self.lives[nth];
        let version = life.case.version;
        let act_at = match life.case.state {
            State::Merged => life.plan.split.then(|| now + SignedDuration::from_mins(life.rng.within(60..=1200))),
            _ => life.next_at(self.scene.rules, now),
        };
        if let Some(at) = act_at {
            self.plan(at, Event::Act(nth, version));
        }
        if let Some(at) = wake_at {
            self.plan(at.max(now), Event::Wake(nth, version));
        }
    }

    /// Waits for everything that is under way, so that every case has its number.
    async fn settle(&mut self) -> Result<(), Failure> {
        while !self.under_way.is_empty() {
            self.take_receipt().await?;
        }
        Ok(())
    }

    async fn take_receipt(&mut self) -> Result<(), Failure> {
        let Some(receipt) = self.under_way.next().await else { return Ok(()) };
        for written in receipt.map_err(|error| commit_failure(&error))?.steps {
            if let (About::Case(id), Some(number)) = (written.about, written.number) {
                let case = &mut self.lives[self.by_id[&id]].case;
                let is_new = case.number.is_empty();
                case.number = number;
                if is_new || !case.state.is_open() {
                    self.triage.open_cases().follow(case);
                }
            }
        }
        Ok(())
    }

    fn plan(&mut self, at: Timestamp, event: Event) {
        self.planned += 1;
        self.agenda.push(Reverse((at, self.planned, event)));
    }

    fn desk(&mut self, actor: Actor, now: Timestamp) -> Desk<'a> {
        Desk { rules: self.scene.rules, now, actor, command: CommandId::new(self.ids.next(now)) }
    }
}

/// The report as the door makes it of what somebody said.
fn report(sample: &SampleReport, kind: Option<KindCode>, rng: &mut Rng) -> Report {
    let word = |text: &str| serde_json::Value::String(text.to_owned());
    let channel = serde_json::from_value(word(sample.channel)).unwrap_or(Channel::Phone);
    let property = serde_json::from_value(word(&sample.property)).unwrap_or(Property::Help);
    let mut report = Report::new(channel, property, &sample.text);
    report.title = sample.title.clone().unwrap_or_default();
    report.place.address.clone_from(&sample.address);
    report.place.location = Location::new(sample.lng, sample.lat, Datum::Cgcs2000).ok();
    // People on the web do not know our kinds; whoever triages names it then.
    report.kind = kind.filter(|_| sample.channel != "web");
    report.anonymity = match (sample.anonymous, rng.chance(300)) {
        (true, _) => Anonymity::Anonymous,
        (false, true) => Anonymity::Named,
        (false, false) => Anonymity::Confidential,
    };
    let reporter =
        Reporter { name: sample.name.clone().unwrap_or_default(), phone: sample.phone.clone().unwrap_or_default() };
    report.reporter = Some(reporter).filter(|r| !sample.anonymous && *r != Reporter::default());
    report
}
