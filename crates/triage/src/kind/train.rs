//! Training: from reviewed examples to a model that knows how good it is.
//!
//! The examples are parted so that near-duplicates stay together; each part is judged by planes learnt from the others. Those judged
//! distances give the calibration, the bar and the figures; the model that is kept learns from all examples.

use super::alike;
use super::calibrate::{Calibration, bar};
use super::figures::{Figures, Judged};
use super::folds::folds;
use super::message::Example;
use super::model::{About, Model};
use super::separate::Planes;
use super::table::Table;
use super::vocabulary::Vocabulary;
use super::weighing::Weights;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Weights of all runs and kinds together, at most: 24 MiB as they are kept, four times that while they are learnt.
const MOST_WEIGHTS: usize = 12_000_000;
/// Fewer examples than these are not parted: nothing could be said with any confidence.
const FEWEST: usize = 30;

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The share of sure answers that must be right, from 0.5 to below 1.
    pub promised: f64,
    /// In how many parts the examples are judged, from 2 to 20. More is a little more exact and takes that much longer.
    pub parts: usize,
    /// The class above each kind, by the code of the kind; kinds that are not there have none.
    pub parents: BTreeMap<String, String>,
    /// The version of the rulebook whose kinds these are.
    pub rulebook: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { promised: 0.97, parts: 3, parents: BTreeMap::new(), rulebook: String::new() }
    }
}

/// Why there is no model.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainingError {
    /// There is no example.
    NoExamples,
    /// The example with this number, from 0, has no kind.
    NoKind(usize),
    /// There are more kinds than a model holds.
    TooManyKinds(usize),
    /// The promised share is not from 0.5 to below 1.
    Promised(f64),
    /// The number of parts is not from 2 to 20.
    Parts(usize),
}

impl fmt::Display for TrainingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoExamples => f.write_str("there is nothing to learn from; give at least one example with its kind"),
            Self::NoKind(at) => write!(f, "example {} has no kind; name it or leave the example out", at + 1),
            Self::TooManyKinds(n) => {
                write!(f, "{n} kinds are more than the {MOST_KINDS} that a model holds; check the label field")
            }
            Self::Promised(share) => write!(f, "the promised share `{share}` must be from 0.5 to below 1"),
            Self::Parts(parts) => write!(f, "the number of parts `{parts}` must be from 2 to 20"),
        }
    }
}

impl std::error::Error for TrainingError {}

/// More kinds than these are not kinds but numbers of something else.
const MOST_KINDS: usize = 5_000;

impl Model {
    /// Learns from these examples.
    ///
    /// # Errors
    /// When there is no example, one has no kind, there are too many kinds, or the options cannot be meant.
    pub fn train(examples: &[Example<'_>], options: &Options) -> Result<Self, TrainingError> {
        if !(0.5..1.0).contains(&options.promised) {
            return Err(TrainingError::Promised(options.promised));
        }
        if !(2..=20).contains(&options.parts) {
            return Err(TrainingError::Parts(options.parts));
        }
        let (names, numbers) = kinds(examples)?;
        let width = names.len();
        let (table, vocabulary) = Table::read(examples, numbers, width, MOST_WEIGHTS / width);
        let lesson = Lesson { table, vocabulary };
        let judged = width > 1 && examples.len() >= FEWEST;
        // The judging and the learning do not need one another, and each core takes what is next.
        let ((weights, planes), held) = rayon::join(
            || lesson.learn(&(0..examples.len()).collect::<Vec<_>>()),
            || judged.then(|| lesson.judge(&alike::groups(examples), options.parts)),
        );
        let (classes, class_of) = classes(&names, &options.parents);
        let (calibration, figures) = match held {
            Some(distances) => calibrate(distances, &lesson.table, &class_of, classes.len(), options.promised),
            None => (Calibration::unproven(width), None),
        };
        let mut seen = vec![0; width];
        lesson.table.kinds.iter().for_each(|kind| seen[*kind as usize] += 1);
        let about = About {
            rulebook: options.rulebook.clone(),
            trained_on: examples.len(),
            data_sha256: fingerprint(examples),
            promised: options.promised,
            figures,
        };
        let (rows, units) = pressed(&planes, &weights, width);
        let offsets = planes.offsets(width).to_vec();
        let Lesson { vocabulary, .. } = lesson;
        Ok(Self {
            about,
            kinds: names,
            seen,
            classes,
            class_of,
            vocabulary,
            weights,
            rows,
            units,
            offsets,
            calibration,
        })
    }
}

/// The examples as numbers, ready to be learnt from in whole or in part.
struct Lesson {
    table: Table,
    vocabulary: Vocabulary,
}

impl Lesson {
    /// Weights and planes of these examples.
    fn learn(&self, rows: &[usize]) -> (Weights, Planes) {
        let weights = Weights::learn(&self.table, rows, &self.vocabulary);
        let values = self.values(&weights, rows);
        let planes = Planes::learn(&self.table, &values, rows, self.vocabulary.len(), 7);
        (weights, planes)
    }

    /// The values of these examples' runs, at their places among all.
    fn values(&self, weights: &Weights, rows: &[usize]) -> Vec<f32> {
        let mut values = vec![0.0; self.table.size()];
        for row in rows {
            weights.values(self.table.ids(*row), self.table.counts(*row), &mut values[self.table.range(*row)]);
        }
        values
    }

