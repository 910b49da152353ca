//! Evaluation one can trust: how a model does on messages whose truth is known, in all, by kind, and by area.

use super::alike;
use super::figures::{Bin, Figures, Judged, OfKind, of_kinds, reliability, share};
use super::folds::folds;
use super::message::{Example, Message};
use super::model::Model;
use super::train::{Options, TrainingError};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a model did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The figures of all messages.
    #[serde(flatten)]
    pub figures: Figures,
    /// Every kind that occurred or was answered.
    pub per_class: BTreeMap<String, OfKind>,
    /// For each true kind, how often each kind was answered; what never happened is left out.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// Probability against truth, in ten even bins; empty ones are left out.
    pub calibration: Vec<Bin>,
    /// The figures of each group, such as a district, so that none is served worse unseen.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, Figures>,
}

/// Evaluates a model on these examples; `groups` names each example's group, or is empty.
///
/// A kind that the model does not know counts as missed each time.
#[must_use]
pub fn evaluate(model: &Model, examples: &[Example<'_>], groups: &[&str]) -> Evaluation {
    let mut names = Names::default();
    let cases = judge(model, examples, &mut names);
    told(&cases, &names.of, groups)
}

/// Evaluates training itself, by cross-validation with near-duplicates kept together: each of `parts` parts is judged by a model that
/// was trained, calibrated and given its bar on the others alone. Answers the whole and the figures of each part.
///
/// # Errors
/// As [`Model::train`].
pub fn cross_validate(
    examples: &[Example<'_>],
    groups: &[&str],
    options: &Options,
    parts: usize,
) -> Result<(Evaluation, Vec<Figures>), TrainingError> {
    if !(2..=20).contains(&parts) {
        return Err(TrainingError::Parts(parts));
    }
    let mut names = Names::default();
    let kinds: Vec<u32> = examples.iter().map(|example| names.number(example.kind)).collect();
    let part_of = folds(&kinds, &alike::groups(examples), names.of.len(), parts, 29);
    let mut cases: Vec<(usize, Case)> = Vec::with_capacity(examples.len());
    let mut figures_of_parts = Vec::new();
    for part in 0..parts {
        let (held, kept): (Vec<usize>, Vec<usize>) = (0..examples.len()).partition(|at| part_of[*at] == part);
        if held.is_empty() {
            continue;
        }
        let choose = |rows: &[usize]| rows.iter().map(|at| examples[*at]).collect::<Vec<_>>();
        let model = Model::train(&choose(&kept), options)?;
        let judged = judge(&model, &choose(&held), &mut names);
        figures_of_parts.push(figures(&judged, names.of.len()));
        cases.extend(held.into_iter().zip(judged));
    }
    cases.sort_by_key(|(at, _)| *at);
    let cases: Vec<Case> = cases.into_iter().map(|(_, case)| case).collect();
    Ok((told(&cases, &names.of, groups), figures_of_parts))
}

/// Kinds with numbers, in the order in which they were met.
#[derive(Debug, Default)]
struct Names {
    of: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

impl Names {
    fn number(&mut self, kind: &str) -> u32 {
        let kind = kind.trim();
        if let Some(number) = self.numbers.get(kind) {
            return *number;
        }
        let number = u32::try_from(self.of.len()).unwrap_or(u32::MAX);
        self.of.push(kind.to_owned());
        self.numbers.insert(kind.to_owned(), number);
        number
    }
}

/// A message judged, and whether the answer was sure.
#[derive(Debug, Clone, Copy)]
struct Case {
    judged: Judged,
    sure: bool,
}

fn judge(model: &Model, examples: &[Example<'_>], names: &mut Names) -> Vec<Case> {
    let messages: Vec<Message<'_>> = examples.iter().map(|example| example.message).collect();
    let own: Vec<u32> = model.kinds().iter().map(|kind| names.number(kind)).collect();
    let answers = model.judge_all(&messages);
    let case = |(example, (kind, probability, sure)): (&Example<'_>, (u32, f32, bool))| Case {
        judged: Judged { probability, kind: own[kind as usize], truth: names.number(example.kind) },
        sure,
    };
    examples.iter().zip(answers).map(case).collect()
}

fn told(cases: &[Case], names: &[String], groups: &[&str]) -> Evaluation {
    let judged: Vec<Judged> = cases.iter().map(|case| case.judged).collect();
    Evaluation {
        figures: figures(cases, names.len()),
        per_class: per_class(&judged, names),
        confusion: confusion(&judged, names),
        calibration: reliability(&judged),
        by: by_group(cases, groups, names.len()),
    }
}

fn figures(cases: &[Case], width: usize) -> Figures {
    let judged: Vec<Judged> = cases.iter().map(|case| case.judged).collect();
    let covered = cases.iter().filter(|case| case.sure);
    let right = covered.clone().filter(|case| case.judged.right()).count();
    let all = Figures::of(&judged, 0.0, width);
    Figures {
        coverage: share(covered.clone().count(), cases.len()),
        accuracy_covered: share(right, covered.count()),
        ..all
    }
}

fn by_group(cases: &[Case], groups: &[&str], width: usize) -> BTreeMap<String, Figures> {
    let mut members: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for (case, group) in cases.iter().zip(groups) {
        members.entry(group).or_default().push(*case);
    }
    members.into_iter().map(|(group, cases)| (group.to_owned(), figures(&cases, width))).collect()
}

fn per_class(judged: &[Judged], names: &[String]) -> BTreeMap<String, OfKind> {
    let pairs: Vec<(usize, usize)> = judged.iter().map(|j| (j.truth as usize, j.kind as usize)).collect();
    let all = of_kinds(&pairs, names.len());
    let occurred = |at: usize| pairs.iter().any(|(truth, answer)| *truth == at || *answer == at);
    names.iter().enumerate().filter(|(at, _)| occurred(*at)).map(|(at, name)| (name.clone(), all[at])).collect()
}

fn confusion(judged: &[Judged], names: &[String]) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut confusion: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for j in judged {
        let answered = confusion.entry(names[j.truth as usize].clone()).or_default();
        *answered.entry(names[j.kind as usize].clone()).or_default() += 1;
    }
    confusion
}
