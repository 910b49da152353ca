//! What came in, as it was said: the report, its channel, and who made it.

use jiff::Timestamp;
use jingwei_terms::Actor;
use serde::{Deserialize, Serialize};

/// How the report came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 电话: a call to the hotline.
    Phone,
    /// 网页: the city's own pages.
    Web,
    /// 网格: a grid worker on the spot.
    Field,
    /// 设备: a sensor or camera.
    Device,
    /// Open311: another program by GeoReport v2.
    Open311,
    /// 信函: a letter or a visit.
    Letter,
    /// 系统: another system of the city, or an import.
    System,
}

/// What the reporter wants (the hotline's properties).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// 咨询
    Consultation,
    /// 求助
    Help,
    /// 投诉
    Complaint,
    /// 举报
    Report,
    /// 建议
    Suggestion,
    /// 表扬
    Praise,
}

/// What the handlers may know of the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anonymity {
    /// Nobody knows who it was, and nobody can be called back.
    Anonymous,
    /// 保密: the hotline knows; the department that handles it may not see.
    #[default]
    Confidential,
    /// The reporter agreed that the department may contact them.
    Named,
}

/// Who reported. A row of its own, so that it can be withheld and erased while the case stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reporter {
    /// The name as given; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The phone as given, digits, blanks, `+` and `-`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

/// A file kept elsewhere, named by what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where it is kept: an address of this platform or of the source system.
    pub reference: String,
    /// What it is: `before`, `after`, or the reporter's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// SHA-256 of the bytes in lower-case hexadecimal; empty when the source gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

/// Where an imported case came from. The pair is unique: the same line twice files nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The system or file.
    pub system: String,
    /// The key there.
    pub key: String,
}

/// What came in, as it was said. It is never rewritten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// How it came in.
    pub channel: Channel,
    /// What the reporter wants.
    pub property: Property,
    /// A short title; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The reporter's own words.
    pub description: String,
    /// When it was filed, by the server's clock, or by the source system for an import.
    pub filed_at: Timestamp,
    /// When it happened, if the reporter said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// What the handlers may know of the reporter.
    pub anonymity: Anonymity,
    /// Whether there is somebody to call back.
    pub reachable: bool,
    /// Whether the reporter left a name or phone; they stand in a row of their own.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub contact_given: bool,
    /// What was sent along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Where it came from, for an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Who filed it.
    pub filed_by: Actor,
}
