//! How well a parser does on addresses whose elements are known.

use crate::example::Example;
use crate::parser::{Parser, Room};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Right, said and true elements of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    right: usize,
    said: usize,
    known: usize,
}

/// Figures over exact spans: an element counts when begin, end and label are right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// How many addresses.
    pub n: usize,
    /// Of the elements said, the share that is right.
    pub precision: f64,
    /// Of the elements there are, the share that was found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// The share of addresses without any fault.
    pub exact: f64,
    /// The harmonic mean for each label.
    pub by_label: BTreeMap<String, f64>,
    /// How far the confidence in an element lies from the share that is right, on average over ten bands.
    pub calibration_error: f64,
}

/// Parses all texts, on every core.
#[must_use]
pub fn parse_all(parser: &Parser, texts: &[&str]) -> Vec<crate::parser::Parsed> {
    texts.par_iter().map_init(Room::default, |room, text| parser.parse_in(text, room)).collect()
}

/// Takes all texts apart, on every core, without asking how sure that is; answers the number of elements.
#[must_use]
pub fn cut_all(parser: &Parser, texts: &[&str]) -> usize {
    texts.par_iter().map_init(Room::default, |room, text| parser.cut(text, room).len()).sum()
}

/// Judges what a parser said about these examples.
#[must_use]
pub fn evaluate(examples: &[Example], parsed: &[crate::parser::Parsed]) -> Evaluation {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut bands = [(0_usize, 0_usize, 0.0_f64); 10];
    let mut exact = 0;
    for (example, parsed) in examples.iter().zip(parsed) {
        let mut right = 0;
        for span in example.spans() {
            counts.entry(&span.label).or_default().known += 1;
        }
        for element in &parsed.elements {
            let holds = example.spans().binary_search(&element.span).is_ok();
            let count = counts.entry(&element.span.label).or_default();
            count.said += 1;
            count.right += usize::from(holds);
            right += usize::from(holds);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a band from 0 to 9")]
            let band = &mut bands[((element.confidence * 10.0) as usize).min(9)];
            *band = (band.0 + 1, band.1 + usize::from(holds), band.2 + f64::from(element.confidence));
        }
        exact += usize::from(right == parsed.elements.len() && right == example.spans().len());
    }
    let all = counts.values().fold(Count::default(), |all, count| Count {
        right: all.right + count.right,
        said: all.said + count.said,
        known: all.known + count.known,
    });
    let off: f64 = bands.iter().map(|&(_, right, sure)| (sure - number(right)).abs()).sum();
    Evaluation {
        n: examples.len(),
        precision: share(all.right, all.said),
        recall: share(all.right, all.known),
        f1: all.f1(),
        exact: share(exact, examples.len()),
        by_label: counts.iter().map(|(label, count)| ((*label).to_owned(), count.f1())).collect(),
        calibration_error: off / number(all.said).max(1.0),
    }
}

impl Count {
    fn f1(self) -> f64 {
        share(2 * self.right, self.said + self.known)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    number(part) / number(whole).max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
const fn number(n: usize) -> f64 {
    n as f64
}
