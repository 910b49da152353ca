//! Small things that stand in many places of a case: names beside codes, points, attachments, who acted, times.

use jiff::Timestamp;
use jingwei_cases::case::Attachment;
use jingwei_cases::clocks::StageClock;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::{Actor, AreaCode, DepartmentCode, KindCode, Location, RuleRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A code of the rulebook and its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "code": "urban-management", "name": "城市管理局", "name_en": "Urban Management Bureau" }))]
pub(crate) struct Named {
    /// The code.
    pub(crate) code: String,
    /// Its name; empty when the rulebook in force does not know the code any more.
    pub(crate) name: String,
    /// The same in English.
    pub(crate) name_en: String,
}

impl Named {
    pub(crate) fn department(code: &DepartmentCode, rules: &Rulebook) -> Self {
        let found = rules.departments.get(code);
        Self::new(code.as_str(), found.map(|d| (d.name.as_str(), d.name_en.as_str())))
    }

    pub(crate) fn kind(code: &KindCode, rules: &Rulebook) -> Self {
        let found = rules.kinds.get(code);
        Self::new(code.as_str(), found.map(|k| (k.name.as_str(), k.name_en.as_str())))
    }

    pub(crate) fn area(code: &AreaCode, rules: &Rulebook) -> Self {
        let found = rules.areas.division(code);
        Self::new(code.as_str(), found.map(|d| (d.name.as_str(), d.name_en.as_str())))
    }

    fn new(code: &str, names: Option<(&str, &str)>) -> Self {
        let (name, name_en) = names.unwrap_or_default();
        Self { code: code.to_owned(), name: name.to_owned(), name_en: name_en.to_owned() }
    }
}

/// A point in CGCS2000.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(example = json!({ "lng": 121.4737, "lat": 31.2304, "datum": "cgcs2000" }))]
pub(crate) struct Point {
    /// Degrees east.
    lng: f64,
    /// Degrees north.
    lat: f64,
    /// Always `cgcs2000`.
    datum: &'static str,
}

impl Point {
    pub(crate) fn lng(&self) -> f64 {
        self.lng
    }

    pub(crate) fn lat(&self) -> f64 {
        self.lat
    }
}

impl From<&Location> for Point {
    fn from(location: &Location) -> Self {
        Self { lng: location.lng(), lat: location.lat(), datum: "cgcs2000" }
    }
}

/// A file kept elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reference": "https://files.example/9f2c.jpg", "role": "before", "sha256": "" }))]
pub(crate) struct AttachmentView {
    /// Where it is kept.
    #[schema(min_length = 1, max_length = 2048)]
    reference: String,
    /// What it is: `before`, `after`, or empty for the reporter's own.
    #[serde(default)]
    #[schema(max_length = 32)]
    role: String,
    /// SHA-256 of its bytes in hexadecimal, if known.
    #[serde(default)]
    #[schema(max_length = 64)]
    sha256: String,
}

impl From<&Attachment> for AttachmentView {
    fn from(attachment: &Attachment) -> Self {
        let Attachment { reference, role, sha256 } = attachment.clone();
        Self { reference, role, sha256 }
    }
}

impl AttachmentView {
    pub(crate) fn all(attachments: &[Attachment]) -> Vec<Self> {
        attachments.iter().map(Self::from).collect()
    }

    /// As the room takes it.
    ///
    /// # Errors
    /// When it is longer than an address or a digest can be, or holds something that no address holds.
    pub(crate) fn into_room(self) -> Result<Attachment, crate::Problem> {
        let Self { reference, role, sha256 } = self;
        let plain = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace());
        let is_digest = sha256.is_empty() || (sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit()));
        let fits = !reference.is_empty() && reference.len() <= 2048 && role.len() <= 32;
        if fits && is_digest && plain(&reference) && plain(&role) {
            return Ok(Attachment { reference, role, sha256: sha256.to_ascii_lowercase() });
        }
        let (zh, en) = ("附件引用不成立", "an attachment is an address of at most 2048 bytes and a SHA-256, or none");
        Err(crate::Problem::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "bad_attachment", zh, en))
    }

    /// The same for several.
    ///
    /// # Errors
    /// As for one.
    pub(crate) fn all_into_room(all: Vec<Self>) -> Result<Vec<Attachment>, crate::Problem> {
        all.into_iter().map(Self::into_room).collect()
    }
}

