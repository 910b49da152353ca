//! What the front doors keep beside the cases: pictures, followers, views and the index of callers; and names found by their sound.

use crate::moving::{dump, restore};
use crate::sample;
use crate::stage::{Stage, play};
use jingwei_cases::case::{Docket, Reporter};
use jingwei_store::{
    AttachmentRef, CaseQuery, CaseRef, Commit, DumpRow, Follow, NewAttachment, PictureSize, Piece, SavedView,
    SealAudit, Store,
};
use jingwei_terms::{CaseId, Change};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// A case that is filed with something changed in it.
fn filed(n: u64, edit: impl FnOnce(&mut Docket)) -> Commit<Docket> {
    let mut docket = sample::docket(n);
    edit(&mut docket);
    let command = sample::command(n, 0);
    let fact = sample::fact(command, sample::at(n), "file", sample::id(n));
    Commit::new(command, sample::payload(n), Change::made(docket, fact))
}

fn picture(n: u8, uploader: Option<&str>) -> NewAttachment {
    let content = vec![n; 50_000];
    NewAttachment {
        original: [n; 32],
        sha256: Sha256::digest(&content).into(),
        width: 640,
        height: 480,
        uploader: uploader.map(str::to_owned),
        at: sample::at(0),
        thumb: vec![n; 100],
        content,
    }
}

#[test]
fn a_picture_is_kept_once_held_by_its_cases_and_swept_when_nobody_holds_it() {
    play(|stage| async move {
        let store = &*stage.store;
        let one = picture(1, Some("li"));
        let kept = store.keep_attachment(one.clone()).await.unwrap();
        assert_eq!((kept.sha256, kept.bytes, kept.uploader.as_deref()), (one.sha256, 50_000, Some("li")));
        let again = NewAttachment { uploader: None, ..one.clone() };
        assert_eq!(store.keep_attachment(again).await.unwrap(), kept);
        let loose = store.keep_attachment(picture(2, None)).await.unwrap();
        assert_eq!(store.hold(&[kept.sha256, [9; 32]], sample::id(1)).await.unwrap(), [[9; 32]]);
        assert!(store.attachment(AttachmentRef::Kept(kept.sha256)).await.unwrap().unwrap().cases.is_empty());
        for case in [2, 1, 1] {
            assert!(store.hold(&[kept.sha256], sample::id(case)).await.unwrap().is_empty());
        }
        let held = store.attachment(AttachmentRef::Sent(one.original)).await.unwrap().unwrap();
        assert_eq!(held.cases.len(), 2);
        assert_eq!(store.picture(&kept.sha256, PictureSize::Thumb).await.unwrap().unwrap().len(), 100);
        assert_eq!(store.picture(&kept.sha256, PictureSize::Whole).await.unwrap().unwrap(), one.content);
        assert_eq!(store.sweep_attachments(sample::at(1), sample::at(1)).await.unwrap(), 1);
        assert!(store.attachment(AttachmentRef::Kept(loose.sha256)).await.unwrap().is_none());
        assert!(store.attachment(AttachmentRef::Kept(kept.sha256)).await.unwrap().is_some());
    });
}

#[test]
fn pieces_are_told_apart_by_who_sends_them_and_put_together_in_their_order() {
    play(|stage| async move {
        let store = &*stage.store;
        let piece = |uploader: &str, number, content: &[u8]| Piece {
            uploader: uploader.to_owned(),
            original: [7; 32],
            number,
            at: sample::at(0),
            content: content.to_vec(),
        };
        for (number, content) in [(2, b"c".as_slice()), (0, b"x"), (0, b"aa"), (1, b"b")] {
            store.keep_piece(piece("li", number, content)).await.unwrap();
        }
        store.keep_piece(piece("wang", 0, b"other")).await.unwrap();
        assert_eq!(store.pieces("li", &[7; 32]).await.unwrap(), [(0, 2), (1, 1), (2, 1)]);
        assert_eq!(store.put_together("li", &[7; 32]).await.unwrap(), b"aabc");
        assert_eq!(store.sweep_attachments(sample::at(0), sample::at(1)).await.unwrap(), 4);
        assert!(store.put_together("li", &[7; 32]).await.unwrap().is_empty());
    });
}

#[test]
fn a_follower_is_a_key_and_a_view_belongs_to_its_account() {
    play(|stage| async move {
        let store = &*stage.store;
        let follow = |key: u8, case: CaseId| Follow { key_sha256: [key; 32], case, at: sample::at(0) };
        for key in [1, 1, 2] {
            store.follow(&follow(key, sample::id(1))).await.unwrap();
        }
        assert_eq!(store.followers(sample::id(1)).await.unwrap(), 2);
        assert_eq!(store.followed(&[2; 32]).await.unwrap(), Some(sample::id(1)));
        assert_eq!((store.unfollow(&[2; 32]).await.unwrap(), store.unfollow(&[2; 32]).await.unwrap()), (true, false));
        assert_eq!(store.followers(sample::id(1)).await.unwrap(), 1);
        let view = |name: &str, n: u32| SavedView { name: name.to_owned(), body: json!({ "n": n }) };
        for saved in [view("b", 1), view("a", 2), view("b", 3)] {
            store.save_view("li", &saved).await.unwrap();
        }
        assert_eq!(store.views("li").await.unwrap(), [view("a", 2), view("b", 3)]);
        assert!(store.views("wang").await.unwrap().is_empty());
        assert_eq!(
            (store.remove_view("li", "a").await.unwrap(), store.remove_view("li", "a").await.unwrap()),
            (true, false)
        );
    });
}

