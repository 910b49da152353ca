//! `jingwei doctor`: what is wrong here, and what to do next. Looks and changes nothing.
//!
//! Reading order: [`ground`] the machine and the folder, [`keeping`] database, ledger and workers, [`rules`] the rulebook and the accounts.

pub mod ground;
pub mod keeping;
pub mod nets;
pub mod rules;

use crate::config::Config;
use crate::premises::Premises;
use crate::{Answer, Failure, Verdict};
use serde::Serialize;
use serde_json::json;

/// Something that is wrong, or soon will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable code.
    pub code: String,
    /// What is wrong, in Chinese and English.
    pub message: String,
    /// What to do next, in Chinese and English.
    pub next: String,
}

impl Problem {
    /// A problem with its sentences: what is wrong and what to do next, each in Chinese and English.
    #[must_use]
    pub fn new(code: &str, wrong: (&str, &str), next: (&str, &str)) -> Self {
        Self {
            code: code.to_owned(),
            message: format!("{} / {}", wrong.0, wrong.1),
            next: format!("{} / {}", next.0, next.1),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code.into_owned(),
            message: format!("{} / {}", failure.zh, failure.en),
            next: format!("{} / {}", failure.next_zh, failure.next_en),
        }
    }
}

/// Looks at everything.
///
/// # Errors
/// Never; what is wrong is the answer.
pub async fn run(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let mut problems = ground::look(config);
    let mut remarks = Vec::new();
    match Premises::open(config).await {
        Ok(premises) => {
            problems.extend(keeping::look(&premises).await);
            problems.extend(rules::look(&premises).await);
            problems.extend(nets::look(&premises).await);
            remarks.extend(nets::remarks(&premises).await);
        }
        Err(failure) => problems.push(failure.into()),
    }
    answer.object(&json!({ "problems": problems, "remarks": remarks }));
    for remark in &remarks {
        answer.say(format!("注意 / remark: {}: {}\n    {}", remark.code, remark.message, remark.next));
    }
    for problem in &problems {
        answer.say(format!("{}: {}\n    {}", problem.code, problem.message, problem.next));
    }
    answer.say(match problems.len() {
        0 => "一切正常 / everything is in order".to_owned(),
        n => format!("{n} 个问题 / {n} problems"),
    });
    Ok(Verdict::of(problems.is_empty()))
}
