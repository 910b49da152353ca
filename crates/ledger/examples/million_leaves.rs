//! How fast the ledger is on this machine: a million leaves committed, folded into tiles, proven and audited.
//!
//! `cargo run --release -p jingwei-ledger --example million_leaves`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::time::Instant;

use jingwei_ledger::verify::{Auditor, Content, Row};
use jingwei_ledger::{
    Checkpoint, Entry, Frontier, Hash, Salt, SigningKey, TileId, Tiles, Trust, commit, inclusion_proof, tile,
    verify_inclusion,
};

const LEAVES: u64 = 1_000_000;
const BATCH: u64 = 500;
const PROOFS: u64 = 10_000;
const LEAVES_F: f64 = 1_000_000.0;
const PROOFS_F: f64 = 10_000.0;

/// Tiles as a store keeps them: one per place, grown in place.
#[derive(Default)]
struct Shelf(BTreeMap<(u8, u64), Vec<u8>>);

impl Tiles for Shelf {
    fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        self.0.get(&(id.level(), id.index())).cloned()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // A body about as long as a fact of casework.
    let bodies: Vec<(Salt, Vec<u8>)> = (0..LEAVES)
        .map(|n| (Salt::from_bytes(u128::from(n).to_be_bytes()), format!("{n:0>240}").into_bytes()))
        .collect();

    let start = Instant::now();
    let entries: Vec<Entry> =
        (0..).zip(&bodies).map(|(n, (salt, body))| Entry::new(1_795_000_000_000 + n, commit(salt, body))).collect();
    let leaves: Vec<Hash> = entries.iter().map(Entry::leaf_hash).collect();
    report("committed and hashed", LEAVES_F, "leaves", start)?;

    let start = Instant::now();
    let mut frontier = Frontier::new();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    report("appended to the frontier", LEAVES_F, "leaves", start)?;

    let start = Instant::now();
    let mut shelf = Shelf::default();
    for (old, batch) in (0..).step_by(usize::try_from(BATCH)?).zip(leaves.chunks(usize::try_from(BATCH)?)) {
        for (id, bytes) in tile::grow(&shelf, old, batch)? {
            shelf.0.insert((id.level(), id.index()), bytes);
        }
    }
    report("folded into tiles, 500 at a time", LEAVES_F, "leaves", start)?;

    let root = frontier.root();
    if tile::frontier(&shelf, LEAVES)?.root() != root {
        return Err("the tiles do not give the root of the frontier".into());
    }

    let start = Instant::now();
    let places: Vec<u64> = (0..PROOFS).map(|n| n * 7919 % LEAVES).collect();
    let proofs = places.iter().map(|index| inclusion_proof(&shelf, LEAVES, *index)).collect::<Result<Vec<_>, _>>()?;
    report("inclusion proofs made", PROOFS_F, "proofs", start)?;
    let start = Instant::now();
    for (index, proof) in places.iter().zip(&proofs) {
        verify_inclusion(leaves[usize::try_from(*index)?], *index, LEAVES, proof, root)?;
    }
    report("inclusion proofs checked", PROOFS_F, "proofs", start)?;

    let key = SigningKey::from_seed("city.example/jingwei", [3; 32])?;
    let note = key.sign_checkpoint(None, &Checkpoint::new(key.name(), LEAVES, root)?, &[])?.to_string();
    let start = Instant::now();
    let mut auditor = Auditor::new(&shelf, &Trust::from(key.verifier()), &[&note], &[])?;
    for ((index, entry), (salt, body)) in (0..).zip(&entries).zip(&bodies) {
        auditor.row(&Row { index, entry: &entry.encode(), content: Content::Kept { salt: *salt, body } });
    }
    let findings = auditor.finish();
    report("audited", LEAVES_F, "leaves", start)?;
    if !findings.is_sound() || findings.proven() != LEAVES {
        return Err("an honest log was not found sound".into());
    }
    Ok(())
}

fn report(what: &str, count: f64, unit: &str, start: Instant) -> Result<(), Box<dyn Error>> {
    let seconds = start.elapsed().as_secs_f64();
    writeln!(stdout(), "{what:<36} {:>12.0} {unit}/s  ({seconds:.2} s)", count / seconds)?;
    Ok(())
}
