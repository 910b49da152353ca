//! ROOM 网格: one network of grids for the whole city: find any point, check and merge the nets of the departments, cut fair grids,
//! and move from one net to the next without losing anything.
//!
//! Coordinates inside are CGCS2000 / WGS-84, `[lng, lat]`; whatever comes in says its datum and is converted at the door.
//!
//! Reading order: [`layer`] (what comes in and goes out), [`problem`] (what is wrong with it), [`measure`] (metres), [`datum`] (whether it
//! lies where it says), [`divisions`] (the country, by code and name), [`code`] (of grids), [`locate`] (any point), [`check`] (faults and repairs);
//! [`plane`] and [`overlay`] (shapes laid over one another);
//! [`cut`] (fair grids out of basic units), [`merge`] (one network out of the departments' nets), [`staff`] (who looks after
//! which grid), [`net`] (the city's grids as a dated thing), [`tiles`] and [`picture`] (maps out).

pub mod check;
pub mod code;
pub mod cut;
pub mod datum;
pub mod divisions;
mod geojson;
pub mod layer;
pub mod locate;
pub mod measure;
pub mod merge;
pub mod net;
pub mod overlay;
pub mod picture;
pub mod plane;
pub mod problem;
mod rectangles;
pub mod staff;
pub mod tiles;

pub use code::GridForm;
pub use divisions::{DivisionCode, Divisions, Level};
pub use layer::{Feature, Layer};
pub use locate::Locator;
pub use problem::{Problem, Repair, RepairState, Spot};
