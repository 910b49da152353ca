//! `GET /`: the front page of the city.

use super::layout::{Shown, page, page_or_sorry};
use super::track::form;
use crate::answers::PageFailures;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use jingwei_store::{CaseQuery, TallyBy};
use maud::{Markup, html};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// Everybody sees the same figures, so they are counted once a minute however many come.
#[derive(Debug, Default)]
pub(crate) struct Counted(Mutex<Option<(Instant, Figures)>>);

const FRESH: Duration = Duration::from_secs(60);

async fn figures(web: &Web) -> Result<Figures, Problem> {
    let known = *web.counted().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, figures)) = known.filter(|(since, _)| since.elapsed() < FRESH) {
        return Ok(figures);
    }
    let month = Some(web.now() - SignedDuration::from_hours(24 * 30));
    let (open, filed) = (Some(true), Some(false));
    let open = total(web, CaseQuery { open, ..CaseQuery::default() }).await?;
    let closed = total(web, CaseQuery { open: filed, filed_from: month, ..CaseQuery::default() }).await?;
    let filed = total(web, CaseQuery { filed_from: month, ..CaseQuery::default() }).await?;
    let figures = Figures { open, filed, closed };
    *web.counted().0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), figures));
    Ok(figures)
}

async fn total(web: &Web, query: CaseQuery) -> Result<u64, Problem> {
    Ok(web.store().tally(&query, TallyBy::State).await?.iter().map(|(_, count)| count).sum())
}

fn draw(web: &Web, shown: &Shown, figures: Figures) -> Response {
    let rules = web.rules();
    let city = &rules.settings.city;
    let small = u64::from(rules.settings.privacy.small_count.value);
    let figure = |count: u64| public_count(count, small, shown);
    // Of two counts and their difference each tells the third: where one is withheld, so is the other.
    let withheld = |count: u64| (1..=small).contains(&count);
    let hide_both = withheld(figures.closed) || withheld(figures.filed.saturating_sub(figures.closed));
    let of_month = |count: u64| if hide_both { figure(small.min(count)) } else { figure(count) };
    page(
        web,
        shown,
        shown.pick("首页", "Home"),
        &html! {
            h1 { (shown.name(&city.name, &city.name_en)) }
            p.lead { (shown.pick("一口受理，分派处置，统一反馈。每一件都有编号、有时限、有答复，每一步都可验证。",
                "One intake, one dispatch, one answer. Every report has a number, a deadline and a reply, and every step can be proved.")) }
            p.quiet { (shown.name(&city.description, &city.description_en)) }
            h2 { (shown.pick("查询进展", "Follow a case")) }
            (form(shown, "", ""))
            h2 { (shown.pick("本市概况", "The city at a glance")) }
            dl.figures {
                div { dt { (shown.pick("在办", "Open now")) } dd { (figure(figures.open)) } }
                div { dt { (shown.pick("近 30 天受理", "Filed in 30 days")) } dd { (figure(figures.filed)) } }
                div { dt { (shown.pick("其中已办结", "Of these, closed")) } dd { (of_month(figures.closed)) } }
            }
            p.quiet { (shown.pick("较小的数字不公布，以免指向个人。", "Small counts are not published, since they might point at a person.")) }
            h2 { (shown.pick("怎样反映问题", "How to report")) }
            (how(shown, rules.departments.get(&city.hotline).map_or("", |d| d.phone.as_str())))
        },
    )
}

fn how(shown: &Shown, phone: &str) -> Markup {
    html! {
        p { (shown.pick("请拨打市民服务热线", "Call the city's hotline")) @if !phone.is_empty() { " " strong { (phone) } }
            (shown.pick("。其他系统可通过以下接口提交：", ". Other systems report by these interfaces:")) }
        ul {
            li { code { "POST /api/v1/cases" } " · " a href="/docs/api" { (shown.pick("接口文档", "API documentation")) } }
            li { code { "/open311/v2/" } " · Open311 GeoReport v2" }
        }
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
