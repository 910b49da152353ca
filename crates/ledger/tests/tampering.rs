//! Thousands of tamperings with a small log. The audit must find every one, and name the place where it can be known.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use jingwei_ledger::{Checkpoint, Findings, Kind, Place, Salt, SigningKey, leaf_hash, tile};
use support::{Database, Dice, ORIGIN, Shelf, StoredRow, at, key, leaves, trust};

/// What must be among the findings.
struct Expected {
    kind: Kind,
    place: Place,
}

/// A way to tamper with a log; `held` is the size of a checkpoint that somebody keeps elsewhere.
type Tampering = fn(&mut Database, &mut Dice, held: u64) -> Expected;

/// Every single tampering, by name.
const TAMPERINGS: &[(&str, Tampering)] = &[
    ("a body is edited", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row].body.as_mut().unwrap().push(b'!');
        leaf(Kind::Edited, row)
    }),
    ("a salt is exchanged", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row].salt = Some(Salt::from_bytes([0xee; 16]));
        leaf(Kind::Edited, row)
    }),
    ("a row is replaced by another that is sound in itself", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row] = StoredRow::new(db.rows[row].index, "forged");
        leaf(Kind::Edited, row)
    }),
    ("an entry is garbled", |db, dice, _| {
        let row = any_row(db, dice);
        let byte = at(dice.below(41));
        db.rows[row].entry[byte] ^= 1 << dice.below(8);
        leaf(Kind::Edited, row)
    }),
    ("a body disappears undeclared", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row].body = None;
        leaf(Kind::Edited, row)
    }),
    ("a row is replaced, and its leaf tile with it", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row] = StoredRow::new(db.rows[row].index, "forged");
        let forged = leaf_hash(&db.rows[row].entry);
        let tile = db.shelf.0.get_mut(&(0, u64::try_from(row).unwrap() / 256)).unwrap();
        tile[row % 256 * 32..][..32].copy_from_slice(forged.as_bytes());
        leaf(Kind::Edited, row)
    }),
    ("a row is replaced, and every tile with it", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows[row] = StoredRow::new(db.rows[row].index, "forged");
        db.refold(db.signed());
        leaf(Kind::Edited, row)
    }),
    ("a row is deleted", |db, dice, _| {
        let row = at(dice.below(db.signed() - 1));
        db.rows.remove(row);
        leaf(Kind::Missing, row)
    }),
    ("a row is deleted and the rest renumbered", |db, dice, _| {
        let row = at(dice.below(db.signed() - 1));
        db.rows.remove(row);
        db.renumber();
        leaf(Kind::Missing, row)
    }),
    ("a row is inserted and the rest renumbered", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows.insert(row, StoredRow::new(db.rows[row].index, "forged"));
        db.renumber();
        leaf(Kind::Inserted, row)
    }),
    ("a second row gets the index of another", |db, dice, _| {
        let row = any_row(db, dice);
        db.rows.insert(row + 1, StoredRow::new(db.rows[row].index, "forged"));
        leaf(Kind::Inserted, row)
    }),
    ("two rows change places", |db, dice, _| {
        let (one, other) = two_rows(db, dice);
        db.rows.swap(one, other);
        db.renumber();
        leaf(Kind::Reordered, one)
    }),
    ("a row moves elsewhere and those between close up", |db, dice, _| {
        let (from, to) = two_rows(db, dice);
        let moved = db.rows.remove(from);
        db.rows.insert(to, moved);
        db.renumber();
        leaf(Kind::Reordered, from)
    }),
    ("the end is cut off", |db, dice, _| {
        let end = any_row(db, dice);
        db.rows.truncate(end);
        leaf(Kind::Truncated, end)
    }),
    ("the end is cut off, and the tiles with it", |db, dice, _| {
        let end = any_row(db, dice);
        db.rows.truncate(end);
        db.refold(u64::try_from(end).unwrap());
        leaf(Kind::Truncated, end)
    }),
    ("the whole database is put back", |db, dice, held| {
        let earlier = 1 + dice.below(held - 1);
        *db = Database::honest(earlier, &[earlier]);
        checkpoint(Kind::RolledBack, held)
    }),
    ("every row is thrown away", |db, _, held| {
        *db = Database::honest(0, &[]);
        checkpoint(Kind::RolledBack, held)
    }),
    ("the past is rewritten and signed anew with the true key", |db, dice, held| {
        let row = at(dice.below(held));
        db.rows[row] = StoredRow::new(db.rows[row].index, "forged");
        let size = db.signed();
        db.refold(size);
        db.sign_anew(&key(), size);
        checkpoint(Kind::Forked, held)
    }),
    ("the past is rewritten and signed with another key", |db, dice, held| {
        let row = at(dice.below(held));
        db.rows[row] = StoredRow::new(db.rows[row].index, "forged");
        let size = db.signed();
        db.refold(size);
        db.sign_anew(&stranger(), size);
        checkpoint(Kind::Forked, held)
    }),
    ("a checkpoint is signed with another key", |db, _, _| {
        let size = db.signed();
        db.sign_anew(&stranger(), size);
        checkpoint(Kind::BadSignature, size)
    }),
    ("a stored checkpoint is garbled", |db, dice, _| {
        let number = at(dice.below(u64::try_from(db.notes.len()).unwrap()));
        let size = trust().open_text(&db.notes[number]).unwrap().size();
        db.notes[number] = db.notes[number].replace(ORIGIN, "other.example");
        checkpoint(Kind::BadSignature, size)
    }),
    ("all signed checkpoints disappear", |db, _, held| {
        db.notes.clear();
        checkpoint(Kind::Missing, held)
    }),
    ("a hash in a tile is edited", |db, dice, _| {
        let (place, tile) = any_tile(db, dice);
        let byte = at(dice.below(u64::try_from(tile.len()).unwrap()));
        tile[byte] ^= 1;
        tile_mismatch(db, place)
    }),
    ("a tile is cut short", |db, dice, _| {
        let (place, tile) = any_tile(db, dice);
        tile.truncate(tile.len() - 1);
        tile_mismatch(db, place)
    }),
    ("a tile disappears", |db, dice, _| {
        let (place, _) = any_tile(db, dice);
        db.shelf.0.remove(&place);
        tile_mismatch(db, place)
    }),
];

