//! What sort of value a column holds, by what most of its values look like, with its name as a hint.

use super::Column;
use crate::clean::{Clean, clean, plain};
use crate::plan::Kind;
use crate::register::Cells;
use std::borrow::Cow;

/// So many distinct values are looked at, spread evenly over all.
const LOOKED_AT: usize = 2000;

/// The kind of a column with so many filled cells and distinct values.
pub(super) fn kind(column: &Column, filled: usize, distinct: usize) -> Kind {
    let values: Vec<Cow<'_, str>> = column.cells.iter().flat_map(sample).map(plain).collect();
    let share = |good: &dyn Fn(&str) -> bool| {
        let good = values.iter().filter(|value| good(value)).count();
        good * 100 / values.len().max(1)
    };
    let called = |words: &[&str]| words.iter().any(|word| column.name.to_lowercase().contains(word));
    let sound = |kind: Kind| move |value: &str| matches!(clean(kind, value), Clean::Value(_));
    if share(&|value| value.len() >= 64 && sound(Kind::Hidden)(value)) >= 95 {
        return Kind::Hidden;
    }
    if share(&|value| matches!(clean(Kind::IdCard, value), Clean::Value(_) | Clean::Doubtful(..))) >= 80
        && share(&sound(Kind::IdCard)) >= 50
    {
        return Kind::IdCard;
    }
    let dated = called(&["date", "dob", "birth", "日期", "生日", "出生"]);
    if share(&|value| is_day(value)) >= if dated { 60 } else { 85 } {
        return Kind::Date;
    }
    let phoned = called(&["phone", "mobile", "tel", "电话", "手机"]);
    if share(&sound(Kind::Phone)) >= 80 && (phoned || share(&|value| is_mobile(value)) >= 60) {
        return Kind::Phone;
    }
    if called(&["gender", "sex", "性别"])
        || (distinct <= 1000 && filled >= 20 * distinct && share(&|v| v.len() <= 4) >= 90)
    {
        return Kind::Category;
    }
    if share(&|value| value.contains(|c: char| c.is_ascii_digit()) && value.len() <= 20 && value.is_ascii()) >= 85 {
        return Kind::Code;
    }
    let door = |value: &str| value.contains(['路', '街', '号', '村', '巷', '室']) && value.chars().count() > 4;
    if share(&door) >= 50 || called(&["地址", "住址"]) {
        return Kind::Address;
    }
    let named = called(&["name", "surname", "forename", "given", "姓名", "姓氏"]) || column.name == "名";
    if named || share(&|value| is_chinese_name(value)) >= 90 { Kind::Name } else { Kind::Text }
}

fn sample(cells: &Cells) -> impl Iterator<Item = &str> {
    let step = (cells.distinct() / LOOKED_AT).max(1);
    (0..cells.distinct()).step_by(step).map(|word| cells.word(word))
}

/// Looks like a day, other than a bare spreadsheet number, which could be anything.
fn is_day(value: &str) -> bool {
    let bare_serial = value.len() < 8;
    let (good, sound) = match clean(Kind::Date, value) {
        Clean::Value(day) | Clean::Doubtful(day, ..) => {
            (!bare_serial, crate::clean::date::parts(&day).is_some_and(|(y, m, d)| y < 2200 && m <= 12 && d <= 31))
        }
        _ => (false, false),
    };
    good && sound
}

fn is_mobile(value: &str) -> bool {
    value.len() == 11
        && value.starts_with('1')
        && value.as_bytes()[1] >= b'3'
        && value.bytes().all(|b| b.is_ascii_digit())
}

fn is_chinese_name(value: &str) -> bool {
    (2..=4).contains(&value.chars().count()) && value.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '·'))
}
