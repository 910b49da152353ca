//! `GET /`: the front page of the city.

use super::counts::public_total;
use super::kept::Kept;
use super::layout::{Shown, page, page_or_sorry, phone};
use super::map::Cells;
use super::track::form;
use crate::answers::PageFailures;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use jingwei_evaluation::Line;
use jingwei_store::CaseQuery;
use maud::{Markup, html};
use std::sync::Arc;
use std::time::Duration;

/// What this city is, how to report, how to follow, and how it goes.
#[utoipa::path(get, path = "/", tag = "pages", responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn front(State(web): State<Web>, shown: Shown) -> Response {
    let figures = figures(&web).await;
    page_or_sorry(&web, &shown, figures.map(|figures| draw(&web, &shown, figures)))
}

/// Figures of the last thirty days and of now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    open: u64,
    filed: u64,
    closed: u64,
}

/// What everybody sees alike is counted once in a while, however many come.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    figures: Kept<Figures>,
    pub(super) map: Kept<Arc<Cells>>,
    pub(super) reports: Kept<Arc<Vec<Line>>>,
}

const FRESH: Duration = Duration::from_secs(60);

async fn figures(web: &Web) -> Result<Figures, Problem> {
    web.counted().figures.fresh(FRESH, "", || count(web)).await
}

async fn count(web: &Web) -> Result<Figures, Problem> {
    let month = Some(web.now() - SignedDuration::from_hours(24 * 30));
    let open = public_total(web, &CaseQuery { open: Some(true), ..CaseQuery::default() }).await?;
    let closed = CaseQuery { open: Some(false), filed_from: month, ..CaseQuery::default() };
    let closed = public_total(web, &closed).await?;
    let filed = public_total(web, &CaseQuery { filed_from: month, ..CaseQuery::default() }).await?;
    Ok(Figures { open, filed, closed })
}

fn draw(web: &Web, shown: &Shown, figures: Figures) -> Response {
    let rules = web.rules();
    let city = &rules.settings.city;
    let body = html! {
        h1 { (shown.name(&city.name, &city.name_en)) }
        p.lead { (shown.pick("一口受理，分派处置，统一反馈。每一件都有编号、有时限、有答复。",
            "One intake, one dispatch, one answer. Every report has a number, a deadline and a reply.")) }
        div.doors {
            a.hero href="/report" {
                strong { (shown.pick("我要反映", "Report a problem")) }
                span { (shown.pick("拍张照片，说句话，一分钟办完", "A picture and a sentence: done in a minute")) }
            }
            section.part {
                h2 { (shown.pick("查询进展", "Follow a case")) }
                (form(shown, "", ""))
            }
        }
        @if let Some(phone) = phone(&rules) {
            p { (shown.pick("也可以打电话：", "Or call: ")) a href={ "tel:" (phone) } { strong { (phone) } } }
        }
        @if !shown.is_elder() { (glance(web, shown, figures)) }
    };
    page(web, shown, shown.pick("首页", "Home"), &body)
}

fn glance(web: &Web, shown: &Shown, figures: Figures) -> Markup {
    let small = u64::from(web.rules().settings.privacy.small_count.value);
    let figure = |count: u64| public_count(count, small, shown);
    // Of two counts and their difference each tells the third: where one is withheld, so is the other.
    let withheld = |count: u64| (1..=small).contains(&count);
    let hide_both = withheld(figures.closed) || withheld(figures.filed.saturating_sub(figures.closed));
    let of_month = |count: u64| if hide_both { figure(small.min(count)) } else { figure(count) };
    html! {
        h2 { (shown.pick("本市概况", "The city at a glance")) }
        dl.figures {
            div { dt { (shown.pick("在办", "Open now")) } dd { (figure(figures.open)) } }
            div { dt { (shown.pick("近 30 天受理", "Filed in 30 days")) } dd { (figure(figures.filed)) } }
            div { dt { (shown.pick("其中已办结", "Of these, closed")) } dd { (of_month(figures.closed)) } }
        }
        p.quiet { (shown.pick("较小的数字不公布，以免指向个人。", "Small counts are not published, since they might point at a person.")) }
    }
}

/// A count for the public: none and many are said, few are not (RIGHTS.md, small counts).
fn public_count(count: u64, small: u64, shown: &Shown) -> String {
    match count {
        0 => "0".to_owned(),
        n if n <= small => format!("{} {}", shown.pick("不超过", "at most"), small),
        n => n.to_string(),
    }
}
