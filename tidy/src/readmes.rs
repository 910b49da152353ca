//! The two READMEs are one text in two languages: the same headings in the same order, the same commands.

use crate::{Finding, House};

const ENGLISH: &str = "README.md";
const CHINESE: &str = "README.zh-CN.md";

/// Differences in shape between the Chinese and the English page.
pub fn check(house: &House) -> Vec<Finding> {
    let texts = [ENGLISH, CHINESE].map(|path| house.text(path).ok_or(path));
    let [english, chinese] = match texts {
        [Ok(english), Ok(chinese)] => [english, chinese].map(Shape::of),
        absent => return absent.into_iter().filter_map(Result::err).map(missing).collect(),
    };
    let mut found = Vec::new();
    if english.headings != chinese.headings {
        found.push(differ("headings (by level)", &english.headings, &chinese.headings));
    }
    if english.commands != chinese.commands {
        found.push(differ("commands in code blocks", &english.commands, &chinese.commands));
    }
    found
}

/// What must be alike whatever the language.
struct Shape {
    headings: Vec<usize>,
    commands: Vec<String>,
}

impl Shape {
    fn of(text: &str) -> Self {
        let mut shape = Self { headings: Vec::new(), commands: Vec::new() };
        let mut fenced = false;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if fenced {
                shape.commands.extend(command(line));
            } else if line.starts_with('#') {
                let level = line.chars().take_while(|&c| c == '#').count();
                shape.headings.push(level);
            }
        }
        shape
    }
}

/// The line without its remark, which is translated; nothing for a remark alone or for a drawing.
fn command(line: &str) -> Option<String> {
    let typed = line.split(" #").next().unwrap_or_default().trim();
    (!typed.is_empty() && typed.is_ascii() && !typed.starts_with('#')).then(|| typed.to_owned())
}

fn missing(path: &str) -> Finding {
    Finding::new(
        path,
        "the page is missing",
        "the town hall reads Chinese, the next contributor perhaps English",
        "write it with the headings of its twin",
    )
}

fn differ<T: std::fmt::Debug>(what: &str, english: &T, chinese: &T) -> Finding {
    Finding::new(
        CHINESE,
        format!("{what} differ: {english:?} in English, {chinese:?} in Chinese"),
        "half a translation promises one reader what the other was not told",
        "change both pages in the same commit",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(english: &str, chinese: &str) -> usize {
        check(&House::of(&[(ENGLISH, english), (CHINESE, chinese)])).len()
    }

    #[test]
    fn translations_with_one_shape_are_left_alone() {
        let english = "# Jingwei\n```sh\nmake run # start\n```\n## Law\n";
        let chinese = "# 经纬\n```sh\nmake run # 启动\n```\n## 法律\n";
        assert_eq!(found(english, chinese), 0);
    }

    #[test]
    fn a_heading_or_a_command_on_one_side_alone_is_found() {
        assert_eq!(found("# A\n## B\n", "# 甲\n"), 1);
        assert_eq!(found("# A\n```\nmake run\n```\n", "# 甲\n```\nmake test\n```\n"), 1);
    }

    #[test]
    fn a_missing_page_is_named() {
        let places: Vec<String> = check(&House::default()).into_iter().map(|f| f.place).collect();
        assert_eq!(places, [ENGLISH, CHINESE]);
    }
}
