//! Which of the two languages an answer is written in.

use axum::http::{HeaderMap, header};

/// A language of this house. Chinese comes first, and is taken when nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// zh-CN
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language that `Accept-Language` asks for (RFC 9110, 12.5.4).
    #[must_use]
    pub fn asked(headers: &HeaderMap) -> Self {
        headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Self::Zh, Self::preferred)
    }

    /// The tag for `Content-Language` and `lang` attributes.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The text in this language.
    #[must_use]
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    fn preferred(list: &str) -> Self {
        let (mut zh, mut en) = (0.0, 0.0);
        for item in list.split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            match tag.split('-').next() {
                Some("zh") => zh = weight.max(zh),
                Some("en") => en = weight.max(en),
                _ => {}
            }
        }
        if en > zh { Self::En } else { Self::Zh }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_greater_weight_is_taken_and_chinese_when_in_doubt() {
        let cases = [
            ("", Lang::Zh),
            ("*", Lang::Zh),
            ("fr", Lang::Zh),
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en;q=0.2, zh;q=0.1", Lang::En),
            ("en;q=nonsense, zh;q=0.1", Lang::En),
            ("zh;q=0, en;q=0", Lang::Zh),
        ];
        for (header, expected) in cases {
            assert_eq!(Lang::preferred(header), expected, "{header}");
        }
    }
}
