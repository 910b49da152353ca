//! Two independent implementations of the format look at our log, and we look at theirs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use jingwei_ledger::{
    Checkpoint, Entry, Hash, LogProof, SignedNote, SigningKey, TileId, Tiles as _, VerifierKey, consistency_proof,
    inclusion_proof, tile, verify_consistency, verify_inclusion,
};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use support::{Database, Dice, ORIGIN, Shelf, at, key, leaves, trust};
use tlog_tiles::{HashReader as _, Tile, TileHashReader, TileReader};

/// Our tiles, as the other program reads them.
struct Lent<'a>(&'a Shelf);

impl TileReader for Lent<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |theirs: &Tile| {
            let id = TileId::new(theirs.level(), theirs.level_index(), theirs.width().try_into().unwrap()).unwrap();
            // Their path names the tile height as well; the rest must be spelled alike.
            assert_eq!(theirs.path().replace("tile/8/", "tile/"), id.path());
            self.0.tile(id).unwrap()[..id.byte_len()].to_vec()
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

#[test]
fn the_other_program_reads_our_tiles_and_makes_the_same_proofs() {
    let database = Database::honest(1000, &[1000]);
    let leaves = leaves(&database.rows);
    let mut dice = Dice(1);
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 700, 1000_u64] {
        let shelf = Shelf::over(&leaves[..at(size)]);
        let root = tile::frontier(&shelf, size).unwrap().root();
        let lent = Lent(&shelf);
        let reader = TileHashReader::new(size, theirs(root), &lent);
        assert_eq!(tlog_tiles::tree_hash(size, &reader).unwrap(), theirs(root));
        for _ in 0..40 {
            let index = dice.below(size);
            let ours = inclusion_proof(&shelf, size, index).unwrap();
            let other = tlog_tiles::prove_record(size, index, &reader).unwrap();
            assert_eq!(other, ours.iter().map(|hash| theirs(*hash)).collect::<Vec<_>>(), "leaf {index} of {size}");
            let leaf = leaves[at(index)];
            tlog_tiles::check_record(&other, size, theirs(root), index, theirs(leaf)).unwrap();
            verify_inclusion(leaf, index, size, &ours, root).unwrap();
            assert!(reader.read_hashes(&[tlog_tiles::stored_hash_index(0, index)]).unwrap() == [theirs(leaf)]);

            let old = 1 + dice.below(size);
            let old_root = tile::frontier(&Shelf::over(&leaves[..at(old)]), old).unwrap().root();
            let ours = consistency_proof(&shelf, old, size).unwrap();
            let other = tlog_tiles::prove_tree(size, old, &reader).unwrap();
            assert_eq!(other, ours.iter().map(|hash| theirs(*hash)).collect::<Vec<_>>(), "{old} to {size}");
            tlog_tiles::check_tree(&other, size, theirs(root), old, theirs(old_root)).unwrap();
            verify_consistency(old, size, old_root, root, &ours).unwrap();
        }
    }
}

#[test]
fn both_programs_refuse_the_same_broken_proofs() {
    let database = Database::honest(600, &[600]);
    let (leaves, shelf) = (leaves(&database.rows), &database.shelf);
    let root = tile::frontier(shelf, 600).unwrap().root();
    let mut dice = Dice(2);
    let mut accepted = 0;
    for _ in 0..2000 {
        let index = dice.below(600);
        let mut proof = inclusion_proof(shelf, 600, index).unwrap();
        let claimed = if dice.below(3) == 0 { dice.below(600) } else { index };
        match dice.below(4) {
            0 => drop(proof.pop()),
            1 => proof.swap(0, 1),
            2 => proof.push(root),
            _ => {}
        }
        let ours = verify_inclusion(leaves[at(index)], claimed, 600, &proof, root).is_ok();
        let proof = proof.into_iter().map(theirs).collect();
        let other = tlog_tiles::check_record(&proof, 600, theirs(root), claimed, theirs(leaves[at(index)])).is_ok();
        assert_eq!(ours, other, "leaf {index} as {claimed}");
        accepted += u32::from(ours);
    }
    assert!((100..1900).contains(&accepted), "both answers must occur, {accepted} of 2000 were accepted");
}

