//! Roots, tiles and proofs against the definitions of RFC 6962, at every small size and around every tile boundary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use jingwei_ledger::tile::{self, right_edge, tiles_of};
use jingwei_ledger::tree::root_of;
use jingwei_ledger::{
    Frontier, Hash, TileId, consistency_proof, inclusion_proof, leaf_hash, node_hash, proof, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;
use support::{Shelf, at};

/// The leaves of Certificate Transparency's own test tree, and the root after each.
const CT: [(&str, &str); 8] = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
];

#[test]
fn the_known_tree_of_certificate_transparency_has_the_known_roots() {
    assert_eq!(Hash::EMPTY_ROOT.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let mut frontier = Frontier::new();
    for (leaf, root) in CT {
        frontier.append(leaf_hash(&unhex(leaf)));
        assert_eq!(frontier.root().hex(), root, "size {}", frontier.size());
    }
}

#[test]
fn the_known_proofs_of_certificate_transparency_are_made_and_accepted() {
    let leaves: Vec<Hash> = CT.iter().map(|(leaf, _)| leaf_hash(&unhex(leaf))).collect();
    let shelf = Shelf::over(&leaves);
    let inclusion: Vec<String> = inclusion_proof(&shelf, 8, 0).unwrap().iter().map(Hash::hex).collect();
    let known_inclusion = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    assert_eq!(inclusion, known_inclusion);
    let consistency: Vec<String> = consistency_proof(&shelf, 1, 8).unwrap().iter().map(Hash::hex).collect();
    assert_eq!(consistency, known_inclusion, "the way up from leaf 0 is also the proof from size 1");
}

#[test]
fn inclusion_proofs_at_every_size_up_to_300_are_the_defined_ones_and_no_other_is_accepted() {
    let leaves = numbered(300);
    let shelf = Shelf::over(&leaves);
    for size in 1..=300_u64 {
        let tree = &leaves[..at(size)];
        let root = root_of(tree);
        // The definition is slow: every place of the small trees, and a sample of places of every larger one.
        for index in (0..size).filter(|index| size <= 64 || index % 41 == 0 || index + 3 >= size) {
            let proof = inclusion_proof(&shelf, size, index).unwrap();
            assert_eq!(proof, path(at(index), tree), "leaf {index} of {size}");
            let leaf = leaves[at(index)];
            assert_eq!(verify_inclusion(leaf, index, size, &proof, root), Ok(()));
            assert!(verify_inclusion(leaf, (index + 1) % size, size, &proof, root).is_err() || size == 1);
            assert!(verify_inclusion(leaf_hash(b"other"), index, size, &proof, root).is_err());
        }
    }
}

#[test]
fn every_consistency_proof_up_to_130_leaves_is_the_defined_one_and_no_other_is_accepted() {
    let leaves = numbered(130);
    let shelf = Shelf::over(&leaves);
    let roots: Vec<Hash> = (0..=130).map(|size| root_of(&leaves[..size])).collect();
    for new in 0..=130_u64 {
        for old in 0..=new {
            let proof = consistency_proof(&shelf, old, new).unwrap();
            if old > 0 {
                assert_eq!(proof, subproof(at(old), &leaves[..at(new)], true), "{old} to {new}");
            }
            let (old_root, new_root) = (roots[at(old)], roots[at(new)]);
            assert_eq!(verify_consistency(old, new, old_root, new_root, &proof), Ok(()), "{old} to {new}");
            let other = leaf_hash(b"other");
            assert!(verify_consistency(old, new, other, new_root, &proof).is_err(), "{old} to {new}");
            if old > 0 {
                assert!(verify_consistency(old, new, old_root, other, &proof).is_err(), "{old} to {new}");
            }
            if old < new {
                assert!(verify_consistency(new, old, new_root, old_root, &proof).is_err());
            }
        }
    }
}

#[test]
fn tile_boundaries_hold() {
    let leaves = numbered(65_537);
    let mut shelf = Shelf::default();
    let mut frontier = Frontier::new();
    let mut old = 0;
    for new in [1, 255, 256, 257, 511, 512, 513, 65_279, 65_535, 65_536, 65_537_u64] {
        let added = &leaves[at(old)..at(new)];
        let announced: Vec<TileId> = tile::changed_tiles(old, new).collect();
        let mut grown: Vec<TileId> = tile::grow(&shelf, old, added).unwrap().into_iter().map(|(id, _)| id).collect();
        grown.sort();
        assert_eq!(grown, announced, "{old} to {new}");
        shelf.grow(old, added);
        added.iter().for_each(|leaf| frontier.append(*leaf));
        assert_eq!(frontier.root(), root_of(&leaves[..at(new)]), "size {new}");
        assert_eq!(tile::frontier(&shelf, new).unwrap(), frontier, "size {new}");
        for index in
            [0, 1, 254, 255, 256, 511, new / 2, new.saturating_sub(2), new - 1].into_iter().filter(|index| *index < new)
        {
            let proof = inclusion_proof(&shelf, new, index).unwrap();
            assert_eq!(verify_inclusion(leaves[at(index)], index, new, &proof, frontier.root()), Ok(()));
        }
        for before in [1, 2, 255, 256, 257, 300, old, new - 1].into_iter().filter(|before| (1..=new).contains(before)) {
            let proof = consistency_proof(&shelf, before, new).unwrap();
            let root = root_of(&leaves[..at(before)]);
            assert_eq!(verify_consistency(before, new, root, frontier.root(), &proof), Ok(()), "{before} to {new}");
        }
        old = new;
    }
}

#[test]
fn a_tree_of_70000_leaves_has_the_tiles_the_specification_counts() {
    let ids: Vec<TileId> = tiles_of(70_000).collect();
    let count = |level, full| ids.iter().filter(|id| id.level() == level && id.is_full() == full).count();
    assert_eq!([count(0, true), count(0, false), count(1, true), count(1, false)], [273, 1, 1, 1]);
    let widths: Vec<u16> = right_edge(70_000).map(|id| id.width()).collect();
    assert_eq!(widths, [112, 17, 1]);
    assert_eq!(right_edge(256).map(|id| id.path()).collect::<Vec<_>>(), ["tile/1/000.p/1"]);
}

#[test]
fn tile_paths_are_spelled_as_the_specification_says_and_no_other_way() {
    let id = TileId::new(0, 1_234_067, 256).unwrap();
    assert_eq!(id.path(), "tile/0/x001/x234/067");
    assert_eq!(TileId::new(1, 5, 12).unwrap().path(), "tile/1/005.p/12");
    for index in [0, 1, 999, 1000, 999_999, 1_000_000, u64::MAX] {
        let id = TileId::new(3, index, 200).unwrap();
        assert_eq!(TileId::from_path(&id.path()), Some(id));
    }
    for wrong in [
        "tile/0/67",
        "tile/0/0067",
        "tile/0/001/067",
        "tile/0/x001/x067",
        "tile/00/067",
        "tile/8/067",
        "tile/0/067.p/0",
        "tile/0/067.p/256",
        "tile/0/067.p/012",
        "tile/0/+67",
        "tile/0/x000/067",
        "tile/0/",
        "tile/0",
        "tiles/0/067",
        "tile/0/067/",
        "tile/0/x99999999999999999999/067",
        "tile/0/067.p/",
        "tile/-1/067",
    ] {
        assert_eq!(TileId::from_path(wrong), None, "{wrong}");
    }
    assert_eq!((TileId::new(8, 0, 1), TileId::new(0, 0, 0), TileId::new(0, 0, 257)), (None, None, None));
}

#[test]
fn a_missing_or_short_tile_is_named() {
    let mut shelf = Shelf::over(&numbered(600));
    let id = TileId::new(0, 1, 256).unwrap();
    shelf.0.get_mut(&(0, 1)).unwrap().pop();
    assert_eq!(inclusion_proof(&shelf, 600, 300), Err(proof::ProofError::MissingTile(id)));
    shelf.0.remove(&(0, 1));
    assert_eq!(inclusion_proof(&shelf, 600, 300), Err(proof::ProofError::MissingTile(id)));
    assert!(inclusion_proof(&shelf, 600, 600).is_err());
    assert!(consistency_proof(&shelf, 601, 600).is_err());
}

#[test]
fn the_tiles_announced_for_a_proof_are_enough_to_make_it() {
    let leaves = numbered(1500);
    let shelf = Shelf::over(&leaves);
    for size in [1, 255, 256, 257, 1000, 1500_u64] {
        for index in (0..size).step_by(97) {
            let few = only(&shelf, proof::tiles_for_inclusion(size, index).unwrap());
            assert_eq!(inclusion_proof(&few, size, index), inclusion_proof(&shelf, size, index));
            let few = only(&shelf, proof::tiles_for_consistency(index, size).unwrap());
            assert_eq!(consistency_proof(&few, index, size), consistency_proof(&shelf, index, size));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn however_the_log_grows_the_tiles_are_the_same(steps in prop::collection::vec(0_u64..400, 1..8)) {
        let leaves = numbered(steps.iter().sum());
        let (mut shelf, mut old) = (Shelf::default(), 0);
        for step in steps {
            shelf.grow(old, &leaves[at(old)..at(old + step)]);
            old += step;
        }
        prop_assert_eq!(shelf.0, Shelf::over(&leaves).0);
    }

    #[test]
    fn a_changed_proof_is_never_accepted(size in 2_u64..2000, place: prop::sample::Index, at_hash: prop::sample::Index) {
        let leaves = numbered(size);
        let shelf = Shelf::over(&leaves);
        let root = tile::frontier(&shelf, size).unwrap().root();
        let index = u64::try_from(place.index(at(size))).unwrap();
        let mut proof = inclusion_proof(&shelf, size, index).unwrap();
        let at_hash = at_hash.index(proof.len());
        proof[at_hash] = leaf_hash(b"other");
        prop_assert!(verify_inclusion(leaves[at(index)], index, size, &proof, root).is_err());
        let mut longer = inclusion_proof(&shelf, size, index).unwrap();
        longer.push(leaf_hash(b"more"));
        prop_assert!(verify_inclusion(leaves[at(index)], index, size, &longer, root).is_err());
        longer.truncate(longer.len() - 2);
        prop_assert!(verify_inclusion(leaves[at(index)], index, size, &longer, root).is_err());
    }

    #[test]
    fn checking_a_wild_proof_refuses_and_never_breaks(
        index: u64, size: u64, new: u64, hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash::from_bytes).collect();
        let root = leaf_hash(b"root");
        prop_assert!(verify_inclusion(leaf_hash(b"leaf"), index, size, &hashes, root).is_err());
        prop_assert!(verify_consistency(size, new, leaf_hash(b"old"), root, &hashes).is_err());
    }
}

/// `PATH(m, D[n])` of RFC 6962, section 2.1.1, word for word.
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut proof, other) =
        if m < left.len() { (path(m, left), root_of(right)) } else { (path(m - left.len(), right), root_of(left)) };
    proof.push(other);
    proof
}

/// `SUBPROOF(m, D[n], b)` of RFC 6962, section 2.1.2, word for word.
fn subproof(m: usize, leaves: &[Hash], complete: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if complete { Vec::new() } else { vec![root_of(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut proof, other) = if m <= left.len() {
        (subproof(m, left, complete), root_of(right))
    } else {
        (subproof(m - left.len(), right, false), root_of(left))
    };
    proof.push(other);
    proof
}

fn only(shelf: &Shelf, ids: impl IntoIterator<Item = TileId>) -> Shelf {
    let kept = ids.into_iter().map(|id| (id.level(), id.index()));
    Shelf(kept.map(|place| (place, shelf.0[&place].clone())).collect())
}

/// Cheap distinct leaves.
fn numbered(count: u64) -> Vec<Hash> {
    let zero = Hash::from_bytes([0; 32]);
    (0..count).map(|n| node_hash(&zero, &Hash::from_bytes(std::array::from_fn(|i| n.to_le_bytes()[i % 8])))).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
