//! Merging three departments' nets of 2,000 grids each into one network, files in, network out.

use super::mosaic;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use geo::{Area as _, MapCoords as _};
use jingwei_grids::Layer;
use jingwei_grids::merge::{File, merge, read};
use jingwei_terms::Datum;
use std::time::Instant;

/// Seconds, and how exactly the ground is kept.
pub(super) fn measure(sheet: &mut Sheet) -> Outcome<()> {
    let files: Vec<File> =
        ["civil", "police", "works"].into_iter().zip([7, 11, 13]).map(|(name, seed)| department(name, seed)).collect();
    let started = Instant::now();
    let input = read(&files, None)?;
    let reading = started.elapsed().as_secs_f64();
    let merged = merge(&input)?;
    let merging = started.elapsed().as_secs_f64() - reading;
    let bytes = merged.network.write(Datum::Cgcs2000).len();
    let whole = started.elapsed().as_secs_f64();
    let report = &merged.report;
    let size = format!(
        "3 × 2,000 grids of 65 points; {} grids, {} pieces, {} duties, {} conflicts, {:.1} MB out",
        report.grids,
        merged.units.features.len(),
        report.duties,
        report.conflicts.len(),
        count(bytes) / 1e6
    );
    sheet.add(Line::new("departments' nets read", reading, "s"));
    sheet.add(Line::new("nets merged", merging, "s"));
    sheet.add(Line::new("three nets into one, files in, file out", whole, "s").at_most(2.0).note(size));
    // Inclusion and exclusion on the pieces, and the network measured by itself, in plain degrees squeezed by one cosine: a measure that
    // is not the one the program used.
    let squeezed = |layer: &Layer| -> f64 {
        layer
            .features
            .iter()
            .map(|f| f.shape.map_coords(|c| geo::Coord { x: c.x * 0.92, y: c.y }).unsigned_area())
            .sum()
    };
    let (network, pieces) = (squeezed(&merged.network), squeezed(&merged.units));
    sheet.add(Line::new("ground of the pieces against the network", (pieces / network - 1.0).abs(), "").at_most(1e-6));
    sheet.add(
        Line::new(
            "ground of the network against that of all nets",
            (report.network_m2 / report.ground_m2 - 1.0).abs(),
            "",
        )
        .at_most(1e-6),
    );
    Ok(())
}

fn department(name: &str, seed: u64) -> File {
    let mut layer = mosaic::layer(50, 40, 4, seed);
    for (n, feature) in layer.features.iter_mut().enumerate() {
        feature.properties.insert("worker".to_owned(), format!("{name}-{}", n / 2).into());
        feature.properties.insert("duties".to_owned(), serde_json::json!(["巡查", format!("{name}专责"), "登记"]));
        feature.properties.insert("households".to_owned(), (300 + n % 200).into());
    }
    File { name: format!("{name}.geojson"), bytes: layer.write(Datum::Cgcs2000) }
}
