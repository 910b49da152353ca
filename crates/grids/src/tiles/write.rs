//! The bytes of a tile: Mapbox Vector Tile 2.1, written as its Protocol Buffers want them. A hundred lines instead of a crate, because a
//! tile of a whole city repeats twenty thousand values, and looking each up in a list would take longer than drawing the map.

use super::{Rings, Spot};
use rustc_hash::FxHashMap;

/// The one layer.
const LAYER: &str = "grids";

/// A value of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Value<'a> {
    /// Words.
    Text(&'a str),
    /// A number of things.
    Count(u64),
}

/// A grid as it stands in the tile.
#[derive(Debug)]
pub(super) struct Feature<'a> {
    pub(super) id: u64,
    pub(super) tags: Vec<(&'static str, Value<'a>)>,
    pub(super) polygons: Vec<Rings>,
}

/// A tile being written.
pub(super) struct Tile<'a> {
    features: Vec<u8>,
    keys: Vec<&'static str>,
    values: Vec<Value<'a>>,
    known: FxHashMap<Value<'a>, u64>,
    extent: u64,
}

impl<'a> Tile<'a> {
    pub(super) fn new(extent: i64) -> Self {
        Self {
            features: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
            known: FxHashMap::default(),
            extent: extent.unsigned_abs(),
        }
    }

    pub(super) fn add(&mut self, feature: &Feature<'a>) {
        let mut tags = Vec::with_capacity(16);
        for (key, value) in &feature.tags {
            number(&mut tags, self.key(key));
            number(&mut tags, self.value(*value));
        }
        let mut geometry = Vec::new();
        let mut pen: Spot = [0, 0];
        for ring in feature.polygons.iter().flatten() {
            draw(&mut geometry, ring, &mut pen);
        }
        let mut body = Vec::with_capacity(tags.len() + geometry.len() + 16);
        field(&mut body, 1, feature.id);
        bytes(&mut body, 2, &tags);
        // 3 is a polygon.
        field(&mut body, 3, 3);
        bytes(&mut body, 4, &geometry);
        bytes(&mut self.features, 2, &body);
    }

    /// The tile's bytes; none when no feature was added.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        if self.features.is_empty() {
            return None;
        }
        let mut layer = Vec::with_capacity(self.features.len() + self.values.len() * 20);
        field(&mut layer, 15, 2);
        bytes(&mut layer, 1, LAYER.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in &self.keys {
            bytes(&mut layer, 3, key.as_bytes());
        }
        let mut body = Vec::new();
        for value in &self.values {
            body.clear();
            match value {
                Value::Text(text) => bytes(&mut body, 1, text.as_bytes()),
                Value::Count(count) => field(&mut body, 5, *count),
            }
            bytes(&mut layer, 4, &body);
        }
        field(&mut layer, 5, self.extent);
        let mut tile = Vec::with_capacity(layer.len() + 8);
        bytes(&mut tile, 3, &layer);
        Some(tile)
    }

    fn key(&mut self, key: &'static str) -> u64 {
        let at = self.keys.iter().position(|known| *known == key);
        let at = at.unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        at as u64
    }

    fn value(&mut self, value: Value<'a>) -> u64 {
        let next = self.values.len() as u64;
        let at = *self.known.entry(value).or_insert(next);
        if at == next {
            self.values.push(value);
        }
        at
    }
}

/// One ring: move to its first corner, lines to the others, close.
fn draw(out: &mut Vec<u8>, ring: &[Spot], pen: &mut Spot) {
    let Some((first, others)) = ring.split_first() else { return };
    command(out, 1, 1);
    go(out, *first, pen);
    command(out, 2, others.len() as u64);
    for spot in others {
        go(out, *spot, pen);
    }
    command(out, 7, 1);
}

fn command(out: &mut Vec<u8>, id: u64, count: u64) {
    number(out, count << 3 | id);
}

fn go(out: &mut Vec<u8>, to: Spot, pen: &mut Spot) {
    for axis in 0..2 {
        let by = to[axis] - pen[axis];
        // Zigzag: small steps either way are small numbers.
        #[expect(clippy::cast_sign_loss, reason = "that is what zigzag is for")]
        number(out, ((by << 1) ^ (by >> 63)) as u64);
    }
    *pen = to;
}

fn field(out: &mut Vec<u8>, tag: u64, value: u64) {
    number(out, tag << 3);
    number(out, value);
}

fn bytes(out: &mut Vec<u8>, tag: u64, body: &[u8]) {
    number(out, tag << 3 | 2);
    number(out, body.len() as u64);
    out.extend_from_slice(body);
}

/// A number in base 128, the low digits first.
fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 128")]
    out.push(value as u8);
}
