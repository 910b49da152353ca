//! A grid that was cut, and what is to be said of a community where not everything fits.

use super::divide::By;
use super::outline::Part;
use super::word::Word;
use serde::Serialize;

/// A grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<'a> {
    /// Its code: that of the present grid that it goes on from, else its community's code and the next free number.
    pub code: String,
    /// Its community.
    pub community: Word<'a>,
    /// Its households.
    pub households: u64,
    /// Its units, in the order of their ids.
    pub units: Vec<Share<'a>>,
    /// Its ground: the union of its units' ground.
    pub ground: Vec<Part>,
    /// Polsby–Popper compactness of its ground, from 0 to 1.
    pub compactness: f64,
    /// Whether its units hang together along borders of some length.
    pub contiguous: bool,
    /// Why it is out of bounds; `None` when it is within.
    pub out: Option<Ground>,
    /// Households that were in the grid of this code before, when there was a net before.
    pub stayed: Option<u64>,
    /// Why it is as it is.
    pub why: Sentence,
}

/// A unit of a grid, or the share of a divided unit that fell to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Share<'a> {
    /// The unit.
    pub unit: Word<'a>,
    /// Which share of how many grids' shares of a divided unit, counted from 1; `None` for a unit that is whole.
    pub share: Option<(u32, u32)>,
    /// The households of the unit, or of the share.
    pub households: u32,
}

impl Share<'_> {
    /// The id as it is written: the unit's, or `unit#1/2` for a share.
    #[must_use]
    pub fn id(&self) -> Word<'_> {
        match self.share {
            None => self.unit.clone(),
            Some((one, of)) => Word::new(format!("{}#{one}/{of}", self.unit.text())),
        }
    }
}

/// The same sentence in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Why grids of a community are out of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The whole community has fewer households than one grid should have.
    BelowMinWholeCommunity,
    /// The community has too many households for so many grids and too few for one more: 520 are neither one nor two.
    NoCountFits,
    /// A part of the community that lies apart has fewer households than one grid should have.
    IslandBelowMin,
    /// A part of the community that lies apart has a number of households that no number of grids fits.
    IslandNoCountFits,
    /// A part that a hard border cuts off has fewer households than one grid should have.
    BehindBorderBelowMin,
    /// A part that a hard border cuts off has a number of households that no number of grids fits.
    BehindBorderNoCountFits,
    /// The numbers would fit, and yet no contiguous cut keeps them: every one was gone through.
    NoCutExists,
    /// The numbers would fit, and the search found no contiguous cut that keeps them; there may be one.
    NoCutFound,
}

impl Ground {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BelowMinWholeCommunity => "below_min_whole_community",
            Self::NoCountFits => "no_count_fits",
            Self::IslandBelowMin => "island_below_min",
            Self::IslandNoCountFits => "island_no_count_fits",
            Self::BehindBorderBelowMin => "behind_border_below_min",
            Self::BehindBorderNoCountFits => "behind_border_no_count_fits",
            Self::NoCutExists => "no_cut_exists",
            Self::NoCutFound => "no_cut_found",
        }
    }
}

/// A place where not every grid is within bounds, and the units that make it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhyNot<'a> {
    /// The community.
    pub community: Word<'a>,
    /// The units: all of a part whose number of households fits no number of grids, else those of the grids that stay out of bounds.
    pub units: Vec<Word<'a>>,
    /// Their households.
    pub households: u64,
    /// A stable code.
    pub code: &'static str,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// A unit that was too large for a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Divided<'a> {
    /// The unit.
    pub unit: Word<'a>,
    /// Its households.
    pub households: u32,
    /// By what it was divided.
    pub by: By,
    /// How many grids have a share of it; 1 when dividing it brought nothing within bounds.
    pub grids: u32,
}

/// Something about a community's ground that was mended or that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The community.
    pub community: String,
    /// A stable code: `gaps_closed`, `units_overlap`, `bridged`.
    pub code: &'static str,
    /// The units concerned, as far as they are few.
    pub units: Vec<String>,
}
