//! `GET /track` and `GET /track/{number}`: following a case, as a parcel is followed.

pub(crate) mod act;
pub(crate) mod follow;
mod forms;
pub(crate) mod receipt;
pub(super) mod story;

use super::layout::{Shown, page, page_or_sorry, page_with, sorry};
use crate::answers::PageFailures;
use crate::attachments::FOLDER;
use crate::body::{Asked, Slot};
use crate::caller::Caller;
use crate::cases::act::load;
use crate::cases::timeline::{Happening, read};
use crate::cases::view::next::{NextStep, is_rated};
use crate::cases::view::own::OwnCase;
use crate::cases::view::parts::Named;
use crate::cases::view::public::PublicCase;
use crate::pages::layout::moment;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jingwei_cases::case::Case;
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

/// What stands in the form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
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
    let (number, key) = (plain(&wanted.number), plain(&wanted.key));
    if number.is_empty() {
        let title = shown.pick("查询进展", "Follow a case");
        return page(&web, &shown, title, &html! { h1 { (title) } (form(&shown, "", &wanted.key)) });
    }
    Redirect::to(&case_address(&number, &key)).into_response()
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
    let found = async {
        let case = load(&web, &number).await?;
        show(&web, &caller, &shown, &case, None).await
    };
    page_or_sorry(&web, &shown, found.await)
}

