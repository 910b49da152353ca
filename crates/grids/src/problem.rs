//! What is wrong with a map: each fault by name, with its place on the ground, and the repair that is proposed or was made.

use serde::Serialize;

/// A fault of a layer. It is told in both languages, as every other answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// A stable code, such as `unclosed_ring`.
    pub code: &'static str,
    /// Where it is.
    pub place: Spot,
    /// The second feature that is concerned: the neighbour that is overlapped, the community that does not hold the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// The area of what is wrong (a gap, an overlap), in square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// What mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// Where a fault is: as close as it is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Spot {
    /// The place of the feature in its file, counted from 1; 0 stands for the layer as a whole.
    pub feature: usize,
    /// The id of the feature.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The ring within the feature, counted from 1 through all of its polygons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring: Option<usize>,
    /// The vertex within the ring, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<usize>,
    /// A point on the ground to look at, `[lng, lat]`, CGCS2000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
}

/// What mends a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// How far it has come.
    pub state: RepairState,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// What it does, in English.
    pub en: &'static str,
}

/// How far a repair has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairState {
    /// Made while reading, since there is one way only to understand what was meant.
    Made,
    /// Safe: `grids check --repair` makes it.
    Proposed,
    /// For a person to decide.
    ForAPerson,
}

impl Problem {
    /// A fault with its sentences.
    #[must_use]
    pub fn new(code: &'static str, place: Spot, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, place, other: None, area_m2: None, zh: zh.into(), en: en.into(), repair: None }
    }

    /// The same fault, with what mends it.
    #[must_use]
    pub const fn mended_by(mut self, state: RepairState, zh: &'static str, en: &'static str) -> Self {
        self.repair = Some(Repair { state, zh, en });
        self
    }

    /// The same fault, naming the second feature.
    #[must_use]
    pub fn with(mut self, other: impl Into<String>) -> Self {
        self.other = Some(other.into());
        self
    }

    /// The same fault, with its area.
    #[must_use]
    pub const fn of_area(mut self, area_m2: f64) -> Self {
        self.area_m2 = Some(area_m2);
        self
    }
}

impl Spot {
    /// The layer as a whole.
    #[must_use]
    pub fn layer() -> Self {
        Self::default()
    }

    /// A feature by its place in the file, counted from 1, and its id.
    #[must_use]
    pub fn feature(number: usize, id: impl Into<String>) -> Self {
        Self { feature: number, id: id.into(), ..Self::default() }
    }

    /// The same feature, at this ring, counted from 1.
    #[must_use]
    pub const fn ring(mut self, ring: usize) -> Self {
        self.ring = Some(ring);
        self
    }

    /// The same ring, at this vertex, counted from 1.
    #[must_use]
    pub const fn vertex(mut self, vertex: usize) -> Self {
        self.vertex = Some(vertex);
        self
    }

    /// The same spot, with a point to look at.
    #[must_use]
    pub const fn at(mut self, lng: f64, lat: f64) -> Self {
        self.at = Some([lng, lat]);
        self
    }
}
