//! Where piles of bytes lie until they are needed. The room asks for piles and fills them; at the edge they are files.

use std::io::{BufReader, ErrorKind, Read, Result};

/// Holds piles of bytes.
pub trait Shelf {
    /// Begins an empty pile, and gives its number.
    ///
    /// # Errors
    /// When there is no place for it.
    fn begin(&mut self) -> Result<Pile>;

    /// Adds bytes to the end of a pile.
    ///
    /// # Errors
    /// When there is no place for them.
    fn put(&mut self, pile: Pile, bytes: &[u8]) -> Result<()>;

    /// Reads a pile from its beginning; nothing is put on it any more.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, pile: Pile) -> Result<Box<dyn Read>>;

    /// Takes a pile off.
    fn clear(&mut self, pile: Pile);
}

/// The number of a pile.
pub type Pile = usize;

/// So much is gathered before it is put on a pile.
const PIECE: usize = 1 << 16;

/// Puts on a pile in pieces of some size.
#[derive(Debug)]
pub(super) struct Writer {
    pile: Pile,
    held: Vec<u8>,
}

impl Writer {
    /// Begins a pile.
    pub(super) fn begin(shelf: &mut dyn Shelf) -> Result<Self> {
        Ok(Self { pile: shelf.begin()?, held: Vec::new() })
    }

    /// Puts what `write` appends.
    pub(super) fn put(&mut self, shelf: &mut dyn Shelf, write: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        write(&mut self.held);
        if self.held.len() >= PIECE {
            shelf.put(self.pile, &self.held)?;
            self.held.clear();
        }
        Ok(())
    }

    /// Puts what is left.
    pub(super) fn end(self, shelf: &mut dyn Shelf) -> Result<Pile> {
        shelf.put(self.pile, &self.held)?;
        Ok(self.pile)
    }
}

/// Reads a pile in pieces of some size.
pub(super) struct Reader(BufReader<Box<dyn Read>>);

impl Reader {
    pub(super) fn of(shelf: &dyn Shelf, pile: Pile) -> Result<Self> {
        Ok(Self(BufReader::with_capacity(PIECE, shelf.read(pile)?)))
    }

    /// The next bytes of this number; none at the end of the pile.
    pub(super) fn bytes<const N: usize>(&mut self) -> Result<Option<[u8; N]>> {
        let mut bytes = [0; N];
        match self.0.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(bytes)),
            Err(why) if why.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// Fills the buffer with the next bytes of its length.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<()> {
        self.0.read_exact(buffer)
    }
}
