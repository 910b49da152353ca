//! 分流提示: which of the six legal ways a report may have to go, said by words of its text. A hint is never a decision: a person confirms it.
//!
//! The words are a city's table (`hints.csv` of its rulebook); the room only matches them, with their guards.

mod matching;
mod table;

use matching::{Found, Text};
use serde::{Deserialize, Serialize};

pub use table::{Hints, Problem};

/// One of the six ways of triage (Beijing regulation on handling complaints, article 11), under the codes that cases use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 转紧急: life or property is in danger.
    Emergency,
    /// 法定渠道: belongs in litigation, arbitration, review, discipline, disclosure or petition.
    OtherChannel,
    /// 重复事项: in hand or finished, and nothing new is said.
    AlreadyKnown,
    /// 涉密: state secret, trade secret or privacy.
    Secret,
    /// 超出职责: the market or society serves it.
    BeyondDuty,
    /// 违法悖俗: against law or good custom.
    Unlawful,
}

/// How sure a hint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// 可能: worth a look.
    Possible,
    /// 很可能: the words leave little doubt.
    Likely,
}

/// A way that this report may have to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// The way.
    pub way: Way,
    /// The row of the table that matched, or `duplicates` for a case that is already known.
    pub rule: String,
    /// Who is to be told at once or where the matter goes; empty when nobody is named.
    pub destination: String,
    /// The law behind it.
    pub ground: String,
    /// What to say to whoever triages, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The words that matched, as the citizen wrote them.
    pub phrase: String,
    /// Where they begin, in Unicode scalars.
    pub start: usize,
    /// Where they end, in Unicode scalars.
    pub end: usize,
    /// How sure.
    pub confidence: Confidence,
    /// Whether it must be shown at once, whatever else is on the screen.
    pub shout: bool,
}

/// A case that says the same, as the search for duplicates found it.
#[derive(Debug, Clone, PartialEq)]
pub struct AlreadyKnown {
    /// Its receipt number.
    pub number: String,
    /// Whether it is finished.
    pub finished: bool,
    /// How alike the two are, 0 to 1.
    pub likeness: f64,
}

impl Hints {
    /// The ways that this report may have to go, the most pressing first. Emergencies shout.
    ///
    /// Every row of the table gives one hint at most. The cost grows with the length of the text, whatever stands in it.
    #[must_use]
    pub fn of(&self, text: &str, known: Option<&AlreadyKnown>) -> Vec<Hint> {
        let text = Text::new(text);
        let mut hints: Vec<Hint> = self.matches(&text).into_iter().map(|found| self.hint(&text, &found)).collect();
        hints.extend(known.map(|known| self.repeat(known)));
        hints.sort_by_key(|hint| (!hint.shout, std::cmp::Reverse(hint.confidence), hint.way, hint.start));
        hints
    }

    fn hint(&self, text: &Text, found: &Found) -> Hint {
        let row = &self.rows[found.row];
        let phrase = text.original(found.start, found.end);
        Hint {
            way: row.way,
            rule: row.id.clone(),
            destination: row.destination.clone(),
            ground: row.ground.clone(),
            zh: row.zh.replace("{phrase}", &phrase),
            en: row.en.replace("{phrase}", &phrase),
            phrase,
            start: found.start,
            end: found.end,
            confidence: row.confidence,
            shout: row.way == Way::Emergency,
        }
    }

    /// The words for a case that is already known stand in the row `duplicates`, which has no phrases.
    fn repeat(&self, known: &AlreadyKnown) -> Hint {
        let row = self.rows.iter().find(|row| row.id == DUPLICATES);
        let progress = if known.finished { ("已经办结", "finished") } else { ("正在办理", "in hand") };
        let zh =
            row.map_or("与工单 {number} 说的是同一件事，该工单{progress}，请核对有无新的事实、理由", |row| &row.zh);
        let en = row
            .map_or("says the same as case {number}, which is {progress}; look for new facts or reasons", |row| {
                &row.en
            });
        let fill =
            |words: &str, progress: &str| words.replace("{number}", &known.number).replace("{progress}", progress);
        Hint {
            way: Way::AlreadyKnown,
            rule: DUPLICATES.to_owned(),
            destination: String::new(),
            ground: row.map_or(GROUND_OF_REPEATS, |row| &row.ground).to_owned(),
            zh: fill(zh, progress.0),
            en: fill(en, progress.1),
            phrase: String::new(),
            start: 0,
            end: 0,
            confidence: if known.likeness >= VERY_ALIKE { Confidence::Likely } else { Confidence::Possible },
            shout: false,
        }
    }
}

/// The row that words the hint of a case already known.
const DUPLICATES: &str = "duplicates";
const GROUND_OF_REPEATS: &str = "《北京市接诉即办工作条例》第十一条第（三）项情形：无新的事实、理由";
/// From this likeness on two reports leave little doubt that they speak of one matter.
const VERY_ALIKE: f64 = 0.8;
