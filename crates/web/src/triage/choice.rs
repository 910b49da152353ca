//! Which model advises the city: the choice as a change with its fact, for a person at the console, a command and the clock alike.

use jiff::Timestamp;
use jingwei_store::{Learned, ModelInForce};
use jingwei_terms::{About, Actor, Change, CommandId, Fact, Purpose, Version};
use serde_json::json;

/// How many choices are remembered for roll-backs; the ledger remembers all.
const REMEMBERED: usize = 20;

/// Who chooses what, and why.
#[derive(Debug)]
pub struct Choice {
    /// The model; none lets the catalogue alone advise.
    pub model: Option<String>,
    /// Who chooses.
    pub actor: Actor,
    /// Why, in their words.
    pub why: String,
    /// The command.
    pub command: CommandId,
    /// When.
    pub now: Timestamp,
}

/// Puts a model in force; what was in force is remembered.
#[must_use]
pub fn choose(present: Option<ModelInForce>, choice: Choice) -> Change<Learned> {
    let mut before = present.as_ref().map(|present| present.before.clone()).unwrap_or_default();
    before.push(present.as_ref().and_then(|present| present.model.clone()));
    let excess = before.len().saturating_sub(REMEMBERED);
    before.drain(..excess);
    changed(present, choice, before, "use")
}

/// Puts the model in force that was in force before; the last choice is forgotten.
#[must_use]
pub fn take_back(present: Option<ModelInForce>, choice: Choice) -> Change<Learned> {
    let mut before = present.as_ref().map(|present| present.before.clone()).unwrap_or_default();
    before.pop();
    changed(present, choice, before, "rollback")
}

fn changed(
    present: Option<ModelInForce>,
    choice: Choice,
    before: Vec<Option<String>>,
    verb: &'static str,
) -> Change<Learned> {
    let Choice { model, actor, why, command, now } = choice;
    let from = present.as_ref().and_then(|present| present.model.clone());
    let chosen = ModelInForce { version: Version::FIRST, model, before, since: now };
    let fact = Fact::new(command, now, actor, verb, About::Model(chosen.name().to_owned()))
        .for_purpose(Purpose::Administration)
        .with(json!({ "from": from, "to": chosen.model, "why": why }));
    match present {
        None => Change::made(Learned::InForce(chosen), fact),
        Some(seen) => Change::changed(Learned::InForce(chosen), seen.version, fact),
    }
}
