//! The lights that a rulebook sets, checked against the figures that there are.

use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::Problem;
use jingwei_evaluation::Threshold;
use jingwei_evaluation::figure::ThresholdError;

/// What cannot be meant among the lights of a rulebook.
#[must_use]
pub fn problems(rules: &Rulebook) -> Vec<Problem> {
    let wrong = |set: &jingwei_cases::rulebook::settings::IndicatorLight| {
        let threshold =
            Threshold { code: set.code.clone(), green: set.green, yellow: set.yellow, basis: set.basis.clone() };
        let why = match threshold.check().err()? {
            ThresholdError::Unknown => "there is no such figure; `jingwei evaluation indicators` names them",
            ThresholdError::NoDirection => "this figure says how much there was to do, and has no better side",
            ThresholdError::Crossed => "yellow is better than green; exchange them",
        };
        let message = format!("`[[indicator]]` `{}`: {why}", set.code);
        Some(Problem { file: "city.toml".to_owned(), line: 0, message })
    };
    rules.settings.indicator.iter().filter_map(wrong).collect()
}