#[test]
fn every_single_tampering_is_found_and_named_where_it_was_done() {
    let mut dice = Dice(2026);
    for (log, held) in logs() {
        assert!(log.audit(std::slice::from_ref(&held)).list().is_empty(), "an honest log has no findings");
        for (name, tamper) in TAMPERINGS {
            for _ in 0..40 {
                let mut tampered = log.clone();
                let expected = tamper(&mut tampered, &mut dice, held.size());
                let findings = tampered.audit(std::slice::from_ref(&held));
                expected.must_be_in(&findings, &format!("{name}, {} rows, held {}", log.rows.len(), held.size()));
            }
        }
    }
}

#[test]
fn several_tamperings_at_once_are_never_overlooked() {
    let mut dice = Dice(7);
    // Those that can be done on top of one another: the rest replace the whole database or need it whole.
    let piecemeal = &TAMPERINGS[..13];
    for (log, held) in logs() {
        // Among them those that need a row for every signed leaf, so nothing is piled upon a lost row.
        for _ in 0..250 {
            let mut tampered = log.clone();
            let mut done = Vec::new();
            for _ in 0..2 + dice.below(3) {
                let (name, tamper) = piecemeal[at(dice.below(13))];
                let whole = tampered.rows.len() >= log.rows.len() && tampered.rows.iter().all(|row| row.body.is_some());
                if whole {
                    tamper(&mut tampered, &mut dice, held.size());
                    done.push(name);
                }
            }
            // Two tamperings can undo each other; then there is nothing to find.
            if tampered.rows != log.rows {
                assert!(!tampered.audit(std::slice::from_ref(&held)).is_sound(), "{done:?}");
            }
        }
    }
}

#[test]
fn a_wholly_rewritten_log_is_found_by_the_held_checkpoint_alone() {
    let mut dice = Dice(11);
    for (log, held) in logs() {
        for (_, tamper) in &TAMPERINGS[..13] {
            let mut tampered = log.clone();
            tamper(&mut tampered, &mut dice, held.size());
            let before_held = leaves(&tampered.rows[..at(held.size()).min(tampered.rows.len())]);
            if before_held == leaves(&log.rows[..at(held.size())]) {
                continue; // Done behind the held checkpoint: only a newer one can tell.
            }
            tampered.renumber();
            let size = u64::try_from(tampered.rows.len()).unwrap();
            tampered.refold(size);
            tampered.sign_anew(&key(), size);
            let findings = tampered.audit(std::slice::from_ref(&held));
            checkpoint(Kind::Forked, held.size()).must_be_in(&findings, "rewritten and signed anew");
        }
    }
}

#[test]
fn a_lawful_erasure_leaves_the_log_sound() {
    let (mut log, held) = logs().remove(2);
    for row in &mut log.rows[10..14] {
        (row.salt, row.body, row.erased) = (None, None, true);
    }
    let findings = log.audit(&[held]);
    assert!(findings.is_sound());
    let places: Vec<String> = findings.list().iter().map(ToString::to_string).collect();
    assert_eq!(places, ["leaves 10 to 13: body erased and declared so"]);
    assert_eq!(findings.list()[0].zh(), "第 10 至 13 号记录:正文已删除并有声明");
}

#[test]
fn a_clock_set_back_is_reported_and_harmless() {
    let mut rows: Vec<StoredRow> = (0..5).map(|n| StoredRow::new(n, "fact")).collect();
    rows[2] = StoredRow { index: 2, ..StoredRow::new(0, "early") };
    let log = Database { rows, shelf: Shelf::default(), notes: Vec::new() };
    let findings = log.audit(&[]);
    assert!(findings.is_sound());
    assert_eq!(findings.list().iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::ClockJump]);
}

