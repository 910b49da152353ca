//! Everything about a commit that can be worked out before the writer's turn: JSON, hashes, columns, words.
//!
//! The writer is one for the whole store, so whatever is done here is done by many at once instead.

use crate::accounts::Credential;
use crate::columns::CaseColumns;
use crate::commit::{Commit, CommitError, millis};
use crate::grids::{self, NetTitle};
use crate::rulebooks::StoredRulebook;
use crate::seal::{hex, sha256};
use crate::triage::{CHOICE, Learned, StoredModel};
use crate::{StoreError, facets, linkage as linkages, words};
use jiff::Timestamp;
use jingwei_cases::case::{Case, Docket};
use jingwei_grids::net::NetRecord;
use jingwei_linkage::keep::LinkageRecord;
use jingwei_terms::{About, CaseId, CommandId, FollowUp, Step, Version};
use std::collections::BTreeSet;

/// A commit, ready to be planned.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) command: CommandId,
    pub(crate) payload_sha256: [u8; 32],
    pub(crate) steps: Vec<PreparedStep>,
    /// The case whose reporter is to be read after the rows are written.
    pub(crate) reveals: Option<CaseId>,
}

/// One step of it: one leaf.
#[derive(Debug, Clone)]
pub(crate) struct PreparedStep {
    pub(crate) about: About,
    pub(crate) verb: String,
    pub(crate) at: Timestamp,
    pub(crate) expected: Option<Version>,
    pub(crate) fact: Vec<u8>,
    pub(crate) salt: [u8; 16],
    pub(crate) record: Record,
    pub(crate) follow_ups: Vec<PreparedFollowUp>,
}

/// The record of a step.
#[derive(Debug, Clone)]
pub(crate) enum Record {
    Case(Box<CaseRecord>),
    Rulebook(StoredRulebook),
    Net(NetToStore),
    Account(CredentialRecord),
    Token(CredentialRecord),
    Model(StoredModel),
    InForce(CredentialRecord),
    Topic(CredentialRecord),
    Linkage(LinkageToStore),
}

/// A case as it will stand, but for its number and its place.
#[derive(Debug, Clone)]
pub(crate) struct CaseRecord {
    pub(crate) id: CaseId,
    pub(crate) columns: CaseColumns,
    pub(crate) facets: String,
    pub(crate) words: BTreeSet<String>,
    pub(crate) wake_ms: Option<i64>,
    pub(crate) body: Vec<u8>,
    pub(crate) body_sha256: [u8; 32],
    pub(crate) contact: Contact,
}

/// What happens to the reporter's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contact {
    Keep,
    Store { salt: [u8; 16], body: Vec<u8> },
    Erase,
}

/// A net as it will stand.
#[derive(Debug, Clone)]
pub(crate) struct NetToStore {
    pub(crate) standing: CredentialRecord,
    /// Its grids, with the first step alone.
    pub(crate) content: Option<Vec<u8>>,
}

/// A linkage as it will stand, and the act that brings it there.
#[derive(Debug, Clone)]
pub(crate) struct LinkageToStore {
    pub(crate) standing: CredentialRecord,
    /// The key of the act.
    pub(crate) act: String,
    pub(crate) content: Vec<u8>,
}

/// A record that is one JSON under one key, as it will stand: an account, a token, the standing of a net or linkage, the choice of a model, a topic.
#[derive(Debug, Clone)]
pub(crate) struct CredentialRecord {
    pub(crate) key: String,
    pub(crate) body: Vec<u8>,
}

/// A follow-up as it will stand.
#[derive(Debug, Clone)]
pub(crate) struct PreparedFollowUp {
    pub(crate) job: String,
    pub(crate) key: String,
    pub(crate) due_ms: i64,
    pub(crate) body: Vec<u8>,
}

/// Whether a commit of a case also reads the reporter's contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    Nothing,
    Contact,
}

