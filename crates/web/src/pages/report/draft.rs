//! A report on its way: everything that was typed so far, carried from page to page in the forms themselves. Until it is sent
//! nothing of it is kept here.

use super::steps::{MOST_PHOTOS, Step};
use crate::Problem;
use crate::attachments::FOLDER;
use crate::cases::filing::no_point;
use crate::pages::form::Form;
use jingwei_cases::case::{Anonymity, Attachment, Channel, Property, Reporter};
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::{AreaCode, CommandId, Datum, KindCode, Location, Place};
use maud::{Markup, html};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What can be typed or chosen. The name of a field is the same in the form, here, and where a fault is shown.
const FIELDS: [&str; 15] = [
    "command_id",
    "what",
    "address",
    "area",
    "nowhere",
    "lng",
    "lat",
    "datum",
    "kind",
    "property",
    "who",
    "name",
    "phone",
    "consent",
    "calm",
];

/// Pictures that came with the report: the digests by which they are kept.
const PHOTOS: [&str; MOST_PHOTOS] = ["photo-1", "photo-2", "photo-3"];

/// An answer to a question of the kind begins so; the rest is the question's code.
pub(super) const ANSWER: &str = "q-";

/// A report on its way.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    said: BTreeMap<String, String>,
}

/// What is wrong with one field, in the language of the page.
pub(super) type Faults = Vec<(&'static str, String)>;

impl Draft {
    /// An empty one under a command of its own: sent twice, it is filed once.
    pub(super) fn new(command: Uuid) -> Self {
        let mut draft = Self::default();
        draft.put("command_id", &command.to_string());
        draft
    }

    /// What the form holds. Fields that are none of ours are left behind.
    pub(super) fn of(form: &Form) -> Self {
        let known = |name: &str| FIELDS.contains(&name) || PHOTOS.contains(&name) || name.starts_with(ANSWER);
        let said = form.fields().filter(|(name, value)| known(name) && !value.is_empty());
        Self { said: said.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    /// What stands in a field; empty when nothing does.
    pub(super) fn text(&self, name: &str) -> &str {
        self.said.get(name).map_or("", String::as_str)
    }

    /// The pictures that came with it, by digest.
    pub(super) fn photos(&self) -> impl Iterator<Item = &str> {
        PHOTOS.iter().map(|name| self.text(name)).filter(|digest| !digest.is_empty())
    }

    /// Adds a picture that is kept under this digest; what is over the most stays behind.
    pub(super) fn add_photo(&mut self, digest: &str) {
        let free = PHOTOS.iter().find(|name| self.text(name).is_empty());
        if let Some(name) = free.filter(|_| !self.photos().any(|known| known == digest)) {
            self.put(name, digest);
        }
    }

    /// Takes all pictures off.
    pub(super) fn drop_photos(&mut self) {
        self.said.retain(|name, _| !PHOTOS.contains(&name.as_str()));
    }

    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.said.insert(name.to_owned(), value.to_owned());
    }

    /// Everything but the fields that the screen itself shows.
    pub(super) fn hidden(&self, step: Option<Step>) -> Markup {
        let here = |name: &str| match step {
            Some(Step::Check) => Step::Check.fields().contains(&name) || name.starts_with(ANSWER),
            Some(step) => step.fields().contains(&name),
            None => false,
        };
        html! {
            @for (name, value) in self.said.iter().filter(|(name, _)| !here(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    /// The command under which it is sent.
    pub(super) fn command(&self) -> Result<CommandId, Problem> {
        let id = Uuid::parse_str(self.text("command_id"))
            .map_err(|_| Problem::malformed("the form has no command of its own"))?;
        Ok(CommandId::new(id))
    }

    /// Tells this report from every other under the same command.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"/report");
        for (name, value) in self.said.iter().filter(|(name, _)| !matches!(name.as_str(), "calm" | "command_id")) {
            for text in [name, value] {
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text.as_bytes());
            }
        }
        hasher.finalize().into()
    }

    /// Whether anything says where it is.
    pub(super) fn has_place(&self) -> bool {
        ["address", "area", "lng", "nowhere"].iter().any(|field| !self.text(field).is_empty())
    }

    /// The point, if one was chosen.
    pub(super) fn location(&self) -> Result<Option<Location>, Problem> {
        let (lng, lat) = (self.text("lng"), self.text("lat"));
        if lng.is_empty() && lat.is_empty() {
            return Ok(None);
        }
        // What is no number is no degree either, and is refused as such.
        let degrees = |text: &str| text.parse().unwrap_or(f64::NAN);
        let datum = match self.text("datum") {
            "wgs84" => Datum::Wgs84,
            "gcj02" => Datum::Gcj02,
            _ => Datum::Cgcs2000,
        };
        Location::new(degrees(lng), degrees(lat), datum).map(Some).map_err(|why| no_point(&why))
    }

    /// The kind, when one of the rulebook was chosen.
    pub(super) fn kind(&self, rules: &Rulebook) -> Option<KindCode> {
        let code = self.text("kind").parse().ok()?;
        rules.kinds.get(&code).filter(|kind| kind.parent.is_some()).map(|kind| kind.code.clone())
    }

    /// The report as the room takes it.
    ///
    /// # Errors
    /// When the point is none.
    pub(super) fn report(&self, rules: &Rulebook) -> Result<Report, Problem> {
        let area = self.text("area").parse::<AreaCode>().ok();
        let (anonymity, reporter) = self.reporter();
        let kind = self.kind(rules);
        let answers = super::questions::told(self, kind.as_ref(), rules);
        Ok(Report {
            property: self.property(),
            place: Place { address: self.text("address").to_owned(), location: self.location()?, area, grid: None },
            kind,
            anonymity,
            reporter,
            attachments: self.photos().map(attached).collect(),
            ..Report::new(Channel::Web, Property::Help, &format!("{}{answers}", self.text("what")))
        })
    }

    /// What the reporter wants; help when they did not say.
    pub(super) fn property(&self) -> Property {
        super::steps::PROPERTIES
            .iter()
            .find(|(code, ..)| *code == self.text("property"))
            .map_or(Property::Help, |(_, property, _)| *property)
    }

    fn reporter(&self) -> (Anonymity, Option<Reporter>) {
        if self.text("who") == "anonymous" {
            return (Anonymity::Anonymous, None);
        }
        let reporter = Reporter { name: self.text("name").to_owned(), phone: self.text("phone").to_owned() };
        let anonymity = if self.text("consent").is_empty() { Anonymity::Confidential } else { Anonymity::Named };
        (anonymity, Some(reporter))
    }
}

/// A picture that is kept here, as a case names it.
fn attached(digest: &str) -> Attachment {
    Attachment { reference: format!("{FOLDER}{digest}"), role: String::new(), sha256: digest.to_owned() }
}
