//! What the pieces of one report weigh: an open table by the piece's number, small enough for the nearest cache.

/// Not among the pieces that are kept.
pub(crate) const NOT_KEPT: u8 = u8::MAX;

/// Weights by piece.
#[derive(Debug)]
pub(crate) struct Weights {
    table: Vec<Weighed>,
}

#[derive(Debug, Clone, Copy)]
struct Weighed {
    /// The piece; 0 for a free place.
    piece: u32,
    weight: f32,
    /// Its place among the pieces of the report.
    at: u16,
    rank: u8,
}

impl Weights {
    /// A table with room for so many pieces.
    pub(crate) fn for_pieces(pieces: usize) -> Self {
        let free = Weighed { piece: 0, weight: 0.0, at: 0, rank: NOT_KEPT };
        Self { table: vec![free; (2 * pieces).next_power_of_two().max(16)] }
    }

    /// Enters a piece that is not in it yet, the so-manieth of the report.
    pub(crate) fn enter(&mut self, piece: u32, weight: f32, at: usize) {
        let place = self.place(piece);
        self.table[place] = Weighed { piece, weight, at: u16::try_from(at).unwrap_or(u16::MAX), rank: NOT_KEPT };
    }

    /// Which piece of the report it is.
    pub(crate) fn at(&self, piece: u32) -> Option<usize> {
        let found = &self.table[self.place(piece)];
        (found.piece == piece && piece != 0).then_some(usize::from(found.at))
    }

    /// Notes that a piece is the so-manieth of those that are kept.
    pub(crate) fn rank(&mut self, piece: u32, rank: usize) {
        let at = self.place(piece);
        self.table[at].rank = u8::try_from(rank).unwrap_or(NOT_KEPT);
    }

    /// What it weighs; 0 when the report does not have it.
    pub(crate) fn of(&self, piece: u32) -> f32 {
        self.table[self.place(piece)].weight
    }

    /// What it weighs, and its rank among those that are kept or [`NOT_KEPT`].
    pub(crate) fn with_rank(&self, piece: u32) -> (f32, u8) {
        let found = &self.table[self.place(piece)];
        (found.weight, found.rank)
    }

    /// Where the piece is or would be. The table is never more than half full, so this ends.
    fn place(&self, piece: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut at = piece as usize & mask;
        while self.table[at].piece != 0 && self.table[at].piece != piece {
            at = (at + 1) & mask;
        }
        at
    }
}
