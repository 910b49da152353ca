//! Leaves, timelines and the derived tree.

use crate::sample;
use crate::stage::play;
use jingwei_ledger::{Entry, Frontier, Hash, TileId, leaf_hash};
use jingwei_store::{CaseRef, Fold, FoldError};
use jingwei_terms::About;

#[test]
fn every_fact_is_one_leaf_that_commits_to_it() {
    play(|stage| async move {
        for n in 0..20 {
            stage.store.commit(sample::file(n)).await.unwrap();
        }
        let seen = stage.store.load(CaseRef::Id(sample::id(3))).await.unwrap().unwrap();
        stage.store.commit(sample::change(seen, 1, 3, "note", |_| {})).await.unwrap();
        let leaves = stage.store.leaves(0, 100).await.unwrap();
        assert_eq!(leaves.len(), 21);
        for (leaf, index) in leaves.iter().zip(0..) {
            let body = leaf.body.as_ref().unwrap();
            assert_eq!(leaf.index, index);
            assert!(Entry::decode(&leaf.entry).unwrap().matches(&body.salt, &body.bytes));
        }
        assert_eq!(stage.store.leaves(19, 1).await.unwrap(), leaves[19..20]);
        let facts = stage.store.facts(18, 100).await.unwrap();
        assert_eq!(
            facts.iter().map(|fact| (fact.index, &*fact.fact.verb)).collect::<Vec<_>>(),
            [(18, "file"), (19, "file"), (20, "note")]
        );
        assert_eq!(facts[0].fact, sample::fact(sample::command(18, 0), sample::at(18), "file", sample::id(18)));
        let about = About::Case(sample::id(3));
        let timeline = stage.store.timeline(&about, 0, 100).await.unwrap();
        assert_eq!(timeline.iter().map(|fact| fact.index).collect::<Vec<_>>(), [3, 20]);
        assert_eq!(stage.store.timeline(&about, 4, 100).await.unwrap().len(), 1);
    });
}

#[test]
fn a_fold_is_stored_whole_and_by_one_alone() {
    play(|stage| async move {
        let empty = stage.store.folded().await.unwrap();
        assert_eq!((empty.frontier.clone(), empty.checkpoint), (Frontier::new(), None));
        let mut frontier = empty.frontier;
        let hashes: Vec<Hash> = (0_u8..5).map(|n| leaf_hash(&[n])).collect();
        hashes.iter().for_each(|hash| frontier.append(*hash));
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
        let fold = Fold {
            from_size: 0,
            frontier: frontier.clone(),
            tiles: vec![(TileId::new(0, 0, 5).unwrap(), bytes.clone())],
            checkpoint: Some("the note of five\n".to_owned()),
        };
        stage.store.fold(fold.clone()).await.unwrap();
        assert!(matches!(stage.store.fold(fold).await, Err(FoldError::Overtaken(5))));
        let folded = stage.store.folded().await.unwrap();
        assert_eq!(folded.frontier, frontier);
        assert_eq!(folded.checkpoint.unwrap().note, "the note of five\n");
        for (width, expected) in [(3, Some(bytes[..96].to_vec())), (5, Some(bytes.clone())), (6, None)] {
            assert_eq!(stage.store.tile(TileId::new(0, 0, width).unwrap()).await.unwrap(), expected);
        }
        let later = Fold { from_size: 5, frontier, tiles: vec![], checkpoint: None };
        stage.store.fold(later).await.unwrap();
        assert_eq!(stage.store.checkpoints(0, 10).await.unwrap().len(), 1);
        assert_eq!(stage.store.checkpoints(5, 10).await.unwrap().len(), 0);
    });
}
