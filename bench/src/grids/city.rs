//! An imaginary city of crooked six-sided units, as GeoJSON: households log-normal around 40 and none above 280, communities of
//! about 2,000 to 6,000 households, as the peers' script makes them of Voronoi cells. Quicker to make, so that a million can be had.

use super::mosaic::Dice;
use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::ops::Range;

/// Side of a unit in metres, and metres in a degree.
const CELL_M: f64 = 60.0;
const DEGREE_M: f64 = 111_320.0;

/// The units of a city of `side` times `side` cells.
pub(super) fn units(side: usize, seed: u64) -> String {
    let mut dice = Dice(seed);
    let households: Vec<u32> = (0..side * side).map(|_| log_normal(&mut dice)).collect();
    let community = communities(side, &households, &mut dice);
    let mut text = String::with_capacity(side * side * 330 + 100);
    text.push_str("{\"type\": \"FeatureCollection\", \"features\": [");
    for cell in 0..side * side {
        let (column, row) = (cell % side, cell / side);
        let lead = if cell == 0 { "" } else { ", " };
        let (own, of) = (households[cell], community[cell]);
        write!(
            text,
            "{lead}{{\"type\": \"Feature\", \"properties\": {{\"id\": \"u{cell}\", \"households\": {own}, \"community\": \"c{of}\"}}, \
             \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [["
        )
        .expect("a text takes everything");
        let x = 2 * column + row % 2;
        let y = 3 * row;
        let ring = [(1, 0), (2, 1), (2, 3), (1, 4), (0, 3), (0, 1), (1, 0)];
        for (nth, (right, up)) in ring.into_iter().enumerate() {
            let lead = if nth == 0 { "" } else { ", " };
            let (lng, lat) = corner(x + right, y + up, seed);
            write!(text, "{lead}[{lng:.7}, {lat:.7}]").expect("a text takes everything");
        }
        text.push_str("]]}}");
    }
    text.push_str("]}");
    text
}

/// A corner of the honeycomb, pushed aside by an amount that hangs on the corner alone, so that all units around it agree.
fn corner(x: usize, y: usize, seed: u64) -> (f64, f64) {
    let mut dice = Dice(seed ^ ((x as u64) << 32) ^ y as u64);
    let (aside, up) = (dice.unit() - 0.5, dice.unit() - 0.5);
    let east_m = (crate::count(x) / 2.0 + aside * 0.4) * CELL_M;
    let north_m = (crate::count(y) / 4.0 * 1.1547 + up * 0.4) * CELL_M;
    (114.0 + east_m / (DEGREE_M * 22.5_f64.to_radians().cos()), 22.5 + north_m / DEGREE_M)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 280")]
fn log_normal(dice: &mut Dice) -> u32 {
    loop {
        let normal = (-2.0 * (1.0 - dice.unit()).ln()).sqrt() * (TAU * dice.unit()).cos();
        let households = (40_f64.ln() - 0.18 + 0.6 * normal).exp();
        if households <= 280.0 {
            return households.round().max(1.0) as u32;
        }
    }
}

/// The community of each cell: blocks of the city, halved at 35 to 65 percent until none has more than 6,000 households.
fn communities(side: usize, households: &[u32], dice: &mut Dice) -> Vec<u32> {
    let mut community = vec![0; side * side];
    let mut waiting: Vec<(Range<usize>, Range<usize>)> = vec![(0..side, 0..side)];
    let mut next = 0;
    while let Some((columns, rows)) = waiting.pop() {
        let cells = || rows.clone().flat_map(|row| columns.clone().map(move |column| row * side + column));
        if cells().map(|cell| u64::from(households[cell])).sum::<u64>() <= 6_000 {
            cells().for_each(|cell| community[cell] = next);
            next += 1;
            continue;
        }
        let halved = |range: &Range<usize>, share: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small range")]
            let at = range.start + ((crate::count(range.len()) * share) as usize).clamp(1, range.len() - 1);
            (range.start..at, at..range.end)
        };
        let share = 0.35 + 0.3 * dice.unit();
        if columns.len() >= rows.len() {
            let (west, east) = halved(&columns, share);
            waiting.extend([(east, rows.clone()), (west, rows)]);
        } else {
            let (south, north) = halved(&rows, share);
            waiting.extend([(columns.clone(), north), (columns, south)]);
        }
    }
    community
}
