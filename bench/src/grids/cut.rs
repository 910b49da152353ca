//! Cutting cities of 1,000 to 1,000,000 basic units into grids of 300 to 500 households, file to file.

use super::city;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use jingwei_grids::cut::{Borders, FOOT, Figures, HEAD, Rules, cut, units};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// Sides of the cities in cells, and the seconds within which each must be cut, reading and writing included.
const CITIES: [(usize, f64); 4] = [(32, 1.0), (100, 1.0), (316, 1.0), (1_000, 15.0)];

/// The median compactness that spopt's MaxP reaches on 3,000 Voronoi units (`region.py --synthetic 3000 --seed 5`).
const MAXP: f64 = 0.529;

/// Cuts each city, and lastly says how time grew with size.
pub(super) fn measure(sheet: &mut Sheet) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut each = Vec::new();
    for (side, limit) in CITIES {
        let path = folder.path().join("units.geojson");
        std::fs::write(&path, city::units(side, 7))?;
        let (seconds, phases, figures) = once(&path, &folder.path().join("grids.geojson"))?;
        let size = side * side;
        let name = |what: &str| format!("{size} units: {what}");
        sheet.add(Line::new(name("cut, file to file"), seconds, "s").at_most(limit).note(phases));
        sheet.add(Line::new(name("grids within bounds"), figures.in_bounds, "").at_least(0.999));
        sheet.add(Line::new(name("grids contiguous"), figures.contiguous, "").at_least(1.0));
        sheet.add(Line::new(name("median compactness"), figures.compactness_median, "").at_least(MAXP));
        each.push(seconds / count(size));
    }
    if let [.., before, last] = each[..] {
        // Twice is room for memory that no cache holds; a search that grew with the square would show ten times.
        sheet.add(
            Line::new("time a unit, 1,000,000 beside 100,000", last * 1e6, "µs")
                .against(before * 1e6, "100,000")
                .ratio_at_most(2.0),
        );
    }
    Ok(())
}

fn once(from: &Path, to: &Path) -> Outcome<(f64, String, Figures)> {
    let begun = Instant::now();
    let text = std::fs::read_to_string(from)?;
    let read = units::read(&text, None)?;
    let read_s = begun.elapsed().as_secs_f64();
    let done = cut(&read.units, &Rules::new(300, 500)?, &Borders::default(), None);
    let cut_s = begun.elapsed().as_secs_f64() - read_s;
    let mut out = File::create(to)?;
    out.write_all(HEAD.as_bytes())?;
    for piece in done.write() {
        out.write_all(&piece)?;
    }
    out.write_all(FOOT.as_bytes())?;
    let seconds = begun.elapsed().as_secs_f64();
    let phases = format!("read {read_s:.2}, cut {cut_s:.2}, write {:.2} s", seconds - read_s - cut_s);
    Ok((seconds, phases, done.figures))
}
