//! Nets: drafted with grids that never change, activated from an instant on, and every step of it sealed.

use crate::sample;
use crate::stage::{Stage, play};
use jiff::Timestamp;
use jingwei_cases::case::{Channel, Docket, Property};
use jingwei_cases::regrid::{self, Before};
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::areas::Grid;
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_cases::{Desk as CaseDesk, close};
use jingwei_grids::Layer;
use jingwei_grids::net::{Desk, Evidence, Net, NetRecord, NetVersion, Nets, Standing, activate, diff, draft, withdraw};
use jingwei_store::{CaseQuery, CaseRef, Commit, CommitError, Fault, NetTitle, Store, net_in_force};
use jingwei_terms::{About, Actor, Change, GridCode, Place, Role, StaffId, Version};

/// A net of two squares side by side; `name` tells one net from another.
fn net(number: u32, effective_from: Timestamp, name: &str) -> Net {
    let square = |code: &str, west: f64| {
        let east = west + 0.01;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}","community":"990101001001","households":400,
            "worker":"w1"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},30],[{east},30],[{east},30.01],[{west},30.01],[{west},30]]]}}}}"#
        )
    };
    let features = [square("99010100100101", 120.0), square("99010100100102", 120.01)].join(",");
    let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    let read = Layer::parse(text.as_bytes(), None).unwrap();
    Net::from_layer(NetVersion::new(number), effective_from, &read.layer).unwrap()
}

fn administrator() -> Actor {
    Actor::staff(Role::Administrator, StaffId::new("yan").unwrap(), None)
}

fn commit(n: u64, change: Change<NetRecord>) -> Commit<NetRecord> {
    Commit::new(sample::command(n, 9), sample::payload(n), change)
}

/// All nets as they are stored.
async fn all(store: &dyn Store) -> Nets {
    let mut records = Vec::new();
    for title in store.nets().await.unwrap() {
        records.push(store.net(title.net).await.unwrap().unwrap());
    }
    Nets::new(records)
}

fn desk(nets: &Nets, n: u64) -> Desk<'_> {
    Desk {
        nets,
        now: sample::at(n),
        actor: administrator(),
        command: sample::command(n, 9),
        settings: Default::default(),
    }
}

/// Drafts a net and lets it take effect at `at`.
pub(crate) async fn bring(store: &dyn Store, n: u64, number: u32, name: &str, at: Timestamp) {
    let nets = all(store).await;
    let drafted = draft(net(number, at, name), &desk(&nets, n)).unwrap();
    store.commit_net(commit(n, drafted)).await.unwrap();
    let nets = all(store).await;
    let record = nets.record(NetVersion::new(number)).unwrap();
    let changes = diff(nets.latest(), &record.net, &Evidence::default());
    let activated = activate(record, at, &changes, &desk(&nets, n + 1)).unwrap();
    store.commit_net(commit(n + 1, activated)).await.unwrap();
}

async fn in_force(store: &dyn Store, at: Timestamp) -> Option<u32> {
    let titles = store.nets().await.unwrap();
    net_in_force(&titles, at).map(|title| title.net.number())
}

