//! 受理登记: a report comes in. Whatever is wrong with it is said at the door; whatever is missing is left for a person.

use crate::advice::Advice;
use crate::case::{Anonymity, Attachment, Case, Channel, Docket, Intake, Property, Reporter, Source};
use crate::clocks::{Clocks, Stage};
use crate::desk::{Desk, check_attachments, optional_words, within, words};
use crate::refusal;
use crate::state::{State, Verb};
use jiff::{SignedDuration, Timestamp};
use jingwei_calendar::Limit;
use jingwei_terms::{CaseId, Change, KindCode, Place, Refusal, RuleRef, Version};
use serde_json::json;

/// A report that has passed the door.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// How it came in.
    pub channel: Channel,
    /// What the reporter wants.
    pub property: Property,
    /// A short title; may be empty.
    pub title: String,
    /// The reporter's own words.
    pub description: String,
    /// Where it is, as far as was said.
    pub place: Place,
    /// What kind of matter it is, if somebody said so.
    pub kind: Option<KindCode>,
    /// When it happened, if somebody said so.
    pub occurred_at: Option<Timestamp>,
    /// When the source system took it, for an import; otherwise it is filed now.
    pub filed_at: Option<Timestamp>,
    /// What the handlers may know of the reporter.
    pub anonymity: Anonymity,
    /// Who reported, if they said so.
    pub reporter: Option<Reporter>,
    /// What was sent along.
    pub attachments: Vec<Attachment>,
    /// Where it came from, for an import.
    pub source: Option<Source>,
    /// The place of the city's register by whose name area and grid were filled in, if they were.
    pub recognised: Option<String>,
    /// What the program advised on it, for the record. Nothing here follows it.
    pub advice: Option<Advice>,
}

impl Report {
    /// A report in somebody's words, by this channel; everything else is empty.
    #[must_use]
    pub fn new(channel: Channel, property: Property, description: &str) -> Self {
        Self {
            channel,
            property,
            title: String::new(),
            description: description.to_owned(),
            place: Place::default(),
            kind: None,
            occurred_at: None,
            filed_at: None,
            anonymity: Anonymity::default(),
            reporter: None,
            attachments: Vec::new(),
            source: None,
            recognised: None,
            advice: None,
        }
    }
}

pub use crate::desk::MAX_ATTACHMENTS;

/// Files a report: the first fact of a case. The place is completed from its point, the first clocks start, and nothing is guessed.
///
/// `key_sha256` is the digest of the secret key that the edge gives to the resident.
///
/// # Errors
/// When a text is missing, too long or holds control characters, when a time is not possible, or when the kind, area or grid is not in the
/// rulebook.
pub fn file(report: Report, id: CaseId, key_sha256: String, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    let rules = desk.rules;
    let filed_at = check_times(&report, desk.now)?;
    check_codes(&report, desk)?;
    let reporter = report.reporter.as_ref().map(check_reporter).transpose()?.filter(|r| *r != Reporter::default());
    if report.anonymity == Anonymity::Anonymous && reporter.is_some() {
        return Err(refusal::anonymous_with_contact());
    }
    check_attachments(&report.attachments)?;
    check_source(report.source.as_ref())?;
    let intake = Intake {
        channel: report.channel,
        property: report.property,
        title: optional_words(&report.title, "title")?,
        description: words(&report.description, "description")?,
        filed_at,
        occurred_at: report.occurred_at,
        anonymity: report.anonymity,
        reachable: reporter.as_ref().is_some_and(|r| !r.phone.is_empty()),
        contact_given: reporter.is_some(),
        attachments: report.attachments,
        source: report.source,
        filed_by: desk.actor.clone(),
    };
    let mut place = rules.locate(report.place);
    place.address = optional_words(&place.address, "address")?;
    let (limit, rule) = promise(intake.property, desk);
    let mut clocks = Clocks::default();
    let limits = &rules.settings.limits;
    let reading = if intake.channel == Channel::Letter { &limits.mailbox } else { &limits.intake };
    clocks.start(Stage::Intake, reading.value, None, &rules.calendar, filed_at);
    clocks.start(Stage::Total, limit, None, &rules.calendar, filed_at);
    let mut case = new_case(id, key_sha256, intake, place, report.kind, clocks);
    case.advice = report.advice;
    let mut detail = json!({
        "channel": case.intake.channel,
        "property": case.intake.property,
        "kind": case.kind,
        "area": case.place.area,
        "grid": case.place.grid,
        "source": case.intake.source,
    });
    if let Some(place) = report.recognised {
        detail["recognised"] = json!(place);
    }
    if let Some(advice) = &case.advice {
        detail["advice"] = advice.brief();
    }
    let fact = desk.fact(&case, Verb::File, detail).on(rule);
    let docket = Docket { reporter, ..desk.docket(case) };
    Ok(Change::made(docket, fact))
}

