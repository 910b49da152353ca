//! The fabric of a community: its units, and along how many metres each touches which others.

use super::borders::Borders;
use super::edges::Edges;
use super::marks::Marks;
use super::rules::Rules;
use super::shape::{Corner, Plane, Shape};
use super::{bridge, weld};

/// What a search needs to know of a community's units; they go by their place in the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fabric {
    pub(crate) households: Vec<u32>,
    pub(crate) area_m2: Vec<f64>,
    pub(crate) perimeter_m: Vec<f64>,
    starts: Vec<u32>,
    touches: Vec<Touch>,
}

/// A neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Touch {
    pub(crate) unit: u32,
    /// Metres of common border; 0 for a neighbour across a bridge.
    pub(crate) length_m: f64,
}

/// What happened on the way from shapes to fabric.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Woven {
    /// Gaps up to [`Rules::gap_m`] were closed.
    pub(crate) gaps_closed: bool,
    /// Pairs of units that lie on the same side of the same edge: they overlap.
    pub(crate) overlaps: Vec<(u32, u32)>,
    /// Pairs that are neighbours across a bridge only.
    pub(crate) bridges: Vec<(u32, u32)>,
    /// Pairs that touch, with a hard border between them.
    pub(crate) parted: Vec<(u32, u32)>,
}

/// A common border of two units: the smaller place first.
#[derive(Debug, Clone, Copy)]
struct Border {
    units: (u32, u32),
    length_m: f64,
    ends: (Corner, Corner),
}

impl Fabric {
    /// Weaves the fabric of these shapes, welding their borders where they are drawn a little differently.
    pub(crate) fn weave(
        shapes: &mut [Shape],
        households: Vec<u32>,
        plane: Plane,
        rules: &Rules,
        hard: &Borders,
    ) -> (Self, Woven) {
        let mut woven = Woven::default();
        weld::weld(shapes, plane, rules.snap_m, None);
        let mut borders = common_borders(shapes, plane, &mut woven);
        let mut parts = parts(shapes.len(), borders.iter().map(|border| border.units));
        if rules.gap_m > rules.snap_m
            && parts.iter().any(|&part| part != 0)
            && weld::weld(shapes, plane, rules.gap_m, Some(&parts))
        {
            woven.gaps_closed = true;
            woven.overlaps.clear();
            borders = common_borders(shapes, plane, &mut woven);
            parts = self::parts(shapes.len(), borders.iter().map(|border| border.units));
        }
        let mut touching = open_passages(&borders, shapes, plane, hard, &mut woven);
        if rules.bridge_m > 0.0 {
            woven.bridges = bridge::bridges(shapes, plane, rules.bridge_m, &parts, hard);
            touching.extend(woven.bridges.iter().map(|&units| (units, 0.0)));
            touching.sort_by_key(|(units, _)| *units);
        }
        let area_m2 = shapes.iter().map(|shape| plane.area_m2(shape)).collect();
        let perimeter_m = shapes.iter().map(|shape| plane.perimeter_m(shape)).collect();
        (Self::of(households, area_m2, perimeter_m, &touching), woven)
    }

