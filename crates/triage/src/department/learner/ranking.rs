//! Candidates, their scores and probabilities, and the step that is learned from the one that was confirmed.

use super::Ranked;
use super::cabinet::{Cabinet, MEMORIES};
use super::names::Names;
use super::numbers::{exp, ln};
use super::scene::{Key, PATTERN, Scene};
use super::variants::Variants;
use super::weights::Weights;

/// Families that are weighed against each other; the others have next to no chance.
const MOST_CANDIDATES: usize = 12;
/// How full a drawer is: 1, 2, 3–4, 5–8, … more than 128 handlings.
const FULLNESSES: usize = 10;
/// The first step of the mixing weights, and what they begin with.
const STEP: f32 = 0.02;
const FIRST_SQUARES: f32 = 1e-4;
const FIRST_WEIGHT: f32 = 0.13;
/// Differences below this are not worth learning from.
const SMALL: f32 = 1e-3;

/// How much each sort of drawer, by memory and fullness, has to say: a weight and the sum of its squared gradients.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Mixing {
    pub(super) cells: Vec<[f32; 2]>,
}

impl Mixing {
    fn weight(&self, at: usize) -> f32 {
        self.cells.get(at).map_or(FIRST_WEIGHT, |cell| cell[0])
    }

    fn learn(&mut self, at: usize, gradient: f32) {
        if self.cells.len() <= at {
            self.cells.resize(at + 1, [FIRST_WEIGHT, FIRST_SQUARES]);
        }
        let [weight, squares] = &mut self.cells[at];
        *squares += gradient * gradient;
        *weight += STEP * gradient / squares.sqrt();
    }
}

/// What a drawer says of a candidate, by memory.
#[derive(Debug, Clone, Copy)]
struct Voice {
    candidate: u32,
    says: [f32; MEMORIES],
}

/// The voices of one drawer: its cells of the mixing weights, and where its voices end.
#[derive(Debug, Clone, Copy)]
struct Chorus {
    cell: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    family: u32,
    score: f32,
    probability: f32,
}

/// The working table of one event; its vectors are kept from event to event.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranking {
    candidates: Vec<Candidate>,
    voices: Vec<Voice>,
    choirs: Vec<Chorus>,
    scores: Vec<f32>,
    /// By family and by pattern: the event in which it was set, and what to.
    as_pattern: Marked,
    as_family: Marked,
    place: Marked,
}

impl Ranking {
    /// Weighs every family that any drawer of the scene names.
    pub(super) fn rank(&mut self, scene: &Scene, names: &Names, cabinet: &Cabinet, weights: &Weights, mixing: &Mixing) {
        self.candidates.clear();
        self.voices.clear();
        self.choirs.clear();
        self.as_pattern.begin(names.units().len());
        self.place.begin(names.units().len());
        self.as_family.begin(names.patterns());
        for (family, pattern) in scene.shown() {
            self.as_pattern.set(family, pattern);
            self.as_family.set(pattern, family);
        }
        let families = names.units().len().max(1) as f32;
        for (context, &key) in contexts(scene) {
            let Some(drawer) = cabinet.drawer(key).filter(|drawer| drawer.seen > 0) else { continue };
            let cell = (context * FULLNESSES + fullness(drawer.seen)) * MEMORIES;
            let trust: [f32; MEMORIES] = std::array::from_fn(|memory| mixing.weight(cell + memory));
            for (outcome, counts) in &drawer.outcomes {
                let Some(family) = self.meant(*outcome, names) else { continue };
                let candidate = self.candidate(family);
                // The logarithm of a smoothed share over that of a family never seen here: their denominators cancel.
                let says = counts.map(|count| ln(1.0 + count * families));
                let sum: f32 = says.iter().zip(trust).map(|(says, trust)| says * trust).sum();
                self.candidates[candidate as usize].score += sum;
                self.voices.push(Voice { candidate, says });
            }
            self.choirs.push(Chorus { cell, end: self.voices.len() });
        }
        let least = self.least_score();
        for candidate in &mut self.candidates {
            match candidate.score >= least {
                true => candidate.score += weights.score(scene.rows(), candidate.family),
                false => candidate.score = f32::NEG_INFINITY,
            }
        }
        self.normalise();
    }

    /// One step towards the confirmed family.
    pub(super) fn learn(&mut self, scene: &Scene, family: u32, weights: &mut Weights, mixing: &mut Mixing) {
        let chance = self.candidates.iter().position(|candidate| candidate.family == family);
        let chance = chance.unwrap_or_else(|| {
            self.candidates.push(Candidate { family, score: f32::NEG_INFINITY, probability: 0.0 });
            self.candidates.len() - 1
        });
        if self.candidates[chance].score == f32::NEG_INFINITY {
            self.candidates[chance].score = self.said_of(chance, mixing) + weights.score(scene.rows(), family);
            self.normalise();
        }
        // From here on `score` is no longer needed and holds the error: what was confirmed (0 or 1) less the probability.
        for (at, candidate) in self.candidates.iter_mut().enumerate() {
            candidate.score = f32::from(u8::from(at == chance)) - candidate.probability;
        }
        let mut begin = 0;
        for Chorus { cell, end } in &self.choirs {
            let mut gradients = [0.0; MEMORIES];
            for voice in &self.voices[begin..*end] {
                let error = self.candidates[voice.candidate as usize].score;
                for (gradient, says) in gradients.iter_mut().zip(voice.says) {
                    *gradient += error * says;
                }
            }
            for (memory, gradient) in gradients.into_iter().enumerate() {
                mixing.learn(cell + memory, gradient);
            }
            begin = *end;
        }
        for candidate in &self.candidates {
            if candidate.score.abs() > SMALL {
                weights.learn(scene.rows(), candidate.family, candidate.score);
            }
        }
    }

