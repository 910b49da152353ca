//! What an audit can find, where, and in which words.

use std::fmt;
use std::ops::Range;

use crate::hash::Hash;
use crate::tile::TileId;

/// What is wrong (or, for the last two, worth knowing).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The row is not the one that was recorded.
    Edited,
    /// A recorded row, or a checkpoint someone holds, is no longer there.
    Missing,
    /// The row was put between recorded rows afterwards.
    Inserted,
    /// The row was recorded, but in another place.
    Reordered,
    /// The end of the log was cut off.
    Truncated,
    /// The whole log was put back to an earlier state than one it has signed.
    RolledBack,
    /// The log has two pasts: what it shows now does not continue a checkpoint it once signed.
    Forked,
    /// A stored checkpoint not signed by the log.
    BadSignature,
    /// A stored tile is not the one the rows and checkpoints call for.
    TileMismatch,
    /// Body and salt were erased and declared so: the order still proves, the content no longer can.
    Erased,
    /// The server's clock went back between this row and the one before.
    ClockJump,
}

impl Kind {
    /// Whether this leaves the log sound. An erasure still has to have its ground; that is for a person to look at.
    #[must_use]
    pub const fn is_harmless(self) -> bool {
        matches!(self, Self::Erased | Self::ClockJump)
    }

    /// The code in reports and in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Reordered => "reordered",
            Self::Truncated => "truncated",
            Self::RolledBack => "rolled_back",
            Self::Forked => "forked",
            Self::BadSignature => "bad_signature",
            Self::TileMismatch => "tile_mismatch",
            Self::Erased => "erased",
            Self::ClockJump => "clock_jump",
        }
    }

    /// The finding in a few Chinese words.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Edited => "内容被改动",
            Self::Missing => "缺失",
            Self::Inserted => "事后插入",
            Self::Reordered => "顺序被调换",
            Self::Truncated => "末尾被截断",
            Self::RolledBack => "整体退回到旧状态",
            Self::Forked => "与已签署的历史不一致",
            Self::BadSignature => "签名无效",
            Self::TileMismatch => "哈希瓦片不符",
            Self::Erased => "正文已删除并有声明",
            Self::ClockJump => "时钟回拨",
        }
    }

    /// The finding in a few English words.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Edited => "changed after it was recorded",
            Self::Missing => "missing",
            Self::Inserted => "inserted afterwards",
            Self::Reordered => "not in the place where it was recorded",
            Self::Truncated => "cut off the end",
            Self::RolledBack => "newer than the whole log, which was put back to an earlier state",
            Self::Forked => "contradicts the log as it stands now",
            Self::BadSignature => "not signed by the log",
            Self::TileMismatch => "does not hold the hashes proven elsewhere",
            Self::Erased => "body erased and declared so",
            Self::ClockJump => "recorded with the clock set back",
        }
    }
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// These leaves, by index; a single one in most cases.
    Leaves {
        /// The first of them.
        from: u64,
        /// The one behind the last of them.
        to: u64,
    },
    /// This stored tile.
    Tile(TileId),
    /// The checkpoint of this size.
    Checkpoint(u64),
    /// The stored checkpoint text of this number (from 0, in the order given), which cannot be read.
    Note(usize),
}

impl Place {
    /// The one leaf of that index.
    #[must_use]
    pub const fn leaf(index: u64) -> Self {
        Self::Leaves { from: index, to: index.saturating_add(1) }
    }

    /// The place in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Leaves { from, to } if to - from == 1 => format!("第 {from} 号记录"),
            Self::Leaves { from, to } => format!("第 {from} 至 {} 号记录", to - 1),
            Self::Tile(id) => format!("瓦片 {}", id.path()),
            Self::Checkpoint(size) => format!("规模为 {size} 的检查点"),
            Self::Note(number) => format!("已存检查点之 {number}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaves { from, to } if to - from == 1 => write!(f, "leaf {from}"),
            Self::Leaves { from, to } => write!(f, "leaves {from} to {}", to - 1),
            Self::Tile(id) => write!(f, "tile {}", id.path()),
            Self::Checkpoint(size) => write!(f, "checkpoint of {size}"),
            Self::Note(number) => write!(f, "stored checkpoint number {number}"),
        }
    }
}

/// One thing found, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// Where it is.
    pub place: Place,
}

impl Finding {
    /// The finding as one Chinese line.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("{}:{}", self.place.zh(), self.kind.zh())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind.en())
    }
}

/// The outcome of an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    pub(super) list: Vec<Finding>,
    pub(super) rows: u64,
    pub(super) proven: u64,
    pub(super) root: Option<Hash>,
}

impl Findings {
    /// Everything found, by place: leaves first, then tiles, then checkpoints. Neighbours of one kind are one finding.
    #[must_use]
    pub fn list(&self) -> &[Finding] {
        &self.list
    }

    /// Whether nothing is wrong. Look at [`Findings::proven`] too: rows behind the last checkpoint are not proven yet.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.list.iter().all(|finding| finding.kind.is_harmless())
    }

    /// How many rows were walked.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Up to which size the rows are exactly what the log has signed (the largest checkpoint they agree with).
    #[must_use]
    pub const fn proven(&self) -> u64 {
        self.proven
    }

    /// The root over the rows as they stand; `None` when indices are missing among them.
    #[must_use]
    pub const fn root(&self) -> Option<Hash> {
        self.root
    }
}

/// Gathers findings, each place and kind once, neighbouring leaves joined.
#[derive(Default)]
pub(super) struct Collected {
    leaves: Vec<(Kind, Range<u64>)>,
    others: Vec<Finding>,
}

impl Collected {
    pub(super) fn leaf(&mut self, kind: Kind, index: u64) {
        self.leaves(kind, index..index.saturating_add(1));
    }

    pub(super) fn leaves(&mut self, kind: Kind, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        // Joining at once keeps a log of a million erased bodies at one finding.
        match self.leaves.last_mut() {
            Some((last, leaves)) if *last == kind && leaves.end == range.start => leaves.end = range.end,
            _ => self.leaves.push((kind, range)),
        }
    }

    pub(super) fn add(&mut self, kind: Kind, place: Place) {
        self.others.push(Finding { kind, place });
    }

    /// Adds a finding unless it was the last one added: for findings met leaf by leaf.
    pub(super) fn add_once(&mut self, kind: Kind, place: Place) {
        let finding = Finding { kind, place };
        if self.others.last() != Some(&finding) {
            self.others.push(finding);
        }
    }

    /// Takes over what others found about leaves, save those before `proven`.
    pub(super) fn take_from(&mut self, others: Self, proven: u64) {
        for (kind, leaves) in others.leaves {
            self.leaves(kind, leaves.start.max(proven)..leaves.end);
        }
    }

    pub(super) fn into_list(mut self) -> Vec<Finding> {
        self.leaves.sort_by_key(|(kind, leaves)| (*kind, leaves.start, leaves.end));
        let mut joined: Vec<(Kind, Range<u64>)> = Vec::new();
        for (kind, leaves) in self.leaves {
            match joined.last_mut() {
                Some((last, before)) if *last == kind && leaves.start <= before.end => {
                    before.end = before.end.max(leaves.end);
                }
                _ => joined.push((kind, leaves)),
            }
        }
        let leaves = joined
            .into_iter()
            .map(|(kind, leaves)| Finding { kind, place: Place::Leaves { from: leaves.start, to: leaves.end } });
        let mut list: Vec<Finding> = leaves.chain(self.others).collect();
        list.sort_by(|a, b| (&a.place, a.kind).cmp(&(&b.place, b.kind)));
        list.dedup();
        list
    }
}
