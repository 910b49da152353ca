//! The ground: a bent lattice of street blocks on both banks of a river, cut into districts, streets and communities.
//!
//! Every block is one grid. Corners are shared points of the lattice and every edge is bent once, so that two neighbours
//! have the same vertices on their border and no gap can open between them.

use std::collections::{BTreeMap, BTreeSet};

use jingwei_testkit::Rng;

use crate::{
    names::{DISTRICTS, grid_number},
    people::Staff,
};

/// Micro-degrees, longitude and latitude.
pub(crate) type Point = (i64, i64);
/// Column and row of a block.
type Block = (i64, i64);

const COLUMNS: i64 = 20;
const ROWS: i64 = 12;
/// Blocks up to this column lie on the west bank.
const WEST_BANK: i64 = 7;
/// South-western corner: open sea, far from every island.
const ORIGIN: Point = (123_380_000, 29_280_000);
/// About 320 m at this latitude.
const BLOCK: Point = (3_300, 2_900);
/// About 95 m of water.
const RIVER_WIDTH: i64 = 980;

/// A community with its blocks.
pub(crate) struct Community {
    pub(crate) code: String,
    pub(crate) name: &'static str,
    pub(crate) name_en: &'static str,
    pub(crate) blocks: Vec<Block>,
}

/// The drawn city.
pub(crate) struct Land {
    corners: BTreeMap<Block, Point>,
    bends: BTreeMap<(Block, Block), Vec<Point>>,
    pub(crate) communities: Vec<Community>,
}

impl Land {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let blocks: BTreeSet<Block> =
            (0..COLUMNS).flat_map(|x| (0..ROWS).map(move |y| (x, y))).filter(|block| is_dry(*block)).collect();
        let (west, east): (BTreeSet<Block>, BTreeSet<Block>) = blocks.iter().partition(|(x, _)| *x < WEST_BANK);
        let mut banks = vec![west];
        banks.extend(cut(&east, 2, rng));