/// The form in which number and key are asked for.
pub(super) fn form(shown: &Shown, number: &str, key: &str) -> Markup {
    html! {
        form action="/track" method="get" {
            label { (shown.pick("案件编号", "Receipt number"))
                input name="number" value=(number) required autocomplete="off" maxlength="64"; }
            label { (shown.pick("查询密钥（可不填，只看公开信息）", "Key (leave it out to see what is public)"))
                input name="key" value=(key) autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"; }
            button { (shown.pick("查询", "Look up")) }
        }
    }
}

/// The page of a case; where something was tried in vain, with why and with what had been typed.
async fn show(
    web: &Web,
    caller: &Caller,
    shown: &Shown,
    case: &Case,
    failed: Option<&forms::Failed>,
) -> Result<Response, Problem> {
    let sight = sight(web, caller, case)?;
    let timeline = read(web, case.id, sight, None, 500).await?;
    let title = format!("{} {}", shown.pick("案件", "Case"), case.number);
    let body = html! {
        h1 { (title) }
        (story::stages(shown, case.state))
        @match sight {
            Sight::Own => (own(web, caller, shown, case, failed)),
            _ => (public(web, shown, case)),
        }
        section {
            h2 { (shown.pick("经过", "What happened")) }
            ol.timeline { @for happening in timeline.items.iter().rev() { (line(web, shown, happening)) } }
        }
        @if sight == Sight::Own { (accesses(web, shown, case)) }
    };
    Ok(page_with(web, shown, &title, &["page.js"], &body))
}

/// What this page shows: to the reporter their own, to everybody else what is public. It shows colleagues no more than that.
fn sight(web: &Web, caller: &Caller, case: &Case) -> Result<Sight, Problem> {
    let sight = match caller.sight(case, &web.rules()) {
        Sight::Whole if caller.has_key_of(case) => Sight::Own,
        Sight::Whole if case.hidden.is_none() => Sight::Public,
        Sight::Whole => Sight::Nothing,
        other => other,
    };
    if sight == Sight::Nothing { Err(Problem::no_such_thing()) } else { Ok(sight) }
}

fn own(web: &Web, caller: &Caller, shown: &Shown, case: &Case, failed: Option<&forms::Failed>) -> Markup {
    let rules = web.rules();
    let view = OwnCase::of(case, &rules);
    html! {
        (next_step(web, shown, case, &view.next))
        @if let Some(lead) = &view.merged_into {
            p { (shown.pick("已与同一件事的主案一并办理：", "Dealt with together with the same matter: ")) a href={ "/track/" (lead) } { (lead) } }
        }
        (forms::draw(web, caller, shown, case, failed))
        @if let Some(reply) = view.replies.last() {
            section.reply {
                h2 { (shown.pick("答复", "The answer")) }
                p.words { (reply.text) }
                p.quiet { (moment(web, shown, reply.at)) }
            }
        }
        section {
            h2 { (shown.pick("您反映的事情", "What you reported")) }
            p.words { (view.description) }
            (photos(shown, case, caller.linked_key()))
            dl.facts {
                (named(shown, shown.pick("类别", "Kind"), view.kind.as_ref()))
                @if !case.place.address.is_empty() { (fact(shown.pick("地址", "Address"), &html! { (case.place.address) })) }
                (named(shown, shown.pick("区域", "Area"), view.area.as_ref()))
                (named(shown, shown.pick("承办单位", "Department"), view.department.as_ref()))
                (fact(shown.pick("受理时间", "Filed"), &moment(web, shown, view.filed_at)))
            }
            p.actions {
                a.button.second href=(receipt::address(&case.number, caller.linked_key())) { (shown.pick("回执和二维码", "Receipt and QR code")) }
                button type="button" class="second" data-do="print" hidden { (shown.pick("打印", "Print")) }
            }
        }
    }
}

/// The pictures that the reporter sent along, small, each leading to the whole one.
fn photos(shown: &Shown, case: &Case, key: &str) -> Markup {
    let ours: Vec<&str> =
        case.intake.attachments.iter().map(|a| a.reference.as_str()).filter(|r| r.starts_with(FOLDER)).collect();
    html! {
        @if !ours.is_empty() {
            ul.photos { @for (n, picture) in ours.iter().enumerate() {
                li { a href={ (picture) "?key=" (key) } {
                    img src={ (picture) "?size=thumb&key=" (key) } loading="lazy" width="112" height="112" alt={ (shown.pick("您附上的照片 ", "Your picture ")) (n + 1) };
                } }
            } }
        }
    }
}

fn public(web: &Web, shown: &Shown, case: &Case) -> Markup {
    let rules = web.rules();
    let view = PublicCase::of(case, &rules);
    html! {
        (next_step(web, shown, case, &NextStep::of(case, &rules)))
        dl.facts {
            (named(shown, shown.pick("类别", "Kind"), view.kind.as_ref()))
            (named(shown, shown.pick("区域", "Area"), view.area.as_ref()))
            (fact(shown.pick("受理时间", "Filed"), &moment(web, shown, view.filed_at)))
        }
        (follow::offer(web, shown, &view.number, view.state))
        p.quiet { (shown.pick("这里只有公开信息。填写密钥可查看答复全文。", "Only what is public is shown. With the key you see the answers.")) }
        (form(shown, &view.number, ""))
    }
}

fn next_step(web: &Web, shown: &Shown, case: &Case, next: &NextStep) -> Markup {
    html! {
        div.next {
            p.now { strong { @if is_rated(case) { (shown.pick("已收到评价", "The rating is in")) } @else { (story::standing(shown, case.state)) } } }
            p { (shown.pick("接下来：", "Next: ")) (shown.pick(next.zh, next.en))
                @if let Some(by) = next.by { (shown.pick("，最迟 ", ", by ")) (moment(web, shown, by)) } }
            @if let Some(by) = next.answer_by { p { (shown.pick("承诺答复：", "The answer is promised by ")) strong { (moment(web, shown, by)) } } }
        }
    }
}

fn line(web: &Web, shown: &Shown, happening: &Happening) -> Markup {
    html! {
        li {
            p { strong { (story::told(shown, happening, &web.rules())) } }
            p.quiet { (moment(web, shown, happening.at)) }
            @if let Some(words) = &happening.words { p.words { (words) } }
        }
    }
}

fn accesses(web: &Web, shown: &Shown, case: &Case) -> Markup {
    let view = OwnCase::of(case, &web.rules());
    html! {
        section {
            h2 { (shown.pick("谁查看过您的联系方式", "Who read your contact")) }
            @if view.accesses.is_empty() { p.quiet { (shown.pick("没有人查看过。", "Nobody has.")) } }
            ul { @for access in &view.accesses {
                li { (moment(web, shown, access.at)) " · " (story::office(shown, &access.by, &web.rules())) " · "
                    (shown.pick(access.purpose.zh(), access.purpose.code())) " · " (access.reason) }
            } }
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

/// The address of a case's page, with its key if there is one.
fn case_address(number: &str, key: &str) -> String {
    if key.is_empty() { format!("/track/{number}") } else { format!("/track/{number}?key={key}") }
}

/// Letters, digits and hyphens: all that numbers and keys are made of.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect()
}
