//! `jingwei doctor`: what is wrong here, and what to do next.

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// Looks.
///
/// # Errors
/// Never; what is wrong is the answer.
pub async fn run(_: &Config, _: Answer) -> Result<Verdict, Failure> {
    Ok(Verdict::Done)
}
