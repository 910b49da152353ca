//! Numbers and the words around them in one form: 三号楼, ３幢 and 3栋 are 3号楼.

use crate::reading::fold::fold;

/// An element below the divisions, in its standard form.
#[must_use]
pub fn element(label: &str, written: &str) -> String {
    let folded: String = written.chars().map(fold).filter(|c| *c != ' ').collect();
    let counted = matches!(label, "roadno" | "subroadno" | "houseno" | "cellno" | "floorno" | "roomno");
    if !counted {
        return folded;
    }
    let number = arabic(&folded).to_uppercase();
    let (body, ending) = match label {
        "houseno" => (strip(&number, &["号楼", "幢", "栋", "懂", "#楼", "#", "楼"]), "号楼"),
        "cellno" => (strip(&number, &["单元", "号门", "门", "梯"]), "单元"),
        "floorno" => (strip(&number, &["层", "楼", "F"]), "层"),
        "roomno" => (strip(&number, &["号房间", "室", "房间", "房", "户"]), "室"),
        _ => (strip(&number, &["号"]), "号"),
    };
    // Only a plain number or letter takes the ending: 地下室, 8弄 and A座 are said as they are.
    let plain = !body.is_empty() && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain { format!("{body}{ending}") } else { number }
}

/// Chinese numerals up to 9999 as Arabic figures; 二〇三 digit by digit. Everything else stays.
#[must_use]
pub fn arabic(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if digit(c).is_some() || unit(c).is_some() {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}

fn flush(run: &mut String, out: &mut String) {
    if !run.is_empty() {
        match value(run) {
            Some(value) => out.push_str(&value),
            None => out.push_str(run),
        }
        run.clear();
    }
}

fn value(run: &str) -> Option<String> {
    if run.chars().all(|c| digit(c).is_some()) {
        return Some(run.chars().filter_map(digit).map(|digit| digit.to_string()).collect());
    }
    let (mut sum, mut last, mut before) = (0_u32, None, u32::MAX);
    for c in run.chars() {
        if let Some(unit) = unit(c) {
            // 十 alone is ten; units get smaller from left to right, else it is no number.
            if unit >= before {
                return None;
            }
            sum += last.take().unwrap_or(u32::from(unit == 10)) * unit;
            before = unit;
        } else {
            if last.is_some_and(|digit| digit != 0) {
                return None;
            }
            last = digit(c);
        }
    }
    Some((sum + last.unwrap_or(0)).to_string())
}

const fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn unit(c: char) -> Option<u32> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1000),
        _ => None,
    }
}

fn strip<'n>(number: &'n str, endings: &[&str]) -> &'n str {
    endings.iter().find_map(|ending| number.strip_suffix(ending)).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_and_words_for_buildings_become_one() {
        let table = [
            ("houseno", "三号楼", "3号楼"),
            ("houseno", "３幢", "3号楼"),
            ("houseno", "12栋", "12号楼"),
            ("houseno", "A座", "A座"),
            ("houseno", "7", "7号楼"),
            ("cellno", "二单元", "2单元"),
            ("floorno", "二十一楼", "21层"),
            ("floorno", "5F", "5层"),
            ("roomno", "一〇二", "102室"),
            ("roomno", "地下室", "地下室"),
            ("roadno", "一百零五号", "105号"),
            ("road", "中山三路", "中山三路"),
        ];
        for (label, written, standard) in table {
            assert_eq!(element(label, written), standard, "{label} {written}");
        }
    }

    #[test]
    fn what_is_no_number_stays_as_it_is() {
        for text in ["百", "十十", "一二百", ""] {
            let read = arabic(text);
            assert!(read == text || read.chars().all(|c| c.is_ascii_digit()), "{text} {read}");
        }
        assert_eq!(arabic("十"), "10");
        assert_eq!(arabic("两百三十"), "230");
        assert_eq!(arabic("三元里"), "3元里");
    }
}
