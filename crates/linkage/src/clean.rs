//! Turning what people typed into what can be compared; a value that cannot be is told, and counts as missing.

pub mod date;
pub mod id_card;
pub mod phone;

use crate::plan::Kind;
use std::borrow::Cow;

/// A value fit for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clean<'t> {
    /// Nothing stands there, or a word for nothing.
    Missing,
    /// The value in its one form.
    Value(Cow<'t, str>),
    /// A value that is wrong somewhere and still says most of the truth, such as an identity number with one bad digit: told, and
    /// compared all the same.
    Doubtful(Cow<'t, str>, &'static str, &'static str),
    /// A value that cannot be, and why, in Chinese and English.
    Impossible(&'static str, &'static str),
}

/// Words that people write where they have nothing to say. All in the form that [`plain`] gives.
const NOTHING: &[&str] = &["", "-", "--", "/", "n/a", "na", "nan", "null", "none", "无", "不详", "未知", "空"];

/// A value of a kind in its one form.
#[must_use]
pub fn clean(kind: Kind, text: &str) -> Clean<'_> {
    let text = plain(text);
    if NOTHING.contains(&text.as_ref()) {
        return Clean::Missing;
    }
    match kind {
        Kind::Date => date::clean(&text),
        Kind::Phone => phone::clean(&text),
        Kind::IdCard => id_card::clean(&text),
        Kind::Code => Clean::Value(Cow::Owned(text.chars().filter(|c| c.is_alphanumeric()).collect())),
        Kind::Hidden if !is_hex(&text) => Clean::Impossible("不是十六进制的密文", "this is no filter in hexadecimal"),
        Kind::Name | Kind::Text | Kind::Category | Kind::Address | Kind::Hidden => Clean::Value(text),
    }
}

/// Lower case, half width, one blank where there were several, none at either end; a text that is so already is not copied.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for letter in text.chars() {
        let letter = half(letter);
        if letter.is_whitespace() || letter.is_control() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        out.extend(letter.to_lowercase());
    }
    Cow::Owned(out)
}

fn is_plain(text: &str) -> bool {
    let mut before = ' ';
    text.chars().all(|letter| {
        let good = match letter {
            ' ' => before != ' ',
            '!'..='~' => !letter.is_ascii_uppercase(),
            '\u{4e00}'..='\u{9fff}' => true,
            _ => false,
        };
        before = letter;
        good
    })
}

/// The half-width form of a full-width letter, digit or sign.
fn half(letter: char) -> char {
    match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '·' | '•' | '・' => '·',
        _ => letter,
    }
}

fn is_hex(text: &str) -> bool {
    text.len() >= 16 && text.len().is_multiple_of(16) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_blanks_are_no_difference() {
        for (typed, expected) in
            [(" ＡＢ　c1\n2 ", "ab c1 2"), ("张三", "张三"), ("X  y", "x y"), ("\u{feff}李", "\u{feff}李")]
        {
            assert_eq!(plain(typed), expected);
        }
        assert!(matches!(clean(Kind::Text, " N/A "), Clean::Missing));
        assert_eq!(clean(Kind::Code, "sw1a 2-aa"), Clean::Value("sw1a2aa".into()));
        assert!(matches!(clean(Kind::Hidden, "xyz"), Clean::Impossible(..)));
    }
}
