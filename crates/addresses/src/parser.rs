//! From a text to its elements: what each stretch is, and how sure that is.

use crate::crf::ModelError;
use crate::crf::chain::Chain;
use crate::crf::learn::{Learning, learn};
use crate::crf::model::Model;
use crate::crf::quick::Board;
use crate::example::{Example, NOTHING, Span};
use crate::gazetteer::Gazetteer;
use crate::reading::Reading;
use std::sync::Arc;

/// A stretch of the text that is one element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Where it stands and what it is.
    pub span: Span,
    /// How probable it is that exactly this stretch is exactly that, from 0 to 1.
    pub confidence: f32,
}

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// Its elements, in the order of the text.
    pub elements: Vec<Element>,
    /// How probable it is that all of them are right, from 0 to 1.
    pub confidence: f32,
}

/// Takes addresses apart: a model, and the gazetteer it looks things up in. Cheap to clone.
///
/// It knows nothing of maps: whether a place exists is for the register to say.
#[derive(Debug, Clone)]
pub struct Parser {
    model: Arc<Model>,
    gazetteer: Arc<Gazetteer>,
}

/// Room to parse in, kept from address to address; one for each core.
#[derive(Debug, Default, Clone)]
pub struct Room {
    reading: Reading,
    board: Board,
    chain: Chain,
    path: Vec<(usize, usize)>,
    pieces: Vec<Piece>,
}

/// A stretch of a text that is one element, in few bytes; [`Parser::label`] says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its first character.
    pub start: u32,
    /// One past its last.
    pub end: u32,
    label: u16,
}

impl Parser {
    /// A parser of a model in bytes.
    ///
    /// # Errors
    /// When the bytes are no model.
    pub fn new(model: &[u8], gazetteer: Arc<Gazetteer>) -> Result<Self, ModelError> {
        Ok(Self { model: Arc::new(Model::from_bytes(model)?), gazetteer })
    }

    /// Learns a parser from marked addresses; `told` hears of every step and its loss.
    #[must_use]
    pub fn learn(
        examples: &[Example],
        gazetteer: Arc<Gazetteer>,
        learning: Learning,
        told: impl FnMut(usize, f64),
    ) -> Self {
        Self { model: Arc::new(learn(examples, &gazetteer, learning, told)), gazetteer }
    }

    /// The model as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The gazetteer.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Takes an address apart.
    #[must_use]
    pub fn parse(&self, text: &str) -> Parsed {
        self.parse_in(text, &mut Room::default())
    }

    /// Takes an address apart, in room that is used again: the elements and how sure they are.
    #[must_use]
    pub fn parse_in(&self, text: &str, room: &mut Room) -> Parsed {
        self.cut(text, room);
        let Room { reading, board, chain, path, pieces } = room;
        if path.is_empty() {
            return Parsed { elements: Vec::new(), confidence: 1.0 };
        }
        let (steps, labels) = (self.model.steps(), self.model.labels());
        self.model.copy(board, reading.tokens.len(), chain);
        let all = chain.forward(steps);
        chain.backward(steps);
        #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more than seven digits")]
        let confidence = (chain.score(steps, path) - all).exp().min(1.0) as f32;
        let (mut begin, mut elements, mut pieces) = (0, Vec::with_capacity(pieces.len()), pieces.iter());
        for &(end, number) in &*path {
            let label = &labels[number];
            if label != NOTHING {
                let piece = pieces.next().expect("a piece for every segment that is one");
                let confidence = chain.segment(begin, end, number);
                let span = Span { start: piece.start as usize, end: piece.end as usize, label: label.clone() };
                elements.push(Element { span, confidence });
            }
            begin = end;
        }
        Parsed { elements, confidence }
    }

    /// Takes an address apart, without asking how sure that is: many times faster, and nothing is allocated once the room has grown.
    pub fn cut<'r>(&self, text: &str, room: &'r mut Room) -> &'r [Piece] {
        let Room { reading, board, path, pieces, .. } = room;
        reading.read(text, &self.gazetteer);
        pieces.clear();
        self.model.quick().score(reading, board);
        self.model.quick().best(board, path);
        let mut begin = 0;
        for &(end, label) in &*path {
            if self.model.labels()[label] != NOTHING {
                let (start, stop) = (reading.tokens.starts[begin], reading.tokens.starts[end]);
                pieces.push(Piece { start, end: stop, label: u16::try_from(label).expect("a model has few labels") });
            }
            begin = end;
        }
        pieces
    }

    /// What a piece is.
    #[must_use]
    pub fn label(&self, piece: Piece) -> &str {
        &self.model.labels()[usize::from(piece.label)]
    }
}
