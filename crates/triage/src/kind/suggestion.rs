//! What is answered: kinds with how likely they are and the words that speak for them, or why there is no answer.

use super::message::Field;
use serde::Serialize;

/// Words of the message itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase {
    /// The words, exactly as they stand in the field.
    pub text: String,
    /// The field in which they stand.
    pub field: Field,
    /// Where they begin, in Unicode scalars from the beginning of the field.
    pub start: usize,
    /// Where they end, in Unicode scalars; the scalar here is the first that no longer belongs to them.
    pub end: usize,
}

/// One kind that a message may be of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The code of the kind.
    pub kind: String,
    /// How likely it is, from 0 to 1; of a hundred such answers about so many are right.
    pub probability: f64,
    /// What in the message speaks for it rather than for its strongest rival, strongest first; may be empty.
    pub evidence: Vec<Phrase>,
}

/// What a message may be about.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Suggestions {
    /// The likeliest kinds, likeliest first; there may be none.
    pub items: Vec<Suggestion>,
    /// The class above the kinds that is sure enough even where its kinds are not; only with a catalogue of two levels.
    pub class: Option<Suggestion>,
    /// Why nobody should rely on the first of them; `None` when it is sure enough.
    pub abstained: Option<Reason>,
}

impl Suggestions {
    /// No answer, and why.
    #[must_use]
    pub const fn none(why: Reason) -> Self {
        Self { items: Vec::new(), class: None, abstained: Some(why) }
    }

    /// The kind that may be relied on, if there is one.
    #[must_use]
    pub fn answer(&self) -> Option<&Suggestion> {
        self.items.first().filter(|_| self.abstained.is_none())
    }
}

/// Why there is no answer to rely on. All but the last are about the message alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is nothing to read.
    Empty,
    /// There is too little to read.
    TooShort,
    /// There is more than anybody would say of one matter.
    TooLong,
    /// It is not written in Chinese.
    OtherScript,
    /// Its characters were broken on the way, or the same few are said over and over.
    Garbled,
    /// Too few of its words have ever been seen.
    UnknownWords,
    /// Nothing has been learnt yet, and the catalogue has no word for it.
    NothingLearnt,
    /// Several kinds are possible, and none is sure enough.
    Unsure,
}

impl Reason {
    /// The reason in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Empty => "没有内容",
            Self::TooShort => "内容太短",
            Self::TooLong => "内容过长，不像一件诉求",
            Self::OtherScript => "不是中文",
            Self::Garbled => "像是乱码或重复的字符",
            Self::UnknownWords => "大多是没见过的用语",
            Self::NothingLearnt => "尚无可学的历史，目录里也没有对应的词",
            Self::Unsure => "几类都有可能，把握不够",
        }
    }

    /// The reason in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Empty => "there is nothing to read",
            Self::TooShort => "there is too little to read",
            Self::TooLong => "it is too long to be one report",
            Self::OtherScript => "it is not in Chinese",
            Self::Garbled => "it looks garbled, or says the same characters over and over",
            Self::UnknownWords => "most of its words have never been seen",
            Self::NothingLearnt => "nothing has been learnt yet, and the catalogue has no word for it",
            Self::Unsure => "several kinds are possible and none is sure enough",
        }
    }
}