        let mut communities = Vec::new();
        for (district, ground) in DISTRICTS.iter().zip(banks) {
            for (street, ground) in district.streets.iter().zip(cut(&ground, district.streets.len(), rng)) {
                let parts = cut(&ground, street.communities.len(), rng);
                for (nth, (named, ground)) in street.communities.iter().zip(parts).enumerate() {
                    let mut blocks: Vec<Block> = ground.into_iter().collect();
                    // Numbered as one reads a map: from the north, then from the west.
                    blocks.sort_by_key(|(x, y)| (-y, *x));
                    communities.push(Community {
                        code: format!("{}{:03}", street.code, nth + 1),
                        name: named.0,
                        name_en: named.1,
                        blocks,
                    });
                }
            }
        }
        let corners = corners(rng);
        let bends = bends(&corners, rng);
        Self { corners, bends, communities }
    }

    /// A point well inside the block.
    pub(crate) fn middle(&self, block: Block) -> Point {
        let four = around(block).map(|corner| self.corners[&corner]);
        let sum = four.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        (sum.0 / 4, sum.1 / 4)
    }

    /// `divisions.csv`, from the city down to its communities.
    pub(crate) fn divisions_csv(&self) -> String {
        let mut out = String::from("code,parent,name,name_en,level,lng,lat\n");
        let mut line = |code: &str, parent: &str, name: &str, name_en: &str, level: &str| {
            let blocks: Vec<Block> = self
                .communities
                .iter()
                .filter(|community| community.code.starts_with(code))
                .flat_map(|community| community.blocks.iter().copied())
                .collect();
            let (lng, lat) = self.middle(central(&blocks));
            let parent = if parent.is_empty() { String::new() } else { format!("{parent:0<12}") };
            out.push_str(&format!("{code:0<12},{parent},{name},{name_en},{level},{},{}\n", degrees(lng), degrees(lat)));
        };
        line("9901", "", "汀澜市", "Tinglan", "city");
        for district in DISTRICTS {
            line(district.code, "9901", district.name, district.name_en, "district");
            for street in district.streets {
                line(street.code, district.code, street.name, street.name_en, "street");
                for community in self.communities.iter().filter(|c| c.code.starts_with(street.code)) {
                    let (name, name_en) =
                        (format!("{}社区", community.name), format!("{} Community", community.name_en));
                    line(&community.code, street.code, &name, &name_en, "community");
                }
            }
        }
        out
    }

    /// `grids.geojson`, a feature a line so that a change is seen in review.
    pub(crate) fn grids_geojson(&self, staff: &Staff, rng: &mut Rng) -> String {
        let mut features = Vec::new();
        for community in &self.communities {
            let count = community.blocks.len();
            for (nth, block) in community.blocks.iter().enumerate() {
                let ring: Vec<String> = self
                    .ring(*block)
                    .iter()
                    .map(|(lng, lat)| format!("[{},{}]", degrees(*lng), degrees(*lat)))
                    .collect();
                // The deputy is the neighbour of the same community: who knows the houses can stand in.
                let (worker, deputy) =
                    (staff.worker(&community.code, nth), staff.worker(&community.code, (nth + 1) % count));
                features.push(format!(
                    "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{0}{1:04}\",\"name\":\"{2}社区第{3}网格\",\"community\":\"{0}\",\"households\":{4},\
                     \"worker\":\"{worker}\",\"deputy\":\"{deputy}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{5}]]}}}}",
                    community.code,
                    nth + 1,
                    community.name,
                    grid_number(nth + 1),
                    rng.within(304..=496),
                    ring.join(",")
                ));
            }
        }
        format!(
            "{{\"type\":\"FeatureCollection\",\"name\":\"tinglan-grids\",\"features\":[\n{}\n]}}\n",
            features.join(",\n")
        )
    }

    /// The outline, counter-clockwise and closed, as RFC 7946 asks.
    fn ring(&self, block: Block) -> Vec<Point> {
        let corners = around(block);
        let mut ring = Vec::new();
        for (nth, from) in corners.iter().enumerate() {
            let to = corners[(nth + 1) % corners.len()];
            ring.push(self.corners[from]);
            let forward = *from < to;
            let bend = &self.bends[&if forward { (*from, to) } else { (to, *from) }];
            if forward {
                ring.extend(bend);
            } else {
                ring.extend(bend.iter().rev());
            }
        }
        ring.push(ring[0]);
        ring
    }
}

/// Micro-degrees as degrees with six decimals.
pub(crate) fn degrees(micro: i64) -> String {
    format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000)
}

/// The sea takes the corners of the lattice: what lies outside an ellipse is water.
fn is_dry((x, y): Block) -> bool {
    let (dx, dy) = (2 * x - (COLUMNS - 1), 2 * y - (ROWS - 1));
    dx * dx * 196 + dy * dy * 506 < 506 * 196
}