    /// The fabric of units of which these pairs touch along so many metres; each pair once, the smaller place first.
    pub(crate) fn of(
        households: Vec<u32>,
        area_m2: Vec<f64>,
        perimeter_m: Vec<f64>,
        touching: &[((u32, u32), f64)],
    ) -> Self {
        let mut all: Vec<(u32, Touch)> = touching
            .iter()
            .flat_map(|&((a, b), length_m)| [(a, Touch { unit: b, length_m }), (b, Touch { unit: a, length_m })])
            .collect();
        all.sort_unstable_by_key(|(of, touch)| (*of, touch.unit));
        let mut starts = vec![0_u32; households.len() + 1];
        for (of, _) in &all {
            starts[*of as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { households, area_m2, perimeter_m, starts, touches: all.into_iter().map(|(_, touch)| touch).collect() }
    }

    /// How many units there are.
    pub(crate) fn len(&self) -> usize {
        self.households.len()
    }

    /// The neighbours of a unit, in order.
    #[inline]
    pub(crate) fn near(&self, unit: u32) -> &[Touch] {
        let unit = unit as usize;
        &self.touches[self.starts[unit] as usize..self.starts[unit + 1] as usize]
    }

    /// The connected parts, each in order, the one with the smallest unit first.
    pub(crate) fn parts(&self) -> Vec<Vec<u32>> {
        let everyone: Vec<u32> = units(self.len()).collect();
        self.parts_among(&everyone, &mut Marks::new(self.len()))
    }

    /// The connected parts of some of the units, each in order.
    pub(crate) fn parts_among(&self, some: &[u32], waiting: &mut Marks) -> Vec<Vec<u32>> {
        waiting.only(some.iter().copied());
        let mut found = Vec::new();
        for &first in some {
            if !waiting.take(first) {
                continue;
            }
            let mut part = vec![first];
            let mut at = 0;
            while at < part.len() {
                part.extend(self.near(part[at]).iter().map(|touch| touch.unit).filter(|&unit| waiting.take(unit)));
                at += 1;
            }
            part.sort_unstable();
            found.push(part);
        }
        found
    }

    /// Households of some of the units.
    pub(crate) fn households_of(&self, some: &[u32]) -> u64 {
        some.iter().map(|&unit| u64::from(self.households[unit as usize])).sum()
    }
}

/// The places of so many units.
pub(crate) fn units(count: usize) -> std::ops::Range<u32> {
    0..u32::try_from(count).expect("a community has fewer than 2^32 units")
}

/// The part of each unit: the smallest number of a unit that it hangs together with, counted densely from 0.
fn parts(count: usize, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut leader: Vec<u32> = units(count).collect();
    fn find(leader: &mut [u32], unit: u32) -> u32 {
        let mut at = unit;
        while leader[at as usize] != at {
            leader[at as usize] = leader[leader[at as usize] as usize];
            at = leader[at as usize];
        }
        at
    }
    for (a, b) in pairs {
        let (a, b) = (find(&mut leader, a), find(&mut leader, b));
        leader[a.max(b) as usize] = a.min(b);
    }
    units(count).map(|unit| find(&mut leader, unit)).collect()
}

fn common_borders(shapes: &[Shape], plane: Plane, woven: &mut Woven) -> Vec<Border> {
    let mut borders = Vec::new();
    for bundle in Edges::of(shapes).bundles() {
        for (at, one) in bundle.iter().enumerate() {
            for other in bundle[at + 1..].iter().filter(|other| other.unit != one.unit) {
                if one.upward == other.upward {
                    woven.overlaps.push((one.unit, other.unit));
                }
                let length_m = plane.distance_m(one.low, one.high);
                borders.push(Border { units: (one.unit, other.unit), length_m, ends: (one.low, one.high) });
            }
        }
    }
    borders.sort_by_key(|border| (border.units, border.ends));
    woven.overlaps.sort_unstable();
    woven.overlaps.dedup();
    borders
}

/// The pairs that touch without a hard border between them, with the metres of common border.
fn open_passages(
    borders: &[Border],
    shapes: &[Shape],
    plane: Plane,
    hard: &Borders,
    woven: &mut Woven,
) -> Vec<((u32, u32), f64)> {
    let middles: Vec<Corner> =
        if hard.is_empty() { Vec::new() } else { shapes.iter().map(super::inside::point_inside).collect() };
    let mut passages = Vec::new();
    for pair in borders.chunk_by(|a, b| a.units == b.units) {
        let (a, b) = pair[0].units;
        let open = |border: &&Border| {
            hard.is_empty() || !hard.part(plane, middles[a as usize], border.ends, middles[b as usize])
        };
        if pair.iter().any(|border| open(&border)) {
            passages.push(((a, b), pair.iter().map(|border| border.length_m).sum()));
        } else {
            woven.parted.push((a, b));
        }
    }
    passages
}
