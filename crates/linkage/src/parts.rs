//! A register too large for memory, linked in parts: records lie in piles on a shelf, and only as many as there is room for are held.
//!
//! The answer is the one of [`link`](mod@crate::link), to the last score. Records are sorted and merged ([`Intake`]), values counted,
//! keys surveyed; the sample from which agreement is learnt is gathered; then each block's records are dealt out by key, so that those
//! that meet lie together, and each group of records that hang together is cut into clusters on its own. What stays in memory for each
//! record of the whole register are eight bytes, and about forty more for each that was linked.
//!
//! Cost: each block reads and writes the register once. Not for a key that more records share than fit into memory: those are held.

mod census;
mod compare;
mod deal;
mod group;
mod intake;
mod keys;
mod out;
mod record;
mod shelf;

pub use intake::{Intake, Laid};
pub use out::{Named, Parted};
pub use shelf::{Pile, Shelf};

use crate::Millibits;
use crate::compare::{AddressGrader, Comparer};
use crate::link::between;
use crate::plan::{BadPlan, Plan};
use crate::register::{Register, Row, Unfit};
use crate::weigh::score_of;
use std::fmt;

/// How far linking has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All records stand in order.
    Sorted,
    /// The keys of so many blocks are known.
    Surveyed(usize),
    /// What agreement is worth is known.
    Learnt,
    /// So many blocks are compared, with so many pairs in all.
    Compared(usize, usize),
    /// The clusters are made.
    Grouped,
}

/// A pair that is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct One {
    /// The first record of their cluster, by which pairs are ordered.
    pub(crate) first: Row,
    pub(crate) a: Row,
    pub(crate) b: Row,
    pub(crate) score: Millibits,
}

/// By what records are compared.
#[derive(Clone, Copy)]
pub struct By<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// Who grades addresses, where the plan asks for it.
    pub addresses: Option<&'p dyn AddressGrader>,
}

impl By<'_> {
    fn comparer<'r>(&'r self, register: &'r Register) -> Comparer<'r> {
        Comparer::new(register, self.plan, self.addresses)
    }
}

/// Why linking in parts came to an end.
#[derive(Debug)]
pub enum Trouble {
    /// The records are no register.
    Unfit(Unfit),
    /// The plan names a part that cannot be.
    Plan(BadPlan),
    /// The shelf failed.
    Shelf(std::io::Error),
}

/// Links what was laid down; about so many bytes of memory may be used.
///
/// # Errors
/// When the plan names a part that cannot be, or the shelf fails.
pub fn link(
    mut laid: Laid,
    by: &By<'_>,
    shelf: &mut dyn Shelf,
    memory: usize,
    tell: &mut dyn FnMut(Step),
) -> Result<Parted, Trouble> {
    tell(Step::Sorted);
    let between = between(laid.sources(), by.plan);
    let memory = memory / 3;
    census::count(&mut laid, shelf, memory, between)?;
    let mut samples = Vec::new();
    for block in 0..laid.blocks.len() {
        samples.push(keys::survey(&mut laid, shelf, block, memory)?);
        tell(Step::Surveyed(block + 1));
    }
    let weights = compare::learn(&laid, by, shelf, &samples, between)?;
    drop(samples);
    tell(Step::Learnt);
    let line = score_of(by.plan.thresholds.link);
    let (edges, pairs_scored) = compare::compare(&laid, by, shelf, &weights, line, memory, tell)?;
    let grouped = group::group(&laid, by, shelf, &weights, edges, line, memory, between)?;
    tell(Step::Grouped);
    Ok(Parted { laid, weights, pairs_scored, of: grouped.of, ones: grouped.ones })
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit(Unfit::Nameless { line, .. }) => write!(f, "line {line} has no identifier"),
            Self::Unfit(Unfit::TooMany) => f.write_str("there are more records than can be numbered"),
            Self::Plan(why) => why.fmt(f),
            Self::Shelf(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<std::io::Error> for Trouble {
    fn from(why: std::io::Error) -> Self {
        Self::Shelf(why)
    }
}

impl From<BadPlan> for Trouble {
    fn from(why: BadPlan) -> Self {
        Self::Plan(why)
    }
}

impl From<Unfit> for Trouble {
    fn from(why: Unfit) -> Self {
        Self::Unfit(why)
    }
}