/// The corners on the east bank of the river have names of their own, so that the banks do not touch.
fn around((x, y): Block) -> [Block; 4] {
    let shift = if x < WEST_BANK { 0 } else { 1 };
    let x = x + shift;
    [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
}

fn corners(rng: &mut Rng) -> BTreeMap<Block, Point> {
    let mut corners = BTreeMap::new();
    for x in 0..=COLUMNS + 1 {
        for y in 0..=ROWS {
            let east = x > WEST_BANK;
            let column = if east { x - 1 } else { x };
            // The whole city bows with the bay; the river bows a little more.
            let bow = (y - 5) * (y - 5) * 62 - y * 140;
            let tilt = column * 95 - (column - 11) * (column - 11) * 9;
            let base =
                (ORIGIN.0 + column * BLOCK.0 + bow + if east { RIVER_WIDTH } else { 0 }, ORIGIN.1 + y * BLOCK.1 + tilt);
            let bank = x == WEST_BANK || x == WEST_BANK + 1;
            let swing = if bank { 180 } else { 620 };
            corners.insert((x, y), (base.0 + rng.within(-swing..=swing), base.1 + rng.within(-560..=560)));
        }
    }
    corners
}

/// Bends every edge of the lattice at one or two points beside the straight line.
fn bends(corners: &BTreeMap<Block, Point>, rng: &mut Rng) -> BTreeMap<(Block, Block), Vec<Point>> {
    let mut bends = BTreeMap::new();
    for (from, start) in corners {
        for to in [(from.0 + 1, from.1), (from.0, from.1 + 1)] {
            let Some(end) = corners.get(&to) else { continue };
            let pieces = rng.within(2..=3);
            let points = (1..pieces)
                .map(|part| {
                    let along = |a: i64, b: i64| a + (b - a) * part / pieces;
                    (along(start.0, end.0) + rng.within(-130..=130), along(start.1, end.1) + rng.within(-120..=120))
                })
                .collect();
            bends.insert((*from, to), points);
        }
    }
    bends
}

/// Cuts connected ground into `parts` connected parts of about the same size: each part grows from a seed, the smallest
/// first, and the seeds move to the middle of what grew, a few times over.
fn cut(ground: &BTreeSet<Block>, parts: usize, rng: &mut Rng) -> Vec<BTreeSet<Block>> {
    let mut seeds = far_apart(ground, parts, rng);
    let mut best = grow(ground, &seeds);
    for _ in 0..12 {
        seeds = best.iter().map(|part| central(&part.iter().copied().collect::<Vec<_>>())).collect();
        let next = grow(ground, &seeds);
        if spread(&next) <= spread(&best) {
            best = next;
        }
    }
    best
}

/// The difference between the largest and the smallest part.
fn spread(parts: &[BTreeSet<Block>]) -> usize {
    let sizes = || parts.iter().map(BTreeSet::len);
    sizes().max().unwrap_or(0) - sizes().min().unwrap_or(0)
}

fn far_apart(ground: &BTreeSet<Block>, parts: usize, rng: &mut Rng) -> Vec<Block> {
    let all: Vec<Block> = ground.iter().copied().collect();
    let mut seeds = vec![*rng.pick(&all).expect("a district has ground")];
    while seeds.len() < parts {
        let farthest = all
            .iter()
            .copied()
            .max_by_key(|block| seeds.iter().map(|seed| distance(*block, *seed)).min())
            .expect("a district has ground");
        seeds.push(farthest);
    }
    seeds
}

fn grow(ground: &BTreeSet<Block>, seeds: &[Block]) -> Vec<BTreeSet<Block>> {
    let mut free = ground.clone();
    let mut parts: Vec<BTreeSet<Block>> = seeds.iter().map(|seed| BTreeSet::from([*seed])).collect();
    for seed in seeds {
        free.remove(seed);
    }
    while !free.is_empty() {
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|nth| parts[*nth].len());
        let step = order.into_iter().find_map(|nth| {
            let next = free
                .iter()
                .copied()
                .filter(|block| beside(*block).iter().any(|other| parts[nth].contains(other)))
                .min_by_key(|block| distance(*block, seeds[nth]))?;
            Some((nth, next))
        });
        let (nth, block) = step.expect("connected ground can be reached");
        free.remove(&block);
        parts[nth].insert(block);
    }
    parts
}

fn beside((x, y): Block) -> [Block; 4] {
    [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
}

fn distance(a: Block, b: Block) -> i64 {
    (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)
}

/// The block nearest to the middle of them all.
fn central(blocks: &[Block]) -> Block {
    let count = i64::try_from(blocks.len()).expect("a city has few blocks");
    let sum = blocks.iter().fold((0, 0), |sum, block| (sum.0 + block.0, sum.1 + block.1));
    *blocks
        .iter()
        .min_by_key(|block| (block.0 * count - sum.0).pow(2) + (block.1 * count - sum.1).pow(2))
        .expect("a community has blocks")
}
