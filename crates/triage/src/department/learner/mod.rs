//! The online learner behind the memory: a ranking of units by what was confirmed in like situations, mixed by weights that are
//! themselves learned from how well each kind of evidence has served.
//!
//! Method: for each event, the drawers of [`cabinet`] (no feature, each feature alone, all features together; each remembering with a
//! half-life of 8 and of 512 events) and the sparse weights of [`weights`] (feature value × unit, and letters of the value × unit)
//! give every candidate a sum of weighted logarithms; a softmax makes probabilities of them, and one step of stochastic gradient on the
//! logarithmic loss follows each confirmed unit (multinomial logit; step sizes as in AdaGrad, Duchi, Hazan and Singer 2011; mixing of
//! experts in the logistic domain as in Mattern 2012). [`names`] lets units that differ only in the place they serve share what is
//! learned, [`succession`] recognises a unit that goes on under another name, [`assurance`] knows how right such a probability has been.
//!
//! Everything is arithmetic in a fixed order: the same events give the same bits, and an event never sees what follows it.

mod assurance;
mod bytes;
mod cabinet;
mod names;
mod numbers;
mod ranking;
mod scene;
mod succession;
mod variants;
mod weights;

use assurance::Assurance;
use cabinet::Cabinet;
use names::Names;
use ranking::{Mixing, Ranking};
use scene::Scene;
use succession::Succession;
use variants::Variants;
use weights::Weights;

pub(super) use cabinet::Hits;

/// Events of a value after which its letters tell no more than itself.
const SPEAKS_FOR_ITSELF: u32 = 32;

/// One unit with its probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) unit: u32,
    pub(super) probability: f32,
}

/// What was predicted of an event before it was learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Foretold {
    /// The best unit and its probability, when there was any.
    pub(super) best: Option<Ranked>,
    /// Whether the best unit was the right one.
    pub(super) right: bool,
    /// Whether it would have been answered firmly.
    pub(super) firm: bool,
    /// Whether the right unit had never been confirmed before.
    pub(super) new: bool,
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(super) struct Learner {
    events: u32,
    names: Names,
    cabinet: Cabinet,
    weights: Weights,
    mixing: Mixing,
    variants: Variants,
    succession: Succession,
    assurance: Assurance,
    ranking: Ranking,
}

impl Learner {
    /// The column of this name, made when it is new; `None` when there are too many.
    pub(super) fn column(&mut self, name: &str) -> Option<usize> {
        self.names.column(name)
    }

    /// How many events have been learned.
    pub(super) const fn events(&self) -> u32 {
        self.events
    }

    /// The name of a unit.
    pub(super) fn unit(&self, unit: u32) -> &str {
        self.names.unit(unit)
    }

    /// The probability from which answers of late have been right often enough; `None` when no level has.
    pub(super) fn sure_from(&self, risk: f64) -> Option<f32> {
        self.assurance.sure_from(risk)
    }

    /// The most likely units in this situation, best first. Nothing is learned.
    pub(super) fn rank(&self, features: &[(&str, &str)]) -> Vec<Ranked> {
        let scene = Scene::look(features, &self.names);
        let mut ranking = Ranking::default();
        ranking.rank(&scene, &self.names, &self.cabinet, &self.weights, &self.mixing);
        let mut units = Vec::new();
        ranking.units(&scene, &self.cabinet, &self.variants, &mut units);
        units
    }

    /// What would be predicted of an event with these values by column, before anything of it is learned.
    pub(super) fn foretell(&self, values: &[&str]) -> Option<Ranked> {
        let features: Vec<(&str, &str)> =
            values.iter().enumerate().map(|(column, value)| (self.names.column_name(column), *value)).collect();
        self.rank(&features).into_iter().next()
    }

    /// What was confirmed for this unit in like situations: by context from the most specific, with the features that it shares.
    pub(super) fn hits(&self, features: &[(&str, &str)], unit: u32) -> Vec<(Vec<usize>, Hits)> {
        let scene = Scene::look(features, &self.names);
        let family = self.names.family(unit);
        self.cabinet.hits(&scene, |other| self.names.family(other) == family)
    }

    /// The column whose value the unit bears in its name, in this situation.
    pub(super) fn named_after(&self, features: &[(&str, &str)], unit: u32) -> Option<usize> {
        let scene = Scene::look(features, &self.names);
        scene.named_after(self.names.family(unit), &self.names)
    }

    /// The name of a column.
    pub(super) fn column_name(&self, column: usize) -> &str {
        self.names.column_name(column)
    }

    /// Predicts, then learns. `values` come by column, an empty value is none. `day` counts from any fixed day.
    pub(super) fn step(&mut self, values: &[&str], unit: &str, day: i32, risk: f64) -> Foretold {
        let scene = Scene::enter(values, &mut self.names);
        let mut ranking = std::mem::take(&mut self.ranking);
        ranking.rank(&scene, &self.names, &self.cabinet, &self.weights, &self.mixing);
        let best = ranking.best(&scene, &self.cabinet, &self.variants);
        let known = self.names.known(unit);
        let right = best.is_some_and(|best| known == Some(best.unit));
        let level = self.assurance.level(risk);
        let firm = best.is_some_and(|best| level.is_some_and(|from| best.probability >= from));
        if let Some(best) = best {
            self.assurance.saw(best.probability, right);
        }
        if let Some(truth) = known.or_else(|| self.names.enter_unit(unit)) {
            self.learn(&scene, &mut ranking, best, truth, known.is_none(), day);
        }
        self.ranking = ranking;
        Foretold { best, right, firm, new: known.is_none() }
    }

    fn learn(&mut self, scene: &Scene, ranking: &mut Ranking, best: Option<Ranked>, truth: u32, new: bool, day: i32) {
        self.events = self.events.saturating_add(1);
        let family = self.names.family(truth);
        if !new {
            ranking.learn(scene, family, &mut self.weights, &mut self.mixing);
        }
        let outcome = scene.outcome(family, &self.names);
        self.variants.learn(family, truth, self.cabinet.latest(scene));
        self.cabinet.learn(scene, outcome, truth, day, self.events);
        self.fold_letters(scene);
        let expected = best.map(|best| self.names.family(best.unit));
        self.succession.learn(truth, expected, self.events, &mut self.names, &mut self.variants);
    }

    /// A value speaks through its letters until it has been seen often enough to speak for itself.
    fn fold_letters(&mut self, scene: &Scene) {
        for (column, value) in scene.keys().iter().filter_map(scene::Key::one) {
            let seen = self.cabinet.drawer(scene::Key::One { column, value }).map_or(0, |drawer| drawer.seen);
            if seen == SPEAKS_FOR_ITSELF
                && let Some((row, letters)) = self.names.take_letters(column, value)
            {
                let families = (0..).take(self.names.units().len());
                self.weights.fold(row, &letters, families);
            }
        }
    }
}
