//! `GET /view`: language and theme are chosen, kept in a cookie, and one is back where one was. It needs no script.

use super::shown::{LANG, THEME, Theme, lang_of};
use crate::answers::PageFailures;
use crate::body::Asked;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// What is chosen.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Choice {
    /// `zh` or `en`.
    lang: String,
    /// `auto`, `light`, `dark` or `elder`.
    theme: String,
    /// Where to go on, an address of this site.
    back: String,
}

/// For a year; then the visitor is asked by nobody, the browser's own wish counts again.
const KEPT: &str = "Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";

/// Choose language or theme.
#[utoipa::path(get, path = "/view", tag = "pages", params(Choice), responses(
    (status = 303, description = "back to the page"), PageFailures))]
pub(crate) async fn choose(State(web): State<Web>, asked: Result<Asked<Choice>, Problem>) -> Response {
    let choice = asked.map(|Asked(choice)| choice).unwrap_or_default();
    let mut response = Redirect::to(way_back(&choice.back)).into_response();
    let secure = if web.config().behind_tls { "; Secure" } else { "" };
    let theme = Theme::from_code(&choice.theme).map(|theme| (THEME, theme.code()));
    let lang = lang_of(&choice.lang).map(|lang| (LANG, lang.pick("zh", "en")));
    for (name, value) in [theme, lang].into_iter().flatten() {
        if let Ok(line) = HeaderValue::from_str(&format!("{name}={value}; {KEPT}{secure}")) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    response
}

/// The way back, if it leads to a page of ours. Anything that a browser could take for another site leads home: two slashes,
/// backslashes, which browsers read as slashes, and what would end the header.
fn way_back(back: &str) -> &str {
    let is_ours = back.starts_with('/')
        && !back.starts_with("//")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_to_another_site() {
        for ours in ["/", "/track/2026?key=7KQ2&lang=en", "/report#what"] {
            assert_eq!(way_back(ours), ours);
        }
        for theirs in ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nset-cookie: x=1", "/\tx"]
        {
            assert_eq!(way_back(theirs), "/", "{theirs:?}");
        }
    }
}
