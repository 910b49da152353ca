//! The city's own numbers, each with its basis (`city.toml`).

use crate::case::{Rung, Way};
use jingwei_calendar::Limit;
use jingwei_terms::{AreaCode, DepartmentCode, RuleRef};
use serde::Deserialize;

/// A number that can be argued about, and the ground on which it stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting<T> {
    /// The value in force.
    pub value: T,
    /// The law or standard behind it, or that it is the city's own choice.
    pub basis: String,
}

impl<T> Setting<T> {
    /// This setting as the rule of a fact.
    #[must_use]
    pub fn rule(&self, version: &str, name: &str) -> RuleRef {
        RuleRef { version: version.to_owned(), rule: name.to_owned(), basis: self.basis.clone() }
    }
}

/// Everything in `city.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The city's name and code.
    pub city: City,
    /// The hours of an ordinary working day, as `HH:MM-HH:MM`.
    pub working_hours: Setting<Vec<String>>,
    /// The limits of the stages.
    pub limits: Limits,
    /// 补正.
    pub asking: AskingSettings,
    /// 延期.
    pub extension: ExtensionSettings,
    /// 挂账.
    pub suspension: SuspensionSettings,
    /// When two reports may speak of one problem.
    pub similar: SimilarSettings,
    /// 督办.
    pub supervision: SupervisionSettings,
    /// 重办.
    pub reopen: ReopenSettings,
    /// 申诉.
    pub appeal: AppealSettings,
    /// 异议裁决.
    pub dispute: DisputeSettings,
    /// Green, yellow, red.
    pub lights: LightSettings,
    /// What is withheld from the public.
    pub privacy: PrivacySettings,
    /// The six legal ways, with their answers.
    pub triage: Vec<TriageWay>,
    /// Names of the properties.
    pub property: Vec<PropertyName>,
    /// Names of the channels.
    pub channel: Vec<ChannelName>,
    /// From where on a figure is green or yellow; a figure without a line here has no light.
    #[serde(default)]
    pub indicator: Vec<IndicatorLight>,
}

/// From where on a figure is green, and from where on yellow. Which figures there are is for the room that makes them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorLight {
    /// The code of the indicator.
    pub code: String,
    /// Green at this value or better.
    pub green: f64,
    /// Yellow at this value or better, red beyond.
    pub yellow: f64,
    /// The law or standard behind it, or that it is the city's own choice.
    pub basis: String,
}

/// The city's name and code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// The name in Chinese.
    pub name: String,
    /// The name in English.
    pub name_en: String,
    /// The division code, 12 digits.
    pub code: AreaCode,
    /// The offset of civil time from UTC, such as `+08:00`.
    pub utc_offset: String,
    /// The department that runs the hotline.
    pub hotline: DepartmentCode,
    /// A sentence about the city.
    pub description: String,
    /// The same in English.
    pub description_en: String,
}

/// The limits of the stages, where the catalogue does not say otherwise.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 受理: from filing to triage.
    pub intake: Setting<Limit>,
    /// 派遣: from triage, or from a return, to dispatch.
    pub dispatch: Setting<Limit>,
    /// 签收: from dispatch to acceptance.
    pub accept: Setting<Limit>,
    /// 退单: the term within which a department may return a case, from its dispatch.
    pub r#return: Setting<Limit>,
    /// 裁决: from a dispute to the ruling.
    pub ruling: Setting<Limit>,
    /// 处置: the handling limit where no catalogue rule gives one.
    pub reply: Setting<Limit>,
    /// 咨询: the handling limit of a consultation where no catalogue rule gives one.
    pub consultation: Setting<Limit>,
    /// 核查: from handled to checked.
    pub verify: Setting<Limit>,
    /// 复核: the hotline's review of a termination.
    pub review: Setting<Limit>,
    /// 回访: from the final reply to feedback.
    pub feedback: Setting<Limit>,
    /// 补正: how long the reporter is waited for.
    pub reporter_answer: Setting<Limit>,
    /// 报到: from a whistle to the department's arrival.
    pub whistle: Setting<Limit>,
    /// 协办: a co-handler's task.
    pub co_task: Setting<Limit>,
    /// 督办答复: an answer to supervision.
    pub supervision_answer: Setting<Limit>,
    /// 登记: from the arrival of a letter to triage; a letter is not read within minutes.
    pub mailbox: Setting<Limit>,
}

