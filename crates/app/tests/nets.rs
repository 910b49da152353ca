//! A net comes into force in a living city: open cases go along, closed ones stay, a stop in the middle loses and doubles nothing, and the
//! ledger, a backup and a restart tell the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use jingwei_app::cli::Common;
use jingwei_app::config::Config;
use jingwei_app::premises::{Premises, commit, new_command};
use jingwei_app::workers::{follow_ups, regridding};
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_cases::{Case, Desk, State, close, reopen};
use jingwei_grids::net::NetVersion;
use jingwei_store::{CaseQuery, CaseRef, RowFinding, SealAudit};
use jingwei_terms::{About, Actor, CaseId, Datum, DepartmentCode, GridCode, Location, Place, Role, StaffId};
use jingwei_web::grids::desk::{self, Asking, GridFile};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    FILES.iter().map(|name| ((*name).to_owned(), std::fs::read_to_string(folder.join(name)).unwrap())).collect()
}

fn config(folder: &Path) -> Config {
    Config::load(&Common { config: None, data_dir: Some(folder.to_owned()), database: None, json: true }).unwrap()
}

/// A city that was loaded an hour ago.
async fn city(folder: &Path) -> (Premises, Rulebook) {
    let files = files();
    let rules = Rulebook::parse("tinglan-1", &files).unwrap();
    let premises = Premises::found(&config(folder)).await.unwrap();
    let then = Timestamp::now() - SignedDuration::from_hours(1);
    let moment = jingwei_app::city::Moment { now: then, effective_at: then };
    jingwei_app::city::load(&premises, &files, &rules, moment, "").await.unwrap();
    (premises, rules)
}

fn administrator() -> Asking {
    let actor = Actor::staff(Role::Administrator, StaffId::new("yan").unwrap(), None);
    Asking { actor, command: new_command(), digest: [0; 32], now: Timestamp::now() }
}

fn supervisor() -> Actor {
    let department = DepartmentCode::new("city-operations").unwrap();
    Actor::staff(Role::Supervisor, StaffId::new("jiang").unwrap(), Some(department))
}

/// A case in the middle of the grid with this place in the file; every tenth has no point but names its grid.
async fn filed(premises: &Premises, rules: &Rulebook, n: usize) -> CaseId {
    let grid = &rules.areas.grids()[n % rules.areas.grids().len()];
    let ring = &grid.rings[0];
    let middle = |axis: usize| ring[1..].iter().map(|p| p[axis]).sum::<f64>() / (ring.len() - 1) as f64;
    let place = match n % 10 {
        9 => Place { grid: Some(grid.code.clone()), ..Place::default() },
        _ => Place { location: Location::new(middle(0), middle(1), Datum::Cgcs2000).ok(), ..Place::default() },
    };
    let report = Report { place, ..Report::new(Channel::Phone, Property::Help, "路灯不亮") };
    let id = CaseId::new(new_command().uuid());
    let desk = Desk { rules, now: Timestamp::now(), actor: supervisor(), command: new_command() };
    commit(premises.store.as_ref(), file(report, id, "0".repeat(64), &desk).unwrap()).await.unwrap();
    id
}

async fn load(premises: &Premises, id: CaseId) -> Case {
    premises.store.load(CaseRef::Id(id)).await.unwrap().unwrap()
}

async fn closed(premises: &Premises, rules: &Rulebook, id: CaseId) {
    let desk = Desk { rules, now: Timestamp::now(), actor: supervisor(), command: new_command() };
    let change = close::close(&load(premises, id).await, "查无此事", &desk).unwrap();
    commit(premises.store.as_ref(), change).await.unwrap();
}

/// The city's map with every code renewed: the last digit becomes a 9.
fn renamed(rules: &Rulebook) -> Value {
    let features = rules.areas.grids().iter().map(|grid| {
        json!({ "type": "Feature", "properties": {
            "code": renewed(&grid.code), "name": grid.name, "community": grid.community, "households": grid.households,
            "worker": grid.deputy, "deputy": grid.worker,
        }, "geometry": { "type": "Polygon", "coordinates": grid.rings } })
    });
    json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() })
}

fn renewed(code: &GridCode) -> String {
    format!("{code}9")
}