#[test]
fn rows_behind_the_last_checkpoint_are_walked_but_not_called_proven() {
    let log = Database::honest(130, &[50, 100]);
    let findings = log.audit(&[]);
    assert!(findings.list().is_empty());
    assert_eq!((findings.rows(), findings.proven()), (130, 100));
    assert_eq!(findings.root(), Some(tile::frontier(&Shelf::over(&leaves(&log.rows)), 130).unwrap().root()));
    let mut edited = log.clone();
    edited.rows[120].body = Some(b"{}".to_vec());
    leaf(Kind::Edited, 120).must_be_in(&edited.audit(&[]), "edited behind the checkpoint");
    let mut gap = log;
    gap.rows.remove(120);
    leaf(Kind::Missing, 120).must_be_in(&gap.audit(&[]), "missing behind the checkpoint");
}

#[test]
fn an_absurd_claim_of_size_does_not_keep_the_audit_busy() {
    let mut log = Database::honest(300, &[300]);
    let absurd = Checkpoint::new(ORIGIN, u64::MAX, leaf_hash(b"root")).unwrap();
    log.notes = vec![stranger().sign_checkpoint(None, &absurd, &[]).unwrap().to_string()];
    checkpoint(Kind::BadSignature, u64::MAX).must_be_in(&log.audit(&[]), "an absurd size by a stranger");
    log.notes = vec![key().sign_checkpoint(None, &absurd, &[]).unwrap().to_string()];
    leaf(Kind::Truncated, 300).must_be_in(&log.audit(&[]), "an absurd size under the true key");
    let mut far = Database::honest(300, &[300]);
    far.rows[299].index = u64::MAX;
    leaf(Kind::Missing, 299).must_be_in(&far.audit(&[]), "a row far away");
}

#[test]
fn a_checkpoint_of_another_log_cannot_be_held_against_this_one() {
    let other = Checkpoint::new("other.example", 1, leaf_hash(b"leaf")).unwrap();
    assert!(jingwei_ledger::Auditor::new(&Shelf::default(), &trust(), &[], &[other]).is_err());
}

/// Honest logs of several sizes, each with the older checkpoint that somebody keeps.
fn logs() -> Vec<(Database, Checkpoint)> {
    let shapes: [(u64, &[u64], usize); 4] =
        [(9, &[4, 7, 9], 1), (130, &[20, 64, 100], 1), (300, &[1, 255, 256, 290], 2), (600, &[256, 511, 600], 0)];
    let make = |(size, signed_at, held): (u64, &[u64], usize)| {
        let log = Database::honest(size, signed_at);
        let held = trust().open_text(&log.notes[held]).unwrap();
        (log, held)
    };
    shapes.into_iter().map(make).collect()
}

impl Expected {
    /// Whether the audit found it, and laid nothing at the door of leaves that were left alone.
    fn must_be_in(&self, findings: &Findings, story: &str) {
        let found =
            findings.list().iter().any(|finding| finding.kind == self.kind && covers(&finding.place, &self.place));
        assert!(found, "{story}: {:?} at {} is not among {:#?}", self.kind, self.place, findings.list());
        assert!(!findings.is_sound(), "{story}");
        let Place::Leaves { from: first, to: last } = self.place else { return };
        // What was deleted, inserted, moved or cut off shifts what follows; an edit touches nothing else.
        let last = if self.kind == Kind::Edited { last } else { u64::MAX };
        let astray = findings.list().iter().find(|finding| match finding.place {
            Place::Leaves { from, to } if !finding.kind.is_harmless() => to <= first || from >= last,
            _ => false,
        });
        assert_eq!(astray, None, "{story}: {:?} at {} was the only tampering", self.kind, self.place);
    }
}

/// Whether a found place contains the expected one.
fn covers(found: &Place, expected: &Place) -> bool {
    match (found, expected) {
        (Place::Leaves { from, to }, Place::Leaves { from: first, to: end }) => from <= first && end <= to,
        _ => found == expected,
    }
}

fn stranger() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [66; 32]).unwrap()
}

/// A row that a checkpoint covers.
fn any_row(db: &Database, dice: &mut Dice) -> usize {
    at(dice.below(db.signed())).min(db.rows.len() - 1)
}

/// Two of them, in rising order.
fn two_rows(db: &Database, dice: &mut Dice) -> (usize, usize) {
    let one = any_row(db, dice).max(1);
    (at(dice.below(u64::try_from(one).unwrap())), one)
}

fn any_tile<'a>(db: &'a mut Database, dice: &mut Dice) -> ((u8, u64), &'a mut Vec<u8>) {
    let number = at(dice.below(u64::try_from(db.shelf.0.len()).unwrap()));
    let (place, tile) = db.shelf.0.iter_mut().nth(number).unwrap();
    (*place, tile)
}

fn leaf(kind: Kind, index: usize) -> Expected {
    Expected { kind, place: Place::leaf(u64::try_from(index).unwrap()) }
}

fn checkpoint(kind: Kind, size: u64) -> Expected {
    Expected { kind, place: Place::Checkpoint(size) }
}

fn tile_mismatch(db: &Database, (level, index): (u8, u64)) -> Expected {
    let id = tile::tile_at(level, index * 256, db.signed()).unwrap();
    Expected { kind: Kind::TileMismatch, place: Place::Tile(id) }
}