fn new_case(
    id: CaseId,
    key_sha256: String,
    intake: Intake,
    place: Place,
    kind: Option<KindCode>,
    clocks: Clocks,
) -> Case {
    Case {
        id,
        version: Version::FIRST,
        number: String::new(),
        key_sha256,
        intake,
        place,
        regrids: Vec::new(),
        kind,
        advice: None,
        state: State::Received,
        clocks,
        triage: None,
        dispatches: Vec::new(),
        hands: Vec::new(),
        tasks: Vec::new(),
        questions: Vec::new(),
        extensions: Vec::new(),
        suspensions: Vec::new(),
        supervisions: Vec::new(),
        handlings: Vec::new(),
        checks: Vec::new(),
        replies: Vec::new(),
        feedback: Vec::new(),
        round: 0,
        closing: None,
        evaluation: None,
        appeal: None,
        exempt: false,
        cluster: None,
        hidden: None,
        accesses: Vec::new(),
        contact_erased_at: None,
    }
}

/// What the resident is promised for the whole way: consultations are answered sooner than the rest.
fn promise(property: Property, desk: &Desk<'_>) -> (Limit, RuleRef) {
    let limits = &desk.rules.settings.limits;
    let (setting, name) = match property {
        Property::Consultation => (&limits.consultation, "limits.consultation"),
        _ => (&limits.reply, "limits.reply"),
    };
    (setting.value, desk.rules.rule(setting, name))
}

fn check_times(report: &Report, now: Timestamp) -> Result<Timestamp, Refusal> {
    // A phone's clock may run a few minutes ahead of ours; that is no reason to turn somebody away.
    let latest = now.checked_add(SignedDuration::from_mins(10)).unwrap_or(Timestamp::MAX);
    let possible = |at: Timestamp| at.as_second() >= 946_684_800 && at <= latest;
    if report.occurred_at.is_some_and(|at| !possible(at)) {
        return Err(refusal::impossible_time("occurred_at"));
    }
    if report.filed_at.is_some_and(|at| !possible(at)) {
        return Err(refusal::impossible_time("filed_at"));
    }
    Ok(report.filed_at.map_or(now, |at| at.min(now)))
}

fn check_codes(report: &Report, desk: &Desk<'_>) -> Result<(), Refusal> {
    if let Some(kind) = &report.kind {
        match desk.rules.kinds.get(kind) {
            None => return Err(refusal::unknown("unknown_kind", "事项类别", "kind", kind.as_str())),
            Some(found) if found.parent.is_none() => return Err(refusal::not_fileable(kind.as_str())),
            Some(_) => {}
        }
    }
    if let Some(area) = report.place.area.as_ref().filter(|area| desk.rules.areas.division(area).is_none()) {
        return Err(refusal::unknown("unknown_area", "区划", "area", area.as_str()));
    }
    if let Some(grid) = report.place.grid.as_ref().filter(|grid| desk.rules.areas.grid(grid).is_none()) {
        return Err(refusal::unknown("unknown_grid", "网格", "grid", grid.as_str()));
    }
    Ok(())
}

fn check_source(source: Option<&Source>) -> Result<(), Refusal> {
    for text in source.iter().flat_map(|s| [&s.system, &s.key]) {
        within(&words(text, "source")?, 300, "source")?;
    }
    Ok(())
}

fn check_reporter(reporter: &Reporter) -> Result<Reporter, Refusal> {
    let name = optional_words(&reporter.name, "reporter.name")?;
    let phone = optional_words(&reporter.phone, "reporter.phone")?;
    within(&name, 100, "reporter.name")?;
    let dial = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '*' | '#');
    if phone.chars().count() > 40 || !phone.chars().all(dial) {
        return Err(refusal::bad_phone());
    }
    Ok(Reporter { name, phone })
}
