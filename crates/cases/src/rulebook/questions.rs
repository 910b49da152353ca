//! What a city asks a reporter beyond their own words (`questions.csv`): by kind, so that the department need not ask later.

use super::kinds::{Kind, Kinds};
use super::table::{Problem, Row, read};
use jingwei_terms::KindCode;

/// A question about one kind, or about every kind below a major one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The kind that it belongs to.
    pub kind: KindCode,
    /// Its code, unlike that of any other question that a report of the kind is asked.
    pub code: String,
    /// The question.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// The answers to choose from, with their English; none when any words will do.
    pub choices: Vec<(String, String)>,
    /// Whether a report cannot be sent without an answer.
    pub required: bool,
}

/// All questions, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions(Vec<Question>);

const COLUMNS: &[&str] = &["kind", "code", "text", "text_en", "choices", "choices_en", "required"];

impl Questions {
    /// Reads the table; faults go to `problems`. A city without the file asks nothing.
    pub(super) fn parse(text: &str, kinds: &Kinds, problems: &mut Vec<Problem>) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let rows = read("questions.csv", text, COLUMNS, problems, |row| Ok((row.line(), question(row, kinds)?)));
        let mut all: Vec<Question> = Vec::with_capacity(rows.len());
        for (line, question) in rows {
            if let Some(other) = all.iter().find(|other| other.code == question.code && meet(other, &question, kinds)) {
                let message = format!(
                    "the code `{}` is used for `{}` too, and a report could be asked both; give one of them another code",
                    question.code, other.kind
                );
                problems.push(Problem { file: "questions.csv".to_owned(), line, message });
                continue;
            }
            all.push(question);
        }
        Self(all)
    }

    /// What a report of this kind is asked: the questions of its major kind first, then its own.
    pub fn of<'q>(&'q self, kind: &'q Kind) -> impl Iterator<Item = &'q Question> {
        let above = self.0.iter().filter(|question| Some(&question.kind) == kind.parent.as_ref());
        above.chain(self.0.iter().filter(|question| question.kind == kind.code))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Question> {
        self.0.iter()
    }
}

fn question(row: &Row<'_>, kinds: &Kinds) -> Result<Question, Problem> {
    let kind: KindCode = row.parse("kind")?;
    if kinds.get(&kind).is_none() {
        return Err(row.problem(format!("the kind `{kind}` is not in kinds.csv; add it there or correct the code")));
    }
    let code = row.text("code");
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if code.is_empty() || code.len() > 32 || !code.chars().all(is_plain) {
        return Err(row.problem(format!(
            "column `code` holds lower-case letters, digits and hyphens, at most 32 (found `{code}`)"
        )));
    }
    for column in ["text", "text_en"] {
        if row.text(column).is_empty() {
            return Err(row.problem(format!("column `{column}` is empty; every question is asked in both languages")));
        }
    }
    let (zh, en): (Vec<String>, Vec<String>) = (row.list("choices")?, row.list("choices_en")?);
    if zh.len() != en.len() || zh.len() == 1 {
        let message = format!(
            "`choices` has {} and `choices_en` has {}; give as many in both, none or at least two",
            zh.len(),
            en.len()
        );
        return Err(row.problem(message));
    }
    Ok(Question {
        kind,
        code: code.to_owned(),
        text: row.text("text").to_owned(),
        text_en: row.text("text_en").to_owned(),
        choices: zh.into_iter().zip(en).collect(),
        required: row.flag("required")?,
    })
}

/// Whether one report could be asked both.
fn meet(one: &Question, other: &Question, kinds: &Kinds) -> bool {
    let parent = |question: &Question| kinds.get(&question.kind).and_then(|kind| kind.parent.clone());
    one.kind == other.kind || parent(one).as_ref() == Some(&other.kind) || parent(other).as_ref() == Some(&one.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &str = "code,parent,name,name_en,class,source,keywords,sensitive,emergency\n\
        M01,,设施,Installations,matter,本市,,false,false\nM01001,M01,路灯,Lamp,matter,本市,,false,false\n";
    const HEAD: &str = "kind,code,text,text_en,choices,choices_en,required\n";

    fn parsed(rows: &str) -> (Questions, Kinds, Vec<Problem>) {
        let mut problems = Vec::new();
        let kinds = Kinds::parse(KINDS, &mut problems);
        let questions = Questions::parse(&format!("{HEAD}{rows}"), &kinds, &mut problems);
        (questions, kinds, problems)
    }

    #[test]
    fn a_minor_kind_is_asked_what_its_major_one_asks_and_then_its_own() {
        let (questions, kinds, problems) = parsed(
            "M01001,lamp,几盏不亮,How many are dark,一盏;整排,One;A row,false\nM01,danger,有危险吗,Is it dangerous,有;没有,Yes;No,true\n",
        );
        assert_eq!(problems, []);
        let lamp = kinds.get(&"M01001".parse().unwrap()).unwrap();
        let codes: Vec<&str> = questions.of(lamp).map(|question| question.code.as_str()).collect();
        assert_eq!(codes, ["danger", "lamp"]);
        assert_eq!(questions.iter().filter(|question| question.required).count(), 1);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases = [
            ("X99,a,问,Ask,,,false\n", "kind `X99` is not in kinds.csv"),
            ("M01,Ä,问,Ask,,,false\n", "lower-case letters"),
            ("M01,a,,Ask,,,false\n", "`text` is empty"),
            ("M01,a,问,Ask,一;二,One,false\n", "as many in both"),
            ("M01,a,问,Ask,,,maybe\n", "`true` or `false`"),
            ("M01,a,问,Ask,,,false\nM01001,a,问,Ask,,,false\n", "could be asked both"),
        ];
        for (rows, said) in cases {
            let (_, _, problems) = parsed(rows);
            assert_eq!(problems.len(), 1, "{rows}: {problems:?}");
            assert!(problems[0].message.contains(said) && problems[0].line >= 2, "{rows}: {problems:?}");
        }
    }
}
