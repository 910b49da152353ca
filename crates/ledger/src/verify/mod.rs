//! The audit: walks every row in order and says what was changed, where, and how one knows.
//!
//! Three witnesses are compared: the rows, the stored tiles, and the checkpoints (those stored, and older ones that
//! somebody kept elsewhere). A checkpoint that rows or tiles agree with proves everything before it; the other side is
//! then measured against the proven one, leaf by leaf.

mod align;
mod evidence;
mod finding;

use std::collections::BTreeSet;
use std::ops::Range;

use self::align::Alignment;
use self::evidence::{Chain, Evidence, Mark};
use self::finding::Collected;
pub use self::finding::{Finding, Findings, Kind, Place};
use crate::checkpoint::{Checkpoint, CheckpointError, Trust};
use crate::entry::{Entry, Salt};
use crate::hash::{Hash, leaf_hash};
use crate::tile::{Tiles, count_at, hashes, perfect_root, tile_at};

/// One stored row of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The index the row bears.
    pub index: u64,
    /// The stored entry.
    pub entry: &'a [u8],
    /// What lies beside it.
    pub content: Content<'a>,
}

/// What lies beside an entry.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Salt and body are there.
    Kept {
        /// The salt.
        salt: Salt,
        /// The body.
        body: &'a [u8],
    },
    /// Both are gone, and the row says they were erased.
    Erased,
    /// One or both are gone without the row saying so.
    Lost,
}

impl<'a> Content<'a> {
    /// From columns as they are stored. A body that is still there is checked, whatever the row says.
    #[must_use]
    pub const fn from_columns(salt: Option<Salt>, body: Option<&'a [u8]>, erased: bool) -> Self {
        match (salt, body, erased) {
            (Some(salt), Some(body), _) => Self::Kept { salt, body },
            (None, None, true) => Self::Erased,
            _ => Self::Lost,
        }
    }
}

/// Walks the rows of a log from the first to the last.
///
/// Memory does not grow with an honest log, save 32 bytes for every 256 leaves.
pub struct Auditor<'t, T: ?Sized> {
    tiles: &'t T,
    evidence: Evidence,
    found: Collected,
    alignment: Alignment,
    rows: Chain,
    /// The tree over the stored leaf hashes; `None` while it is the same as over the rows, which spares hashing it twice.
    recorded: Option<Chain>,
    /// The stored level 0 tile last read: its number and its hashes.
    open_tile: Option<(u64, Vec<Hash>)>,
    /// Numbers of level 0 tiles in which a stored hash differs from the row.
    differing: BTreeSet<u64>,
    next: u64,
    count: u64,
    last_time_ms: i64,
}

impl<'t, T: Tiles + ?Sized> Auditor<'t, T> {
    /// Prepares an audit against these tiles, the stored checkpoints as text, and older checkpoints kept elsewhere.
    ///
    /// # Errors
    /// When a checkpoint kept elsewhere belongs to another log.
    pub fn new(tiles: &'t T, trust: &Trust, stored: &[&str], held: &[Checkpoint]) -> Result<Self, CheckpointError> {
        let mut found = Collected::default();
        let evidence = Evidence::gather(trust, stored, held, &mut found)?;
        let rows = Chain::new(&evidence.marks);
        Ok(Self {
            tiles,
            evidence,
            found,
            alignment: Alignment::default(),
            rows,
            recorded: None,
            open_tile: None,
            differing: BTreeSet::new(),
            next: 0,
            count: 0,
            last_time_ms: i64::MIN,
        })
    }

    /// Takes the next row. Rows come by rising index, as they are stored.
    pub fn row(&mut self, row: &Row<'_>) {
        self.count += 1;
        // No log has a leaf of the highest number, for then its size would not be a number any more.
        let row = &Row { index: row.index.min(u64::MAX - 1), ..*row };
        self.check_content(row);
        if row.index < self.next {
            // A second row under an index already walked.
            self.found.leaf(Kind::Inserted, row.index);
            return;
        }
        if row.index > self.next {
            self.skip_to(row.index);
        }
        self.next = row.index + 1;
        let leaf = leaf_hash(row.entry);
        if row.index < self.evidence.tiled {
            let recorded = self.recorded_leaf(row.index);
            self.compare(row.index, leaf, recorded);
        } else {
            // Behind the tiles the rows continue both trees, so that a checkpoint kept elsewhere can still be met.
            self.alignment.unrecorded_row(row.index, leaf);
            self.append_recorded(leaf);
        }
        self.rows.append(leaf, &self.evidence.marks);
    }

