//! Whether two addresses mean one place: not at all, partly (the road, the compound), or exactly (the house); and the search of a register.
//!
//! Reading order: [`place`] (an address made ready), [`compare`] (what two have in common), [`grade`] (what that amounts to, and why),
//! [`register`] (the places of a register that a dirty query may mean).

pub mod compare;
pub mod grade;
pub mod place;
pub mod register;

pub use compare::Comparison;
pub use grade::{Grade, Graded, Grader, GraderError, Reason};
pub use place::Place;
pub use register::{Hit, Register};
