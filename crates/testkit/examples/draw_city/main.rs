//! Draws the imaginary city of the demonstration: `divisions.csv`, `grids.geojson`, `people.csv` and `places.csv`.
//!
//! `cargo run -p jingwei-testkit --example draw_city [-- FOLDER]` writes them into `rulebooks/tinglan` or the folder named.
//! Everything is reckoned in whole micro-degrees from one seed, so every machine draws the same bytes.
//! It reads `departments.csv` of the same folder, because the staff belongs to the departments.

mod land;
mod names;
mod people;
mod places;

use std::{error::Error, fs, path::PathBuf};

use jingwei_testkit::Rng;

use land::Land;

/// Changing it moves every grid; committed test data stand on it.
const SEED: u64 = 990_100;

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let folder = std::env::args().nth(1).map_or(here, PathBuf::from);
    let mut rng = Rng::new(SEED);

    let land = Land::draw(&mut rng.branch(1));
    let staff = people::hire(&land, &fs::read_to_string(folder.join("departments.csv"))?, &mut rng.branch(2))?;
    let households = &mut rng.branch(3);

    fs::write(folder.join("divisions.csv"), land.divisions_csv())?;
    fs::write(folder.join("grids.geojson"), land.grids_geojson(&staff, households))?;
    fs::write(folder.join("people.csv"), people::csv(&staff)?)?;
    fs::write(folder.join("places.csv"), places::csv(&land, &mut rng.branch(4))?)?;
    Ok(())
}
