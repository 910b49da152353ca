//! One group of commits, decided in one place for both databases: which are carried out, in which order, under which
//! numbers, and which rows that makes. Pure: what the database holds comes in, rows and answers go out.
//!
//! Commits are taken one after another as if each had a transaction of its own. A commit sees what those before it in
//! the group have done; one that is refused leaves nothing behind.

use crate::columns::place_in_order;
use crate::commit::{CommitError, Receipt, Written};
use crate::dump::{ActRow, CommandRow, CredentialRow, FollowUpRow, ModelRow, NetRow, ReporterRow, RulebookRow};
use crate::number::{day_of, receipt_number};
use crate::prepare::{CaseRecord, Contact, Prepared, PreparedFollowUp, PreparedStep, Record};
use crate::seal;
use crate::{StoreError, facets};
use jingwei_cases::case::Source;
use jingwei_ledger::{Entry, Salt, commit};
use jingwei_terms::{About, CaseId, CommandId, Version};
use std::collections::{BTreeMap, HashMap};

/// What the database holds now of everything that a group names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Present {
    /// How many leaves there are.
    pub(crate) size: u64,
    pub(crate) commands: HashMap<CommandId, Known>,
    pub(crate) cases: HashMap<CaseId, PresentCase>,
    pub(crate) sources: HashMap<Source, (CaseId, String)>,
    /// Versions of rulebooks, nets, accounts, tokens, models, topics and linkages, by the names under which they are sealed.
    pub(crate) others: HashMap<String, Version>,
    /// The last serial of each day.
    pub(crate) serials: BTreeMap<i32, u32>,
}

/// A command that was carried out before.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) payload_sha256: [u8; 32],
    pub(crate) receipt: Vec<u8>,
}

/// A case as it stands.
#[derive(Debug, Clone)]
pub(crate) struct PresentCase {
    pub(crate) version: Version,
    pub(crate) seq: i64,
    pub(crate) number: String,
    pub(crate) facets: String,
}

/// The rows to write and the answers to give, one per commit.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    pub(crate) answers: Vec<Result<Receipt, CommitError>>,
    /// How many leaves there will be.
    pub(crate) size: u64,
    pub(crate) leaves: Vec<PlannedLeaf<'a>>,
    pub(crate) commands: Vec<CommandRow>,
    /// Each case once, as it stands after the group, in the order of their places.
    pub(crate) cases: Vec<PlannedCase<'a>>,
    pub(crate) reporters: Vec<ReporterRow>,
    pub(crate) erased: Vec<CaseId>,
    pub(crate) rulebooks: Vec<RulebookRow>,
    pub(crate) nets: Vec<NetRow>,
    pub(crate) net_standings: BTreeMap<String, PlannedCredential>,
    pub(crate) accounts: BTreeMap<String, PlannedCredential>,
    pub(crate) tokens: BTreeMap<String, PlannedCredential>,
    pub(crate) models: Vec<ModelRow>,
    pub(crate) in_force: BTreeMap<String, PlannedCredential>,
    pub(crate) topics: BTreeMap<String, PlannedCredential>,
    pub(crate) linkages: BTreeMap<String, PlannedCredential>,
    pub(crate) linkage_acts: Vec<ActRow>,
    pub(crate) follow_ups: Vec<(FollowUpRow, &'a PreparedFollowUp)>,
    pub(crate) serials: BTreeMap<i32, u32>,
}

/// One leaf to write.
#[derive(Debug)]
pub(crate) struct PlannedLeaf<'a> {
    pub(crate) index: u64,
    pub(crate) command: CommandId,
    pub(crate) step: &'a PreparedStep,
    pub(crate) body: Vec<u8>,
    pub(crate) entry: [u8; Entry::LEN],
}

