//! Staffs a net: one worker and one deputy for each grid, with the duties of all departments, and work shared as evenly as the grids
//! allow. What is balanced and reported is work, never a judgement of persons.
//!
//! Reading order: [`people`] (who there is), [`work`] (how much there is to do in each grid), [`roster`] (who does it).

pub mod people;
pub mod roster;
pub mod work;

pub use people::Person;
pub use roster::{Balance, Post, Roster, staff};
pub use work::{Grid, Minutes};
