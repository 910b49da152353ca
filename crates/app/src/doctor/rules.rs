//! The rulebook and the accounts: can everybody who is needed come in, and does the calendar reach far enough?

use super::Problem;
use super::keeping::checked;
use crate::premises::Premises;
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_store::StoreError;
use jingwei_terms::Role;

/// What is wrong with the rules.
pub async fn look(premises: &Premises) -> Vec<Problem> {
    let mut problems = Vec::new();
    match premises.rulebook().await {
        Ok(rules) => {
            problems.extend(calendar(&rules, Timestamp::now()));
            problems.extend(catalogue(&rules, Timestamp::now()));
            problems.extend(kinds_without_rule(&rules));
        }
        Err(failure) => problems.push(failure.into()),
    }
    problems.extend(checked(waiting_rulebook(premises).await));
    problems.extend(checked(nothing_learned(premises).await));
    for role in [Role::Administrator, Role::Dispatcher, Role::Agent] {
        problems.extend(checked(nobody(premises, role).await));
    }
    problems
}

/// The State Council tells the days off of a year in the autumn before; a deadline that reaches into a year nobody knows will move.
fn calendar(rules: &Rulebook, now: Timestamp) -> Option<Problem> {
    let today = rules.day(now);
    let covered: Vec<i16> = rules.calendar.covered_years().collect();
    let missing = match today.month() {
        _ if !covered.contains(&today.year()) => today.year(),
        11 | 12 if !covered.contains(&(today.year() + 1)) => today.year() + 1,
        _ => return None,
    };
    Some(Problem::new(
        "calendar_ends",
        (
            &format!("calendar.csv 没有 {missing} 年的放假和调休"),
            &format!("calendar.csv lacks the holidays and worked weekends of {missing}"),
        ),
        (
            "按国务院通知补齐，再运行 jingwei city load DIR",
            "add them from the State Council's notice, then `jingwei city load DIR`",
        ),
    ))
}

fn catalogue(rules: &Rulebook, now: Timestamp) -> Option<Problem> {
    rules.catalogue.version_on(rules.day(now)).is_empty().then(|| {
        Problem::new(
            "catalogue_not_in_force",
            (
                "今天没有一条派单规则有效：每一件都要人工派遣",
                "no rule of the dispatch catalogue is in force today: a person has to dispatch everything",
            ),
            ("核对 catalogue.csv 的 from 与 until", "check `from` and `until` in catalogue.csv"),
        )
    })
}

fn kinds_without_rule(rules: &Rulebook) -> Option<Problem> {
    let minor = rules.kinds.iter().filter(|kind| kind.parent.is_some());
    let without: Vec<&str> = minor
        .filter(|kind| !rules.catalogue.rules().any(|rule| rule.kind == kind.code))
        .map(|kind| kind.code.as_str())
        .collect();
    let (count, all) = (without.len(), rules.kinds.iter().filter(|kind| kind.parent.is_some()).count());
    // Some kinds are a person's to dispatch by design; a catalogue that knows less than half of them is not finished.
    (count * 2 > all).then(|| {
        Problem::new(
            "catalogue_thin",
            (
                &format!("{all} 类事项中 {count} 类没有派单规则"),
                &format!("{count} of {all} kinds have no rule in the catalogue"),
            ),
            ("补充 catalogue.csv", "add to catalogue.csv"),
        )
    })
}

async fn waiting_rulebook(premises: &Premises) -> Result<Option<Problem>, StoreError> {
    let titles = premises.store.rulebooks().await?;
    let now = Timestamp::now();
    let begun = titles.iter().any(|title| title.effective_at <= now);
    Ok(titles.first().filter(|_| !begun).map(|title| {
        let (version, at) = (&title.version, title.effective_at);
        Problem::new(
            "rulebook_not_yet",
            (
                &format!("规则手册 {version} 要到 {at} 才生效"),
                &format!("the rulebook {version} is in force from {at} on only"),
            ),
            ("等到那时，或再载入一次并立即生效", "wait for it, or load it again to be in force at once"),
        )
    }))
}

/// Enough was reviewed to learn from, and the catalogue's words alone advise.
async fn nothing_learned(premises: &Premises) -> Result<Option<Problem>, StoreError> {
    let in_force = premises.store.model_in_force().await?.and_then(|choice| choice.model);
    let enough = premises.config().learn_after().max(1);
    if in_force.is_some() || premises.store.reviews_since(0).await? < enough {
        return Ok(None);
    }
    Ok(Some(Problem::new(
        "no_model_in_force",
        (
            "没有启用学习模型：类别建议只来自目录用语",
            "no model is in force: only the catalogue's own words advise on kinds",
        ),
        (
            "jingwei triage learn；或 jingwei triage use VERSION",
            "`jingwei triage learn`, or `jingwei triage use VERSION`",
        ),
    )))
}

async fn nobody(premises: &Premises, role: Role) -> Result<Option<Problem>, StoreError> {
    let accounts = premises.store.accounts().await?;
    let can = |account: &&jingwei_store::Account| {
        account.role == role && !account.disabled && !account.password_hash.is_empty()
    };
    let candidate =
        accounts.iter().find(|account| account.role == role).map_or("NAME", |account| account.name.as_str());
    Ok((!accounts.iter().any(|account| can(&account))).then(|| {
        let (zh, en) = (role.zh(), role.code());
        Problem::new(
            "nobody_can_come_in",
            (&format!("没有一个{zh}能用密码登录"), &format!("no {en} can come in with a password")),
            (&format!("jingwei account password {candidate}"), &format!("jingwei account password {candidate}")),
        )
    }))
}
