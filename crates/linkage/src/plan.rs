//! The plan of a linkage: which fields are compared and how, who meets whom, and from which score on two records are one.

use crate::purpose::Purpose;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A plan, checked: every field that a block or comparison names is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The column with the identifier of a record.
    pub id: String,
    /// Whether records of one and the same source may be one; with two sources the default is no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<bool>,
    /// What to do about a value that cannot be.
    #[serde(default)]
    pub faults: OnFault,
    /// How many megabytes of memory linking may use, for whoever runs it; the room itself does not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_mb: Option<u32>,
    /// From which probability on pairs are linked, and which go to review.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// What the linkage is for; needed as soon as anything of it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The fields, in the order in which an explanation lists them.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// Keys of which two records must share one in order to meet.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
    /// Which value a golden record takes; for fields not named, the value most records agree on.
    #[serde(default, rename = "survivorship", skip_serializing_if = "Vec::is_empty")]
    pub survivorship: Vec<Survivorship>,
}

/// What to do about a value that cannot be, such as an identity number with a wrong check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFault {
    /// Name the line, treat the value as missing, and go on.
    #[default]
    GoOn,
    /// Name the lines and stop.
    Stop,
}

/// From which probability on pairs are linked, and which go to review.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Two groups become one from this probability on, above 0 and below 1.
    pub link: f64,
    /// Pairs between this probability and its mirror image are worth a clerk's look, above 0 and below 0.5.
    pub review: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { link: 0.5, review: 0.05 }
    }
}

/// A field and how it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it is called, here and in explanations.
    pub name: String,
    /// The columns that hold it, one a source; the field's own name if not said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What sort of value it is.
    pub kind: Kind,
    /// Whether a rare value that agrees counts for more than a frequent one.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub frequencies: bool,
    /// Whether two addresses are graded by the caller, who knows which words are the road and which the door; for the kind `address`.
    #[serde(default, skip_serializing_if = "is_no")]
    pub graded: bool,
    /// Another field into which the value may have slipped, such as the family name for a given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crosswise: Option<String>,
}

/// What sort of value a field holds, which decides how it is cleaned and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The name of a person or a part of it: Chinese by sound and shape, other scripts by letters.
    Name,
    /// Running text: a place, an organisation.
    Text,
    /// One word of a short list: equal or not.
    Category,
    /// A day, as text or as a spreadsheet's serial number.
    Date,
    /// A telephone number.
    Phone,
    /// An identity card number of the People's Republic, 15 or 18 places.
    IdCard,
    /// Any other number or code, compared by slips and by its beginning.
    Code,
    /// An address; compared by the grader that the caller hands in, or by its numbers and words.
    Address,
    /// A keyed filter of bits that a department made of a value which it may not show, in hexadecimal.
    Hidden,
}

/// A key that records must share in order to meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Fields, or parts of them: `name`, `name:3` (first three characters), `name:-2` (last two), `born:year`, `name:sound`.
    pub on: Vec<String>,
    /// Up to so many records of one key all meet; in a larger heap each meets its nearest neighbours only.
    #[serde(default = "cap")]
    pub cap: usize,
}

/// Which value of many a golden record takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survivorship {
    /// For which field.
    pub field: String,
    /// By which rule.
    pub rule: Rule,
    /// Sources from the most to the least trusted, for the rule `trusted`; the latest first, for `latest`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// By which rule a value survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What most records say.
    MostFrequent,
    /// The longest value, as the fullest.
    Longest,
    /// The value of the most trusted source that has one.
    Trusted,
    /// The value of the record with the greatest identifier, for sources that number in order of time.
    Latest,
}

/// Why a plan cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPlan(pub(crate) String);

impl fmt::Display for BadPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPlan {}

/// More comparisons do not fit into a pattern, and nobody could read their explanation.
const MOST_FIELDS: usize = 20;

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// When the text is no TOML, lacks something, or names a field that is not there.
    pub fn parse(text: &str) -> Result<Self, BadPlan> {
        let plan: Self = toml::from_str(text).map_err(|why| BadPlan(why.to_string().trim_end().to_owned()))?;
        plan.check()?;
        Ok(plan)
    }

    /// Where a field of this name stands.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    pub(crate) fn check(&self) -> Result<(), BadPlan> {
        if self.fields.is_empty() || self.fields.len() > MOST_FIELDS {
            return bad(format!("a plan has 1 to {MOST_FIELDS} fields, this one has {}", self.fields.len()));
        }
        if self.blocks.is_empty() {
            return bad("a plan needs at least one `[[block]]`, or no two records ever meet".to_owned());
        }
        for (at, field) in self.fields.iter().enumerate() {
            if self.position(&field.name) != Some(at) {
                return bad(format!("there are two fields `{}`; rename one", field.name));
            }
            if field.graded && field.kind != Kind::Address {
                return bad(format!(
                    "`graded` is for fields of the kind `address`, and `{}` is of another",
                    field.name
                ));
            }
            if let Some(other) = &field.crosswise {
                self.need(other, &format!("`crosswise` of `{}`", field.name))?;
            }
        }
        for block in &self.blocks {
            if block.on.is_empty() || block.cap < 2 {
                return bad("a `[[block]]` needs a field in `on`, and a `cap` of at least 2".to_owned());
            }
            for part in &block.on {
                let part = Part::parse(part)?;
                self.need(&part.field, "`[[block]]`")?;
            }
        }
        for rule in &self.survivorship {
            self.need(&rule.field, "`[[survivorship]]`")?;
        }
        if let Some(purpose) = &self.purpose {
            purpose.check()?;
        }
        let Thresholds { link, review } = self.thresholds;
        if !(link > 0.0 && link < 1.0 && review > 0.0 && review < 0.5) {
            return bad("`link` lies between 0 and 1, `review` between 0 and 0.5".to_owned());
        }
        Ok(())
    }

    fn need(&self, name: &str, place: &str) -> Result<(), BadPlan> {
        match self.position(name) {
            Some(_) => Ok(()),
            None => {
                bad(format!("{place} names the field `{name}`, which is not in the plan; add it or correct the name"))
            }
        }
    }
}

