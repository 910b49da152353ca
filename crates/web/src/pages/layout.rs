//! What every page has around it: head, way back, telephone, language, type size, foot.

use super::assets::address;
use super::form::escaped;
pub(crate) use super::shown::Shown;
use super::shown::Theme;
use crate::{Problem, Web};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::Offset;
use jingwei_cases::rulebook::Rulebook;
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;

/// A page.
pub(crate) fn page(web: &Web, shown: &Shown, title: &str, body: &Markup) -> Response {
    page_with(web, shown, title, &[], body)
}

/// A page that is helped by scripts. It works without them.
pub(crate) fn page_with(web: &Web, shown: &Shown, title: &str, scripts: &[&str], body: &Markup) -> Response {
    let rules = web.rules();
    let name = shown.name(&rules.settings.city.name, &rules.settings.city.name_en);
    let markup = html! {
        (DOCTYPE)
        html lang=(shown.lang().tag()) data-theme=(shown.theme().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (name) }
                link rel="stylesheet" href=(address("jingwei.css"));
                link rel="icon" href=(address("jingwei.svg")) type="image/svg+xml";
                @for script in scripts { script type="module" src=(address(script)) {} }
            }
            body {
                a.skip href="#main" { (shown.pick("跳到正文", "Skip to content")) }
                (head(shown, name, &rules))
                main id="main" tabindex="-1" { (body) }
                (foot(shown, &rules))
                @if shown.is_elder() { (bar(shown, &rules)) }
            }
        }
    };
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_LANGUAGE, shown.lang().tag())];
    (headers, markup.into_string()).into_response()
}

fn head(shown: &Shown, name: &str, rules: &Rulebook) -> Markup {
    let places = [
        ("/report", "我要反映", "Report"),
        ("/track", "查进展", "Follow"),
        ("/cases", "公开案件", "Cases"),
        ("/map", "案件地图", "Map"),
        ("/figures", "公开数据", "Figures"),
        ("/guide", "服务指南", "Guide"),
    ];
    // One task a screen: the elder view keeps the two things that people come for.
    let most = if shown.is_elder() { 2 } else { places.len() };
    html! {
        header.top {
            div.row {
                a.home href="/" { img src=(address("jingwei.svg")) alt="" width="32" height="32"; span { (name) } }
                div.tools {
                    (call(shown, rules))
                    @if shown.is_elder() {
                        a.tool href=(choose(shown, "theme", "auto")) { (shown.pick("标准版", "Standard view")) }
                    } @else {
                        a.tool href=(choose(shown, "theme", "elder")) { (shown.pick("长辈版", "Large view")) }
                    }
                    (language(shown))
                }
            }
            nav aria-label=(shown.pick("主导航", "Main")) {
                @for (path, zh, en) in &places[..most] {
                    a href=(path) aria-current=[shown.is_under(path).then_some("page")] { (shown.pick(zh, en)) }
                }
            }
        }
    }
}

fn foot(shown: &Shown, rules: &Rulebook) -> Markup {
    let themes = [
        (Theme::Auto, "跟随系统", "As the system"),
        (Theme::Light, "浅色", "Light"),
        (Theme::Dark, "深色", "Dark"),
        (Theme::Elder, "长辈版", "Large view"),
    ];
    html! {
        footer {
            p.themes { span { (shown.pick("显示：", "Display: ")) }
                @for (theme, zh, en) in themes {
                    a href=(choose(shown, "theme", theme.code())) aria-current=[(shown.theme() == theme).then_some("true")] { (shown.pick(zh, en)) }
                } }
            p { (shown.pick("紧急情况请拨打 ", "In an emergency call ")) (lines(shown)) }
            p { a href="/help" { (shown.pick("帮助与无障碍", "Help and accessibility")) } " · "
                a href="/docs/api" { (shown.pick("开放接口", "Open API")) } " · "
                a href="/ledger/checkpoint" { (shown.pick("账本签名", "Signed ledger")) } }
            p.quiet { (shown.name(&rules.settings.city.description, &rules.settings.city.description_en)) }
        }
    }
}

