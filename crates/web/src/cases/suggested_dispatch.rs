//! `GET /api/v1/cases/{number}/suggested-dispatch`: what the catalogue would do, before a dispatcher decides.

use super::act::load;
use super::view::parts::Named;
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_cases::dispatch::suggestion;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::catalogue::{Entry, Silence};
use jingwei_terms::{CommandId, DepartmentCode};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the catalogue says of a case: a rule, or why it says nothing. There is never a guess.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestion {
    /// What it says; null when it says nothing.
    entry: Option<CatalogueEntry>,
    /// Why it says nothing: `no_kind`, `no_rule` or `no_holder`.
    silence: Option<&'static str>,
}

/// A rule of the catalogue at the place and on the day of the case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueEntry {
    /// The edition in force.
    version: String,
    /// The rule.
    rule: String,
    /// The law behind it.
    legal_basis: String,
    /// Who leads.
    lead: Named,
    /// Who helps.
    co: Vec<Named>,
    /// Who gets a copy.
    copy_to: Vec<Named>,
    /// The limit for handling.
    handle_limit: String,
}

/// What the catalogue would do with the case now.
#[utoipa::path(get, path = "/api/v1/cases/{number}/suggested-dispatch", tag = "cases",
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "what the catalogue says", body = Suggestion), Failures))]
pub(crate) async fn suggested_dispatch(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
) -> Result<Json<Suggestion>, Problem> {
    let case = load(&web, &number).await?;
    let rules = web.rules();
    if caller.sight(&case, &rules) != Sight::Whole {
        return Err(Problem::no_such_thing());
    }
    // Nothing is written, so there is no command.
    let desk = web.desk(&rules, caller.actor(), CommandId::new(Uuid::nil()));
    let suggested = match suggestion(&case, &desk) {
        Ok(entry) => Suggestion { entry: Some(CatalogueEntry::of(&entry, &rules)), silence: None },
        Err(silence) => Suggestion { entry: None, silence: Some(word(silence)) },
    };
    Ok(Json(suggested))
}

impl CatalogueEntry {
    fn of(entry: &Entry<'_>, rules: &Rulebook) -> Self {
        let named = |codes: &[DepartmentCode]| codes.iter().map(|code| Named::department(code, rules)).collect();
        Self {
            version: entry.version.to_owned(),
            rule: entry.rule.rule.clone(),
            legal_basis: entry.rule.legal_basis.clone(),
            lead: Named::department(&entry.lead, rules),
            co: named(&entry.co),
            copy_to: named(&entry.copy_to),
            handle_limit: entry.rule.handle_limit.to_string(),
        }
    }
}

const fn word(silence: Silence) -> &'static str {
    match silence {
        Silence::NoKind => "no_kind",
        Silence::NoRule => "no_rule",
        Silence::NoHolder => "no_holder",
    }
}