    /// The distances of every example from planes that have seen neither it nor its near-duplicates.
    fn judge(&self, groups: &[usize], parts: usize) -> Vec<f32> {
        let width = self.table.width;
        let part_of = folds(&self.table.kinds, groups, width, parts, 11);
        let judged: Vec<Vec<(usize, Vec<f32>)>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let (held, kept): (Vec<usize>, Vec<usize>) =
                    (0..self.table.len()).partition(|row| part_of[*row] == part);
                let (weights, planes) = self.learn(&kept);
                let mut values = Vec::new();
                let of = |row: usize| {
                    let (ids, counts) = (self.table.ids(row), self.table.counts(row));
                    values.clear();
                    values.resize(ids.len(), 0.0);
                    weights.values(ids, counts, &mut values);
                    let mut scores = vec![0.0; width.next_multiple_of(4)];
                    planes.score(ids, &values, &mut scores);
                    scores.truncate(width);
                    (row, scores)
                };
                held.into_iter().map(of).collect()
            })
            .collect();
        let mut distances = vec![0.0; self.table.len() * width];
        for (row, scores) in judged.into_iter().flatten() {
            distances[row * width..(row + 1) * width].copy_from_slice(&scores);
        }
        distances
    }
}

fn calibrate(
    mut distances: Vec<f32>,
    table: &Table,
    class_of: &[u32],
    classes: usize,
    promised: f64,
) -> (Calibration, Option<Figures>) {
    let width = table.width;
    let mut calibration = Calibration::learn(&distances, &table.kinds, width);
    calibration.apply_all(&mut distances, width);
    let judged = Judged::of(&distances, &table.kinds, width);
    calibration.bar = bar(&judged, promised);
    if classes > 0 {
        let mut sums = vec![0.0; table.len() * classes];
        for (row, sums) in distances.chunks(width).zip(sums.chunks_mut(classes)) {
            row.iter().zip(class_of).for_each(|(probability, class)| sums[*class as usize] += probability);
        }
        let truths: Vec<u32> = table.kinds.iter().map(|kind| class_of[*kind as usize]).collect();
        calibration.class_bar = bar(&Judged::of(&sums, &truths, classes), promised);
    }
    let figures = Figures::of(&judged, calibration.bar, width);
    (calibration, Some(figures))
}

/// The kinds in order, and for each example the number of its kind.
fn kinds(examples: &[Example<'_>]) -> Result<(Vec<Arc<str>>, Vec<u32>), TrainingError> {
    if examples.is_empty() {
        return Err(TrainingError::NoExamples);
    }
    if let Some(at) = examples.iter().position(|example| example.kind.trim().is_empty()) {
        return Err(TrainingError::NoKind(at));
    }
    let mut numbers: BTreeMap<&str, u32> = examples.iter().map(|example| (example.kind.trim(), 0)).collect();
    if numbers.len() > MOST_KINDS {
        return Err(TrainingError::TooManyKinds(numbers.len()));
    }
    (0..).zip(numbers.values_mut()).for_each(|(at, number)| *number = at);
    let of_each = examples.iter().map(|example| numbers[example.kind.trim()]).collect();
    Ok((numbers.into_keys().map(Arc::from).collect(), of_each))
}

/// The classes in order, and for each kind the number of its class; a kind without one is its own. None where no kind has one.
fn classes(kinds: &[Arc<str>], parents: &BTreeMap<String, String>) -> (Vec<Arc<str>>, Vec<u32>) {
    if !kinds.iter().any(|kind| parents.contains_key(&**kind)) {
        return (Vec::new(), Vec::new());
    }
    let class = |kind: &Arc<str>| parents.get(&**kind).map_or_else(|| Arc::clone(kind), |parent| Arc::from(&**parent));
    let of_kinds: Vec<Arc<str>> = kinds.iter().map(class).collect();
    let mut numbers: BTreeMap<Arc<str>, u32> = of_kinds.iter().map(|class| (Arc::clone(class), 0)).collect();
    (0..).zip(numbers.values_mut()).for_each(|(at, number)| *number = at);
    let class_of = of_kinds.iter().map(|class| numbers[class]).collect();
    (numbers.into_keys().collect(), class_of)
}

/// The planes as whole numbers with one unit per kind, the runs' weights multiplied in: a quarter of a thousandth of the largest
/// weight is lost, which moves no probability by a thousandth.
fn pressed(planes: &Planes, weights: &Weights, width: usize) -> (Vec<i16>, Vec<f32>) {
    let runs = weights.all().len();
    let mut highest = vec![f32::MIN_POSITIVE; width];
    for run in 0..runs {
        for (highest, weight) in highest.iter_mut().zip(planes.of(run, width)) {
            *highest = highest.max((weight * weights.all()[run]).abs());
        }
    }
    let units: Vec<f32> = highest.iter().map(|highest| highest / f32::from(i16::MAX)).collect();
    let mut rows = Vec::with_capacity(runs * width);
    for run in 0..runs {
        for (unit, weight) in units.iter().zip(planes.of(run, width)) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the unit was chosen so that the largest is `i16::MAX`"
            )]
            rows.push((weight * weights.all()[run] / unit).round() as i16);
        }
    }
    (rows, units)
}

/// SHA-256 over the examples in their order; lengths keep one field from running into the next.
fn fingerprint(examples: &[Example<'_>]) -> String {
    let mut hash = Sha256::new();
    for Example { message, kind } in examples {
        for field in [message.title, message.text, message.place, kind.trim()] {
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