#[test]
fn the_other_program_accepts_our_checkpoint_and_we_accept_theirs() {
    let database = Database::honest(300, &[300]);
    let ours = database.notes[0].as_str();
    let verifier = StandardVerifier::new(&key().verifier().to_string()).unwrap();
    let note = Note::from_bytes(ours.as_bytes()).unwrap();
    let (verified, strangers) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!((verified.len(), strangers.len()), (1, 0));
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let opened = trust().open_text(ours).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size(), *checkpoint.hash()), (ORIGIN, 300, theirs(opened.root())));

    // Their signer, started from our key file, signs the same text: Ed25519 is deterministic, so byte for byte.
    let signer = StandardSigner::new(&key().to_secret_text()).unwrap();
    let mut note = Note::new(&checkpoint.to_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    assert_eq!(String::from_utf8(note.to_bytes()).unwrap(), ours);
    assert_eq!(SignedNote::parse(ours).unwrap().to_string(), ours);
}

#[test]
fn keys_are_spelled_alike() {
    let mut dice = Dice(3);
    for name in ["city.example/jingwei", "经纬.example", "a"] {
        let seed: [u8; 32] = std::array::from_fn(|_| dice.throw().to_le_bytes()[0]);
        let ours = SigningKey::from_seed(name, seed).unwrap();
        let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        let id = signed_note::key_id(name, &[&[1], &public[..]].concat());
        assert_eq!(ours.verifier().id(), id);
        assert!(StandardVerifier::new(&ours.verifier().to_string()).is_ok());
        assert!(ours.verifier().to_string().parse::<VerifierKey>().is_ok());
    }
}

#[test]
fn both_programs_read_and_refuse_the_same_checkpoints() {
    let good = Database::honest(10, &[10]).notes.remove(0);
    let good = SignedNote::parse(&good).unwrap().text().to_owned();
    let mut dice = Dice(4);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..3000 {
        let mut text = good.clone().into_bytes();
        let place = at(dice.below(u64::try_from(text.len()).unwrap()));
        match dice.below(4) {
            0 => text.insert(place, b"\n0a=+"[at(dice.below(5))]),
            1 => drop(text.remove(place)),
            2 => text[place] = b"\n0a=+A"[at(dice.below(6))],
            _ => {}
        }
        let ours = Checkpoint::parse(std::str::from_utf8(&text).unwrap());
        let other = tlog_tiles::Checkpoint::from_bytes(&text);
        // We refuse one thing more: a root over no leaves that is not the root over no leaves.
        let empty = other.as_ref().is_ok_and(|other| other.size() == 0);
        assert_eq!(ours.is_ok(), other.is_ok() && !empty, "{}", String::from_utf8_lossy(&text));
        *if ours.is_ok() { &mut read } else { &mut refused } += 1;
    }
    assert!(read > 300 && refused > 300, "both answers must occur: {read} read, {refused} refused");
}

#[test]
fn the_example_file_for_strangers_is_what_we_write_and_accept() {
    let database = Database::honest(300, &[300]);
    let row = &database.rows[257];
    let entry = Entry::decode(&row.entry).unwrap();
    let body = row.salt.zip(row.body.clone());
    let hashes = inclusion_proof(&database.shelf, 300, 257).unwrap();
    let note = SignedNote::parse(&database.notes[0]).unwrap();
    let file = LogProof::new(&entry, body, 257, hashes, note).to_string();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/example.tlog-proof");
    if std::env::var_os("JINGWEI_BLESS").is_some() {
        std::fs::write(path, &file).unwrap();
    }
    assert_eq!(file, std::fs::read_to_string(path).unwrap());
    let proven = LogProof::parse(&file).unwrap().verify(&trust()).unwrap();
    assert_eq!((proven.index, proven.body), (257, row.body.clone()));
    assert!(include_str!("../FORMAT.md").contains(&key().verifier().to_string()));
}

fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(*hash.as_bytes())
}
