//! What lists and tallies are asked, and how far the caller may look.

use crate::Problem;
use crate::caller::Staff;
use crate::policy::{Reach, reach};
use jiff::Timestamp;
use jiff::civil::Date;
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::State;
use jingwei_store::{CaseQuery, Cursor, Hands, Sort};
use jingwei_terms::{AreaCode, Role};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;
use utoipa::IntoParams;

/// What is asked for. A field that is left out, or empty, asks for everything.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// In these states, with commas between them.
    #[param(schema_with = super::words::states)]
    state: String,
    /// Open (`true`), or ended and merged (`false`).
    #[param(value_type = bool)]
    open: String,
    /// Led by this department, or with a task for it.
    #[param(max_length = 64)]
    department: String,
    /// In whose hands within the caller's own department: `me`, `nobody`, or a colleague's account.
    #[param(max_length = 64)]
    handler: String,
    /// In this grid.
    #[param(max_length = 64)]
    grid: String,
    /// In this area or an area inside it.
    #[param(max_length = 64)]
    area: String,
    /// Of this kind, or of a kind below it.
    #[param(max_length = 64)]
    kind: String,
    /// Came in this way.
    #[param(schema_with = super::words::channel)]
    channel: String,
    /// With this property.
    #[param(schema_with = super::words::property)]
    property: String,
    /// Open and past a deadline (`true`).
    #[param(value_type = bool)]
    overdue: String,
    /// Out of public view (`true`) or in it (`false`).
    #[param(value_type = bool)]
    hidden: String,
    /// Holding these words in title, description, address or number.
    #[param(max_length = 200)]
    q: String,
    /// Filed on this day or at this instant, or later.
    #[param(format = DateTime)]
    from: String,
    /// Filed before this instant, or on this day at the latest.
    #[param(format = DateTime)]
    to: String,
    /// The order: newest filed first, oldest filed first, or soonest due first.
    #[param(schema_with = super::words::sort)]
    sort: String,
    /// Where the page before ended.
    #[param(max_length = 1000)]
    cursor: String,
    /// How many at most, 1 to 200; 50 when it is not said.
    #[param(value_type = u32, minimum = 1, maximum = 200)]
    limit: String,
}

impl Filter {
    /// The question for the store, kept within the caller's reach; `None` when nothing can be within it.
    ///
    /// # Errors
    /// When a field holds something that it cannot.
    pub(crate) fn into_query(
        self,
        staff: &Staff,
        rules: &Rulebook,
        now: Timestamp,
    ) -> Result<Option<CaseQuery>, Problem> {
        let overdue = word::<bool>("overdue", &self.overdue)?;
        let query = CaseQuery {
            states: states(&self.state)?,
            open: word("open", &self.open)?,
            department: parsed("department", &self.department)?,
            hands: hands(&self.handler, staff)?,
            grid: parsed("grid", &self.grid)?,
            area: parsed("area", &self.area)?,
            kind: parsed("kind", &self.kind)?,
            channel: word::<Channel>("channel", &self.channel)?,
            property: word::<Property>("property", &self.property)?,
            overdue_at: overdue.filter(|overdue| *overdue).map(|_| now),
            hidden: word("hidden", &self.hidden)?,
            q: Some(self.q).filter(|q| !q.trim().is_empty()),
            filed_from: instant("from", &self.from, rules, 0)?,
            filed_to: instant("to", &self.to, rules, 1)?,
            source: None,
            sort: sort(&self.sort)?,
            cursor: Some(self.cursor).filter(|cursor| !cursor.is_empty()).map(Cursor::new),
            limit: parsed::<u32>("limit", &self.limit)?.unwrap_or(50).clamp(1, 200),
        };
        if query.q.as_ref().is_some_and(|q| q.chars().count() > 200) {
            return Err(bad("q", "it is longer than 200 characters"));
        }
        Ok(within_reach(query, staff))
    }
}