pub(crate) fn cases(commit: Commit<Docket>, asking: Asking) -> Result<Prepared, CommitError> {
    let first = commit.change.first().case.id;
    let mut prepared = prepare(commit, |docket, about, version| {
        if *about != About::Case(docket.case.id) {
            return Err(CommitError::Malformed("a fact about one case came with the record of another"));
        }
        case(docket, version).map(|record| Record::Case(Box::new(record)))
    })?;
    prepared.reveals = (asking == Asking::Contact).then_some(first);
    Ok(prepared)
}

pub(crate) fn rulebook(commit: Commit<StoredRulebook>) -> Result<Prepared, CommitError> {
    prepare(commit, |rulebook, about, version| {
        if *about != About::Rulebook(rulebook.version.clone()) {
            return Err(CommitError::Malformed("a fact about one rulebook came with another"));
        }
        if rulebook.version.contains('\0') {
            return Err(CommitError::Malformed("the name of a rulebook may not hold a zero character"));
        }
        if version != Version::FIRST {
            return Err(CommitError::Malformed("a version of the rulebook never changes"));
        }
        Ok(Record::Rulebook(rulebook))
    })
}

pub(crate) fn net(commit: Commit<NetRecord>) -> Result<Prepared, CommitError> {
    prepare(commit, |mut net, about, version| {
        let number = net.net.version().number();
        if *about != About::Net(number) {
            return Err(CommitError::Malformed("a fact about one net came with another"));
        }
        net.revision = version;
        let content = (version == Version::FIRST).then(|| grids::packed(&net.net)).transpose();
        let standing = CredentialRecord { key: number.to_string(), body: json(&NetTitle::of(&net))? };
        Ok(Record::Net(NetToStore { standing, content: content.map_err(CommitError::Unavailable)? }))
    })
}

pub(crate) fn credentials(commit: Commit<Credential>) -> Result<Prepared, CommitError> {
    prepare(commit, |credential, about, version| {
        let (owner, record) = match credential {
            Credential::Account(mut account) => {
                account.version = version;
                let record = CredentialRecord { key: account.name.clone(), body: json(&account)? };
                (account.name, Record::Account(record))
            }
            Credential::Token(mut token) => {
                token.version = version;
                let record = CredentialRecord { key: hex(&token.secret_sha256), body: json(&token)? };
                (token.account, Record::Token(record))
            }
        };
        if owner.contains('\0') {
            return Err(CommitError::Malformed("the name of an account may not hold a zero character"));
        }
        if *about != About::Account(owner) {
            return Err(CommitError::Malformed("a fact about one account came with another"));
        }
        Ok(record)
    })
}

pub(crate) fn learned(commit: Commit<Learned>) -> Result<Prepared, CommitError> {
    prepare(commit, |learned, about, version| {
        let (expected, record) = match learned {
            Learned::Model(_) if version != Version::FIRST => {
                return Err(CommitError::Malformed("a model never changes; train another"));
            }
            Learned::Model(model) => (About::Model(model.version.clone()), Record::Model(model)),
            Learned::InForce(mut choice) => {
                choice.version = version;
                let record = CredentialRecord { key: CHOICE.to_owned(), body: json(&choice)? };
                (About::Model(choice.name().to_owned()), Record::InForce(record))
            }
            Learned::Topic(mut topic) => {
                topic.version = version;
                let record = CredentialRecord { key: topic.id.to_string(), body: json(&topic)? };
                (About::Topic(topic.id), Record::Topic(record))
            }
        };
        if *about != expected {
            return Err(CommitError::Malformed("a fact about one thing learned came with another"));
        }
        if matches!(&expected, About::Model(name) if name.contains('\0')) {
            return Err(CommitError::Malformed("the name of a model may not hold a zero character"));
        }
        Ok(record)
    })
}