/// One case to write.
#[derive(Debug)]
pub(crate) struct PlannedCase<'a> {
    pub(crate) record: &'a CaseRecord,
    pub(crate) seq: i64,
    pub(crate) number: String,
    pub(crate) version: Version,
    pub(crate) changed_ms: i64,
    /// The facets stored for it; `None` when the case is new.
    pub(crate) before: Option<String>,
    /// The record as it was filed, when the case is new: its words, source and time of filing are written once.
    pub(crate) filing: Option<&'a CaseRecord>,
}

/// One account, token, standing of a net or linkage, choice of a model or topic to write.
#[derive(Debug)]
pub(crate) struct PlannedCredential {
    pub(crate) row: CredentialRow,
    pub(crate) version: Version,
}

impl PlannedCase<'_> {
    /// The facets stored for it; empty when it is new.
    fn before(&self) -> &str {
        self.before.as_deref().unwrap_or_default()
    }
}

/// Facets and the cases that they are taken from or given to.
pub(crate) type FacetRows<'p> = Vec<(&'p str, i64)>;

impl Plan<'_> {
    /// Facets to take away and facets to add, each in the order of their table: neighbours are written together, which
    /// halves the cost of finding their pages.
    pub(crate) fn facets(&self) -> (FacetRows<'_>, FacetRows<'_>) {
        let (mut gone, mut added) = (Vec::new(), Vec::new());
        for case in &self.cases {
            let (before, after) = (case.before(), case.record.facets.as_str());
            gone.extend(facets::added(after, before).map(|facet| (facet, case.seq)));
            added.extend(facets::added(before, after).map(|facet| (facet, case.seq)));
        }
        gone.sort_unstable();
        added.sort_unstable();
        (gone, added)
    }
}

/// Decides the group.
pub(crate) fn plan(group: &[Prepared], present: Present) -> Plan<'_> {
    let mut planner = Planner::new(present);
    for prepared in group {
        let answer = planner.take(prepared);
        planner.plan.answers.push(answer);
    }
    planner.finish()
}

struct Planner<'a> {
    plan: Plan<'a>,
    present: Present,
    cases: HashMap<CaseId, PlannedCase<'a>>,
    contacts: BTreeMap<CaseId, Option<ReporterRow>>,
}

/// What a step will be, once it has been let through.
struct Admitted<'a> {
    step: &'a PreparedStep,
    index: u64,
    version: Version,
    /// Place and number, for a case.
    filed: Option<(i64, String)>,
}

impl<'a> Planner<'a> {
    fn new(present: Present) -> Self {
        let plan = Plan { size: present.size, ..Plan::default() };
        Self { plan, present, cases: HashMap::new(), contacts: BTreeMap::new() }
    }

    fn take(&mut self, prepared: &'a Prepared) -> Result<Receipt, CommitError> {
        if let Some(known) = self.present.commands.get(&prepared.command) {
            return repeat(known, prepared);
        }
        self.check(prepared)?;
        let admitted: Vec<Admitted<'a>> = prepared.steps.iter().map(|step| self.admit(step)).collect();
        let written = admitted.iter().map(|step| Written {
            about: step.step.about.clone(),
            version: step.version,
            ledger_index: step.index,
            number: step.filed.as_ref().map(|(_, number)| number.clone()),
        });
        let receipt = Receipt { steps: written.collect(), repeated: false };
        let command = self.remember(prepared, &receipt)?;
        for (place, step) in admitted.into_iter().enumerate() {
            let seal_of_command = (place == 0).then_some(&command);
            self.write(prepared.command, step, seal_of_command);
        }
        self.plan.commands.push(command);
        Ok(receipt)
    }

    /// Lets a commit through only if every step of it fits what stands before that step.
    fn check(&self, prepared: &Prepared) -> Result<(), CommitError> {
        let mut within: HashMap<String, Version> = HashMap::new();
        let mut sources: Vec<&Source> = Vec::new();
        for step in &prepared.steps {
            let name = name_of(&step.record);
            let present = within.get(&name).copied().or_else(|| self.version_of(&step.record, &name));
            if present != step.expected {
                return Err(CommitError::Conflict { about: step.about.clone(), present });
            }
            if let (Record::Case(case), None) = (&step.record, step.expected)
                && let Some(source) = &case.columns.source
            {
                self.check_source(source)?;
                if sources.contains(&source) {
                    return Err(CommitError::Malformed("one change files the same source twice"));
                }
                sources.push(source);
            }
            within.insert(name, step.expected.map_or(Version::FIRST, Version::next));
        }
        Ok(())
    }

