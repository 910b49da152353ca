//! Finds a point: its grid, community, street and district; and the nearest grid when it lies just outside of all.
//!
//! A point on a shared border belongs to exactly one of the neighbours, the same one every time: to the eastern one, on a level
//! border to the northern one. The rule is that of the rulebook's areas, worked out exactly.

mod finder;
mod outline;
mod raster;

use crate::divisions::{DivisionCode, Level};
use crate::layer::{Feature, Layer};
use finder::Finder;
use geo::Coord;
use jingwei_terms::Location;
use rayon::prelude::*;

/// A net and, where they are known, the shapes of the divisions, ready to be asked.
#[derive(Debug)]
pub struct Locator {
    grids: Finder,
    rows: Vec<Row>,
    areas: Option<Areas>,
    within_m: f64,
}

/// What is told of a grid.
#[derive(Debug)]
struct Row {
    code: String,
    community: Option<DivisionCode>,
}

#[derive(Debug)]
struct Areas {
    finder: Finder,
    codes: Vec<DivisionCode>,
}

/// What holds a point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Found<'a> {
    /// The id of the grid.
    pub grid: Option<&'a str>,
    /// Its place in the layer of the net.
    pub place: Option<usize>,
    /// The community.
    pub community: Option<DivisionCode>,
    /// The street.
    pub street: Option<DivisionCode>,
    /// The district.
    pub district: Option<DivisionCode>,
    /// Metres to the grid: 0 when it holds the point, more when it is only the nearest.
    pub distance_m: f64,
}

/// Metres within which the nearest grid is given for a point that none holds.
pub const NEAREST_WITHIN_M: f64 = 50.0;

impl Locator {
    /// A locator over a net, whose features say their community in the property `community` or begin their code with its
    /// 12 digits.
    #[must_use]
    pub fn new(net: &Layer) -> Self {
        let shapes: Vec<_> = net.features.iter().map(|feature| &feature.shape).collect();
        let rows =
            net.features.iter().map(|feature| Row { code: feature.id.clone(), community: community_of(feature) });
        Self { grids: Finder::of(&shapes), rows: rows.collect(), areas: None, within_m: NEAREST_WITHIN_M }
    }

    /// The same locator with the shapes of divisions (of any level), each with its code as id or in the property `code`. They
    /// answer where no grid does, or where the grid does not say its community.
    #[must_use]
    pub fn with_divisions(mut self, layer: &Layer) -> Self {
        let code =
            |feature: &Feature| feature.text("code").as_deref().unwrap_or(&feature.id).parse::<DivisionCode>().ok();
        let mut known: Vec<_> = layer.features.iter().filter_map(|f| Some((code(f)?, &f.shape))).collect();
        // The smallest division that holds a point is the one that says most.
        known.sort_by_key(|(code, _)| std::cmp::Reverse(code.level()));
        let shapes: Vec<_> = known.iter().map(|(_, shape)| *shape).collect();
        let codes = known.iter().map(|(code, _)| *code).collect();
        self.areas = Some(Areas { finder: Finder::of(&shapes), codes });
        self
    }

    /// The same locator, giving the nearest grid within so many metres.
    #[must_use]
    pub const fn within_m(mut self, metres: f64) -> Self {
        self.within_m = metres;
        self
    }

    /// What holds the point, or the nearest grid within reach.
    #[must_use]
    pub fn locate(&self, point: &Location) -> Found<'_> {
        let at = Coord { x: point.lng(), y: point.lat() };
        let inside = self.grids.holder(at).map(|n| (n, 0.0));
        // The divisions come before a grid that is only near: a neighbour across the street may be in another district.
        let area = || self.areas.as_ref().and_then(|areas| areas.finder.holder(at).map(|n| areas.codes[n]));
        match inside {
            Some((n, _)) => self.found(Some((n, 0.0)), self.rows[n].community.or_else(area)),
            None => {
                let near = self.grids.nearest(at, self.within_m);
                self.found(near, area().or_else(|| near.and_then(|(n, _)| self.rows[n].community)))
            }
        }
    }

    /// All points at once, on every core, in their order.
    #[must_use]
    pub fn locate_all(&self, points: &[Location]) -> Vec<Found<'_>> {
        points.par_iter().with_min_len(1024).map(|point| self.locate(point)).collect()
    }

    /// The places in the layer of all grids that hold the point: more than one where the net overlaps itself.
    #[must_use]
    pub fn holders(&self, point: &Location) -> Vec<usize> {
        self.grids.holders(Coord { x: point.lng(), y: point.lat() })
    }

    fn found(&self, grid: Option<(usize, f64)>, area: Option<DivisionCode>) -> Found<'_> {
        let at = |level: Level| area.filter(|code| code.level() >= level).map(|code| code.at(level));
        Found {
            grid: grid.map(|(n, _)| self.rows[n].code.as_str()),
            place: grid.map(|(n, _)| n),
            community: at(Level::Community),
            street: at(Level::Street),
            district: at(Level::District),
            distance_m: grid.map_or(0.0, |(_, metres)| metres),
        }
    }
}

fn community_of(feature: &Feature) -> Option<DivisionCode> {
    let said = feature.text("community").and_then(|code| code.parse().ok());
    said.or_else(|| feature.id.get(..12).and_then(|digits| digits.parse().ok()))
}
