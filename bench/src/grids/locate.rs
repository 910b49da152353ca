//! Points a second on one core, over a net of 20,000 grids with crooked shared borders.

use super::mosaic::{self, Dice};
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use jingwei_grids::Locator;
use jingwei_terms::{Datum, Location};
use std::time::Instant;

const POINTS: usize = 4_000_000;

/// Points all over the city, in no order, so that no two in a row share their memory.
pub(super) fn measure(sheet: &mut Sheet) -> Outcome<()> {
    let layer = mosaic::layer(200, 100, 4, 7);
    let started = Instant::now();
    let locator = Locator::new(&layer);
    sheet.add(Line::new("index over 20,000 grids of 64 edges built", started.elapsed().as_secs_f64(), "s"));
    let bounds = layer.bounds().ok_or("a city without ground")?;
    let mut dice = Dice(1);
    let points: Result<Vec<Location>, _> = (0..POINTS)
        .map(|_| {
            let (x, y) = (bounds.width() * dice.unit(), bounds.height() * dice.unit());
            Location::new(bounds.min().x + x, bounds.min().y + y, Datum::Cgcs2000)
        })
        .collect();
    let points = points?;
    let started = Instant::now();
    let mut inside = 0;
    for point in &points {
        inside += usize::from(locator.locate(point).place.is_some());
    }
    let once = started.elapsed().as_secs_f64();
    let note =
        format!("{:.1} % inside, the rest beside the city's crooked edge", count(inside) / count(POINTS) * 100.0);
    sheet.add(Line::new("points located on one core", count(POINTS) / once, "points/s").at_least(1e6).note(note));
    let started = Instant::now();
    let all = locator.locate_all(&points);
    let seconds = started.elapsed().as_secs_f64();
    sheet.add(Line::new("points located on all cores", count(all.len()) / seconds, "points/s"));
    Ok(())
}
