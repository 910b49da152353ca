//! Identity card numbers by GB 11643: their form, their date of birth and their check digit (ISO 7064, MOD 11-2).

use super::Clean;
use jiff::civil::Date;
use std::borrow::Cow;

/// Weights of the seventeen digits, 2 to the power of the place modulo 11.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check digit for each remainder.
const CHECKS: [char; 11] = ['1', '0', 'x', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A number in its one form of 18 places; one of 15, as given out until 1999, gets its century and check digit.
#[must_use]
pub fn clean(text: &str) -> Clean<'static> {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\'')).collect();
    if !bare.is_ascii() {
        return Clean::Impossible("身份证号含有其他字符", "an identity number with other characters");
    }
    let number = match bare.len() {
        15 if bare.bytes().all(|b| b.is_ascii_digit()) => with_century(&bare),
        18 => bare,
        _ => return Clean::Impossible("身份证号应为 18 位或 15 位", "an identity number has 18 or 15 places"),
    };
    let (digits, check) = number.split_at(17);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Clean::Impossible("身份证号含有其他字符", "an identity number with other characters");
    }
    let sound = check.starts_with(check_digit(digits));
    if born(&number).is_none() {
        let (zh, en) = ("身份证号中的出生日期不存在", "the date of birth in the identity number does not exist");
        return Clean::Doubtful(Cow::Owned(number), zh, en);
    }
    if !sound {
        let (zh, en) = ("身份证号校验位不符", "the check digit of the identity number is wrong");
        return Clean::Doubtful(Cow::Owned(number), zh, en);
    }
    Clean::Value(Cow::Owned(number))
}

/// The date of birth in a number of 18 places.
#[must_use]
pub fn born(number: &str) -> Option<Date> {
    let field = |from: usize, to: usize| number.get(from..to);
    let (year, month, day) = (field(6, 10)?.parse().ok()?, field(10, 12)?.parse().ok()?, field(12, 14)?.parse().ok()?);
    Date::new(year, month, day).ok().filter(|date| (1850..=2100).contains(&date.year()))
}

/// The check digit for seventeen digits.
#[must_use]
pub fn check_digit(digits: &str) -> char {
    let sum: u32 = digits.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    CHECKS[(sum % 11) as usize]
}

fn with_century(number: &str) -> String {
    let digits = format!("{}19{}", &number[..6], &number[6..]);
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_and_the_birthday_decide() {
        // The example of the standard's own annex.
        assert_eq!(clean("11010519491231002x"), Clean::Value("11010519491231002x".into()));
        assert_eq!(
            clean("110105491231002"),
            Clean::Value("11010519491231002x".into()),
            "fifteen places get their century"
        );
        for wrong in ["110105194912310021", "11010519491331002x"] {
            assert!(matches!(clean(wrong), Clean::Doubtful(..)), "{wrong}");
        }
        for wrong in ["1101051949", "11010519491231o02x", "509路57号2002室", "12345678901234一"] {
            assert!(matches!(clean(wrong), Clean::Impossible(..)), "{wrong}");
        }
    }
}