    /// Ends the walk and says what was found.
    #[must_use]
    pub fn finish(mut self) -> Findings {
        let row_end = self.next;
        self.walk_recorded(row_end..self.evidence.tiled);
        let rows = std::mem::take(&mut self.rows);
        let parted = self.recorded.take();
        let recorded = parted.as_ref().unwrap_or(&rows);
        let verdict = Verdict::new(&self.evidence, &rows, recorded);

        let mut differences = Collected::default();
        std::mem::take(&mut self.alignment).explain(row_end, &mut differences);
        // Where the rows agree with a checkpoint it is the tile that was tampered with.
        let disproven = if verdict.rows_are_proven { verdict.proven } else { 0 };
        self.found.take_from(differences, disproven);
        for &number in self.differing.range(..disproven.div_ceil(256)) {
            if let Some(id) = tile_at(0, number * 256, self.evidence.tiled) {
                self.found.add(Kind::TileMismatch, Place::Tile(id));
            }
        }

        let truth = if verdict.rows_are_proven { &rows } else { recorded };
        let suspects = self.check_upper_tiles(truth, verdict.proven);
        self.check_marks(truth, &verdict, row_end, &suspects);
        Findings {
            rows: self.count,
            proven: rows.proven(&self.evidence.marks),
            root: rows.root(),
            list: self.found.into_list(),
        }
    }

    /// Whether the entry is one, its body is the one it commits to, and the clock went forward.
    fn check_content(&mut self, row: &Row<'_>) {
        let Ok(entry) = Entry::decode(row.entry) else {
            self.found.leaf(Kind::Edited, row.index);
            return;
        };
        match row.content {
            Content::Kept { salt, body } if entry.matches(&salt, body) => {}
            Content::Erased => self.found.leaf(Kind::Erased, row.index),
            Content::Kept { .. } | Content::Lost => self.found.leaf(Kind::Edited, row.index),
        }
        if entry.recorded_at_ms() < self.last_time_ms {
            self.found.leaf(Kind::ClockJump, row.index);
        }
        self.last_time_ms = entry.recorded_at_ms();
    }

    /// There is no row between the last one and this index.
    fn skip_to(&mut self, index: u64) {
        self.found.leaves(Kind::Missing, self.next..index);
        self.part();
        self.rows.tear();
        self.walk_recorded(self.next..index.min(self.evidence.tiled));
        if index > self.evidence.tiled {
            self.recorded_chain().tear();
        }
    }

    /// Takes recorded leaves that have no row, up to the end of the range or of the stored tiles.
    fn walk_recorded(&mut self, range: Range<u64>) {
        for index in range {
            let Some(leaf) = self.recorded_leaf(index) else {
                // A size nobody vouches for may be anybody's invention, so the walk does not go on without tiles.
                self.recorded_chain().tear();
                return;
            };
            self.part();
            self.append_recorded(leaf);
            self.alignment.recorded(index, leaf);
        }
    }

    /// Lays a row beside the leaf recorded under the same index.
    fn compare(&mut self, index: u64, leaf: Hash, recorded: Option<Hash>) {
        if recorded == Some(leaf) {
            self.alignment.same(index);
        } else {
            self.part();
            self.differing.insert(index / 256);
        }
        match recorded {
            Some(recorded) => {
                if recorded != leaf {
                    self.alignment.recorded(index, recorded);
                    self.alignment.row(index, leaf);
                }
                if self.recorded.is_some() {
                    self.append_recorded(recorded);
                }
            }
            None => {
                self.recorded_chain().tear();
                if let Some(id) = tile_at(0, index, self.evidence.tiled) {
                    self.found.add_once(Kind::TileMismatch, Place::Tile(id));
                }
            }
        }
    }

    /// The leaf hash stored for this index.
    fn recorded_leaf(&mut self, index: u64) -> Option<Hash> {
        let number = index / 256;
        if self.open_tile.as_ref().is_none_or(|(open, _)| *open != number) {
            let id = tile_at(0, index, self.evidence.tiled)?;
            let stored = self.tiles.tile(id).map(|bytes| hashes(&bytes)).unwrap_or_default();
            self.open_tile = Some((number, stored));
        }
        let (_, stored) = self.open_tile.as_ref()?;
        stored.get(usize::from(index.to_le_bytes()[0])).copied()
    }