/// Keeps a question within the caller's reach.
fn within_reach(mut query: CaseQuery, staff: &Staff) -> Option<CaseQuery> {
    match (reach(staff.role), staff.role, &staff.area, &staff.department) {
        (Reach::All, ..) => Some(query),
        (Reach::Nothing, ..) => None,
        // A grid worker's list is their area; a task elsewhere reaches them by its number.
        (Reach::Concerned, Role::Field, Some(own), _) => {
            query.area = Some(narrower(query.area, own)?);
            Some(query)
        }
        (Reach::Concerned, _, _, Some(own)) => {
            let others = query.department.as_ref().is_some_and(|asked| asked != own);
            query.department = Some(own.clone());
            (!others).then_some(query)
        }
        (Reach::Concerned, _, _, None) => None,
    }
}

/// The area asked for, if it lies in the caller's own; their own, if none was asked for or it lies in that.
fn narrower(asked: Option<AreaCode>, own: &AreaCode) -> Option<AreaCode> {
    match asked {
        None => Some(own.clone()),
        Some(asked) if asked.lies_in(own) => Some(asked),
        Some(asked) if own.lies_in(&asked) => Some(own.clone()),
        Some(_) => None,
    }
}

/// In whose hands: a question among colleagues. Nobody outside the department lists what one person has on the desk.
fn hands(asked: &str, staff: &Staff) -> Result<Option<Hands>, Problem> {
    let own = staff.department.as_ref().filter(|_| staff.role == Role::Handler);
    match (asked, own) {
        ("", _) => Ok(None),
        (_, None) => Err(bad("handler", "it is asked by handlers, of their own department")),
        ("me", _) => Ok(Some(Hands::Of(staff.id.clone()))),
        ("nobody", Some(own)) => Ok(Some(Hands::Nobody(own.clone()))),
        (name, _) => Ok(parsed("handler", name)?.map(Hands::Of)),
    }
}

fn states(list: &str) -> Result<Vec<State>, Problem> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| State::from_code(word).ok_or_else(|| bad("state", format!("there is no state `{word}`"))))
        .collect()
}

fn sort(word: &str) -> Result<Sort, Problem> {
    match word {
        "" | "-filed_at" => Ok(Sort::FiledNewest),
        "filed_at" => Ok(Sort::FiledOldest),
        "due_at" => Ok(Sort::DueSoonest),
        _ => Err(bad("sort", "it is `-filed_at`, `filed_at` or `due_at`")),
    }
}

/// An instant, or a day of the city's calendar plus so many days: "to the 5th" ends when the 6th begins.
fn instant(field: &str, text: &str, rules: &Rulebook, plus_days: i64) -> Result<Option<Timestamp>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    // In a query a plus sign is a blank; an offset that was not escaped is still an offset.
    let text = text.replace(' ', "+");
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    let why = || bad(field, "it is a day such as `2026-03-02` or an instant such as `2026-03-02T09:00:00+08:00`");
    let day: Date = text.parse().map_err(|_| why())?;
    let offset = &rules.settings.city.utc_offset;
    let midnight = |day: Date| format!("{day}T00:00:00{offset}").parse::<Timestamp>().map_err(|_| why());
    let day = day.checked_add(jiff::Span::new().days(plus_days)).map_err(|_| why())?;
    midnight(day).map(Some)
}

/// Something that is written as text, if anything was.
fn parsed<T: FromStr<Err: Display>>(field: &str, text: &str) -> Result<Option<T>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|why: T::Err| bad(field, why))
}

/// One word of a list that the room knows, if anything was said.
fn word<T: DeserializeOwned>(field: &str, text: &str) -> Result<Option<T>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let value = match text {
        "true" => serde_json::Value::Bool(true),
        "false" => serde_json::Value::Bool(false),
        _ => serde_json::Value::String(text.to_owned()),
    };
    serde_json::from_value(value).map(Some).map_err(|_| bad(field, format!("`{text}` is not a word of this field")))
}

fn bad(field: &str, why: impl Display) -> Problem {
    Problem::malformed(&format!("`{field}`: {why}"))
}
