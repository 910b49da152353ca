//! The times that records of a city are written with.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// The instant of a written time, and the day that its own clock showed. Without a zone it is UTC+8.
///
/// Read are RFC 3339 and `2018-02-08 15:34:40`, `2018/2/8 15:34`, `2018年2月8日 15时34分`, with seconds, fractions and the time of day
/// left out or not.
pub(super) fn parse(text: &str) -> Option<(Timestamp, Date)> {
    let text = text.trim();
    let shown = match zone(text) {
        Some(offset) => {
            let when: Timestamp = text.replacen(' ', "T", 1).parse().ok()?;
            return Some((when, offset.to_datetime(when).date()));
        }
        None => civil(text)?,
    };
    let when = jiff::tz::offset(8).to_timestamp(shown).ok()?;
    Some((when, shown.date()))
}

/// The offset at the end of an RFC 3339 time.
fn zone(text: &str) -> Option<Offset> {
    if text.ends_with(['Z', 'z']) {
        return Some(Offset::UTC);
    }
    let at = text.rfind(['+', '-']).filter(|at| *at > 10 && text.is_char_boundary(*at))?;
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(if text[at..].starts_with('-') { -seconds } else { seconds }).ok()
}

fn civil(text: &str) -> Option<DateTime> {
    let mut numbers = [0_i16; 6];
    let mut found = 0;
    let mut digits = 0;
    for letter in text.chars() {
        if let Some(digit) = letter.to_digit(10) {
            if digits == 0 {
                found += 1;
            }
            digits += 1;
            // A fraction of a second does not change a month or an order that the file itself keeps.
            if found > 6 {
                continue;
            }
            let number = &mut numbers[found - 1];
            *number = number.checked_mul(10)?.checked_add(i16::try_from(digit).ok()?)?;
        } else if matches!(letter, '-' | '/' | '.' | ':' | ' ' | 'T' | '年' | '月' | '日' | '时' | '分' | '秒') {
            digits = 0;
        } else {
            return None;
        }
    }
    let [year, rest @ ..] = numbers;
    let mut small = [0_i8; 5];
    for (to, from) in small.iter_mut().zip(rest) {
        *to = i8::try_from(from).ok()?;
    }
    let [month, day, hour, minute, second] = small;
    if found < 3 || year < 1900 {
        return None;
    }
    DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_ways_of_writing_a_time_mean_the_same_instant() {
        let all = [
            "2018-02-08 15:34:40",
            "2018-02-08T15:34:40+08:00",
            "2018-02-08T07:34:40Z",
            "2018/2/8 15:34:40",
            "2018年2月8日 15时34分40秒",
            " 2018-02-08 15:34:40.000 ",
        ];
        for text in all {
            assert_eq!(parse(text).unwrap().0.as_second(), 1_518_075_280, "{text}");
            assert_eq!(parse(text).unwrap().1.month(), 2, "{text}");
        }
        assert_eq!(parse("2018/2/8 15:34").unwrap().0.as_second(), 1_518_075_240);
        assert_eq!(parse("2018-02-08").unwrap().0.as_second(), 1_518_019_200);
    }

    #[test]
    fn the_month_is_that_of_the_clock_it_was_written_by() {
        assert_eq!(parse("2018-10-01T00:30:00+08:00").unwrap().1.month(), 10);
        assert_eq!(parse("2018-09-30T16:30:00Z").unwrap().1.month(), 9);
        assert_eq!(parse("2018-10-01 00:30").unwrap().1.month(), 10);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "-",
            "2018-02",
            "2018-13-01",
            "2018-02-30",
            "yesterday",
            "15:34",
            "20180208",
            "2018-02-08 25:00",
            "99999-01-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
