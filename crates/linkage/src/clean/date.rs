//! Days as people and spreadsheets write them, brought to `YYYY-MM-DD`.

use super::Clean;
use jiff::civil::Date;
use std::borrow::Cow;

/// The day before the first day of a spreadsheet's count, with the leap day of 1900 that never was (ECMA-376, 18.17.4.1).
const BEFORE_SERIALS: Date = Date::constant(1899, 12, 30);

/// A day in its one form. A day that no calendar has (`1851-00-22`) is named and stays as it is: it is compared, not thrown away,
/// because a register with one wrong digit still says most of the truth.
#[must_use]
pub fn clean(text: &str) -> Clean<'static> {
    if is_day(text) {
        return in_a_calendar(text.to_owned());
    }
    let day = text.split_once([' ', 't']).map_or(text, |(day, hour)| if hour.contains(':') { day } else { text });
    let numbers: Vec<&str> = day.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match numbers[..] {
        [all] if all.len() == 8 && all.len() == day.len() => written(&all[..4], &all[4..6], &all[6..]),
        [serial, ..] if is_serial(day, serial) => of_serial(serial),
        [year, month, rest] if year.len() == 4 => written(year, month, rest),
        [first, second, year] if year.len() == 4 => day_first(first, second, year),
        _ => Clean::Impossible("不是日期", "this is no date"),
    }
}

/// Year, month and day of a value in its one form, as they stand there.
#[must_use]
pub fn parts(day: &str) -> Option<(u16, u8, u8)> {
    let mut parts = day.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    Some((year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
}

fn written(year: &str, month: &str, day: &str) -> Clean<'static> {
    if month.len() > 2 || day.len() > 2 {
        return Clean::Impossible("不是日期", "this is no date");
    }
    in_a_calendar(format!("{year}-{month:0>2}-{day:0>2}"))
}

fn in_a_calendar(day: String) -> Clean<'static> {
    if day.parse::<Date>().is_ok() {
        Clean::Value(Cow::Owned(day))
    } else {
        Clean::Doubtful(Cow::Owned(day), "日历上没有这一天", "no calendar has this day")
    }
}

/// `22/01/1851` and `01/22/1851`: the day first, as most of the world writes, unless only the other order can be.
fn day_first(first: &str, second: &str, year: &str) -> Clean<'static> {
    let month_first = second.parse::<u8>().is_ok_and(|n| n > 12) && first.parse::<u8>().is_ok_and(|n| n <= 12);
    if month_first { written(year, first, second) } else { written(year, second, first) }
}

/// A serial number of a spreadsheet, from 1927 to 2118: shorter and longer numbers are something else.
fn is_serial(text: &str, number: &str) -> bool {
    number.len() == 5
        && text.starts_with(number)
        && ("10000".."80000").contains(&number)
        && !text[5..].contains(['-', '/'])
}

fn of_serial(number: &str) -> Clean<'static> {
    let days = number.parse::<i64>().unwrap_or_default();
    let day = BEFORE_SERIALS.checked_add(jiff::Span::new().days(days)).ok();
    day.map_or(Clean::Impossible("不是日期", "this is no date"), |day| Clean::Value(Cow::Owned(day.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_has_one_form() {
        for (typed, expected) in [
            ("1985-03-09", "1985-03-09"),
            ("1985/3/9", "1985-03-09"),
            ("1985年3月9日", "1985-03-09"),
            ("19850309", "1985-03-09"),
            ("9.3.1985", "1985-03-09"),
            ("03/29/1985", "1985-03-29"),
            ("1985-03-09 00:00:00", "1985-03-09"),
            ("1985-03-09t00:00:00", "1985-03-09"),
            ("31115", "1985-03-09"),
            ("31115.0", "1985-03-09"),
        ] {
            assert_eq!(clean(typed), Clean::Value(expected.into()), "{typed}");
        }
        for wrong in ["yesterday", "1985", "123456789012", "1985-003-9"] {
            assert!(matches!(clean(wrong), Clean::Impossible(..)), "{wrong}");
        }
        for doubtful in ["1851-00-22", "2026/2/30", "19990231"] {
            assert!(matches!(clean(doubtful), Clean::Doubtful(..)), "{doubtful}");
        }
        assert_eq!(parts("1851-00-22"), Some((1851, 0, 22)));
    }
}
