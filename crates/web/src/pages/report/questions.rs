//! What is asked about a kind, in the form; and what was answered, below the reporter's words.

use super::draft::{ANSWER, Draft, Faults};
use crate::pages::layout::Shown;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::kinds::Kind;
use jingwei_cases::rulebook::questions::Question;
use jingwei_terms::KindCode;
use maud::{Markup, html};

/// The longest answer to one question, in characters.
const LONGEST: usize = 500;

/// The questions about a kind as fields. Two kinds may ask one thing, so the fields of each carry its code.
pub(super) fn fields(shown: &Shown, draft: &Draft, kind: &Kind, rules: &Rulebook) -> Markup {
    html! {
        @for question in rules.questions.of(kind) {
            @let name = field(kind, question);
            @if question.choices.is_empty() {
                label { (asked(shown, question)) input name=(name) value=(draft.text(&name)) maxlength=(LONGEST); }
            } @else {
                fieldset.choices {
                    legend { (asked(shown, question)) }
                    @for (zh, en) in &question.choices {
                        label.choice { input type="radio" name=(name) value=(zh) checked[draft.text(&name) == zh]; span { (shown.pick(zh, en)) } }
                    }
                }
            }
        }
    }
}

fn asked(shown: &Shown, question: &Question) -> Markup {
    html! { (shown.pick(&question.text, &question.text_en)) @if question.required { " " em.must { (shown.pick("（必填）", "(needed)")) } } }
}

/// What is missing or too long among the answers about the chosen kind.
pub(super) fn faults(shown: &Shown, draft: &Draft, rules: &Rulebook) -> Faults {
    let Some(kind) = draft.kind(rules).and_then(|code| rules.kinds.get(&code)) else { return Vec::new() };
    let fault = |question: &Question| {
        let answer = draft.text(&field(kind, question)).to_owned();
        let text = shown.pick(&question.text, &question.text_en);
        if question.required && answer.is_empty() {
            return Some(("kind", format!("{}{text}", shown.pick("请回答：", "Please answer: "))));
        }
        let is_long = answer.chars().count() > LONGEST;
        is_long.then(|| ("kind", format!("{}{text}", shown.pick("请写得短一些：", "Please shorten: "))))
    };
    rules.questions.of(kind).filter_map(fault).collect()
}

/// The answers as text below the reporter's words, in Chinese, which the handlers read. Answers about other kinds were given to a
/// question that no longer stands.
pub(super) fn told(draft: &Draft, kind: Option<&KindCode>, rules: &Rulebook) -> String {
    let Some(kind) = kind.and_then(|code| rules.kinds.get(code)) else { return String::new() };
    let mut told = String::new();
    for question in rules.questions.of(kind) {
        let answer = draft.text(&field(kind, question));
        if !answer.is_empty() {
            if told.is_empty() {
                told.push('\n');
            }
            told.push_str(&format!("\n{} {answer}", question.text));
        }
    }
    told
}

fn field(kind: &Kind, question: &Question) -> String {
    format!("{ANSWER}{}-{}", kind.code, question.code)
}