/// 补正.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskingSettings {
    /// How often the reporter may be asked in one round of work: the clock stands still each time.
    pub most: Setting<u32>,
}

/// 延期.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionSettings {
    /// How many may be approved; rejected ones do not count.
    pub most: Setting<u32>,
    /// How many times the original limit each one adds.
    pub factor: Setting<f64>,
    /// Who agrees, in order.
    pub chain: Setting<Vec<String>>,
    /// Whether it may only be asked for before the deadline.
    pub before_overdue: Setting<bool>,
    /// Whether the reporter is told the reason.
    pub reporter_told: Setting<bool>,
}

/// 挂账.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspensionSettings {
    /// How many times.
    pub most: Setting<u32>,
    /// For how long at most, in days of the calendar.
    pub longest_days: Setting<u32>,
}

/// When two reports may speak of one problem.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimilarSettings {
    /// How near, in metres.
    pub radius_m: Setting<u32>,
    /// How close in time, in hours.
    pub within_hours: Setting<u32>,
}

/// 督办.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisionSettings {
    /// What may give rise to it.
    pub triggers: Setting<Vec<String>>,
    /// The ladder, lowest rung first.
    pub level: Vec<SupervisionLevel>,
}

/// What a rung waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The share of the handling limit that is used up.
    ShareOfLimitUsed,
    /// Working days since the handling deadline passed.
    OverdueWorkingDays,
}

/// One rung.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisionLevel {
    /// Which rung.
    pub code: Rung,
    /// Its name in Chinese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// What it waits for.
    pub when: When,
    /// From which value on it is reached.
    pub at_least: f64,
    /// Whether the department has to answer.
    pub need_answer: bool,
    /// The ground.
    pub basis: String,
}

/// 重办.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopenSettings {
    /// Days of the calendar after closing.
    pub within_days: Setting<u32>,
    /// How many reworks and reopenings; after that a supervisor decides.
    pub most: Setting<u32>,
    /// The new limit as a multiple of the original one.
    pub factor: Setting<f64>,
    /// How many times the reporter is called before they count as not reached.
    pub contact_attempts: Setting<u32>,
}

/// 申诉.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealSettings {
    /// Days of the calendar after closing.
    pub within_days: Setting<u32>,
    /// How many different reviewers have to agree.
    pub reviewers: Setting<u32>,
}

/// 异议裁决.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeSettings {
    /// Who rules.
    pub authority: Setting<DepartmentCode>,
    /// Who takes what nobody takes.
    pub bottom_line: Setting<DepartmentCode>,
    /// Whether a department named by ruling may return the case all the same.
    pub designated_may_return: Setting<bool>,
}

/// Green, yellow, red.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightSettings {
    /// Yellow from this share of the limit.
    pub yellow_from: Setting<f64>,
    /// Red from this share of the limit.
    pub red_from: Setting<f64>,
}

/// What is withheld from the public.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacySettings {
    /// Counts from one to this are not published.
    pub small_count: Setting<u32>,
    /// Public points are coarsened to this many metres.
    pub public_point_m: Setting<u32>,
    /// Days of the calendar after closing until the reporter's contact is erased.
    pub contact_kept_days: Setting<u32>,
}

/// One of the six legal ways.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriageWay {
    /// Which way.
    pub code: Way,
    /// Its name in Chinese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Departments that it is passed to, if any.
    pub destinations: Vec<DepartmentCode>,
    /// The answer to the resident; slots stand in braces.
    pub answer: String,
    /// The same in English.
    pub answer_en: String,
    /// The law.
    pub ground: String,
}

/// The name of a property.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyName {
    /// Its code.
    pub code: crate::case::Property,
    /// Its name.
    pub name: String,
    /// The ground.
    pub basis: String,
}

/// The name of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelName {
    /// Its code.
    pub code: crate::case::Channel,
    /// Its name.
    pub name: String,
}
