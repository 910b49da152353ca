//! Checking a net of 20,000 grids, sound but for what is planted in it.

use super::mosaic;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use jingwei_grids::check::{Settings, check};
use std::time::Instant;

/// Seconds for the whole check, and whether the planted faults were found.
pub(super) fn measure(sheet: &mut Sheet) -> Outcome<()> {
    let mut net = mosaic::layer(200, 100, 4, 7);
    let started = Instant::now();
    let sound = check(&net, None, &Settings::default());
    let seconds = started.elapsed().as_secs_f64();
    if !sound.is_sound() {
        return Err(format!("a sound net has faults: {:?}", sound.counts).into());
    }
    sheet.add(Line::new("20,000 grids of 64 edges checked", seconds, "s").note("gaps, overlaps, crossings, codes"));
    // Every hundredth grid is left out and every hundredth is drawn twice under another code.
    let twins: Vec<_> = net.features.iter().skip(50).step_by(100).cloned().collect();
    let twins = twins.into_iter().map(|mut twin| {
        twin.id.push('b');
        twin
    });
    let planted = twins.len();
    let mut kept: Vec<_> =
        net.features.iter().enumerate().filter(|(n, _)| !is_inner_hundredth(*n)).map(|(_, f)| f.clone()).collect();
    let gaps = net.features.len() - kept.len();
    kept.extend(twins);
    net.features = kept;
    let found = check(&net, None, &Settings::default());
    let of = |code: &str| found.counts.iter().find(|(known, _)| *known == code).map_or(0, |(_, n)| *n);
    sheet.add(Line::new("planted gaps found", count(of("gap")), "gaps").note(format!("{gaps} planted")));
    sheet.add(Line::new("planted overlaps found", count(of("overlap")), "overlaps").note(format!("{planted} planted")));
    Ok(())
}

/// About every hundredth grid that lies inside the city, no two of them neighbours, so that leaving it out makes a gap of its own.
const fn is_inner_hundredth(n: usize) -> bool {
    let (row, column) = (n / 200, n % 200);
    n % 101 == 25 && row > 0 && row < 99 && column > 0 && column < 199
}
