//! How a page is shown to this visitor: language and theme, as the address says, as they chose before, or as the browser asks.

use crate::Lang;
use axum::extract::{FromRequestParts, Query};
use axum::http::header;
use axum::http::request::Parts;
use serde::Deserialize;
use std::convert::Infallible;

/// What keeps the chosen theme.
pub(super) const THEME: &str = "jingwei_theme";
/// What keeps the chosen language.
pub(super) const LANG: &str = "jingwei_lang";

/// Colours and sizes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Theme {
    /// Light or dark as the device is set.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// 长辈版: large type, large targets, one task a screen.
    Elder,
}

impl Theme {
    /// The word in addresses, cookies and style sheets.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Elder => "elder",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark, Self::Elder].into_iter().find(|theme| theme.code() == code)
    }
}

/// How a page is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    lang: Lang,
    theme: Theme,
    address: String,
}

#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Shown {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let chosen = Query::<Chosen>::try_from_uri(&parts.uri).ok().and_then(|chosen| chosen.0.lang);
        let lang = chosen.as_deref().and_then(lang_of).or_else(|| cookie(parts, LANG).and_then(lang_of));
        let theme = cookie(parts, THEME).and_then(Theme::from_code).unwrap_or_default();
        let address = parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned();
        Ok(Self { lang: lang.unwrap_or_else(|| Lang::asked(&parts.headers)), theme, address })
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

    pub(super) const fn theme(&self) -> Theme {
        self.theme
    }

    pub(super) fn is_elder(&self) -> bool {
        self.theme == Theme::Elder
    }

    /// Whether this page stands under that address.
    pub(super) fn is_under(&self, path: &str) -> bool {
        let own = self.address.split('?').next().unwrap_or_default();
        own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The address of this page, for the way back; without the language that it was asked for in, which would win over a choice.
    pub(super) fn back(&self) -> String {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
        if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
    }

    /// The same page as of that address: what is sent to an address that only takes forms must not lead back to it.
    pub(super) fn at(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }
}

/// The language with this short name.
pub(super) fn lang_of(word: &str) -> Option<Lang> {
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn cookie<'p>(parts: &'p Parts, name: &str) -> Option<&'p str> {
    let lines = parts.headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}
