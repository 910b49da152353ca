//! Reading and writing a net of 20,000 grids as GeoJSON.

use super::mosaic;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use jingwei_grids::Layer;
use jingwei_terms::Datum;
use std::time::Instant;

/// Megabytes a second, out and in.
pub(super) fn measure(sheet: &mut Sheet) -> Outcome<()> {
    let layer = mosaic::layer(200, 100, 4, 7);
    let started = Instant::now();
    let text = layer.write(Datum::Cgcs2000);
    let written = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let read = Layer::parse(&text, None)?;
    let seconds = started.elapsed().as_secs_f64();
    if read.layer.features.len() != layer.features.len() || !read.problems.is_empty() {
        return Err("what was written is not what was read".into());
    }
    let megabytes = count(text.len()) / 1e6;
    let size = format!("{megabytes:.0} MB, 20,000 grids of 65 points");
    sheet.add(Line::new("GeoJSON written", megabytes / written, "MB/s").note(size.clone()));
    sheet.add(Line::new("GeoJSON read", megabytes / seconds, "MB/s").note(size));
    Ok(())
}
