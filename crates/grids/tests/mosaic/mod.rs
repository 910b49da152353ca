//! An imaginary net of grids with crooked borders, which neighbours share to the last bit, for tests and measurements.

use jingwei_grids::{Feature, Layer};

/// So many columns and rows of grids of about 200 m, each side broken `depth` times (four sides of 2^depth edges), from
/// 114° E 22.5° N eastwards and northwards. A feature's id is its row and column, such as `3-7`.
pub(crate) fn layer(columns: usize, rows: usize, depth: u32, seed: u64) -> Layer {
    let rings = rings(columns, rows, depth, seed);
    let features = rings.into_iter().enumerate().map(|(n, ring)| {
        let line = geo::LineString::from(ring);
        let id = format!("{}-{}", n / columns, n % columns);
        let mut properties = serde_json::Map::new();
        properties.insert("code".to_owned(), id.clone().into());
        Feature { id, properties, shape: geo::MultiPolygon(vec![geo::Polygon::new(line, vec![])]) }
    });
    Layer { features: features.collect(), ..Layer::default() }
}

/// The closed rings alone, against the clock, row by row.
pub(crate) fn rings(columns: usize, rows: usize, depth: u32, seed: u64) -> Vec<Vec<[f64; 2]>> {
    let corner = |row: usize, column: usize| {
        let mut dice = Dice(seed ^ hash(row, column, 0));
        let (x, y) = (number(column) + 0.3 * dice.half(), number(row) + 0.3 * dice.half());
        [114.0 + 0.002 * x, 22.5 + 0.0018 * y]
    };
    // Both neighbours ask for a side in the same direction and with the same seed, one of them turns it round.
    let side = |row: usize, column: usize, upright: bool| {
        let to = if upright { corner(row + 1, column) } else { corner(row, column + 1) };
        let mut dice = Dice(seed ^ hash(row, column, if upright { 1 } else { 2 }));
        let mut points = vec![corner(row, column)];
        crooked(corner(row, column), to, depth, &mut dice, &mut points);
        points
    };
    let mut all = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        for column in 0..columns {
            let mut ring = side(row, column, false);
            ring.extend(side(row, column + 1, true).into_iter().skip(1));
            ring.extend(side(row + 1, column, false).into_iter().rev().skip(1));
            ring.extend(side(row, column, true).into_iter().rev().skip(1));
            all.push(ring);
        }
    }
    all
}

/// Halves a side again and again, and pushes each middle a little off: by no more than a twentieth, so that a side turns by less than
/// 23 degrees at its end and the sides of a corner, 57 degrees apart at least, never cross.
fn crooked(from: [f64; 2], to: [f64; 2], depth: u32, dice: &mut Dice, points: &mut Vec<[f64; 2]>) {
    if depth == 0 {
        points.push(to);
        return;
    }
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let push = 0.1 * dice.half();
    let middle = [(from[0] + to[0]) / 2.0 - push * dy, (from[1] + to[1]) / 2.0 + push * dx];
    crooked(from, middle, depth - 1, dice, points);
    crooked(middle, to, depth - 1, dice, points);
}

/// Numbers that look like chance and are the same every time (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// The next 64 bits.
    pub(crate) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from -0.5 to 0.5.
    pub(crate) fn half(&mut self) -> f64 {
        self.unit() - 0.5
    }
}

const fn hash(row: usize, column: usize, which: u64) -> u64 {
    let mut dice = Dice((row as u64) << 34 | (column as u64) << 4 | which);
    dice.bits()
}

#[expect(clippy::cast_precision_loss, reason = "rows and columns are few")]
const fn number(n: usize) -> f64 {
    n as f64
}
