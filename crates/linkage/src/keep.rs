//! 登记的归并: what is kept of a linkage, and who may add to it: each act with its fact, under a purpose that has not run out.

use crate::history::act::{Act, ActNumber};
use crate::history::{History, Unacceptable};
use crate::plan::Plan;
use crate::purpose::Purpose;
use jiff::Timestamp;
use jiff::civil::Date;
use jingwei_terms::{
    About, Actor, Change, CommandId, Fact, Purpose as FactPurpose, Refusal, RefusalClass, Role, Version,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who decides about linkages.
const BY: &[Role] = &[Role::Supervisor, Role::Administrator, Role::System];

/// How a linkage stands: everything but its acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its name.
    pub name: String,
    /// How many acts it has had.
    pub version: Version,
    /// What it is for.
    pub purpose: Purpose,
    /// How many records were linked.
    pub records: u64,
    /// How many persons, households or bodies stand for more than one record.
    pub groups: u64,
    /// How many records they have.
    pub grouped: u64,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A linkage with the act that brought it where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkageRecord {
    /// How it stands.
    pub standing: Standing,
    /// The act; its number is the version.
    pub act: Act,
}

/// The desk at which a linkage is decided on.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The server's time.
    pub now: Timestamp,
    /// The day in the city.
    pub today: Date,
    /// Who acts.
    pub actor: Actor,
    /// The command that asked.
    pub command: CommandId,
}

/// A name that a linkage may have: letters, digits, `-` and `_`, 1 to 40 of them.
///
/// # Errors
/// When it is none.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let good = (1..=40).contains(&name.chars().count())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
    if good {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalClass::Invalid,
        "linkage_bad_name",
        format!("归并的名称 `{name}` 不对"),
        format!("`{name}` is no name for a linkage"),
    )
    .next("用 1 到 40 个字母、数字、汉字、- 或 _", "use 1 to 40 letters, digits, - or _"))
}

/// Adds a run to a linkage, or begins one with it. The purpose that its plan registers holds from now on.
///
/// # Errors
/// When the actor may not, the plan registers no purpose or one that has run out, or the name is none.
pub fn run(
    standing: Option<&Standing>,
    history: &mut History,
    plan: &Plan,
    act: Act,
    desk: &Desk,
) -> Result<Change<LinkageRecord>, Refusal> {
    let purpose = may_keep(history.name(), plan, desk.today)?;
    take(standing, purpose, history, act, desk)
}

/// The purpose under which a run of this plan may be kept.
///
/// # Errors
/// When it registers none or one that has run out, or the name is none.
pub fn may_keep(name: &str, plan: &Plan, today: Date) -> Result<Purpose, Refusal> {
    check_name(name)?;
    let purpose = plan.purpose.clone().ok_or_else(no_purpose)?;
    if purpose.is_over(today) { Err(over(name, &purpose)) } else { Ok(purpose) }
}

/// Adds any other act to a linkage.
///
/// # Errors
/// When the actor may not, its purpose has run out, or the act contradicts what stands.
pub fn step(
    standing: &Standing,
    history: &mut History,
    act: Act,
    desk: &Desk,
) -> Result<Change<LinkageRecord>, Refusal> {
    may_use(standing, desk.today)?;
    take(Some(standing), standing.purpose.clone(), history, act, desk)
}

/// Whether a linkage may still be used.
///
/// # Errors
/// When its purpose has run out.
pub fn may_use(standing: &Standing, today: Date) -> Result<(), Refusal> {
    if standing.purpose.is_over(today) { Err(over(&standing.name, &standing.purpose)) } else { Ok(()) }
}

fn take(
    standing: Option<&Standing>,
    purpose: Purpose,
    history: &mut History,
    act: Act,
    desk: &Desk,
) -> Result<Change<LinkageRecord>, Refusal> {
    if !BY.contains(&desk.actor.role) {
        return Err(bad_role());
    }
    let number = history.push(act.clone()).map_err(|why| unacceptable(&why))?;
    let entities = history.entities();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let records = act.found().map_or_else(|| standing.map_or(0, |s| s.records), |found| found.figures.records);
    let next = Standing {
        name: history.name().to_owned(),
        version: standing.map_or(Version::FIRST, |standing| standing.version.next()),
        purpose,
        records,
        groups: count(entities.groups().len()),
        grouped: count(entities.groups().iter().map(|(_, group)| group.len()).sum()),
        changed_at: desk.now,
    };
    let about = About::Linkage(history.name().to_owned());
    let fact = Fact::new(desk.command, desk.now, desk.actor.clone(), act.verb(), about)
        .for_purpose(FactPurpose::Administration)
        .with(detail(number, &next, &act));
    let record = LinkageRecord { standing: next, act };
    Ok(match standing {
        Some(seen) => Change::changed(record, seen.version, fact),
        None => Change::made(record, fact),
    })
}

