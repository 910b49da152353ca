//! Loading all divisions of the country, and what a past code is today.

use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use flate2::read::GzDecoder;
use jingwei_grids::divisions::history;
use jingwei_grids::divisions::{Divisions, Sources};
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

/// Seconds and memory for five levels from packed files, and the past codes that find today's division.
pub(super) fn measure(data: &Path, sheet: &mut Sheet) -> Outcome<()> {
    let folder = data.join("admin_divisions");
    if !folder.is_dir() {
        crate::say(&format!("  no `{}`; divisions are left out (name the folder with --data)", folder.display()));
        return Ok(());
    }
    let before = memory("VmRSS:")?;
    let started = Instant::now();
    let (villages, rest) = read_tables(&folder)?;
    let json = |name: &str| std::fs::read(folder.join(name));
    let (latest, past, similar) =
        (json("divisions_v1.json")?, json("historical_changes_v1.json")?, json("form_similar_v1.json")?);
    let read = started.elapsed().as_secs_f64();
    let sources = Sources {
        tables: [&rest[0], &rest[1], &rest[2], &rest[3], &villages],
        latest: Some(&latest),
        history: Some(&past),
        similar: Some(&similar),
    };
    let (divisions, faults) = Divisions::load(&sources)?;
    let seconds = started.elapsed().as_secs_f64();
    let peak = memory("VmHWM:")? - before;
    let rows = divisions.rows()[4];
    let note = format!("{rows} communities, {} faults; {read:.2} s of it reading and unpacking", faults.len());
    sheet.add(Line::new("divisions loaded and indexed", seconds, "s").at_most(2.0).note(note));
    sheet.add(Line::new("memory at the peak of loading", peak, "MiB").at_most(200.0).note("texts and index together"));
    drop((villages, rest, latest, past, similar));
    sheet.add(Line::new("memory held by the index", count(divisions.bytes()) / 1_048_576.0, "MiB"));
    past_codes(&divisions, sheet);
    Ok(())
}

/// The share of past codes, at the end of every year, that find a division of today.
fn past_codes(divisions: &Divisions, sheet: &mut Sheet) {
    for year in [1980, 1990, 1995, 2000, 2010, 2020] {
        let (mut asked, mut today, mut ended) = (0, 0, 0);
        for code in divisions.history().changed_codes() {
            let Some(first) = divisions.trace(code, Some(year)).into_iter().next() else { continue };
            if first.steps.is_empty() || first.steps[0].year <= year {
                continue;
            }
            asked += 1;
            match first.outcome {
                history::Outcome::Today(_) => today += 1,
                history::Outcome::Ended { .. } => ended += 1,
                history::Outcome::NotYet { .. } | history::Outcome::Lost => {}
            }
        }
        let note =
            format!("{today} of {asked} changed codes; {ended} more were dissolved without a successor on record");
        let share = count(today) / count(asked.max(1)) * 100.0;
        sheet.add(Line::new(format!("codes of {year} that find today's division"), share, "%").note(note));
    }
}

fn read_tables(folder: &Path) -> Outcome<(Vec<u8>, [Vec<u8>; 4])> {
    let unpack = |name: &str| -> Outcome<Vec<u8>> {
        let mut text = Vec::new();
        GzDecoder::new(std::fs::File::open(folder.join(name))?).read_to_end(&mut text)?;
        Ok(text)
    };
    let plain = |name: &str| std::fs::read(folder.join(name));
    let tables = [plain("provinces.csv")?, plain("cities.csv")?, plain("areas.csv")?, unpack("streets.csv.gz")?];
    Ok((unpack("villages.csv.gz")?, tables))
}

/// A figure of this process in MiB, as the kernel tells it.
fn memory(which: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(which)).ok_or("the kernel tells no memory")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}
