//! What they say: the rulebook's phrases and replies with their slots filled from the case.

use jingwei_cases::{Case, Rulebook};
use jingwei_testkit::{City, Rng};

/// What was done, for `{measure}`.
const MEASURES: &[&str] = &[
    "已于当日安排人员到场处理完毕",
    "已完成维修并恢复正常",
    "已清理完毕，并列入每日巡查",
    "已责令当事人整改，复查合格",
    "已现场协调，双方达成一致",
    "已列入本月计划，先行采取临时措施",
];

/// The words of the city.
pub struct Lines<'a> {
    city: &'a City,
    rules: &'a Rulebook,
}

impl<'a> Lines<'a> {
    /// The words of this city.
    #[must_use]
    pub const fn new(city: &'a City, rules: &'a Rulebook) -> Self {
        Self { city, rules }
    }

    /// A phrase of this use.
    ///
    /// # Panics
    /// When the city has no phrase of this use; its integrity test keeps that from happening.
    pub fn phrase(&self, purpose: &str, case: &Case, rng: &mut Rng) -> String {
        let phrases = self.city.phrases(purpose);
        let phrase = rng.pick(phrases).expect("the demonstration has phrases for everything that people do in it");
        self.fill(phrase, case, rng)
    }

    /// An official reply.
    pub fn reply(&self, case: &Case, rng: &mut Rng) -> String {
        let kind = case.kind.as_ref().map_or("", |code| code.as_str());
        let property = serde_json::json!(case.intake.property);
        let text = self.city.reply(rng, kind, property.as_str().unwrap_or_default());
        self.fill(text.unwrap_or("您好，您反映的事项已由{department}办理：{measure}。感谢您的支持。"), case, rng)
    }

    fn fill(&self, text: &str, case: &Case, rng: &mut Rng) -> String {
        let name = |code| self.rules.departments.get(code).map(|d| d.name.as_str());
        let department = case.lead().and_then(name).unwrap_or(self.rules.settings.city.name.as_str());
        let place = case.place.area.as_ref().and_then(|code| self.rules.areas.division(code));
        let place = if case.place.address.is_empty() {
            place.map_or("现场", |d| d.name.as_str())
        } else {
            &case.place.address
        };
        let slots = [
            ("department", department),
            ("measure", rng.pick(MEASURES).expect("there are measures")),
            ("place", place),
            ("road", place),
            ("compound", place),
            ("number", "1"),
            ("time", "近日"),
        ];
        slots.iter().fold(text.to_owned(), |text, (slot, value)| text.replace(&format!("{{{slot}}}"), value))
    }
}
