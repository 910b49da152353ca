//! `GET /track` and `GET /track/{number}`: following a case, as a parcel is followed.

use super::layout::{Shown, moment, page, page_or_sorry, sorry};
use crate::answers::PageFailures;
use crate::body::{Asked, Slot};
use crate::caller::Caller;
use crate::cases::act::load;
use crate::cases::timeline::{Happening, read};
use crate::cases::view::next::NextStep;
use crate::cases::view::own::OwnCase;
use crate::cases::view::parts::Named;
use crate::cases::view::public::PublicCase;
use crate::policy::Sight;
use crate::{Lang, Problem, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jingwei_cases::case::Case;
use jingwei_cases::state::State as CaseState;
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

/// What stands in the form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub(crate) struct Wanted {
    /// The receipt number.
    number: String,
    /// The key of the case.
    key: String,
}

/// The form; or, filled in, the way to the case.
#[utoipa::path(get, path = "/track", tag = "pages", params(Wanted), responses(
    (status = 200, description = "the form", body = String, content_type = "text/html"),
    (status = 303, description = "the way to the case"), PageFailures))]
pub(crate) async fn find(State(web): State<Web>, shown: Shown, asked: Result<Asked<Wanted>, Problem>) -> Response {
    let wanted = match asked {
        Ok(Asked(wanted)) => wanted,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let plain =
        |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect::<String>();
    let (number, key) = (plain(&wanted.number), plain(&wanted.key));
    if number.is_empty() {
        let title = shown.pick("查询进展", "Follow a case");
        return page(&web, &shown, title, &html! { h1 { (title) } (form(&shown, "", &wanted.key)) });
    }
    let key = if key.is_empty() { String::new() } else { format!("?key={key}") };
    Redirect::to(&format!("/track/{number}{key}")).into_response()
}

/// One case: with its key all that is said to the reporter, without it what is public.
#[utoipa::path(get, path = "/track/{number}", tag = "pages",
    params(("number" = String, Path, description = "the receipt number"),
        ("key" = Option<String>, Query, description = "the key of the case")),
    responses((status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn track(
    State(web): State<Web>,
    caller: Caller,
    shown: Shown,
    Slot(number): Slot<String>,
) -> Response {
    let found = show(&web, &caller, &shown, &number).await;
    page_or_sorry(&web, &shown, found)
}

/// The form in which number and key are asked for.
pub(super) fn form(shown: &Shown, number: &str, key: &str) -> Markup {
    html! {
        form action="/track" method="get" {
            label { (shown.pick("案件编号", "Receipt number"))
                input name="number" value=(number) required autocomplete="off" inputmode="numeric" maxlength="64"; }
            label { (shown.pick("查询密钥（可不填，只看公开信息）", "Key (leave it out to see what is public)"))
                input name="key" value=(key) autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"; }
            button { (shown.pick("查询", "Look up")) }
        }
    }
}

async fn show(web: &Web, caller: &Caller, shown: &Shown, number: &str) -> Result<Response, Problem> {
    let case = load(web, number).await?;
    // A page for residents shows colleagues no more than it shows the reporter or the public.
    let sight = match caller.sight(&case, &web.rules()) {
        Sight::Whole if caller.has_key_of(&case) => Sight::Own,
        Sight::Whole => Sight::Public,
        other => other,
    };
    let is_public = case.hidden.is_none();
    if sight == Sight::Nothing || (sight == Sight::Public && !is_public) {
        return Err(Problem::no_such_thing());
    }
    let timeline = read(web, case.id, sight, None, 500).await?;
    let title = format!("{} {}", shown.pick("案件", "Case"), case.number);
    let body = html! {
        h1 { (title) }
        @match sight {
            Sight::Own => (own(web, shown, &case)),
            _ => (public(web, shown, &case)),
        }
        h2 { (shown.pick("经过", "What happened")) }
        ol.timeline { @for happening in &timeline.items { (line(web, shown, happening)) } }
    };
    Ok(page(web, shown, &title, &body))
}

fn own(web: &Web, shown: &Shown, case: &Case) -> Markup {
    let view = OwnCase::of(case, &web.rules());
    html! {
        (next_step(web, shown, case.state, &view.next))
        dl.facts {
            (fact(shown.pick("您反映", "You said"), &html! { (view.description) }))
            (named(shown, shown.pick("类别", "Kind"), view.kind.as_ref()))
            (named(shown, shown.pick("区域", "Area"), view.area.as_ref()))
            (named(shown, shown.pick("承办单位", "Department"), view.department.as_ref()))
            (fact(shown.pick("受理时间", "Filed"), &moment(web, shown, view.filed_at)))
        }
        @if !view.accesses.is_empty() {
            h2 { (shown.pick("谁查看过您的联系方式", "Who read your contact")) }
            ul { @for access in &view.accesses {
                li { (moment(web, shown, access.at)) " · " (access.purpose.zh()) " · " (access.reason) }
            } }
        }
    }
}

fn public(web: &Web, shown: &Shown, case: &Case) -> Markup {
    let rules = web.rules();
    let view = PublicCase::of(case, &rules);
    html! {
        (next_step(web, shown, view.state, &NextStep::of(case, &rules)))
        dl.facts {
            (named(shown, shown.pick("类别", "Kind"), view.kind.as_ref()))
            (named(shown, shown.pick("区域", "Area"), view.area.as_ref()))
            (fact(shown.pick("受理时间", "Filed"), &moment(web, shown, view.filed_at)))
        }
        p.quiet { (shown.pick("这里只有公开信息。填写密钥可查看答复全文。", "Only what is public is shown. With the key you see the answers.")) }
        (form(shown, &view.number, ""))
    }
}

fn next_step(web: &Web, shown: &Shown, state: CaseState, next: &NextStep) -> Markup {
    html! {
        div.next {
            p { strong { @if shown.lang() == Lang::Zh { (state.zh()) "：" } (shown.pick(next.zh, next.en)) } }
            @if let Some(by) = next.by { p { (shown.pick("本步骤期限：", "This step is due ")) (moment(web, shown, by)) } }
            @if let Some(by) = next.answer_by { p { (shown.pick("承诺答复：", "The answer is promised by ")) (moment(web, shown, by)) } }
        }
    }
}

fn line(web: &Web, shown: &Shown, happening: &Happening) -> Markup {
    html! {
        li {
            p { strong { (shown.pick(happening.verb_name, &happening.verb)) } " " span.quiet { (moment(web, shown, happening.at)) } }
            @if let Some(words) = &happening.words { p { (words) } }
        }
    }
}

fn named(shown: &Shown, label: &str, named: Option<&Named>) -> Markup {
    match named {
        Some(named) => fact(label, &html! { (shown.name(&named.name, &named.name_en)) }),
        None => html! {},
    }
}

fn fact(label: &str, value: &Markup) -> Markup {
    html! { dt { (label) } dd { (value) } }
}
