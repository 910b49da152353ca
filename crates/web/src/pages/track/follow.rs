//! `POST /track/{number}/follow`: somebody follows a case that somebody else reported, by a plain form, through the same door as in JSON.

use super::super::layout::{Shown, page, page_or_sorry, sorry};
use super::case_address;
use crate::answers::PageFailures;
use crate::body::{Sent, Slot};
use crate::caller::Caller;
use crate::follows::begin::begin;
use crate::pages::form::Form;
use crate::secret::sha256;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jingwei_cases::state::State as CaseState;
use maud::{Markup, html};
use serde_json::json;

/// Follow a public case.
#[utoipa::path(post, path = "/track/{number}/follow", tag = "pages", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "it is followed", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn follow_page(
    web: State<Web>,
    caller: Caller,
    shown: Shown,
    Slot(number): Slot<String>,
    form: Result<Form, Problem>,
) -> Response {
    let State(ground) = web.clone();
    let form = match form {
        Ok(form) => form,
        Err(problem) => return sorry(&ground, &shown, problem),
    };
    let words = json!({ "command_id": form.text("command_id") });
    let digest = sha256(format!("/track/{number}/follow\0{words}").as_bytes());
    let done = match serde_json::from_value(words) {
        Ok(said) => begin(web, caller.into_reporter(), Slot(number.clone()), Sent { said, digest }).await,
        Err(_) => Err(Problem::malformed("the form is not whole")),
    };
    let title = shown.pick("已关注", "You follow it");
    let told = html! {
        h1 { (title) }
        p { (shown.pick("这件事不必再报一次。关注的人数会让承办单位看到有多少人受影响。", "You need not report it again. How many follow shows the department how many are concerned.")) }
        p { a.button href=(case_address(&number, "")) { (shown.pick("查看进展", "See how it goes")) } }
        p.quiet { (shown.pick("请收藏进展页的地址，随时回来看。", "Keep the address of its page to come back to.")) }
    };
    let shown = shown.at(case_address(&number, ""));
    page_or_sorry(&ground, &shown, done.map(|_| page(&ground, &shown, title, &told)))
}

/// The form, on the page of a case that is still open.
pub(super) fn offer(web: &Web, shown: &Shown, number: &str, state: CaseState) -> Markup {
    html! {
        @if !matches!(state, CaseState::Closed | CaseState::Merged) {
            form id="follow" action={ "/track/" (number) "/follow" } method="post" {
                input type="hidden" name="command_id" value=(web.new_id(web.now()));
                button { (shown.pick("我也遇到了，关注这件", "It concerns me too: follow it")) }
            }
        }
    }
}
