//! 每月一题: a hot topic becomes the matter of a month, with one department that leads. A person decides so, and says why.
//!
//! Ground: 《北京市接诉即办工作条例》第二十四条 (frequent common problems are governed as one, with a lead unit); the name 每月一题 is practice.

use super::Topic;
use jiff::Timestamp;
use jingwei_terms::{
    About, Actor, CaseId, Change, CommandId, DepartmentCode, Fact, Purpose, Refusal, RefusalClass, Role, RuleRef,
    TopicId, Version,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// The most letters of a reason or a label.
const MAX_WORDS: usize = 2_000;

/// A month of the civil calendar, written `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month in which this day lies.
    #[must_use]
    pub fn of(day: jiff::civil::Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parsed = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        let parsed = parsed.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        match parsed {
            Some((year, month)) if (1..=12).contains(&month) && year >= 1 => Ok(Self { year, month }),
            _ => {
                let zh = format!("`{text}` 不是月份");
                let en = format!("`{text}` is no month");
                Err(Refusal::new(RefusalClass::Invalid, "bad_month", zh, en)
                    .next("写作 2026-10", "write it as 2026-10"))
            }
        }
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|refusal: Refusal| refusal.en)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// The matter of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthlyTopic {
    /// Its id.
    pub id: TopicId,
    /// The month.
    pub month: Month,
    /// What it is about.
    pub label: String,
    /// The area, when it is the matter of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The department that leads.
    pub lead: DepartmentCode,
    /// The cases that it was adopted for.
    pub cases: Vec<CaseId>,
    /// How many voices there were.
    pub voices: u32,
    /// How many are usual.
    pub usual: f64,
    /// When it was adopted.
    pub adopted_at: Timestamp,
    /// How many changes it has had.
    pub version: Version,
}

/// What the decision is given: who decides, when, by which command, and which departments there are.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// The server's time.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The command that asked.
    pub command: CommandId,
    /// The departments of the rulebook in force.
    pub departments: &'a BTreeSet<DepartmentCode>,
    /// The version of that rulebook.
    pub rulebook: &'a str,
}

/// Makes a topic the matter of a month under one lead.
///
/// # Errors
/// When the actor is no supervisor, the lead is unknown, the topic has no case, or the reason is empty or too long.
pub fn adopt(
    topic: &Topic<CaseId>,
    id: TopicId,
    month: Month,
    lead: DepartmentCode,
    reason: &str,
    desk: &Desk<'_>,
) -> Result<Change<MonthlyTopic>, Refusal> {
    if desk.actor.role != Role::Supervisor {
        let en = "a monthly topic is set by a supervisor";
        return Err(Refusal::new(RefusalClass::Forbidden, "wrong_role", "每月一题由督办员确定", en)
            .next("请督办员办理", "ask a supervisor"));
    }
    if !desk.departments.contains(&lead) {
        let (zh, en) = (format!("没有部门“{lead}”"), format!("there is no department `{lead}`"));
        return Err(Refusal::new(RefusalClass::Missing, "unknown_department", zh, en)
            .next("请从部门目录中选择牵头单位", "choose the lead from the departments of the rulebook"));
    }
    if topic.cases.is_empty() {
        let en = "a topic without cases cannot be adopted";
        return Err(Refusal::new(RefusalClass::Invalid, "no_cases", "没有案件的话题不能立题", en));
    }
    let reason = words(reason)?;
    let record = MonthlyTopic {
        id,
        month,
        label: topic.label.clone(),
        area: topic.area.clone(),
        lead,
        cases: topic.cases.clone(),
        voices: topic.voices,
        usual: topic.usual,
        adopted_at: desk.now,
        version: Version::FIRST,
    };
    let detail = json!({
        "month": record.month, "label": record.label, "area": record.area, "lead": record.lead, "cases": record.cases,
        "voices": record.voices, "usual": record.usual, "reason": reason,
    });
    let rule = RuleRef {
        version: desk.rulebook.to_owned(),
        rule: "topics.monthly".to_owned(),
        basis: "《北京市接诉即办工作条例》第二十四条".to_owned(),
    };
    let fact = Fact::new(desk.command, desk.now, desk.actor.clone(), "adopt", About::Topic(id))
        .for_purpose(Purpose::Supervision)
        .on(rule)
        .with(detail);
    Ok(Change::made(record, fact))
}

fn words(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    let refused = |code, zh: String, en: &str| Err(Refusal::new(RefusalClass::Invalid, code, zh, en));
    match text.chars().count() {
        0 => refused("missing_text", "请填写立题理由".to_owned(), "`reason` may not be empty"),
        n if n > MAX_WORDS => {
            refused("too_long", format!("理由超过 {MAX_WORDS} 字"), "`reason` is longer than 2000 characters")
        }
        _ => Ok(text),
    }
}
