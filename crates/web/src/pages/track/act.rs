//! `POST /track/{number}/…`: the reporter answers, rates, or asks for the case to be taken up again, by plain forms. Each goes through
//! the same door as the same words in JSON.

use super::super::layout::{Shown, page_or_sorry, sorry};
use super::forms::Failed;
use crate::answers::PageFailures;
use crate::body::{Command, Json, Slot};
use crate::caller::Caller;
use crate::cases::act::{Act, load};
use crate::cases::view::CaseView;
use crate::cases::{answer, feedback, reopen};
use crate::pages::form::Form;
use crate::secret::sha256;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jingwei_cases::state::Verb;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Everything that a form of a case's page comes with.
type Came = (State<Web>, Caller, Shown, Slot<String>, Result<Form, Problem>);

/// Answer what was asked.
#[utoipa::path(post, path = "/track/{number}/answer", tag = "pages", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    params(("number" = String, Path, description = "the receipt number"), ("key" = String, Query, description = "the key of the case")),
    responses((status = 303, description = "done: back to the case"), PageFailures))]
pub(crate) async fn answer_page(
    web: State<Web>,
    caller: Caller,
    shown: Shown,
    number: Slot<String>,
    form: Result<Form, Problem>,
) -> Response {
    let said = |form: &Form| json!({ "answer": form.text("answer") });
    act((web, caller, shown, number, form), Verb::Answer, said, answer::answer).await
}

/// Say whether it is solved, and whether you are satisfied.
#[utoipa::path(post, path = "/track/{number}/feedback", tag = "pages", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    params(("number" = String, Path, description = "the receipt number"), ("key" = String, Query, description = "the key of the case")),
    responses((status = 303, description = "done: back to the case"), PageFailures))]
pub(crate) async fn feedback_page(
    web: State<Web>,
    caller: Caller,
    shown: Shown,
    number: Slot<String>,
    form: Result<Form, Problem>,
) -> Response {
    let yes = |form: &Form, name: &str| match form.text(name) {
        "yes" => json!(true),
        "no" => json!(false),
        _ => Value::Null,
    };
    let said = |form: &Form| json!({ "reached": true, "solved": yes(form, "solved"), "satisfied": yes(form, "satisfied"), "words": form.text("words") });
    act((web, caller, shown, number, form), Verb::Feedback, said, feedback::feedback).await
}

/// Ask for a closed case to be taken up again.
#[utoipa::path(post, path = "/track/{number}/reopen", tag = "pages", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    params(("number" = String, Path, description = "the receipt number"), ("key" = String, Query, description = "the key of the case")),
    responses((status = 303, description = "done: back to the case"), PageFailures))]
pub(crate) async fn reopen_page(
    web: State<Web>,
    caller: Caller,
    shown: Shown,
    number: Slot<String>,
    form: Result<Form, Problem>,
) -> Response {
    let said = |form: &Form| json!({ "reason": form.text("reason") });
    act((web, caller, shown, number, form), Verb::Reopen, said, reopen::reopen).await
}

/// Takes the words of a form through the door of its verb.
async fn act<T, D, F>(came: Came, verb: Verb, said: impl Fn(&Form) -> Value, door: D) -> Response
where
    T: Command + DeserializeOwned,
    D: FnOnce(Act<T>) -> F,
    F: Future<Output = Result<Json<CaseView>, Problem>>,
{
    let (State(web), caller, shown, Slot(number), form) = came;
    // The page acts for the reporter alone, whoever else is logged in on this device.
    let caller = caller.into_reporter();
    let shown = shown.at(super::case_address(&number, caller.linked_key()));
    let form = match form {
        Ok(form) => form,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let mut words = said(&form);
    words["command_id"] = json!(form.text("command_id"));
    let digest = sha256(format!("/track/{number}/{}\0{words}", verb.code()).as_bytes());
    let done = match Act::of_page(&web, &caller, &number, words, digest) {
        Ok(act) => door(act).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Redirect::to(&super::case_address(&number, caller.linked_key())).into_response(),
        Err(problem) => again(&web, &caller, &shown, &number, Failed { verb, problem, form }).await,
    }
}

/// The page of the case with why it was not done, and with everything that was typed.
async fn again(web: &Web, caller: &Caller, shown: &Shown, number: &str, failed: Failed) -> Response {
    let problem = failed.problem.clone();
    let found = async {
        let case = load(web, number).await?;
        super::show(web, caller, shown, &case, Some(&failed)).await
    };
    let mut response = page_or_sorry(web, shown, found.await);
    if response.status().is_success() {
        *response.status_mut() = problem.status();
        problem.dress(&mut response);
    }
    response
}
