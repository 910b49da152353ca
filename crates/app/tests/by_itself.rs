//! What the program does by itself, against a real store: a contact whose term is over is really gone, and the ledger says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::{SignedDuration, Timestamp};
use jingwei_app::premises::{commit, new_command};
use jingwei_cases::case::{Channel, Property, Reporter};
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_cases::{Case, Desk, State, close, reveal, wake};
use jingwei_store::{CaseRef, Commit, Database, Store, open};
use jingwei_terms::{Actor, CaseId, DepartmentCode, Purpose, Role, StaffId};
use std::path::Path;

const FILED: &str = "2026-03-02T09:00+08:00";

fn tinglan() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let files: Files = FILES.iter().map(|name| ((*name).to_owned(), read(name))).collect();
    Rulebook::parse("tinglan-1", &files).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn supervisor() -> Actor {
    let department = DepartmentCode::new("city-operations").unwrap();
    Actor::staff(Role::Supervisor, StaffId::new("supervisor-1").unwrap(), Some(department))
}

async fn load(store: &dyn Store, id: CaseId) -> Case {
    store.load(CaseRef::Id(id)).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_contact_whose_term_is_over_is_erased_with_a_fact_and_cannot_be_read_again() {
    let place = tempfile::tempdir().unwrap();
    let store = open(&Database::Sqlite(place.path().join("jingwei.db"))).await.unwrap();
    let store = store.as_ref();
    let rules = tinglan();
    let id = CaseId::new(new_command().uuid());
    let desk = |actor: Actor, now: Timestamp| Desk { rules: &rules, now, actor, command: new_command() };

    let reporter = Reporter { name: "岳不寻常".to_owned(), phone: "0990-5551234".to_owned() };
    let report =
        Report { reporter: Some(reporter.clone()), ..Report::new(Channel::Phone, Property::Help, "路灯不亮") };
    commit(store, file(report, id, "0".repeat(64), &desk(supervisor(), at(FILED))).unwrap()).await.unwrap();

    let case = load(store, id).await;
    let now = at("2026-03-02T10:00+08:00");
    let change = reveal::reveal(&case, Purpose::Contact, "回电核实", &desk(supervisor(), now)).unwrap();
    let command = change.steps()[0].fact.command;
    let (_, found) = store.reveal(Commit::new(command, [0; 32], change)).await.unwrap();
    assert_eq!(found, Some(reporter));

    let change = close::close(&load(store, id).await, "查无此事", &desk(supervisor(), now)).unwrap();
    commit(store, change).await.unwrap();
    let later = now + SignedDuration::from_hours(24 * 366);
    assert_eq!(store.waking(later, 10).await.unwrap(), [id], "the term is over");
    let change = wake::wake(&load(store, id).await, &desk(Actor::system(), later)).unwrap().unwrap();
    assert_eq!(change.steps()[0].fact.verb, "erase");
    commit(store, change).await.unwrap();

    let case = load(store, id).await;
    assert_eq!((case.state, case.contact_erased_at), (State::Closed, Some(later)));
    assert_eq!(store.waking(later, 10).await.unwrap(), [], "nothing is left to do");
    drop(case);
    let database = rusqlite::Connection::open(place.path().join("jingwei.db")).unwrap();
    let rows: i64 = database.query_row("SELECT count(*) FROM reporters", (), |row| row.get(0)).unwrap();
    assert_eq!(rows, 0, "the row is gone, not only out of sight");
}
