//! A dump of one database is brought back into the other, and into nothing that is not empty.

use crate::accounts::{account, commit, token};
use crate::sample;
use crate::stage::Stage;
use crate::triage;
use jingwei_store::{CaseQuery, CaseRef, Credential, DumpRow, Learned, Store, Trouble};
use jingwei_terms::Role;
use tokio::sync::mpsc;

pub(crate) async fn fill(store: &dyn Store) {
    // One after another, so that the case with a number has the leaf with that number on either database.
    for n in 0..60 {
        store.commit(sample::file(n)).await.unwrap();
    }
    let case = store.load(CaseRef::Id(sample::id(10))).await.unwrap().unwrap();
    store.commit(sample::change(case, 1, 10, "note", |_| {})).await.unwrap();
    store.commit_credentials(commit(100, Credential::Account(account("li")), None)).await.unwrap();
    store.commit_credentials(commit(101, Credential::Token(token(1, "li")), None)).await.unwrap();
    let later = jingwei_store::Account { role: Role::Auditor, ..account("li") };
    let seen = Some(jingwei_terms::Version::FIRST);
    store.commit_credentials(commit(102, Credential::Account(later), seen)).await.unwrap();
    let learned = triage::change(103, Learned::Model(triage::model("a")), None)
        .and(triage::change(103, Learned::InForce(triage::choice(Some("a"), &[None])), None))
        .and(triage::change(103, Learned::Topic(triage::topic(103, "2026-11")), None));
    store.commit_learned(triage::commit(103, learned)).await.unwrap();
    crate::grids::bring(store, 110, 1, "一张网", sample::at(120)).await;
    crate::linkage::keep(store, 130).await;
}

pub(crate) async fn dump(store: &dyn Store) -> Vec<DumpRow> {
    let mut rows = store.dump();
    let mut all = Vec::new();
    while let Some(row) = rows.recv().await {
        all.push(row.unwrap());
    }
    all
}

pub(crate) async fn restore(store: &dyn Store, rows: &[DumpRow]) -> Result<u64, jingwei_store::StoreError> {
    let (sender, receiver) = mpsc::channel(8);
    let rows = rows.to_vec();
    tokio::spawn(async move {
        for row in rows {
            // Through its written form, as in a backup file. Whoever refuses the rows hangs up.
            let line = serde_json::to_string(&row).unwrap();
            if sender.send(serde_json::from_str(&line).unwrap()).await.is_err() {
                return;
            }
        }
    });
    store.restore(receiver).await
}

#[test]
fn a_backup_of_either_database_can_be_restored_into_either() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for from in Stage::both().await {
            fill(&*from.store).await;
            let rows = dump(&*from.store).await;
            for to in Stage::both().await {
                assert_eq!(restore(&*to.store, &rows).await.unwrap(), rows.len() as u64);
                assert_eq!(dump(&*to.store).await, rows);
                assert_eq!(to.audit().await, []);
                assert_eq!(to.store.size().await.unwrap(), 71);
                assert_eq!(to.store.linkage("居民").await.unwrap(), from.store.linkage("居民").await.unwrap());
                assert_eq!(to.store.nets().await.unwrap(), from.store.nets().await.unwrap());
                let query = CaseQuery { q: Some("编号".to_owned()), limit: 200, ..CaseQuery::default() };
                assert_eq!(to.store.list(&query).await.unwrap(), from.store.list(&query).await.unwrap());
                // Life goes on: the next case gets the next number, and a repeat its first answer.
                assert!(to.store.commit(sample::file(3)).await.unwrap().repeated);
                assert_eq!(&to.store.commit(sample::file(60)).await.unwrap().number()[8..14], "000061");
                assert_eq!(restore(&*to.store, &rows).await.unwrap_err().trouble(), Trouble::Unfit);
                assert_eq!(to.audit().await, []);
            }
        }
    });
}

#[test]
fn a_broken_dump_leaves_the_database_empty() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let from = Stage::sqlite().await;
        fill(&*from.store).await;
        let mut rows = dump(&*from.store).await;
        let case = rows.iter().rposition(|row| matches!(row, DumpRow::Case(_))).unwrap();
        if let DumpRow::Case(row) = &mut rows[case] {
            row.body.truncate(20);
        }
        for to in Stage::both().await {
            assert_eq!(restore(&*to.store, &rows).await.unwrap_err().trouble(), Trouble::Damaged);
            assert_eq!(to.store.size().await.unwrap(), 0);
            assert_eq!(dump(&*to.store).await, []);
            to.store.commit(sample::file(1)).await.unwrap();
        }
    });
}

#[test]
fn health_is_told() {
    crate::stage::play(|stage| async move {
        fill(&*stage.store).await;
        let health = stage.store.health(true).await.unwrap();
        assert_eq!((health.ledger_size, health.schema, health.writable), (71, 9, true));
        assert_eq!(health.problems, Vec::<String>::new());
        assert!(health.bytes > 100_000);
        assert_eq!(health.database == "sqlite", stage.is_sqlite());
    });
}