#[test]
fn a_net_is_drafted_takes_effect_at_its_instant_and_the_one_before_it_can_still_be_asked() {
    play(|stage| async move {
        let store = &*stage.store;
        bring(store, 1, 1, "旧网", sample::at(10)).await;
        bring(store, 11, 2, "新网", sample::at(100)).await;
        assert_eq!(in_force(store, sample::at(9)).await, None);
        assert_eq!(in_force(store, sample::at(10)).await, Some(1));
        assert_eq!(in_force(store, sample::at(99)).await, Some(1));
        assert_eq!(in_force(store, sample::at(100)).await, Some(2));
        let old = store.net(NetVersion::new(1)).await.unwrap().unwrap();
        assert_eq!(old.net, net(1, sample::at(10), "旧网"), "every grid comes back to the last digit");
        assert_eq!((old.revision, old.based_on), (Version::new(2), None));
        let titles: Vec<NetTitle> = store.nets().await.unwrap();
        assert_eq!(
            titles.iter().map(|t| (t.net.number(), t.grids, t.households)).collect::<Vec<_>>(),
            [(1, 2, 800), (2, 2, 800)]
        );
        assert_eq!(titles[1], NetTitle::of(&store.net(NetVersion::new(2)).await.unwrap().unwrap()));
        let told = store.timeline(&About::Net(2), 0, 10).await.unwrap();
        assert_eq!(told.iter().map(|f| &*f.fact.verb).collect::<Vec<_>>(), ["draft_net", "activate_net"]);
        assert_eq!(told[1].fact.by, administrator());
        let waiting = store.claim(sample::at(100), jiff::SignedDuration::from_mins(1), 10).await.unwrap();
        assert_eq!(waiting.len(), 2, "both nets ask for the open cases to be moved, each from its instant on");
        assert_eq!(store.net(NetVersion::new(3)).await.unwrap(), None);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_number_is_given_once_and_two_who_decide_at_once_do_not_both_win() {
    play(|stage| async move {
        let store = &*stage.store;
        let nothing = Nets::default();
        let first = draft(net(1, sample::at(50), "甲"), &desk(&nothing, 1)).unwrap();
        let second = draft(net(1, sample::at(50), "乙"), &desk(&nothing, 2)).unwrap();
        let receipt = store.commit_net(commit(1, first.clone())).await.unwrap();
        assert!(store.commit_net(commit(1, first)).await.unwrap().repeated);
        assert_eq!(receipt.first().about, About::Net(1));
        let taken = store.commit_net(commit(2, second)).await;
        assert!(matches!(taken, Err(CommitError::Conflict { about: About::Net(1), present: Some(_) })), "{taken:?}");
        let nets = all(store).await;
        let record = nets.record(NetVersion::new(1)).unwrap();
        let once = withdraw(record, "画错了", &desk(&nets, 3)).unwrap();
        let again = withdraw(record, "画错了", &desk(&nets, 4)).unwrap();
        store.commit_net(commit(3, once)).await.unwrap();
        assert!(matches!(store.commit_net(commit(4, again)).await, Err(CommitError::Conflict { .. })));
        let standing = store.nets().await.unwrap()[0].standing;
        assert_eq!(standing, Standing::Withdrawn { at: sample::at(3) });
        assert_eq!(in_force(store, sample::at(60)).await, None);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_later_step_never_touches_the_grids() {
    play(|stage| async move {
        let store = &*stage.store;
        bring(store, 1, 1, "真", sample::at(10)).await;
        let mut record = store.net(NetVersion::new(1)).await.unwrap().unwrap();
        let seen = record.revision;
        record.net = net(1, sample::at(10), "假");
        let fact =
            jingwei_terms::Fact::new(sample::command(5, 9), sample::at(5), administrator(), "note", About::Net(1));
        store.commit_net(commit(5, Change::changed(record, seen, fact))).await.unwrap();
        let stored = store.net(NetVersion::new(1)).await.unwrap().unwrap();
        assert_eq!(stored.net.grids()[0].name, "真");
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn whoever_edits_adds_or_takes_away_a_net_is_found() {
    let acts = |stage: &Stage| {
        let bytes = if stage.is_sqlite() { "x'00'" } else { "'\\x00'" };
        vec![
            (
                stage.edit("net_standings", "body", "activated", "withdrawn", "net = '1'"),
                "net_standing/1",
                Fault::Edited,
            ),
            (format!("UPDATE nets SET content = {bytes} WHERE net = '2'"), "net/2", Fault::Edited),
            (format!("INSERT INTO nets VALUES ('9', 0, {bytes})"), "net/9", Fault::Inserted),
            ("DELETE FROM net_standings WHERE net = '2'".to_owned(), "net_standing/2", Fault::Deleted),
            ("DELETE FROM nets WHERE net = '1'".to_owned(), "net/1", Fault::Deleted),
        ]
    };
    play(|stage| async move {
        bring(&*stage.store, 1, 1, "旧网", sample::at(10)).await;
        bring(&*stage.store, 11, 2, "新网", sample::at(100)).await;
        assert_eq!(stage.audit().await, []);
        for (act, row, fault) in acts(&stage) {
            stage.tamper(&act).await;
            let found = stage.audit().await;
            assert!(
                found.iter().any(|finding| finding.row == row && finding.fault == fault),
                "after `{act}` the audit said {found:?} and not {fault:?} of {row}"
            );
        }
    });
}

/// The imaginary city's rulebook, and the same with every grid's code renewed by a 9 at its end.
fn two_rulebooks() -> (Rulebook, Rulebook) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let files: Files =
        FILES.iter().map(|name| ((*name).to_owned(), std::fs::read_to_string(folder.join(name)).unwrap())).collect();
    let read = || Rulebook::parse("tinglan-1", &files).unwrap();
    let renewed = |grid: &Grid| Grid { code: format!("{}9", grid.code).parse().unwrap(), ..grid.clone() };
    let grids = read().areas.grids().iter().map(renewed).collect();
    (read(), read().with_net(1, grids))
}

#[test]
fn open_cases_follow_a_net_with_a_fact_each_closed_ones_stay_and_a_dump_tells_the_same() {
    let (old, new) = two_rulebooks();
    let (old, new) = (&old, &new);
    let place = |n: usize| Place { grid: Some(old.areas.grids()[n].code.clone()), ..Place::default() };
    let nobody: &(dyn Fn(&Place) -> Option<(GridCode, serde_json::Value)> + Sync) =
        &|place| Some((format!("{}9", place.grid.as_ref()?).parse().ok()?, serde_json::json!({ "why": "successor" })));
    play(|stage| async move {
        let store = &*stage.store;
        bring(store, 1, 1, "新网", sample::at(100)).await;
        let desk = |n: u64, rules, actor| CaseDesk { rules, now: sample::at(n), actor, command: sample::command(n, 8) };
        let send = async |n: u64, change: Change<Docket>| {
            store.commit(Commit::new(sample::command(n, 8), sample::payload(n), change)).await.unwrap();
        };
        for n in 0..3_u64 {
            let place = place(usize::try_from(n).unwrap());
            let report = Report { place, ..Report::new(Channel::Phone, Property::Help, "路灯不亮") };
            let desk = desk(20 + n, old, Actor::system());
            send(20 + n, file(report, sample::id(n), "0".repeat(64), &desk).unwrap()).await;
        }
        let load = async |n: u64| store.load(CaseRef::Id(sample::id(n))).await.unwrap().unwrap();
        let supervisor = Actor::staff(Role::Supervisor, StaffId::new("jiang").unwrap(), None);
        send(30, close::close(&load(0).await, "查无此事", &desk(30, old, supervisor)).unwrap()).await;

        let before = Before { areas: &old.areas, heir: nobody };
        for n in 0..3_u64 {
            let decided = regrid::regrid(&load(n).await, &before, &desk(110 + n, new, Actor::system()));
            match (n, decided) {
                (0, refused) => assert_eq!(refused.unwrap_err().code, "wrong_state", "a closed case keeps its grid"),
                (_, moved) => send(110 + n, moved.unwrap().unwrap()).await,
            }
        }
        for n in 0..3_u64 {
            let case = load(n).await;
            let (was, facts) = (place(usize::try_from(n).unwrap()).grid.unwrap(), u32::from(n > 0));
            let is = if n == 0 { was.to_string() } else { format!("{was}9") };
            assert_eq!(case.grid().unwrap().as_str(), is);
            assert_eq!(case.grid_at(sample::at(90)), Some(&was));
            assert_eq!(case.version.number(), 2, "filed, and closed or moved");
            let told = store.timeline(&About::Case(case.id), 0, 10).await.unwrap();
            assert_eq!(told.iter().filter(|f| f.fact.verb == "regrid").count(), facts as usize);
            let query = CaseQuery { grid: Some(is.parse().unwrap()), ..CaseQuery::default() };
            assert_eq!(store.list(&query).await.unwrap().items.len(), 1, "lists go by the grid of now");
            assert_eq!(regrid::moves(&case.place, &before, &new.areas), n == 0);
        }
        assert_eq!(stage.audit().await, []);
        let rows = crate::moving::dump(store).await;
        for to in Stage::both().await {
            crate::moving::restore(&*to.store, &rows).await.unwrap();
            assert_eq!(to.audit().await, []);
            assert_eq!(in_force(&*to.store, sample::at(100)).await, Some(1));
            assert_eq!(to.store.load(CaseRef::Id(sample::id(1))).await.unwrap(), Some(load(1).await));
        }
    });
}