/// The elder view keeps the telephone in sight wherever one has scrolled to.
fn bar(shown: &Shown, rules: &Rulebook) -> Markup {
    html! {
        div.bar role="region" aria-label=(shown.pick("打电话", "Call")) {
            @if let Some(phone) = phone(rules) {
                a href={ "tel:" (phone) } { (shown.pick("打电话办 ", "Call us ")) strong { (phone) } }
            }
        }
    }
}

fn call(shown: &Shown, rules: &Rulebook) -> Markup {
    html! {
        @if let Some(phone) = phone(rules) {
            a.call href={ "tel:" (phone) } { span { (shown.pick("热线", "Hotline")) } strong { (phone) } }
        }
    }
}

fn language(shown: &Shown) -> Markup {
    let other = shown.pick("en", "zh");
    html! {
        a.tool href=(choose(shown, "lang", other)) hreflang=(other) lang=(shown.pick("en", "zh-CN")) { (shown.pick("English", "中文")) }
    }
}

/// The emergency lines, each to be called by touching it.
pub(super) fn lines(shown: &Shown) -> Markup {
    let all = [("110", "报警", "police"), ("119", "消防", "fire"), ("120", "急救", "ambulance")];
    html! {
        @for (number, zh, en) in all { a.line href={ "tel:" (number) } { strong { (number) } " " (shown.pick(zh, en)) } " " }
    }
}

/// The telephone of the city's hotline.
pub(super) fn phone(rules: &Rulebook) -> Option<String> {
    let hotline = rules.departments.get(&rules.settings.city.hotline)?;
    Some(hotline.phone.clone()).filter(|phone| !phone.is_empty())
}

/// Where a choice of language or type size is made, and where it leads back to.
fn choose(shown: &Shown, what: &str, value: &str) -> String {
    format!("/view?{what}={value}&back={}", escaped(&shown.back()))
}

/// A no, as a page.
pub(crate) fn sorry(web: &Web, shown: &Shown, problem: Problem) -> Response {
    let title = problem.detail(shown.lang()).to_owned();
    let body = html! {
        h1 { (title) }
        p { (problem.what_next(shown.lang())) }
        p { a.button href="/track" { (shown.pick("重新查询", "Look again")) } " "
            a href="/" { (shown.pick("回到首页", "Back to the front page")) } }
    };
    let mut response = page(web, shown, &title, &body);
    *response.status_mut() = problem.status();
    problem.dress(&mut response);
    response.extensions_mut().insert(Arc::new(problem));
    response
}

/// 200, or what the problem says. What went wrong with us is said as a page too, and its number stands in the log.
pub(crate) fn page_or_sorry(web: &Web, shown: &Shown, found: Result<Response, Problem>) -> Response {
    found.unwrap_or_else(|problem| match problem.status() {
        StatusCode::INTERNAL_SERVER_ERROR => problem.into_response(),
        _ => sorry(web, shown, problem),
    })
}

/// An instant as people of the city read it, in its own time.
pub(crate) fn moment(web: &Web, shown: &Shown, at: Timestamp) -> Markup {
    let text = local(web, at).strftime(shown.pick("%-m月%-d日 %H:%M", "%-d %B, %H:%M")).to_string();
    let year = |at| local(web, at).year();
    let text = match (year(at) == year(web.now()), shown.pick("zh", "en")) {
        (true, _) => text,
        (false, "zh") => format!("{}年{text}", year(at)),
        (false, _) => format!("{text}, {}", year(at)),
    };
    html! { time datetime=(at.to_string()) { (text) } }
}

fn local(web: &Web, at: Timestamp) -> jiff::civil::DateTime {
    let rules = web.rules();
    let midnight = format!("1970-01-01T00:00:00{}", rules.settings.city.utc_offset).parse::<Timestamp>();
    let seconds = midnight.map_or(0, |midnight| -midnight.as_second());
    let offset =
        i32::try_from(seconds).ok().and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC);
    offset.to_datetime(at)
}
