//! What every page has around it: head, way back, language, foot.

use crate::{Lang, Problem, Web};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::Offset;
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;

/// The language of a page: as the address says, otherwise as the browser asks.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    lang: Lang,
    path: String,
}

#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Shown {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let chosen = Query::<Chosen>::try_from_uri(&parts.uri).ok().and_then(|chosen| chosen.0.lang);
        let lang = match chosen.as_deref() {
            Some("en") => Lang::En,
            Some("zh") => Lang::Zh,
            _ => Lang::asked(&parts.headers),
        };
        Ok(Self { lang, path: parts.uri.path().to_owned() })
    }
}

impl Shown {
    /// The words in the language of the page.
    pub(crate) const fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// The name of something of the rulebook, which may have no English one.
    pub(crate) const fn name<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.lang.pick(zh, en) }
    }

    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }
}

/// A page.
pub(crate) fn page(web: &Web, shown: &Shown, title: &str, body: &Markup) -> Response {
    let rules = web.rules();
    let city = &rules.settings.city;
    let name = shown.name(&city.name, &city.name_en);
    let other = shown.pick("en", "zh");
    let markup = html! {
        (DOCTYPE)
        html lang=(shown.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (name) }
                link rel="stylesheet" href="/static/jingwei.css";
                link rel="icon" href="/static/jingwei.svg" type="image/svg+xml";
            }
            body {
                a.skip href="#main" { (shown.pick("跳到正文", "Skip to content")) }
                header {
                    a.home href="/" { img src="/static/jingwei.svg" alt="" width="32" height="32"; span { (name) } }
                    nav aria-label=(shown.pick("主导航", "Main")) {
                        a href="/track" { (shown.pick("查询进展", "Follow a case")) }
                        a href="/docs/api" { (shown.pick("接口", "API")) }
                        a href=(format!("{}?lang={other}", shown.path)) hreflang=(other) lang=(other) {
                            (shown.pick("English", "中文"))
                        }
                    }
                }
                main id="main" tabindex="-1" { (body) }
                footer {
                    p { (shown.pick("经纬 · 每一步都可验证", "Jingwei · every step can be proved")) " · "
                        a href="/ledger/checkpoint" { (shown.pick("账本签名", "signed ledger")) } }
                }
            }
        }
    };
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_LANGUAGE, shown.lang.tag())];
    (headers, markup.into_string()).into_response()
}

/// A no, as a page.
pub(crate) fn sorry(web: &Web, shown: &Shown, problem: Problem) -> Response {
    let title = problem.detail(shown.lang).to_owned();
    let mut response = page(
        web,
        shown,
        &title,
        &html! {
            h1 { (title) }
            p { (problem.what_next(shown.lang)) }
            p { a href="/track" { (shown.pick("重新查询", "Look again")) } }
        },
    );
    *response.status_mut() = problem.status();
    problem.dress(&mut response);
    response.extensions_mut().insert(Arc::new(problem));
    response
}

/// An instant as people of the city read it, in its own time.
pub(crate) fn moment(web: &Web, shown: &Shown, at: Timestamp) -> Markup {
    let rules = web.rules();
    let midnight = format!("1970-01-01T00:00:00{}", rules.settings.city.utc_offset).parse::<Timestamp>();
    let seconds = midnight.map_or(0, |midnight| -midnight.as_second());
    let offset =
        i32::try_from(seconds).ok().and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC);
    let text = offset.to_datetime(at).strftime(shown.pick("%Y年%-m月%-d日 %H:%M", "%-d %B %Y, %H:%M")).to_string();
    html! { time datetime=(at.to_string()) { (text) } }
}

/// 200, or what the problem says.
pub(crate) fn page_or_sorry(web: &Web, shown: &Shown, found: Result<Response, Problem>) -> Response {
    found.unwrap_or_else(|problem| match problem.status() {
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE => problem.into_response(),
        _ => sorry(web, shown, problem),
    })
}