    fn check_source(&self, source: &Source) -> Result<(), CommitError> {
        match self.present.sources.get(source) {
            Some((id, number)) => Err(CommitError::AlreadyFiled { id: *id, number: number.clone() }),
            None => Ok(()),
        }
    }

    fn version_of(&self, record: &Record, name: &str) -> Option<Version> {
        match record {
            Record::Case(case) => self.present.cases.get(&case.id).map(|case| case.version),
            _ => self.present.others.get(name).copied(),
        }
    }

    /// Gives a step its leaf, its version and, if it files a case, place and number.
    fn admit(&mut self, step: &'a PreparedStep) -> Admitted<'a> {
        let index = self.plan.size;
        self.plan.size += 1;
        let version = step.expected.map_or(Version::FIRST, Version::next);
        let filed = match &step.record {
            Record::Case(case) => Some(self.place(case, step, index, version)),
            other => {
                self.present.others.insert(name_of(other), version);
                None
            }
        };
        Admitted { step, index, version, filed }
    }

    fn place(&mut self, case: &'a CaseRecord, step: &PreparedStep, index: u64, version: Version) -> (i64, String) {
        if let Some(known) = self.present.cases.get_mut(&case.id) {
            known.version = version;
            return (known.seq, known.number.clone());
        }
        let seq = place_in_order(case.columns.filed_ms, index);
        let number = self.next_number(step);
        let known = PresentCase { version, seq, number: number.clone(), facets: String::new() };
        self.present.cases.insert(case.id, known);
        if let Some(source) = &case.columns.source {
            self.present.sources.insert(source.clone(), (case.id, number.clone()));
        }
        (seq, number)
    }

    fn next_number(&mut self, step: &PreparedStep) -> String {
        let day = day_of(step.at);
        let serial = self.present.serials.get(&day).copied().unwrap_or_default() + 1;
        self.present.serials.insert(day, serial);
        self.plan.serials.insert(day, serial);
        receipt_number(day, serial)
    }

    fn remember(&mut self, prepared: &Prepared, receipt: &Receipt) -> Result<CommandRow, CommitError> {
        let json = serde_json::to_vec(receipt)
            .map_err(|error| CommitError::Unavailable(StoreError::damaged("a receipt cannot be written", error)))?;
        let known = Known { payload_sha256: prepared.payload_sha256, receipt: json.clone() };
        self.present.commands.insert(prepared.command, known);
        Ok(CommandRow {
            command: prepared.command,
            ledger_index: receipt.ledger_index(),
            payload_sha256: prepared.payload_sha256.to_vec(),
            receipt: json,
        })
    }

    /// Makes the rows of one step and seals them in its leaf.
    fn write(&mut self, command: CommandId, admitted: Admitted<'a>, command_row: Option<&CommandRow>) {
        let Admitted { step, index, version, filed } = admitted;
        let mut seals = Seals::new(&step.fact);
        match &step.record {
            Record::Case(case) => {
                let (seq, number) = filed.expect("every case was placed when it was admitted");
                self.write_case(&mut seals, case, step, (seq, number, version));
            }
            Record::Rulebook(rulebook) => {
                let row = RulebookRow {
                    version: rulebook.version.clone(),
                    effective_ms: rulebook.effective_at.as_millisecond(),
                    content: rulebook.content.clone(),
                    ledger_index: index,
                };
                seals.add(&name_of(&step.record), &seal::rulebook(&row));
                self.plan.rulebooks.push(row);
            }
            Record::Net(net) => {
                if let Some(content) = &net.content {
                    let (key, content) = (net.standing.key.clone(), content.clone());
                    let row = NetRow { net: key, ledger_index: index, content };
                    seals.add(&seal::name::net(&row.net), &seal::net(&row));
                    self.plan.nets.push(row);
                }
                let (key, body) = (net.standing.key.clone(), net.standing.body.clone());
                let row = CredentialRow { key, body, skewed: None };
                seals.add(&name_of(&step.record), &seal::credential(&row));
                self.plan.net_standings.insert(row.key.clone(), PlannedCredential { row, version });
            }
            Record::Linkage(linkage) => {
                let (act, content) = (linkage.act.clone(), linkage.content.clone());
                let row = ActRow { act, ledger_index: index, content };
                seals.add(&seal::name::linkage_act(&row.act), &seal::linkage_act(&row));
                self.plan.linkage_acts.push(row);
                let (key, body) = (linkage.standing.key.clone(), linkage.standing.body.clone());
                let row = CredentialRow { key, body, skewed: None };
                seals.add(&name_of(&step.record), &seal::credential(&row));
                self.plan.linkages.insert(row.key.clone(), PlannedCredential { row, version });
            }
            Record::Model(model) => {
                // A title that was read as JSON is written as JSON.
                let title = model.title.to_string().into_bytes();
                let (version, content) = (model.version.clone(), model.content.clone());
                let row = ModelRow { version, ledger_index: index, title, content };
                seals.add(&name_of(&step.record), &seal::model(&row));
                self.plan.models.push(row);
            }
            Record::Account(record) | Record::Token(record) | Record::InForce(record) | Record::Topic(record) => {
                let row = CredentialRow { key: record.key.clone(), body: record.body.clone(), skewed: None };
                seals.add(&name_of(&step.record), &seal::credential(&row));
                let rows = match &step.record {
                    Record::Account(_) => &mut self.plan.accounts,
                    Record::InForce(_) => &mut self.plan.in_force,
                    Record::Topic(_) => &mut self.plan.topics,
                    _ => &mut self.plan.tokens,
                };
                rows.insert(record.key.clone(), PlannedCredential { row, version });
            }
        }
        self.write_follow_ups(&mut seals, step, index);
        if let Some(row) = command_row {
            seals.add(&seal::name::command(row.command), &seal::command(row));
        }
        let body = seals.finish();
        let entry = Entry::new(step.at.as_millisecond(), commit(&Salt::from_bytes(step.salt), &body)).encode();
        self.plan.leaves.push(PlannedLeaf { index, command, step, body, entry });
    }

    fn write_case(
        &mut self,
        seals: &mut Seals,
        case: &'a CaseRecord,
        step: &PreparedStep,
        (seq, number, version): (i64, String, Version),
    ) {
        let changed_ms = step.at.as_millisecond();
        let parts = seal::CaseParts {
            id: case.id,
            seq,
            number: &number,
            version: version.number(),
            wake_ms: case.wake_ms,
            due_ms: case.columns.due_ms,
            changed_ms,
            body_sha256: &case.body_sha256,
        };
        seals.add(&seal::name::case(case.id), &seal::case(&parts));
        match &case.contact {
            Contact::Keep => {}
            Contact::Store { salt, body } => {
                let row = ReporterRow { case: case.id, salt: salt.to_vec(), body: body.clone() };
                seals.add(&seal::name::reporter(case.id), &seal::reporter(&row));
                self.contacts.insert(case.id, Some(row));
            }
            Contact::Erase => {
                seals.add(&seal::name::reporter(case.id), seal::ERASED);
                self.contacts.insert(case.id, None);
            }
        }
        // A new case may be changed in the group that files it; what is written once is still that of the filing.
        let (before, filing) = match self.cases.remove(&case.id) {
            Some(earlier) => (earlier.before, earlier.filing),
            None if version == Version::FIRST => (None, Some(case)),
            None => (self.present.cases.get(&case.id).map(|known| known.facets.clone()), None),
        };
        self.cases.insert(case.id, PlannedCase { record: case, seq, number, version, changed_ms, before, filing });
    }

    fn write_follow_ups(&mut self, seals: &mut Seals, step: &'a PreparedStep, index: u64) {
        for (ordinal, follow_up) in (0_u16..).zip(&step.follow_ups) {
            let row =
                FollowUpRow { ledger_index: index, ordinal, body: follow_up.body.clone(), done: false, skewed: None };
            seals.add(&seal::name::follow_up(ordinal), &seal::follow_up(&row));
            self.plan.follow_ups.push((row, follow_up));
        }
    }

    fn finish(mut self) -> Plan<'a> {
        self.plan.cases = self.cases.into_values().collect();
        self.plan.cases.sort_unstable_by_key(|case| case.seq);
        for (id, row) in self.contacts {
            match row {
                Some(row) => self.plan.reporters.push(row),
                None => self.plan.erased.push(id),
            }
        }
        self.plan
    }
}