    /// The most likely unit.
    pub(super) fn best(&self, scene: &Scene, cabinet: &Cabinet, variants: &Variants) -> Option<Ranked> {
        let mut best: Option<Ranked> = None;
        let better = |ranked: &Ranked, best: &Option<Ranked>| {
            best.is_none_or(|best| {
                (ranked.probability, std::cmp::Reverse(ranked.unit)) > (best.probability, std::cmp::Reverse(best.unit))
            })
        };
        for candidate in &self.candidates {
            if best.is_some_and(|best| best.probability > candidate.probability) {
                continue;
            }
            each_name(*candidate, scene, cabinet, variants, |ranked| {
                if better(&ranked, &best) {
                    best = Some(ranked);
                }
            });
        }
        best
    }

    /// All units, the most likely first.
    pub(super) fn units(&self, scene: &Scene, cabinet: &Cabinet, variants: &Variants, into: &mut Vec<Ranked>) {
        for candidate in self.candidates.iter().filter(|candidate| candidate.probability > 0.0) {
            each_name(*candidate, scene, cabinet, variants, |ranked| into.push(ranked));
        }
        into.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.unit.cmp(&b.unit)));
    }

    /// The family that an outcome means in this scene; `None` when it means none here.
    fn meant(&self, outcome: u32, names: &Names) -> Option<u32> {
        if outcome & PATTERN != 0 {
            return self.as_family.get(outcome & !PATTERN);
        }
        // Where the family shows as a pattern, what was laid down under its own name was meant for other places.
        let itself = names.is_head(outcome) && self.as_pattern.get(outcome).is_none();
        itself.then_some(outcome)
    }

    fn candidate(&mut self, family: u32) -> u32 {
        if let Some(place) = self.place.get(family) {
            return place;
        }
        let place = u32::try_from(self.candidates.len()).expect("drawers hold few outcomes");
        self.place.set(family, place);
        self.candidates.push(Candidate { family, score: 0.0, probability: 0.0 });
        place
    }

    /// The score from which on a family is weighed at all.
    fn least_score(&mut self) -> f32 {
        if self.candidates.len() <= MOST_CANDIDATES {
            return f32::MIN;
        }
        self.scores.clear();
        self.scores.extend(self.candidates.iter().map(|candidate| candidate.score));
        let (_, least, _) = self.scores.select_nth_unstable_by(MOST_CANDIDATES - 1, |a, b| b.total_cmp(a));
        *least
    }

    /// What the drawers say of one candidate.
    fn said_of(&self, candidate: usize, mixing: &Mixing) -> f32 {
        let (mut begin, mut sum) = (0, 0.0);
        for Chorus { cell, end } in &self.choirs {
            for voice in self.voices[begin..*end].iter().filter(|voice| voice.candidate as usize == candidate) {
                sum += (0..MEMORIES).map(|memory| mixing.weight(cell + memory) * voice.says[memory]).sum::<f32>();
            }
            begin = *end;
        }
        sum
    }

    fn normalise(&mut self) {
        let most = self.candidates.iter().map(|candidate| candidate.score).fold(f32::MIN, f32::max);
        let mut sum = 0.0;
        for candidate in &mut self.candidates {
            candidate.probability = exp(candidate.score - most);
            sum += candidate.probability;
        }
        for candidate in &mut self.candidates {
            candidate.probability /= sum;
        }
    }
}

/// The contexts of a scene with a number that is the same in every scene: 0 everything, 1 the whole, then the columns.
fn contexts(scene: &Scene) -> impl Iterator<Item = (usize, &Key)> {
    scene.keys().iter().map(|key| match key {
        Key::Everything => (0, key),
        Key::Whole(_) => (1, key),
        Key::One { column, .. } => (2 + column, key),
    })
}

fn fullness(seen: u32) -> usize {
    let halvings = u32::BITS - (seen - 1).leading_zeros();
    (halvings as usize + 1).min(FULLNESSES - 1)
}

/// A family's probability shared among its names.
fn each_name(
    candidate: Candidate,
    scene: &Scene,
    cabinet: &Cabinet,
    variants: &Variants,
    mut each: impl FnMut(Ranked),
) {
    let Candidate { family, probability, .. } = candidate;
    if let Some(unit) = variants.only(family) {
        return each(Ranked { unit, probability });
    }
    for (unit, share) in variants.shares(family, cabinet.latest(scene)) {
        each(Ranked { unit, probability: probability * share });
    }
}

/// Small numbers by id, forgotten at once by beginning anew.
#[derive(Debug, Clone, Default)]
struct Marked {
    round: u32,
    cells: Vec<(u32, u32)>,
}

impl Marked {
    fn begin(&mut self, size: usize) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.cells.clear();
            self.round = 1;
        }
        if self.cells.len() < size {
            self.cells.resize(size, (0, 0));
        }
    }

    fn set(&mut self, id: u32, to: u32) {
        self.cells[id as usize] = (self.round, to);
    }

    fn get(&self, id: u32) -> Option<u32> {
        let (round, to) = *self.cells.get(id as usize)?;
        (round == self.round).then_some(to)
    }
}
