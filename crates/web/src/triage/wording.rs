//! What the room says, in the plain words that a case keeps: a word for what it is, then what it holds. `place 幸福小区`,
//! `metres 35`, `rule D-0101`. Screens put the words of the reader's language in their place.

use jingwei_cases::case;
use jingwei_triage::department::{Evidence, Note};
use jingwei_triage::duplicates::Reason;
use jingwei_triage::hints;

/// A share to four digits, so that the same advice is the same text on every machine.
pub(crate) fn share(probability: f64) -> f64 {
    (probability.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

/// Why two reports may speak of the same problem.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Copy => "copy".to_owned(),
        Reason::Place { name } => format!("place {name}"),
        Reason::OtherPlace { name } => format!("other_place {name}"),
        Reason::Phrase { words } => format!("phrase {words}"),
        Reason::Metres { metres } => format!("metres {metres}"),
        Reason::Hours { hours } => format!("hours {hours}"),
        Reason::SameKind => "same_kind".to_owned(),
    }
}

/// On what a department's name rests.
pub(crate) fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Rule { rule, version } => format!("rule {rule} {version}"),
        Evidence::History { alike, went, of, .. } => {
            let alike: Vec<String> = alike.iter().map(|(name, value)| format!("{name} {value}")).collect();
            format!("history {went}/{of} {}", alike.join(", "))
        }
        Evidence::Name { feature, value } => format!("name {feature} {value}"),
    }
}

/// What a dispatcher ought to know besides.
pub(crate) fn note(note: &Note) -> String {
    match note {
        Note::HistoryDisagrees { rule, went_to, .. } => format!("history_disagrees {rule} {}", went_to.unit),
        Note::RuleNamesVanishedUnit { rule, unit } => format!("vanished_unit {rule} {unit}"),
    }
}

/// The way, in the word of the cases.
pub(crate) const fn way(way: hints::Way) -> case::Way {
    match way {
        hints::Way::Emergency => case::Way::Emergency,
        hints::Way::OtherChannel => case::Way::OtherChannel,
        hints::Way::AlreadyKnown => case::Way::AlreadyKnown,
        hints::Way::Secret => case::Way::Secret,
        hints::Way::BeyondDuty => case::Way::BeyondDuty,
        hints::Way::Unlawful => case::Way::Unlawful,
    }
}