/// Who acted.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "role": "handler", "role_name": "承办人", "staff": "fengyuchen", "department": "urban-management" }))]
pub(crate) struct Who {
    /// The role.
    role: &'static str,
    /// The same in Chinese.
    role_name: &'static str,
    /// The account, for who works here.
    staff: Option<String>,
    /// The department that they acted for.
    department: Option<String>,
}

impl Who {
    /// For colleagues.
    pub(crate) fn whole(actor: &Actor) -> Self {
        let staff = actor.staff.as_ref().map(ToString::to_string);
        Self { staff, ..Self::without_name(actor) }
    }

    /// The role.
    pub(crate) const fn role(&self) -> &'static str {
        self.role
    }

    /// The role in Chinese.
    pub(crate) const fn role_name(&self) -> &'static str {
        self.role_name
    }

    /// The department that was acted for.
    pub(crate) fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }

    /// For the reporter and the public: the office, not the person in it.
    pub(crate) fn without_name(actor: &Actor) -> Self {
        let department = actor.department.as_ref().map(ToString::to_string);
        Self { role: actor.role.code(), role_name: actor.role.zh(), staff: None, department }
    }
}

/// A rule and the law behind it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "version": "2026.1", "rule": "R-0141", "basis": "《城市市容和环境卫生管理条例》第十四条" }))]
pub(crate) struct Rule {
    /// The edition in force.
    version: String,
    /// Its id in that edition.
    rule: String,
    /// The law or standard behind it.
    basis: String,
}

impl From<&RuleRef> for Rule {
    fn from(rule: &RuleRef) -> Self {
        let RuleRef { version, rule, basis } = rule.clone();
        Self { version, rule, basis }
    }
}

/// A clock and how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "stage": "handle", "stage_name": "处置", "department": "urban-management", "limit": "5 工作日",
    "started_at": "2026-03-02T01:15:00Z", "deadline": "2026-03-09T01:15:00Z", "stopped_at": null, "paused": false,
    "on_time": null, "light": "green", "share_used": 0.2 }))]
pub(crate) struct ClockView {
    /// What it times.
    stage: &'static str,
    /// The same in Chinese.
    stage_name: &'static str,
    /// The department that it binds.
    department: Option<String>,
    /// The limit, extensions included.
    limit: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Until when; null while it stands still.
    #[schema(value_type = Option<String>, format = DateTime)]
    deadline: Option<Timestamp>,
    /// When it stopped.
    #[schema(value_type = Option<String>, format = DateTime)]
    stopped_at: Option<Timestamp>,
    /// Whether it stands still.
    paused: bool,
    /// Whether it was kept; null while it runs.
    on_time: Option<bool>,
    /// `green`, `yellow` or `red`.
    #[schema(value_type = String)]
    light: jingwei_calendar::Light,
    /// The share of the limit that is used.
    share_used: f64,
}

impl ClockView {
    pub(crate) fn of(timed: &StageClock, rules: &Rulebook, now: Timestamp) -> Self {
        let (clock, calendar) = (&timed.clock, &rules.calendar);
        Self {
            stage: timed.stage.code(),
            stage_name: timed.stage.zh(),
            department: timed.department.as_ref().map(ToString::to_string),
            limit: clock.total_limit().to_string(),
            started_at: clock.started_at(),
            deadline: clock.deadline(calendar),
            stopped_at: clock.stopped_at(),
            paused: clock.is_paused(),
            on_time: clock.on_time(),
            light: clock.light(calendar, now),
            share_used: clock.share(calendar, now),
        }
    }
}
