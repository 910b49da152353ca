//! ROOM 地址: what the parts of an address are, and how it is written properly.
//!
//! Nothing here knows of people. The text as written is never lost: every answer points back into it by character, counted in Unicode
//! scalars from 0. What is not certain comes with its probability, or as several answers with their reasons.
//!
//! Reading order: [`reading`] (a text as tokens and what surrounds them), [`gazetteer`] (divisions and other names), [`crf`] (the model
//! and its training), [`parser`] (elements and how sure they are), [`standard`] (written properly), [`matching`] (two of them, or one among a register),
//! [`spoken`] (places that running words speak of), [`example`] and [`evaluate`] (figures).

pub mod crf;
pub mod evaluate;
pub mod example;
pub mod gazetteer;
pub mod grammar;
pub mod matching;
pub mod parser;
pub mod reading;
pub mod spoken;
pub mod standard;

pub use crf::ModelError;
pub use crf::learn::Learning;
pub use example::{Example, Span};
pub use gazetteer::Gazetteer;
pub use matching::{Grade, Grader, Register};
pub use parser::{Element, Parsed, Parser};
pub use spoken::Spoken;
pub use standard::standardise;