/// What the ledger tells of an act: purpose and figures, and never a record's identifier, which may be a person's number.
fn detail(number: ActNumber, standing: &Standing, act: &Act) -> Value {
    let purpose = &standing.purpose;
    let mut detail = json!({
        "act": number,
        "purpose": purpose.what, "ground": purpose.ground, "expires": purpose.expires,
        "records": standing.records, "groups": standing.groups, "grouped": standing.grouped,
    });
    match act {
        Act::Undo { of, join } => {
            detail["of"] = json!(of);
            detail["join"] = json!(join);
        }
        Act::Split { out, rest, .. } => {
            detail["out"] = json!(out.len());
            detail["rest"] = json!(rest.len());
        }
        Act::Handed { what, entities } => {
            detail["what"] = json!(what);
            detail["entities"] = json!(entities);
        }
        _ => {
            if let Some(found) = act.found() {
                detail["joins"] = json!(found.joins.len());
                detail["new"] = json!(if let Act::Add(add) = act { Some(add.records.len()) } else { None });
            }
        }
    }
    detail
}

fn no_purpose() -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "linkage_no_purpose",
        "方案没有登记目的、依据和期限，归并结果不能保存",
        "the plan registers no purpose, ground and expiry, so nothing of the linkage may be kept",
    )
    .next(
        "在方案中写 [purpose]：what、ground、expires",
        "write `[purpose]` with `what`, `ground` and `expires` in the plan",
    )
    .ground("个人信息保护法 第六条、第三十四条 / PIPL, articles 6 and 34")
}

fn over(name: &str, purpose: &Purpose) -> Refusal {
    let expires = purpose.expires;
    Refusal::new(
        RefusalClass::State,
        "linkage_expired",
        format!("归并 `{name}` 的期限 {expires} 已过"),
        format!("the linkage `{name}` expired on {expires}"),
    )
    .next(
        "如仍有依据，用登记了新期限的方案重新运行 jingwei linkage run --keep",
        "if there is still a ground, run it again with a plan that registers a later day",
    )
    .ground("个人信息保护法 第十九条 / PIPL, article 19")
}

fn bad_role() -> Refusal {
    let zh: Vec<&str> = BY.iter().map(|role| role.zh()).collect();
    let en: Vec<&str> = BY.iter().map(|role| role.code()).collect();
    Refusal::new(
        RefusalClass::Forbidden,
        "linkage_wrong_role",
        format!("只有{}可以这样做", zh.join("、")),
        format!("only these roles may do this: {}", en.join(", ")),
    )
}

/// The refusal of an act that cannot be.
#[must_use]
pub fn unacceptable(why: &Unacceptable) -> Refusal {
    let (class, code, zh, en, next) = match why {
        Unacceptable::NotThere => (
            RefusalClass::Missing,
            "linkage_no_act",
            "没有这一步或这一次合并".to_owned(),
            "there is no such act or join".to_owned(),
            ("用 jingwei linkage show 查看编号", "`jingwei linkage show` tells the numbers"),
        ),
        Unacceptable::Undone => (
            RefusalClass::State,
            "linkage_undone",
            "这一步已经撤回".to_owned(),
            "it was taken back already".to_owned(),
            ("撤回那次撤回即可恢复", "take back the taking back to have it in force again"),
        ),
        Unacceptable::Contradicts(act) => (
            RefusalClass::State,
            "linkage_contradiction",
            format!("与第 {act} 步的人工判断相矛盾"),
            format!("a person said otherwise in act {act}"),
            ("先撤回其中一步", "take one of the two back first"),
        ),
        Unacceptable::NotAPart => (
            RefusalClass::Invalid,
            "linkage_not_a_part",
            "要拆出的记录须同在一组，且不是整组".to_owned(),
            "the records to take out must be in one group, and not all of it".to_owned(),
            ("用 jingwei linkage show 查看分组", "`jingwei linkage show` tells the group"),
        ),
        Unacceptable::OneRecord => (
            RefusalClass::Invalid,
            "linkage_one_record",
            "两个编号是同一条记录".to_owned(),
            "both identifiers are the same record".to_owned(),
            ("核对编号", "check the identifiers"),
        ),
    };
    Refusal::new(class, code, zh, en).next(next.0, next.1)
}
