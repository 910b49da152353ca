//! `GET /track/{number}/receipt`: the receipt of a report, to keep, to print, and to point a camera at.

use super::super::layout::{Shown, moment, page_or_sorry, page_with, phone};
use super::{case_address, sight, story};
use crate::answers::PageFailures;
use crate::body::Slot;
use crate::caller::Caller;
use crate::cases::act::load;
use crate::cases::view::own::OwnCase;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use jingwei_cases::case::Case;
use maud::{Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// The receipt, for who holds the key.
#[utoipa::path(get, path = "/track/{number}/receipt", tag = "pages",
    params(("number" = String, Path, description = "the receipt number"), ("key" = String, Query, description = "the key of the case")),
    responses((status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn receipt(
    State(web): State<Web>,
    caller: Caller,
    shown: Shown,
    Slot(number): Slot<String>,
    headers: HeaderMap,
) -> Response {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let found = async {
        let case = load(&web, &number).await?;
        match sight(&web, &caller, &case)? {
            Sight::Own => Ok(draw(&web, &caller, &shown, &case, &host)),
            _ => Err(Problem::no_such_thing()),
        }
    };
    page_or_sorry(&web, &shown, found.await)
}

/// The address of a receipt.
pub(super) fn address(number: &str, key: &str) -> String {
    format!("/track/{number}/receipt?key={key}")
}

fn draw(web: &Web, caller: &Caller, shown: &Shown, case: &Case, host: &str) -> Response {
    let rules = web.rules();
    let view = OwnCase::of(case, &rules);
    let way = case_address(&case.number, caller.linked_key());
    let scheme = if web.config().behind_tls { "https" } else { "http" };
    let title = shown.pick("已受理", "Received");
    let body = html! {
        div.receipt {
            h1 { (title) }
            p.lead { (shown.pick("请保存下面的编号和密钥：查进展、回答提问、评价，都用它们。", "Keep the number and the key: with them you follow, answer and rate.")) }
            dl.slip {
                div { dt { (shown.pick("案件编号", "Receipt number")) } dd { (case.number) } }
                div { dt { (shown.pick("查询密钥", "Key")) } dd { (caller.linked_key()) } }
            }
            div.code { (code(&format!("{scheme}://{host}{way}"), shown)) p { (shown.pick("扫码查进展", "Point your camera at it to follow")) } }
            dl.facts {
                dt { (shown.pick("受理时间", "Received")) } dd { (moment(web, shown, view.filed_at)) }
                @if let Some(by) = view.next.answer_by { dt { (shown.pick("承诺答复", "Answer promised by")) } dd { strong { (moment(web, shown, by)) } } }
                dt { (shown.pick("现在", "Now")) } dd { (story::standing(shown, case.state)) "：" (shown.pick(view.next.zh, view.next.en)) }
                @if let Some(phone) = phone(&rules) { dt { (shown.pick("有疑问请拨打", "Questions?")) } dd { a href={ "tel:" (phone) } { (phone) } } }
            }
            p.actions {
                a.button.main href=(way) { (shown.pick("查看进展", "Follow it")) }
                button type="button" class="second" data-do="print" hidden { (shown.pick("打印回执", "Print")) }
                a href="/report" { (shown.pick("再反映一件", "Report another")) }
            }
        }
    };
    page_with(web, shown, title, &["page.js"], &body)
}

/// The address as a QR code (ISO/IEC 18004), drawn here: the key goes to nobody else.
fn code(address: &str, shown: &Shown) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M) else { return html! {} };
    let width = code.width();
    let mut path = String::new();
    for (n, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        // Four modules of quiet around it belong to the code.
        write!(path, "M{} {}h1v1h-1z", n % width + 4, n / width + 4).expect("writing to a string does not fail");
    }
    let label = shown.pick("二维码：本案进展页的地址", "QR code: the address of this case's page");
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width + 8) " " (width + 8) } width="200" height="200" role="img"
            aria-label=(label) shape-rendering="crispEdges" {
            (PreEscaped(format!("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/>")))
        }
    }
}
