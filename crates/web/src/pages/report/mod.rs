//! `GET /report` and `POST /report`: a resident reports, by plain forms. The elder view asks one thing a screen; the ordinary view
//! asks all of it on one page and shows it once more. What was typed travels in the forms; nothing is kept here before it is sent.

mod check;
mod draft;
mod questions;
mod steps;
mod stop;

use super::form::{Form, escaped};
use super::layout::{Shown, page_with, phone, sorry};
use crate::answers::PageFailures;
use crate::attachments::upload::take_in;
use crate::caller::Caller;
use crate::cases::file::{keep, may_file_now};
use crate::triage::urgent::Urgent;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use check::Sense;
use draft::{Draft, Faults};
use jingwei_terms::Actor;
use maud::{Markup, html};
use std::time::Instant;
use steps::Step;

/// What helps the form along where there are scripts: a smaller picture, the place, a draft on this device.
const SCRIPTS: &[&str] = &["report.js", "page.js"];

/// The form.
#[utoipa::path(get, path = "/report", tag = "pages", responses(
    (status = 200, description = "the form", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn form(State(web): State<Web>, shown: Shown) -> Response {
    let draft = Draft::new(web.new_id(web.now()));
    let step = Step::first(shown.is_elder());
    screen(&web, &shown, step, &draft, &Faults::new(), None)
}

/// One screen was filled in: the next one follows, or the same again with what is wrong, or the receipt.
#[utoipa::path(post, path = "/report", tag = "pages", request_body(content = String, content_type = "multipart/form-data"), responses(
    (status = 200, description = "the next screen", body = String, content_type = "text/html"),
    (status = 303, description = "filed: the way to the receipt"), PageFailures))]
pub(crate) async fn write(
    State(web): State<Web>,
    caller: Caller,
    shown: Shown,
    form: Result<Form, Problem>,
) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let mut draft = Draft::of(&form);
    if !form.text("drop").is_empty() {
        draft.drop_photos();
    }
    let step = Step::from_code(form.text("step"), shown.is_elder());
    let report = Writing { web: &web, caller: &caller, shown: &shown, step };
    let unread = report.take_photos(&mut draft, form.files.iter().map(|file| file.bytes.clone()).collect()).await;
    if !unread.is_empty() {
        return with_status(report.show(step, draft, unread).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match form.text("go") {
        "back" => report.show(step.before(shown.is_elder()), draft, Faults::new()).await,
        _ => report.go_on(draft).await,
    }
}

/// A report being written by somebody.
struct Writing<'a> {
    web: &'a Web,
    caller: &'a Caller,
    shown: &'a Shown,
    step: Step,
}

impl Writing<'_> {
    /// Takes in the pictures of a form. What no report names is thrown away within a week, as for everybody who sends one. A picture
    /// that cannot be read keeps nobody from going on with the others, and everything typed.
    async fn take_photos(&self, draft: &mut Draft, files: Vec<Vec<u8>>) -> Faults {
        let mut faults = Faults::new();
        for bytes in files.into_iter().take(steps::MOST_PHOTOS) {
            let taken = match self.web.uploads().take(self.caller.address, Instant::now()) {
                Ok(()) => take_in(self.web, self.caller, bytes.into()).await,
                Err(seconds) => Err(Problem::too_often(seconds)),
            };
            match taken {
                Ok(kept) => draft.add_photo(&kept.sha256),
                Err(problem) => faults.push(("photo", no_picture(self.shown, &problem))),
            }
        }
        faults
    }

    async fn go_on(&self, draft: Draft) -> Response {
        let rules = self.web.rules();
        let faults = self.step.faults(self.shown, &draft, &rules);
        if !faults.is_empty() {
            // On the last screen a fault of an earlier one cannot be mended, so that one is shown.
            let is_here = |(field, _): &(&str, String)| self.step.fields().contains(field);
            let elsewhere = || Step::holding(faults.first().map_or("", |(field, _)| field), self.shown.is_elder());
            let step = if faults.iter().any(is_here) { self.step } else { elsewhere() };
            return with_status(self.show(step, draft, faults).await, StatusCode::UNPROCESSABLE_ENTITY);
        }
        if let Some(urgent) = self.danger(&draft).await {
            return stop::draw(self.web, self.shown, self.step, &draft, &urgent);
        }
        match self.step {
            Step::Check => self.send(draft).await,
            step => self.show(step.after(), draft, Faults::new()).await,
        }
    }

    /// What to say first when the words point to danger, unless it was said already.
    async fn danger(&self, draft: &Draft) -> Option<Urgent> {
        if !draft.text("calm").is_empty() || draft.text("what").is_empty() {
            return None;
        }
        // Advice that fails must not keep anybody from reporting.
        Sense::of(self.web, self.caller, draft).await.ok()?.urgent
    }

    async fn show(&self, step: Step, mut draft: Draft, faults: Faults) -> Response {
        if step != Step::Check {
            return screen(self.web, self.shown, step, &draft, &faults, None);
        }
        match Sense::of(self.web, self.caller, &draft).await {
            Ok(sense) => {
                if self.step != Step::Check
                    && draft.text("kind").is_empty()
                    && let Some(kind) = sense.kind()
                {
                    draft.put("kind", kind);
                }
                let body = check::draw(self.web, self.shown, &draft, &sense, &faults);
                framed(self.web, self.shown, step, &draft, &faults, None, &body)
            }
            Err(problem) => refused(self.web, self.shown, &draft, &problem),
        }
    }

    async fn send(&self, mut draft: Draft) -> Response {
        let filed = self.file(&draft).await;
        match filed {
            Ok((number, key)) => {
                Redirect::to(&format!("/track/{number}/receipt?key={}", escaped(&key))).into_response()
            }
            Err(problem) => {
                if problem.code() == "command_reused" {
                    // Sent before, and changed since: another report, if the reporter means it to be.
                    draft.put("command_id", &self.web.new_id(self.web.now()).to_string());
                }
                refused(self.web, self.shown, &draft, &problem)
            }
        }
    }

    async fn file(&self, draft: &Draft) -> Result<(String, String), Problem> {
        may_file_now(self.web, self.caller)?;
        let report = draft.report(&self.web.rules())?;
        // Who works here reports on this page as a resident, like everybody else.
        let filed = keep(self.web, Actor::resident(), draft.command()?, draft.digest(), report).await?;
        Ok((filed.number, filed.key))
    }
}