/// A field, or the part of it that makes a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Of which field.
    pub field: String,
    /// What of it.
    pub cut: Cut,
}

/// What of a value makes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cut {
    /// All of it.
    Whole,
    /// So many characters from its beginning.
    First(usize),
    /// So many characters up to its end.
    Last(usize),
    /// The year of a date.
    Year,
    /// The month and the day of a date.
    MonthDay,
    /// The sound of a name: syllables without tones, or letters without vowels.
    Sound,
}

impl Part {
    /// Reads `name`, `name:3`, `name:-2`, `born:year`, `born:month-day` or `name:sound`.
    ///
    /// # Errors
    /// When what follows the colon is none of these.
    pub fn parse(text: &str) -> Result<Self, BadPlan> {
        let (field, cut) = text.rsplit_once(':').unwrap_or((text, ""));
        let count = |digits: &str| digits.parse().ok().filter(|n| (1..=32).contains(n));
        let cut = match cut {
            "" => Some(Cut::Whole),
            "year" => Some(Cut::Year),
            "month-day" => Some(Cut::MonthDay),
            "sound" => Some(Cut::Sound),
            _ => match cut.strip_prefix('-') {
                Some(digits) => count(digits).map(Cut::Last),
                None => count(cut).map(Cut::First),
            },
        };
        match cut {
            Some(cut) => Ok(Self { field: field.to_owned(), cut }),
            None => {
                bad(format!("`{text}`: after the colon stands a number of characters, `year`, `month-day` or `sound`"))
            }
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)?;
        match self.cut {
            Cut::Whole => Ok(()),
            Cut::First(n) => write!(f, ":{n}"),
            Cut::Last(n) => write!(f, ":-{n}"),
            Cut::Year => f.write_str(":year"),
            Cut::MonthDay => f.write_str(":month-day"),
            Cut::Sound => f.write_str(":sound"),
        }
    }
}

impl Field {
    /// The column that holds this field in a source.
    #[must_use]
    pub fn column(&self, source: usize) -> &str {
        self.columns.get(source).or(self.columns.last()).map_or(&self.name, |column| column)
    }
}

fn bad<T>(why: String) -> Result<T, BadPlan> {
    Err(BadPlan(why))
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_yes(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_no(value: &bool) -> bool {
    !*value
}

const fn cap() -> usize {
    120
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "id = \"no\"\n[[field]]\nname = \"born\"\nkind = \"date\"\n[[block]]\non = [\"born:year\"]\n";

    #[test]
    fn a_plan_that_names_what_is_not_there_is_refused_with_the_name() {
        assert_eq!(Plan::parse(SMALL).unwrap().blocks[0].cap, 120);
        for (wrong, word) in [
            (SMALL.replace("born:year", "bron:year"), "`bron`"),
            (SMALL.replace("born:year", "born:yaer"), "`born:yaer`"),
            (format!("block = []\n{}", SMALL.replace("[[block]]\non = [\"born:year\"]\n", "")), "[[block]]"),
            (format!("{SMALL}[thresholds]\nlink = 1.5\n"), "`link`"),
            (format!("{SMALL}[extra]\n"), "extra"),
            (SMALL.replace("kind = \"date\"", "kind = \"date\"\ngraded = true"), "`born`"),
            (
                format!("{SMALL}[purpose]\nwhat = \"x\"\nground = \"市政府令第1号\"\nexpires = \"2027-12-31\"\n"),
                "`what`",
            ),
        ] {
            let why = Plan::parse(&wrong).unwrap_err().to_string();
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn parts_read_back_as_written() {
        for text in ["a", "a:3", "a:-2", "a:year", "a:month-day", "a:sound"] {
            assert_eq!(Part::parse(text).unwrap().to_string(), text);
        }
    }
}
