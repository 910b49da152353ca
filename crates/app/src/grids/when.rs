//! What the commands about nets share: an instant as people write it, who decides, and how a refusal is told.

use crate::Failure;
use crate::premises::{Premises, commit_failure, new_command, store_failure};
use jiff::Timestamp;
use jiff::civil::Date;
use jingwei_cases::Rulebook;
use jingwei_terms::{Actor, StaffId};
use jingwei_web::grids::desk::{Asking, NetError, in_words};

/// An instant: `now`, a day of the city (its first minute), or RFC 3339.
///
/// # Errors
/// When it is none of these.
pub fn instant(text: &str, rules: &Rulebook, now: Timestamp) -> Result<Timestamp, Failure> {
    if text == "now" {
        return Ok(now);
    }
    let midnight = || {
        let day: Date = text.parse().ok()?;
        format!("{day}T00:00:00{}", rules.settings.city.utc_offset).parse().ok()
    };
    text.parse().ok().or_else(midnight).ok_or_else(|| {
        Failure::bad_argument(
            format!("`{text}` 不是时间：写 now、2026-12-01 或 2026-12-01T08:00:00+08:00"),
            format!("`{text}` is no instant: write now, 2026-12-01 or 2026-12-01T08:00:00+08:00"),
        )
    })
}

/// Who decides at this terminal: the account that was named, otherwise the program itself.
///
/// # Errors
/// When there is no such account, or the database fails.
pub async fn asking(premises: &Premises, by: Option<&str>, now: Timestamp) -> Result<Asking, Failure> {
    let actor = match by {
        None => Actor::system(),
        Some(name) => {
            let account = premises.store.account(name).await.map_err(|error| store_failure(&error))?;
            let account = account.filter(|account| !account.disabled).ok_or_else(|| {
                Failure::new(
                    "no_account",
                    format!("没有可用的账号 `{name}`"),
                    format!("there is no open account `{name}`"),
                )
                .next("用 jingwei account list 查看", "see `jingwei account list`")
            })?;
            let id = StaffId::new(&account.name)
                .map_err(|why| Failure::bad_argument(format!("账号名不能作为编号：{why}"), why.to_string()))?;
            Actor::staff(account.role, id, account.department)
        }
    };
    Ok(Asking { actor, command: new_command(), digest: [0; 32], now })
}

impl From<NetError> for Failure {
    fn from(error: NetError) -> Self {
        match error {
            NetError::NotThere(number) => {
                Self::new("no_such_net", format!("没有第 {number} 号网"), format!("there is no net {number}"))
                    .next("用 jingwei grids nets 查看全部网", "`jingwei grids nets` lists them")
            }
            NetError::Faulty(faults) => in_words(&faults).into(),
            NetError::Refused(refusal) => refusal.into(),
            NetError::Store(error) => store_failure(&error),
            NetError::Commit(error) => commit_failure(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_city() {
        let files = crate::demo::tinglan::files();
        let rules = Rulebook::parse("t", &files).unwrap();
        let now: Timestamp = "2026-11-23T01:00:00Z".parse().unwrap();
        let at = |text: &str| instant(text, &rules, now).map(|at| at.to_string());
        assert_eq!(at("now").as_deref(), Ok("2026-11-23T01:00:00Z"));
        assert_eq!(at("2026-12-01").as_deref(), Ok("2026-11-30T16:00:00Z"));
        assert_eq!(at("2026-12-01T08:00:00+08:00").as_deref(), Ok("2026-12-01T00:00:00Z"));
        assert_eq!(at("tomorrow").unwrap_err().code, "bad_argument");
    }
}