/// The screen again with everything on it, and why the report was not taken.
fn refused(web: &Web, shown: &Shown, draft: &Draft, problem: &Problem) -> Response {
    let step = match problem.code() {
        "bad_phone" => Step::holding("phone", shown.is_elder()),
        "bad_location" | "unknown_area" => Step::holding("address", shown.is_elder()),
        _ => Step::first(shown.is_elder()),
    };
    let mut response = screen(web, shown, step, draft, &Faults::new(), Some(problem));
    *response.status_mut() = problem.status();
    problem.dress(&mut response);
    response
}

fn screen(web: &Web, shown: &Shown, step: Step, draft: &Draft, faults: &Faults, problem: Option<&Problem>) -> Response {
    let rules = web.rules();
    let has = |one: Step| step == one || step == Step::All;
    let body = html! {
        @if has(Step::Photo) { (steps::photo(shown, draft, faults)) }
        @if has(Step::What) { (steps::what(shown, draft, faults)) }
        @if has(Step::Where) { (steps::place(shown, draft, faults, &rules)) }
        @if has(Step::Who) { (steps::who(shown, draft, faults)) }
    };
    framed(web, shown, step, draft, faults, problem, &body)
}

/// A screen of the form with what is around each.
fn framed(
    web: &Web,
    shown: &Shown,
    step: Step,
    draft: &Draft,
    faults: &Faults,
    problem: Option<&Problem>,
    body: &Markup,
) -> Response {
    let title = match step {
        Step::Check => shown.pick("核对后提交", "Check and send"),
        _ => shown.pick("我要反映", "Report"),
    };
    let shown = &shown.clone().at("/report");
    let page = html! {
        h1 { (title) }
        (progress(shown, step))
        @if let Some(problem) = problem { (no(web, shown, problem)) }
        @if !faults.is_empty() { (summary(shown, faults)) }
        form.report action="/report" method="post" enctype="multipart/form-data" novalidate data-step=(step.code()) {
            input type="hidden" name="step" value=(step.code());
            (draft.hidden(Some(step)))
            // The first button of a form is the one that the Enter key presses.
            button.unseen name="go" value="next" tabindex="-1" aria-hidden="true" { (forward(shown, step)) }
            (body)
            div.actions {
                @if step != Step::first(shown.is_elder()) { button.second name="go" value="back" { (shown.pick("上一步", "Back")) } }
                button.main name="go" value="next" { (forward(shown, step)) }
            }
            p.quiet { (shown.pick("点“提交”之前，我们不保存您填写的文字；没有提交的照片一周内删除。", "What you type is not kept before you send it; pictures that are not sent along are thrown away within a week.")) }
        }
    };
    let title =
        if faults.is_empty() { title.to_owned() } else { format!("{}{title}", shown.pick("有误：", "Error: ")) };
    page_with(web, shown, &title, SCRIPTS, &page)
}

const fn forward(shown: &Shown, step: Step) -> &'static str {
    match step {
        Step::Check => shown.pick("提交", "Send"),
        _ => shown.pick("下一步", "Next"),
    }
}

fn progress(shown: &Shown, step: Step) -> Markup {
    let (at, all) = match (shown.is_elder(), step) {
        (false, Step::Check) => (2, 2),
        (false, _) => (1, 2),
        (true, Step::What) => (2, 5),
        (true, Step::Where) => (3, 5),
        (true, Step::Who) => (4, 5),
        (true, Step::Check) => (5, 5),
        (true, _) => (1, 5),
    };
    html! { p.steps { (shown.pick("第 ", "Step ")) (at) (shown.pick(" 步，共 ", " of ")) (all) (shown.pick(" 步", "")) } }
}

/// The faults in one list at the top, each leading to its field.
fn summary(shown: &Shown, faults: &Faults) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" {
            h2 { (shown.pick("还差一点", "Not quite yet")) }
            ul { @for (field, words) in faults { li { a href={ "#" (field) } { (words) } } } }
        }
    }
}

/// Why a picture was not taken, and what to do instead.
fn no_picture(shown: &Shown, problem: &Problem) -> String {
    let (why, next) = (problem.detail(shown.lang()), problem.what_next(shown.lang()));
    let stop = shown.pick("；", "; ");
    let without = shown.pick("也可以不附照片继续", "you may also go on without it");
    if next.is_empty() { format!("{why}{stop}{without}") } else { format!("{why}{stop}{next}{stop}{without}") }
}

/// A no of the town hall or of the machine, with the telephone as the way out.
fn no(web: &Web, shown: &Shown, problem: &Problem) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" {
            h2 { (problem.detail(shown.lang())) }
            p { (shown.pick("您填写的内容都还在，可以稍后再试，不会重复受理。", "Everything you typed is still here. Try again later; nothing is filed twice.")) }
            @if let Some(phone) = phone(&web.rules()) {
                p { (shown.pick("也可以拨打 ", "Or call ")) a href={ "tel:" (phone) } { (phone) } }
            }
        }
    }
}

fn with_status(mut response: Response, status: StatusCode) -> Response {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}
