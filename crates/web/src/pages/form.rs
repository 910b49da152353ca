//! A form as a browser without a script sends it: checked for where it comes from, bounded, and read once.

use super::multipart::{boundary, parts};
use crate::body::read_up_to;
use crate::caller::is_same_origin;
use crate::{Problem, Web};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use std::collections::BTreeMap;

/// A form never weighs more than this: three photographs as a telephone takes them, carried once more in text.
const HEAVIEST: usize = 40 << 20;

/// A file that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// The field that it was chosen in.
    pub(super) field: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// What was filled in.
#[derive(Debug, Default)]
pub(crate) struct Form {
    fields: BTreeMap<String, Vec<String>>,
    /// The files, in the order of the form.
    pub(super) files: Vec<File>,
}

impl Form {
    /// The first value of a field, without space around it; empty when it was not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", |value| value.trim())
    }

    /// Every value of a field.
    pub(super) fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// The fields and their values, in the order of their names.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter_map(|(name, values)| Some((name.as_str(), values.first()?.trim())))
    }

    fn put(&mut self, name: String, value: &str) {
        // Browsers send lines with both control characters; the rooms know the one.
        self.fields.entry(name).or_default().push(value.replace("\r\n", "\n"));
    }
}

impl FromRequest<Web> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Web) -> Result<Self, Problem> {
        // A resident has no session that another site could misuse. That site could still let its visitors file reports
        // they know nothing of, which is refused as it is for who is logged in.
        if !is_same_origin(request.headers()) {
            let (zh, en) = ("请求来自其他网站", "the request comes from another site");
            return Err(Problem::new(StatusCode::FORBIDDEN, "other_site", zh, en));
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let kind = kind.to_owned();
        let bytes = read_up_to(request, HEAVIEST).await?;
        let mut form = Self::default();
        if let Some(boundary) = boundary(&kind) {
            for part in parts(&bytes, boundary).ok_or_else(broken)? {
                match part.file {
                    None => form.put(part.name, std::str::from_utf8(part.bytes).map_err(|_| broken())?),
                    // A file field that was left alone comes along empty.
                    Some(_) if part.bytes.is_empty() => {}
                    Some(_) => form.files.push(File { field: part.name, bytes: part.bytes.to_vec() }),
                }
            }
            return Ok(form);
        }
        for (name, value) in pairs(&bytes) {
            form.put(name.ok_or_else(broken)?, &value.ok_or_else(broken)?);
        }
        Ok(form)
    }
}

fn broken() -> Problem {
    let (zh, en) = ("表单没有完整送达", "the form did not arrive whole");
    Problem::new(StatusCode::BAD_REQUEST, "broken_form", zh, en)
        .next("请返回上一页再提交一次，不会重复受理", "go back and send it again; nothing is filed twice")
}

/// Names and values of `application/x-www-form-urlencoded` (URL standard, 5.1); `None` for what is not UTF-8.
fn pairs(bytes: &[u8]) -> impl Iterator<Item = (Option<String>, Option<String>)> + '_ {
    let filled = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    filled.map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (decoded(&pair[..at]), decoded(pair.get(at + 1..).unwrap_or_default()))
    })
}

fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (byte, hex) {
            (b'+', _) => bytes.push(b' '),
            (b'%', Some(value)) => {
                bytes.push(value);
                at += 2;
            }
            (other, _) => bytes.push(*other),
        }
        at += 1;
    }
    String::from_utf8(bytes).ok()
}

/// The text as it may stand in an address.
pub(super) fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            write!(escaped, "%{byte:02X}").expect("writing to a string does not fail");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_form_is_read_as_the_browser_meant_it() {
        let found: Vec<_> = pairs(b"what=%E7%81%AF+a%2Bb&empty=&flag&&odd=100%&bad=%FF").collect();
        let some = |text: &str| Some(text.to_owned());
        let expected = [
            (some("what"), some("灯 a+b")),
            (some("empty"), some("")),
            (some("flag"), some("")),
            (some("odd"), some("100%")),
            (some("bad"), None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_escaped_comes_back() {
        let text = "/track/2026?key=7K-Q2&x=望海路";
        assert_eq!(decoded(escaped(text).as_bytes()).as_deref(), Some(text));
    }
}