    /// From here on the stored leaves are no longer the rows'.
    fn part(&mut self) {
        if self.recorded.is_none() {
            self.recorded = Some(self.rows.clone());
        }
    }

    fn recorded_chain(&mut self) -> &mut Chain {
        self.recorded.get_or_insert_with(|| self.rows.clone())
    }

    fn append_recorded(&mut self, leaf: Hash) {
        if let Some(recorded) = &mut self.recorded {
            recorded.append(leaf, &self.evidence.marks);
        }
    }

    /// Compares the tiles above level 0 with what the leaves call for. Answers the leaves under level 1 hashes that
    /// differ where no checkpoint says which side is right.
    fn check_upper_tiles(&mut self, truth: &Chain, proven: u64) -> Vec<Range<u64>> {
        let mut suspects = Vec::new();
        let mut row = truth.tile_roots().to_vec();
        let size = self.evidence.signed;
        for level in 1..8 {
            let span = 1_u64 << (8 * level);
            row.truncate(usize::try_from(count_at(level, size)).unwrap_or(usize::MAX));
            for (chunk, position) in row.chunks(256).zip((0..).step_by(256)) {
                let Some(id) = tile_at(level, position, size) else { continue };
                let stored = self.tiles.tile(id).map(|bytes| hashes(&bytes)).unwrap_or_default();
                for (at, hash) in (position..).zip(chunk) {
                    if stored.get(usize::from(at.to_le_bytes()[0])) == Some(hash) {
                        continue;
                    }
                    if at * span + span <= proven || stored.is_empty() {
                        self.found.add_once(Kind::TileMismatch, Place::Tile(id));
                    } else if level == 1 {
                        suspects.push(at * span..at * span + span);
                    }
                }
            }
            row = row.as_chunks::<256>().0.iter().map(|full| perfect_root(full)).collect();
        }
        suspects
    }

    /// Judges every checkpoint against the proven tree.
    fn check_marks(&mut self, truth: &Chain, verdict: &Verdict, row_end: u64, suspects: &[Range<u64>]) {
        let Verdict { proven, first_unmet, .. } = *verdict;
        for (number, mark) in self.evidence.marks.iter().enumerate() {
            let place = Place::Checkpoint(mark.size);
            let unsigned = mark.held && mark.size > self.evidence.signed;
            if truth.agrees(number) {
                if unsigned {
                    // The rows bear the held checkpoint out, but the log no longer shows that it ever signed it.
                    self.found.add(Kind::Missing, place);
                }
            } else if mark.size <= proven {
                self.found.add(Kind::Forked, place);
            } else if unsigned {
                let kind = if row_end < mark.size { Kind::RolledBack } else { Kind::Forked };
                self.found.add(kind, place);
            }
        }
        let Some(unmet) = first_unmet else { return };
        if row_end < self.evidence.signed {
            self.found.leaves(Kind::Truncated, row_end..self.evidence.signed);
        }
        let region = proven..unmet.min(row_end);
        let located: Vec<Range<u64>> = suspects
            .iter()
            .map(|suspect| suspect.start.max(region.start)..suspect.end.min(region.end))
            .filter(|suspect| !suspect.is_empty())
            .collect();
        if row_end >= unmet && located.is_empty() {
            self.found.leaves(Kind::Edited, region);
        }
        for leaves in located {
            self.found.leaves(Kind::Edited, leaves);
        }
    }
}

/// Whom the checkpoints bear out.
struct Verdict {
    /// Up to here one side agrees with a checkpoint.
    proven: u64,
    /// Whether that side is the rows (and not, or not as far, the stored leaf hashes).
    rows_are_proven: bool,
    /// The smallest checkpoint above `proven`, if a stored one is among those that neither side agrees with.
    first_unmet: Option<u64>,
}

impl Verdict {
    fn new(evidence: &Evidence, rows: &Chain, recorded: &Chain) -> Self {
        let (by_rows, by_tiles) = (rows.proven(&evidence.marks), recorded.proven(&evidence.marks));
        let proven = by_rows.max(by_tiles);
        let unmet = |mark: &&Mark| mark.size > proven && mark.size <= evidence.signed;
        let first_unmet = evidence.marks.iter().find(unmet).map(|mark| mark.size);
        Self { proven, rows_are_proven: by_rows > by_tiles, first_unmet }
    }
}
