//! Telephone numbers: digits alone, without the country and without what people add.

use super::Clean;
use std::borrow::Cow;

/// A number in its one form. Two numbers in one cell count as the first.
#[must_use]
pub fn clean(text: &str) -> Clean<'static> {
    let first = text.split([',', ';', '、', '，', '；']).next().unwrap_or_default();
    let extension = first.find(['转', '#']).unwrap_or(first.len());
    let digits: String = first[..extension].chars().filter(char::is_ascii_digit).collect();
    let bare = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11));
    let digits = bare.unwrap_or(&digits);
    if digits.len() < 5 || digits.len() > 15 {
        return Clean::Impossible("不是电话号码", "this is no telephone number");
    }
    let every_same = digits.bytes().all(|b| b == digits.as_bytes()[0]);
    if every_same {
        return Clean::Impossible("电话号码各位相同", "a telephone number of one digit only");
    }
    Clean::Value(Cow::Owned(digits.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for typed in
            ["13800138000", "+86 138-0013-8000", "008613800138000", "138 0013 8000 转 12", "13800138000、010-1"]
        {
            assert_eq!(clean(typed), Clean::Value("13800138000".into()), "{typed}");
        }
        assert!(matches!(clean("11111111111"), Clean::Impossible(..)));
        assert!(matches!(clean("110"), Clean::Impossible(..)));
    }
}