/// The body of a leaf while it is written: the fact, then the seals of the rows that came with it.
struct Seals {
    body: Vec<u8>,
    first: bool,
}

impl Seals {
    fn new(fact: &[u8]) -> Self {
        let mut body = Vec::with_capacity(fact.len() + 512);
        body.extend_from_slice(br#"{"fact":"#);
        body.extend_from_slice(fact);
        body.extend_from_slice(br#","seals":{"#);
        Self { body, first: true }
    }

    fn add(&mut self, name: &str, seal: &str) {
        if !self.first {
            self.body.push(b',');
        }
        self.first = false;
        // Names of accounts are free text, so the name is written as JSON writes it; seals are plain.
        self.body.extend_from_slice(serde_json::Value::from(name).to_string().as_bytes());
        self.body.extend_from_slice(b":\"");
        self.body.extend_from_slice(seal.as_bytes());
        self.body.push(b'"');
    }

    fn finish(mut self) -> Vec<u8> {
        self.body.extend_from_slice(b"}}");
        self.body
    }
}

fn repeat(known: &Known, prepared: &Prepared) -> Result<Receipt, CommitError> {
    if known.payload_sha256 != prepared.payload_sha256 {
        return Err(CommitError::CommandReused);
    }
    let receipt: Receipt = serde_json::from_slice(&known.receipt)
        .map_err(|error| CommitError::Unavailable(StoreError::damaged("the stored receipt cannot be read", error)))?;
    Ok(Receipt { repeated: true, ..receipt })
}

/// The name under which a record is sealed.
pub(crate) fn name_of(record: &Record) -> String {
    match record {
        Record::Case(case) => seal::name::case(case.id),
        Record::Rulebook(rulebook) => seal::name::rulebook(&rulebook.version),
        Record::Net(net) => seal::name::net_standing(&net.standing.key),
        Record::Account(account) => seal::name::account(&account.key),
        Record::Token(token) => seal::name::token(&token.key),
        Record::Model(model) => seal::name::model(&model.version),
        Record::InForce(choice) => seal::name::in_force(&choice.key),
        Record::Topic(topic) => seal::name::topic(&topic.key),
        Record::Linkage(linkage) => seal::name::linkage(&linkage.standing.key),
    }
}

/// The bytes under which a record's facts are found.
pub(crate) fn about_key(about: &About) -> Vec<u8> {
    match about {
        About::Case(id) => [b"c".as_slice(), id.uuid().as_bytes()].concat(),
        About::Rulebook(version) => [b"r".as_slice(), version.as_bytes()].concat(),
        About::Account(name) => [b"a".as_slice(), name.as_bytes()].concat(),
        About::Topic(id) => [b"t".as_slice(), id.uuid().as_bytes()].concat(),
        About::Net(number) => [b"n".as_slice(), &number.to_be_bytes()].concat(),
        About::Model(version) => [b"m".as_slice(), version.as_bytes()].concat(),
        About::Linkage(name) => [b"l".as_slice(), name.as_bytes()].concat(),
    }
}

#[cfg(test)]
mod tests;
