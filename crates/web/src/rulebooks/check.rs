//! `POST /api/v1/rulebooks/check`: a rulebook is looked through and compared with the one in force. Nothing is kept.

use super::folder::{Difference, differences, understand, unpack, version_of};
use super::sent::{Folder, MOST_BODY};
use crate::answers::Failures;
use crate::body::{Json, sent_up_to};
use crate::{Problem, Web};
use axum::extract::{Request, State};
use jingwei_cases::rulebook::{Files, Problem as Fault};
use jingwei_store::StoredRulebook;
use serde::Serialize;
use utoipa::ToSchema;

/// The most differences that are shown.
const MOST_SHOWN: usize = 2_000;

/// What was found in a rulebook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// The name that it would have.
    version: String,
    /// The one in force; send it as `expected` to activate what was seen here. Empty when there is none.
    present: String,
    /// Everything that is wrong; a rulebook with a fault cannot be activated.
    faults: Vec<FaultView>,
    /// In what it differs from the one in force, at most 2,000 lines.
    changes: Vec<ChangeView>,
    /// How many lines differ in all.
    changed_lines: usize,
    /// People of the rulebook who have no account yet; activating makes none.
    without_account: Vec<String>,
}

/// One fault.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "file": "kinds.csv", "line": 12, "message": "`sensitive`: write `yes` or leave it empty" }))]
pub(crate) struct FaultView {
    /// The file.
    file: String,
    /// The line, from 1; 0 when the whole file is meant.
    line: u64,
    /// What is wrong and what to do.
    message: String,
}

/// One line that differs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "file": "calendar.csv", "change": "added", "line": 31, "text": "2027-01-01,holiday,元旦" }))]
pub(crate) struct ChangeView {
    /// The file.
    file: &'static str,
    /// `removed` or `added`.
    change: &'static str,
    /// The line, in the rulebook that has it.
    line: usize,
    /// What it says.
    text: String,
}

/// Look through a rulebook, and compare it with the one in force.
#[utoipa::path(post, path = "/api/v1/rulebooks/check", tag = "rulebooks", request_body = Folder, responses(
    (status = 200, description = "what was found", body = Checked), Failures))]
pub(crate) async fn check(State(web): State<Web>, request: Request) -> Result<Json<Checked>, Problem> {
    let files = sent_up_to::<Folder>(request, MOST_BODY).await?.said.into_files()?;
    let (version, present, old) = (version_of(&files), present(&web).await?, in_force(&web).await?);
    // A city's grids are checked against each other; that is work for another thread.
    let (faults, changes, people) = tokio::task::spawn_blocking(move || {
        let old =
            old.map(|stored| unpack(&stored.content)).transpose().map_err(Problem::our_mistake)?.unwrap_or_default();
        let (faults, people) = look(&files);
        Ok::<_, Problem>((faults, differences(&old, &files), people))
    })
    .await
    .map_err(Problem::our_mistake)??;
    let accounts = web.store().accounts().await?;
    let is_new = |login: &String| !accounts.iter().any(|account| account.name == *login);
    Ok(Json(Checked {
        version,
        present,
        faults: faults.into_iter().map(FaultView::from).collect(),
        changed_lines: changes.len(),
        changes: changes.into_iter().take(MOST_SHOWN).map(ChangeView::from).collect(),
        without_account: people.into_iter().filter(is_new).collect(),
    }))
}

/// The faults of a rulebook, and who works by it.
fn look(files: &Files) -> (Vec<Fault>, Vec<String>) {
    match understand(files) {
        Ok(rules) => (Vec::new(), rules.people.iter().map(|person| person.login.clone()).collect()),
        Err(faults) => (faults, Vec::new()),
    }
}

/// The rulebook in force as it is stored; none in a city that was set up without one.
async fn in_force(web: &Web) -> Result<Option<StoredRulebook>, Problem> {
    Ok(web.store().rulebook_at(web.now()).await?)
}

/// The name of the rulebook in force.
pub(super) async fn present(web: &Web) -> Result<String, Problem> {
    Ok(in_force(web).await?.map(|stored| stored.version).unwrap_or_default())
}

impl From<Fault> for FaultView {
    fn from(Fault { file, line, message }: Fault) -> Self {
        Self { file, line, message }
    }
}

impl From<Difference> for ChangeView {
    fn from(Difference { file, added, line, text }: Difference) -> Self {
        Self { file, change: if added { "added" } else { "removed" }, line, text }
    }
}
