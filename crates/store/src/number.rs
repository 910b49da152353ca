//! Receipt numbers: what a resident writes down. Day of filing in Asia/Shanghai, the serial of that day, a check digit.
//!
//! `202611230000421` reads 2026-11-23, number 42, check digit 1. The check digit is that of ISO 7064, MOD 11,10, which
//! notices every single wrong digit and nearly every swap of neighbours, so that a slip is told apart from a case that is
//! not there. Serials have six digits and grow a seventh when a day files more than 999,999.

use jiff::Timestamp;
use jiff::tz::Offset;

/// The day of an instant in Asia/Shanghai, as the number `20261123`. China has kept UTC+8 the year round since 1991, and
/// nothing is filed here in an earlier year.
pub(crate) fn day_of(at: Timestamp) -> i32 {
    let date = Offset::constant(8).to_datetime(at).date();
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

/// The receipt number with this serial, counted from 1 each day.
pub(crate) fn receipt_number(day: i32, serial: u32) -> String {
    let digits = format!("{day:08}{serial:06}");
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

/// Whether this could be a receipt number, as far as its length and check digit tell.
#[must_use]
pub fn is_receipt_number(text: &str) -> bool {
    let plausible = (15..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plausible && text.ends_with(&check_digit(&text[..text.len() - 1]).to_string())
}

/// ISO 7064, MOD 11,10, over decimal digits.
fn check_digit(digits: &str) -> u32 {
    let product = digits.chars().filter_map(|c| c.to_digit(10)).fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum } * 2) % 11
    });
    (11 - product) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_the_one_of_the_standard() {
        // The worked example of ISO 7064 for MOD 11,10: 0794 carries the check digit 5.
        assert_eq!(check_digit("0794"), 5);
        assert_eq!(receipt_number(20_261_123, 42), "202611230000421");
    }

    #[test]
    fn one_wrong_digit_never_makes_another_number() {
        let number = receipt_number(20_261_123, 981_042);
        assert!(is_receipt_number(&number));
        for place in 0..number.len() {
            for digit in '0'..='9' {
                let wrong: String =
                    number.chars().enumerate().map(|(i, c)| if i == place { digit } else { c }).collect();
                assert_eq!(is_receipt_number(&wrong), wrong == number, "{wrong}");
            }
        }
        assert!(!is_receipt_number("20261123"));
        assert!(!is_receipt_number("二〇二六"));
    }

    #[test]
    fn the_day_is_the_one_in_shanghai() {
        let late: Timestamp = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(day_of(late), 20_261_123);
        assert_eq!(day_of("2026-11-22T15:59:59.999Z".parse().unwrap()), 20_261_122);
        assert_eq!(receipt_number(20_261_123, 1_000_000).len(), 16);
    }
}