/// A digest as the doors make it, as far as this test is concerned.
fn blind(phone: &str) -> Option<[u8; 32]> {
    (!phone.is_empty()).then(|| Sha256::digest(format!("secret {phone}")).into())
}

#[test]
fn a_caller_is_found_by_their_digest_and_is_gone_from_the_index_with_their_contact() {
    play(|stage| async move {
        let store = &*stage.store;
        for n in 0..4 {
            let commit = filed(n, |docket| {
                let phone = if n == 3 { "" } else { ["13800000001", "13800000002"][usize::from(n == 1)] };
                docket.reporter = Some(Reporter { name: "王".to_owned(), phone: phone.to_owned() });
            });
            store.commit(commit).await.unwrap();
        }
        assert_eq!(store.index_callers(&blind).await.unwrap(), 4);
        assert_eq!(store.index_callers(&blind).await.unwrap(), 0);
        let caller = blind("13800000001").unwrap();
        let found = store.cases_of(&caller, 10).await.unwrap();
        assert_eq!(found.iter().map(|case| case.id).collect::<Vec<_>>(), [sample::id(2), sample::id(0)]);
        assert_eq!(store.cases_of(&caller, 1).await.unwrap().len(), 1);
        let case = store.load(CaseRef::Id(sample::id(2))).await.unwrap().unwrap();
        let erased = sample::change(case, 9, 2, "erase", |case| case.contact_erased_at = Some(sample::at(9)));
        store.commit(erased).await.unwrap();
        assert_eq!(store.cases_of(&caller, 10).await.unwrap().len(), 1);
        assert_eq!(store.index_callers(&blind).await.unwrap(), 0);
    });
}

#[test]
fn a_place_is_found_by_its_sound() {
    play(|stage| async move {
        let store = &*stage.store;
        for n in 0..3 {
            let commit = filed(n, |docket| {
                docket.case.intake.title =
                    ["望海路路灯不亮", "井盖破损", "ludeng broken"][usize::try_from(n).unwrap()].to_owned();
                docket.case.intake.description = "说明".to_owned();
                docket.case.place.address = String::new();
            });
            store.commit(commit).await.unwrap();
        }
        for (asked, expected) in [
            ("ludeng", vec![2, 0]),
            ("ldbl", vec![0]),
            ("jinggai", vec![1]),
            ("whl", vec![0]),
            ("路灯 ludeng", vec![0]),
            ("dengjing", vec![]),
        ] {
            let query = CaseQuery { q: Some(asked.to_owned()), ..CaseQuery::default() };
            let found = store.list(&query).await.unwrap().items;
            let ids: Vec<CaseId> = expected.into_iter().map(sample::id).collect();
            assert_eq!(found.iter().map(|case| case.id).collect::<Vec<_>>(), ids, "{asked}");
            assert_eq!(store.tally(&query, jingwei_store::TallyBy::State).await.unwrap().is_empty(), ids.is_empty());
        }
    });
}

async fn fill(store: &dyn Store) {
    store.commit(sample::file(0)).await.unwrap();
    let kept = store.keep_attachment(picture(3, Some("li"))).await.unwrap();
    store.hold(&[kept.sha256], sample::id(0)).await.unwrap();
    store.keep_attachment(picture(4, None)).await.unwrap();
    store.follow(&Follow { key_sha256: [5; 32], case: sample::id(0), at: sample::at(0) }).await.unwrap();
    store.save_view("li", &SavedView { name: "超期".to_owned(), body: json!({ "overdue": true }) }).await.unwrap();
}

#[test]
fn a_backup_carries_pictures_followers_and_views_and_the_audit_knows_a_picture_that_was_exchanged() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for from in Stage::both().await {
            fill(&*from.store).await;
            let rows = dump(&*from.store).await;
            assert_eq!(rows.iter().filter(|row| matches!(row, DumpRow::Attachment(_))).count(), 2);
            for to in Stage::both().await {
                restore(&*to.store, &rows).await.unwrap();
                assert_eq!(dump(&*to.store).await, rows);
                assert_eq!(to.store.followers(sample::id(0)).await.unwrap(), 1);
            }
            let audit = |rows: &[DumpRow]| {
                let mut audit = SealAudit::new();
                rows.iter().for_each(|row| audit.take(row));
                audit.finish()
            };
            assert_eq!(audit(&rows), []);
            let mut exchanged = rows;
            for row in &mut exchanged {
                if let DumpRow::Attachment(row) = row {
                    row.content[7] ^= 1;
                }
            }
            assert_eq!(audit(&exchanged).len(), 2);
        }
    });
}