pub(crate) fn linkage(commit: Commit<LinkageRecord>) -> Result<Prepared, CommitError> {
    prepare(commit, |mut linkage, about, version| {
        let name = linkage.standing.name.clone();
        if *about != About::Linkage(name.clone()) {
            return Err(CommitError::Malformed("a fact about one linkage came with another"));
        }
        if name.contains(['\0', '/']) {
            return Err(CommitError::Malformed("the name of a linkage may hold neither a zero character nor a slash"));
        }
        linkage.standing.version = version;
        let content = linkages::packed(&linkage.act).map_err(CommitError::Unavailable)?;
        let standing = CredentialRecord { key: name.clone(), body: json(&linkage.standing)? };
        Ok(Record::Linkage(LinkageToStore { standing, act: linkages::act_key(&name, version), content }))
    })
}

fn prepare<R>(
    commit: Commit<R>,
    record: impl Fn(R, &About, Version) -> Result<Record, CommitError>,
) -> Result<Prepared, CommitError> {
    let Commit { command, payload_sha256, change } = commit;
    let steps = change.into_steps().into_iter().map(|step| {
        let Step { record: given, expected, fact, follow_ups } = step;
        if fact.command != command {
            return Err(CommitError::Malformed("a fact names another command than the one that is committed"));
        }
        let version = expected.map_or(Version::FIRST, Version::next);
        let record = record(given, &fact.about, version)?;
        let follow_ups = follow_ups.iter().map(|follow_up| queued(follow_up, fact.at)).collect::<Result<_, _>>()?;
        let json = json(&fact)?;
        Ok(PreparedStep {
            about: fact.about,
            verb: fact.verb.into_owned(),
            at: fact.at,
            expected,
            fact: json,
            salt: random()?,
            record,
            follow_ups,
        })
    });
    Ok(Prepared { command, payload_sha256, steps: steps.collect::<Result<_, CommitError>>()?, reveals: None })
}

fn case(docket: Docket, version: Version) -> Result<CaseRecord, CommitError> {
    let Docket { mut case, reporter, wake_at, due_at } = docket;
    case.version = version;
    // The number stands in a column of its own, which the writer fills; kept twice, it could differ.
    case.number.clear();
    let erased = case.contact_erased_at.is_some();
    let columns = CaseColumns::of(&case, due_at.map(millis));
    let body = json(&case)?;
    Ok(CaseRecord {
        id: case.id,
        facets: facets::joined(&facets::of_case(&columns)),
        // What the reporter said and where is never rewritten, so the words are stored once, with the new case.
        words: match version {
            Version::FIRST => searched(&case, &columns),
            _ => BTreeSet::new(),
        },
        columns,
        wake_ms: wake_at.map(millis),
        body_sha256: sha256(&body),
        body,
        contact: match reporter {
            _ if erased => Contact::Erase,
            Some(reporter) => Contact::Store { salt: random()?, body: json(&reporter)? },
            None => Contact::Keep,
        },
    })
}

/// Everything that a case is found by: its words, and the sounds of its title and place.
pub(crate) fn searched(case: &Case, columns: &CaseColumns) -> BTreeSet<String> {
    let mut searched = words::words(&[&case.intake.title, &case.intake.description, &case.place.address]);
    searched.extend(words::sounds(&[&columns.headline, &columns.address]));
    searched
}

fn queued(follow_up: &FollowUp, at: Timestamp) -> Result<PreparedFollowUp, CommitError> {
    Ok(PreparedFollowUp {
        job: follow_up.job.clone(),
        key: follow_up.key.clone(),
        due_ms: millis(follow_up.not_before.unwrap_or(at)),
        body: json(follow_up)?,
    })
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, CommitError> {
    serde_json::to_vec(value)
        .map_err(|error| CommitError::Unavailable(StoreError::damaged("a record cannot be written as JSON", error)))
}

/// Bytes that nobody can guess, from the system.
fn random() -> Result<[u8; 16], CommitError> {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => {
            Err(CommitError::Unavailable(StoreError::damaged("the system gives no random bytes", error.to_string())))
        }
    }
}
