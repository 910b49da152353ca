//! `GET /cases`: the public list. That a case is there, what it is about, where roughly, how far it has come; no words of reporters
//! unless the city publishes them, no points, and nothing at all of sensitive kinds.

use super::layout::{Shown, moment, page_or_sorry, page_with, sorry};
use super::track::story::standing;
use crate::answers::PageFailures;
use crate::body::Asked;
use crate::caller::is_publishable;
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{CasePage, CaseQuery, CaseSummary, Cursor};
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which cases.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The code of a district or street.
    area: String,
    /// The code of a major kind.
    kind: String,
    /// `open`, `closed`, or empty for both.
    state: String,
    /// Where the page before ended.
    cursor: String,
}

const A_PAGE: u32 = 30;

/// The public list.
#[utoipa::path(get, path = "/cases", tag = "pages", params(Wanted), responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn list(State(web): State<Web>, shown: Shown, asked: Result<Asked<Wanted>, Problem>) -> Response {
    let wanted = match asked {
        Ok(Asked(wanted)) => wanted,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let found = async {
        let page = web.store().list(&wanted.query()).await?;
        Ok(draw(&web, &shown, &wanted, &page))
    };
    page_or_sorry(&web, &shown, found.await)
}

impl Wanted {
    fn query(&self) -> CaseQuery {
        CaseQuery {
            // What is no code of this city is not asked for: the list is whole then, and says so in its filters.
            area: self.area.parse().ok(),
            kind: self.kind.parse().ok(),
            open: match self.state.as_str() {
                "open" => Some(true),
                "closed" => Some(false),
                _ => None,
            },
            hidden: Some(false),
            cursor: Some(&self.cursor).filter(|cursor| !cursor.is_empty()).map(Cursor::new),
            limit: A_PAGE,
            ..CaseQuery::default()
        }
    }

    fn at(&self, cursor: &str) -> String {
        use super::form::escaped;
        let pairs = [("area", &*self.area), ("kind", &*self.kind), ("state", &*self.state), ("cursor", cursor)];
        let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = filled.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        format!("/cases?{}", query.join("&"))
    }
}

fn draw(web: &Web, shown: &Shown, wanted: &Wanted, page: &CasePage) -> Response {
    let rules = web.rules();
    let title = shown.pick("公开案件", "Public cases");
    let lines: Vec<&CaseSummary> = page.items.iter().filter(|case| is_publishable(case, &rules)).collect();
    let body = html! {
        h1 { (title) }
        p.quiet { (shown.pick("不公开姓名、电话和具体点位；涉及隐私的类别不在此列。", "No names, numbers or exact points; kinds that touch on privacy are not listed.")) }
        (filters(shown, wanted, &rules))
        @if lines.is_empty() { p.empty { (shown.pick("没有符合条件的案件。可以放宽筛选条件再试。", "No case matches. Try fewer filters.")) } }
        @else { ul.plain { @for case in lines { (line(web, shown, case, &rules)) } } }
        nav.pages aria-label=(shown.pick("翻页", "Pages")) {
            @if wanted.cursor.is_empty() { span {} } @else { a.button.second href=(wanted.at("")) { (shown.pick("回到第一页", "First page")) } }
            @if let Some(next) = &page.next { a.button.second href=(wanted.at(next.as_str())) { (shown.pick("下一页", "Next page")) } }
        }
    };
    page_with(web, shown, title, &[], &body)
}

fn line(web: &Web, shown: &Shown, case: &CaseSummary, rules: &Rulebook) -> Markup {
    let kind = case.kind.as_ref().map(|code| Named::kind(code, rules));
    let area = case.area.as_ref().map(|code| Named::area(code, rules));
    html! {
        li { a.row-link href={ "/track/" (case.number) } {
            strong { @match &kind { Some(kind) => (shown.name(&kind.name, &kind.name_en)), None => (shown.pick("类别待定", "Kind not settled")) } }
            span.tag { (standing(shown, case.state)) }
            span.quiet { @if let Some(area) = &area { (shown.name(&area.name, &area.name_en)) " · " } (moment(web, shown, case.filed_at)) }
            span.quiet { (case.number) }
            @if web.config().publish_descriptions { span { (case.headline) } }
        } }
    }
}

fn filters(shown: &Shown, wanted: &Wanted, rules: &Rulebook) -> Markup {
    let states = [("", "全部", "All"), ("open", "办理中", "Open"), ("closed", "已办结", "Closed")];
    html! {
        form.filter action="/cases" method="get" {
            label { (shown.pick("区域", "Area"))
                select name="area" {
                    option value="" { (shown.pick("全市", "The whole city")) }
                    @for area in rules.areas.divisions().filter(|area| matches!(area.level.as_str(), "district" | "street")) {
                        option value=(area.code) selected[area.code.as_str() == wanted.area] {
                            @if area.level == "street" { "　" } (shown.name(&area.name, &area.name_en)) }
                    }
                } }
            label { (shown.pick("类别", "Kind"))
                select name="kind" {
                    option value="" { (shown.pick("全部", "All")) }
                    @for kind in rules.kinds.iter().filter(|kind| kind.parent.is_none()) {
                        option value=(kind.code) selected[kind.code.as_str() == wanted.kind] { (shown.name(&kind.name, &kind.name_en)) }
                    }
                } }
            label { (shown.pick("进展", "State"))
                select name="state" { @for (code, zh, en) in states { option value=(code) selected[code == wanted.state] { (shown.pick(zh, en)) } } } }
            button { (shown.pick("筛选", "Filter")) }
        }
    }
}
