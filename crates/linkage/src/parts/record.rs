//! A record as it lies on a pile: its source, line and identifier, and its values in their one form.

use super::shelf::{Reader, Shelf, Writer};
use crate::register::{Register, Row};
use std::io::{Error, ErrorKind, Result};

/// More fields no plan has; see `Plan::check`.
const MOST: usize = 20;

/// A record that is read from a pile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) source: u8,
    pub(super) line: u32,
    pub(super) id: &'b str,
    values: [Option<&'b str>; MOST],
}

impl<'b> Record<'b> {
    /// Reads what [`write`] wrote.
    pub(super) fn read(bytes: &'b [u8], fields: usize) -> Result<Self> {
        let mut rest = bytes;
        let source = *piece(&mut rest, 1)?.first().unwrap_or(&0);
        let line = length(&mut rest)?;
        let id = length(&mut rest)?;
        let id = text(&mut rest, id)?;
        let mut values = [None; MOST];
        for value in values.iter_mut().take(fields) {
            *value = match length(&mut rest)? {
                0 => None,
                length => Some(text(&mut rest, length - 1)?),
            };
        }
        Ok(Self { source, line, id, values })
    }

    /// The value of a field.
    pub(super) fn value(&self, field: usize) -> Option<&'b str> {
        self.values[field]
    }
}

/// Writes a row of a register.
pub(super) fn write(shelf: &mut dyn Shelf, writer: &mut Writer, register: &Register, row: Row) -> Result<()> {
    let mut bytes = Vec::with_capacity(128);
    bytes.push(u8::try_from(register.source(row)).unwrap_or(u8::MAX));
    put_length(&mut bytes, register.line(row));
    put_text(&mut bytes, register.id(row), 0);
    for field in 0..register.fields().len() {
        match register.value(row, field) {
            Some(value) => put_text(&mut bytes, value, 1),
            None => put_length(&mut bytes, 0),
        }
    }
    put(shelf, writer, &bytes)
}

/// Puts a record's bytes with their number in front.
pub(super) fn put(shelf: &mut dyn Shelf, writer: &mut Writer, bytes: &[u8]) -> Result<()> {
    writer.put(shelf, |held| {
        held.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        held.extend_from_slice(bytes);
    })
}

/// The bytes of the records of a pile, one after the other.
pub(super) struct Records {
    reader: Reader,
    bytes: Vec<u8>,
}

impl Records {
    pub(super) fn new(reader: Reader) -> Self {
        Self { reader, bytes: Vec::new() }
    }

    /// Goes on to the next record; false at the end.
    pub(super) fn next(&mut self) -> Result<bool> {
        let Some(length) = self.reader.bytes::<4>()? else { return Ok(false) };
        self.bytes.resize(u32::from_le_bytes(length) as usize, 0);
        self.reader.fill(&mut self.bytes)?;
        Ok(true)
    }

    /// The present record.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str, more: u32) {
    put_length(bytes, u32::try_from(text.len()).unwrap_or(u32::MAX - 1) + more);
    bytes.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first: most lengths are below 128.
fn put_length(bytes: &mut Vec<u8>, mut length: u32) {
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap_or_default());
}

fn length(rest: &mut &[u8]) -> Result<u32> {
    let mut length = 0_u32;
    for shift in (0..32).step_by(7) {
        let byte = *piece(rest, 1)?.first().unwrap_or(&0);
        length |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(length);
        }
    }
    Err(damaged())
}

fn text<'b>(rest: &mut &'b [u8], length: u32) -> Result<&'b str> {
    std::str::from_utf8(piece(rest, length as usize)?).map_err(|_| damaged())
}

fn piece<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8]> {
    let (piece, after) = rest.split_at_checked(length).ok_or_else(damaged)?;
    *rest = after;
    Ok(piece)
}

fn damaged() -> Error {
    Error::new(ErrorKind::InvalidData, "what was laid down comes back changed")
}
