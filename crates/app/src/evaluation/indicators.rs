//! `jingwei evaluation indicators`: the formulas, from the very table that makes the figures.

use crate::{Answer, Verdict};
use jingwei_evaluation::INDICATORS;
use serde_json::json;

pub(super) fn run(answer: Answer) -> Verdict {
    let told = INDICATORS.iter().map(|i| {
        json!({ "code": i.code, "name": i.zh, "name_en": i.en, "formula": i.formula_zh, "formula_en": i.formula_en })
    });
    answer.object(&json!({ "indicators": told.collect::<Vec<_>>() }));
    for indicator in INDICATORS {
        answer.say(format!("{}  {} / {}", indicator.code, indicator.zh, indicator.en));
        answer.say(format!("    {}\n    {}", indicator.formula_zh, indicator.formula_en));
    }
    Verdict::Done
}