/// Drafts the renamed net and lets it take effect as soon as may be.
async fn bring(premises: &Premises, rules: &Rulebook) -> NetVersion {
    let store = premises.store.as_ref();
    let bytes = renamed(rules).to_string();
    let effective_from = Timestamp::now() + SignedDuration::from_hours(1);
    let grid_file = GridFile { bytes: bytes.as_bytes(), datum: None, effective_from };
    let drafted = desk::draft(store, rules, grid_file, &administrator()).await.unwrap();
    assert!(drafted.adopted);
    let asking = administrator();
    let soon = asking.now + SignedDuration::from_millis(1);
    let (_, changes) = desk::activate(store, drafted.title.net, Some(soon), &asking).await.unwrap();
    assert!(changes.uncovered.is_empty() && changes.overlaps.is_empty());
    while Timestamp::now() <= soon {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    drafted.title.net
}

async fn regrids(premises: &Premises, id: CaseId) -> usize {
    let told = premises.store.timeline(&About::Case(id), 0, 100).await.unwrap();
    told.iter().filter(|recorded| recorded.fact.verb == "regrid").count()
}

async fn audit(premises: &Premises) -> Vec<RowFinding> {
    let (mut rows, mut audit) = (premises.store.dump(), SealAudit::new());
    while let Some(row) = rows.recv().await {
        audit.take(&row.unwrap());
    }
    audit.finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_cases_go_along_with_a_fact_each_and_closed_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (premises, rules) = city(folder.path()).await;
    let ids = join_all((0..40).map(|n| filed(&premises, &rules, n))).await;
    let (done, open) = ids.split_at(10);
    for id in done {
        closed(&premises, &rules, *id).await;
    }
    let before: Vec<Case> = join_all(ids.iter().map(|id| load(&premises, *id))).await;
    let yesterday = Timestamp::now();
    let number = bring(&premises, &rules).await;

    // The job that the store kept with the activation does it.
    assert!(follow_ups::round(&premises, &rules, 100).await.unwrap() > 0);
    let present = premises.rulebook().await.unwrap();
    assert_eq!(present.net, Some(number.number()));
    for (id, was) in ids.iter().zip(&before) {
        let is = load(&premises, *id).await;
        let old = was.grid().unwrap();
        if done.contains(id) {
            assert_eq!((is.grid(), regrids(&premises, *id).await), (Some(old), 0), "a closed case keeps its grid");
        } else {
            assert_eq!(is.grid().unwrap().as_str(), renewed(old));
            assert_eq!(regrids(&premises, *id).await, 1, "one fact each");
            assert_eq!(is.grid_at(yesterday), Some(old), "yesterday's figures stay with yesterday's grids");
            assert_eq!((&is.clocks, is.state), (&was.clocks, was.state));
            assert!(present.areas.grid(is.grid().unwrap()).is_some());
        }
    }
    // Cases by grid: the closed ones are still found under yesterday's codes.
    let query = CaseQuery { grid: before[0].grid().cloned(), ..CaseQuery::default() };
    assert_eq!(premises.store.list(&query).await.unwrap().items.len(), 1);
    assert_eq!(audit(&premises).await, []);

    // A second look moves nothing, and a restart finds the same net.
    let again = regridding::into_net(&premises, &present).await.unwrap();
    assert_eq!((again.seen, again.moved), (open.len(), 0));
    let restarted = Premises::open(&config(folder.path())).await.unwrap();
    assert_eq!(restarted.rulebook().await.unwrap().net, Some(number.number()));
    assert!(restarted.rulebook_at(yesterday).await.unwrap().areas.grid(before[0].grid().unwrap()).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_is_reopened_later_goes_to_the_grid_that_holds_it_now() {
    let folder = tempfile::tempdir().unwrap();
    let (premises, rules) = city(folder.path()).await;
    let id = filed(&premises, &rules, 9).await;
    closed(&premises, &rules, id).await;
    bring(&premises, &rules).await;
    while follow_ups::round(&premises, &rules, 100).await.unwrap() > 0 {}
    let present = premises.rulebook().await.unwrap();
    let old = load(&premises, id).await.grid().unwrap().clone();
    let desk = Desk { rules: &present, now: Timestamp::now(), actor: supervisor(), command: new_command() };
    let change = reopen::reopen(&load(&premises, id).await, "又不亮了", &desk).unwrap();
    commit(premises.store.as_ref(), change).await.unwrap();
    assert!(follow_ups::round(&premises, &present, 100).await.unwrap() > 0);
    assert_eq!(load(&premises, id).await.grid().unwrap().as_str(), renewed(&old));
    assert_eq!(regrids(&premises, id).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_stopped_in_the_middle_begins_again_and_moves_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (premises, rules) = city(folder.path()).await;
    let count = 600;
    let ids = join_all((0..count).map(|n| filed(&premises, &rules, n))).await;
    bring(&premises, &rules).await;
    let present = premises.rulebook().await.unwrap();
    let mut moved = 0;
    // A little longer each time, until it gets somewhere: how fast a machine is, is not what is tried here.
    for patience in (10_u64..).step_by(10).take(200) {
        let patience = std::time::Duration::from_millis(patience);
        drop(tokio::time::timeout(patience, regridding::into_net(&premises, &present)).await);
        moved = join_all(ids.iter().map(|id| regrids(&premises, *id))).await.iter().sum();
        if moved > 0 {
            break;
        }
    }
    assert!(moved > 0, "it got somewhere before it was stopped");
    let rest = regridding::into_net(&premises, &present).await.unwrap();
    eprintln!("stopped after {moved}, then {} more", rest.moved);
    for id in &ids {
        assert_eq!(regrids(&premises, *id).await, 1, "each case moved once, with one fact");
        assert!(load(&premises, *id).await.grid().unwrap().as_str().ends_with('9'));
    }
    assert_eq!(audit(&premises).await, []);
}

/// How long a city's open cases take: `JINGWEI_OPEN_CASES=10000 cargo nextest run -p jingwei-app --cargo-profile quick measured --no-capture`.
#[tokio::test(flavor = "multi_thread")]
async fn measured_ten_thousand_open_cases_move_together() {
    let folder = tempfile::tempdir().unwrap();
    let (premises, rules) = city(folder.path()).await;
    let count: usize = std::env::var("JINGWEI_OPEN_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for chunk in (0..count).collect::<Vec<_>>().chunks(500) {
        join_all(chunk.iter().map(|n| filed(&premises, &rules, *n))).await;
    }
    let begun = Instant::now();
    bring(&premises, &rules).await;
    let decided = begun.elapsed();
    let present = premises.rulebook().await.unwrap();
    let begun = Instant::now();
    let passed = regridding::into_net(&premises, &present).await.unwrap();
    let (moved, seconds) = (passed.moved, begun.elapsed().as_secs_f64());
    eprintln!(
        "{moved} cases moved in {seconds:.2} s; draft, adoption, diff and activation {:.2} s",
        decided.as_secs_f64()
    );
    assert_eq!((passed.seen, moved), (count, count));
    let open = CaseQuery { states: vec![State::Received], limit: 1, ..CaseQuery::default() };
    let one = premises.store.list(&open).await.unwrap().items.remove(0);
    assert!(one.grid.unwrap().as_str().ends_with('9'));
}
