//! Which words of the message speak for a kind: contiguous pieces of the text itself, so that a clerk can see and judge them.
//!
//! The model is linear, so what each run adds to the difference between the kind and its rival is exact. Every occurrence of a run
//! shares what the run adds evenly, and gives it to the characters it covers. Phrases are the stretches in which the characters'
//! shares stand above the average (maximal sums, Bentley 1984); in a text segmented by blanks they grow to whole words.

use super::grams::BLOCKS;
use super::message::{Field, Message};
use super::model::{Model, Scratch};
use super::plain::Sign;
use super::suggestion::Phrase;
use super::weighing::{damped, scales};
use rustc_hash::FxHashMap;

/// More phrases than these are not read.
const MOST: usize = 4;
/// A phrase is at most so many characters that count; a longer one is a sentence.
const LONGEST: usize = 12;
/// Phrases that say less than this part of the strongest are left out.
const WEAKEST: f32 = 0.2;

/// A stretch of characters and what it says.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    from: usize,
    to: usize,
    says: f32,
}

/// The phrases that speak for a kind rather than for its rival, strongest first.
pub(crate) fn of(model: &Model, message: &Message<'_>, kind: usize, rival: usize, scratch: &Scratch) -> Vec<Phrase> {
    let said = said(model, kind, rival, scratch);
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut strongest = 0.0_f32;
    for stretch in stretches(&said.signs, &said.says) {
        strongest = strongest.max(stretch.says);
        if phrases.len() == MOST || stretch.says < WEAKEST * strongest {
            break;
        }
        let phrase = phrase(message, &said.signs[stretch.from..stretch.to]);
        // The same words twice, once in the title and once in the text, are one piece of evidence.
        if !phrases.iter().any(|other| other.text == phrase.text) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// Characters, each with what it says for the kind.
struct Said {
    signs: Vec<Sign>,
    says: Vec<f32>,
}

fn said(model: &Model, kind: usize, rival: usize, scratch: &Scratch) -> Said {
    let signs: Vec<Sign> = scratch.reading.signs(0).iter().chain(scratch.reading.signs(2)).copied().collect();
    let place_from = scratch.reading.signs(0).len();
    let mut says = vec![0.0_f32; signs.len()];
    let runs: Vec<FxHashMap<u32, u16>> =
        (0..BLOCKS.len()).map(|at| counted(model, scratch.reading.signs(at), at)).collect();
    let squares = [0, 1, 2].map(|at: usize| {
        runs[at]
            .iter()
            .map(|(id, count)| damped(*count) * model.weights.of(*id))
            .map(|value| value * value)
            .sum::<f32>()
    });
    let scales = scales(squares);
    for (at, block) in BLOCKS.iter().enumerate() {
        let from = if at == 2 { place_from } else { 0 };
        block.each(scratch.reading.signs(at), |bucket, first, length| {
            let Some(id) = model.vocabulary.number(bucket) else { return };
            let count = runs[at].get(&id).copied().unwrap_or(1);
            let each = damped(count) / f32::from(count) * model.speaks(id, kind, rival) * scales[at];
            #[expect(clippy::cast_precision_loss, reason = "a run has at most three characters")]
            let share = each / length as f32;
            says[from + first..from + first + length].iter_mut().for_each(|sum| *sum += share);
        });
    }
    Said { signs, says }
}

fn counted(model: &Model, signs: &[Sign], at: usize) -> FxHashMap<u32, u16> {
    let mut counts: FxHashMap<u32, u16> = FxHashMap::default();
    BLOCKS[at].each(signs, |bucket, _, _| {
        if let Some(id) = model.vocabulary.number(bucket) {
            let count = counts.entry(id).or_default();
            *count = count.saturating_add(1);
        }
    });
    counts
}

/// Stretches within one field of which every character on average says more than the text does, strongest first.
fn stretches(signs: &[Sign], says: &[f32]) -> Vec<Stretch> {
    let speaking: Vec<f32> = says.iter().copied().filter(|share| *share > 0.0).collect();
    if speaking.is_empty() {
        return Vec::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some ten thousand characters")]
    let ordinary = speaking.iter().sum::<f32>() / speaking.len() as f32;
    let mut found = Vec::new();
    let mut from = 0;
    while from < signs.len() {
        let mut best = Stretch { from, to: from, says: 0.0 };
        let mut sum = 0.0;
        for at in from..signs.len().min(from + LONGEST) {
            if at > from && apart(signs[at - 1], signs[at]) {
                break;
            }
            sum += says[at] - ordinary;
            if sum <= 0.0 {
                break;
            }
            if sum > best.says {
                best = Stretch { from, to: at + 1, says: sum };
            }
        }
        // One character alone is no word that a reader could judge.
        if best.to - best.from >= 2 {
            found.push(best);
        }
        from = best.to.max(from + 1);
    }
    found.sort_by(|a, b| b.says.total_cmp(&a.says).then(a.from.cmp(&b.from)));
    found
}

/// Whether two characters are too far apart to belong to one phrase: in other fields, or with a sentence's end between them.
const fn apart(left: Sign, right: Sign) -> bool {
    left.field as u8 != right.field as u8 || right.at - left.at > 3
}

/// The words of a message that these neighbouring characters stand for.
pub(crate) fn phrase(message: &Message<'_>, signs: &[Sign]) -> Phrase {
    let (first, last) = (signs[0], signs[signs.len() - 1]);
    let field = match first.field {
        Field::Title => message.title,
        Field::Text => message.text,
        Field::Place => message.place,
    };
    let (mut start, mut end) = (first.at as usize, last.at as usize + 1);
    if segmented(field) {
        (start, end) = whole_words(field, start, end);
    }
    let text = field.chars().skip(start).take(end - start).collect();
    Phrase { text, field: first.field, start, end }
}

/// Whether a text was cut into words by blanks: running Chinese has hardly any.
fn segmented(text: &str) -> bool {
    let (blanks, all) =
        text.chars().take(400).fold((0, 0), |(blanks, all), c| (blanks + usize::from(c == ' '), all + 1));
    blanks * 6 > all
}

fn whole_words(text: &str, start: usize, end: usize) -> (usize, usize) {
    let blank: Vec<bool> = text.chars().map(char::is_whitespace).collect();
    let from = (0..start).rev().take_while(|at| !blank[*at]).last().unwrap_or(start);
    let to = (end..blank.len()).take_while(|at| !blank[*at]).last().map_or(end, |at| at + 1);
    (from, to)
}
