//! A city changes its grids while cases are open: the diff, the decision, and what was before.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use geo::MultiPolygon;
use jiff::Timestamp;
use jingwei_grids::net::diff::{Fate, Settings};
use jingwei_grids::net::{
    Desk, Evidence, Moves, Net, NetDiff, NetGrid, NetRecord, NetVersion, Nets, OpenCase, Standing, Unit, Why, activate,
    diff, draft, withdraw,
};
use jingwei_terms::{About, Actor, CommandId, Datum, GridCode, Location, Role, StaffId};
use proptest::prelude::*;
use support::{plane, rect, winding};

fn code(text: &str) -> GridCode {
    GridCode::new(text).unwrap()
}

fn at(day: u32) -> Timestamp {
    format!("2026-01-{day:02}T00:00:00+08:00").parse().unwrap()
}

fn grid(name: &str, households: u32, worker: &str, shape: MultiPolygon<f64>) -> NetGrid {
    NetGrid {
        code: code(name),
        name: name.to_owned(),
        community: None,
        households,
        worker: StaffId::new(worker).ok(),
        deputy: None,
        duties: Vec::new(),
        shape,
    }
}

fn net(version: u32, from: u32, grids: Vec<NetGrid>) -> Net {
    Net::new(NetVersion::new(version), at(from), grids).unwrap()
}

/// Three grids in a row, 400 households each.
fn before() -> Net {
    net(
        1,
        1,
        vec![
            grid("a", 400, "p1", rect(0.0, 0.0, 100.0, 100.0)),
            grid("b", 400, "p2", rect(100.0, 0.0, 200.0, 100.0)),
            grid("c", 400, "p3", rect(200.0, 0.0, 300.0, 100.0)),
        ],
    )
}

/// A stays; B gives its east half to a new D, which also takes C; C is gone.
fn after() -> Net {
    net(
        2,
        10,
        vec![
            grid("a", 400, "p1", rect(0.0, 0.0, 100.0, 100.0)),
            grid("b", 200, "p2", rect(100.0, 0.0, 150.0, 100.0)),
            grid("d", 600, "p3", rect(150.0, 0.0, 300.0, 100.0)),
        ],
    )
}

fn spot(x: f64, y: f64) -> Location {
    let point = plane().round(geo::Coord { x, y });
    Location::new(point.x, point.y, Datum::Cgcs2000).unwrap()
}

fn active(net: Net, based_on: Option<u32>) -> NetRecord {
    NetRecord {
        based_on: based_on.map(NetVersion::new),
        standing: Standing::Activated { at: net.effective_from() },
        revision: jingwei_terms::Version::FIRST,
        net,
    }
}

fn desk(nets: &Nets, role: Role) -> Desk<'_> {
    let actor = Actor { role, staff: None, department: None };
    let command = CommandId::new("0196f000-0000-7000-8000-000000000001".parse().unwrap());
    Desk { nets, now: at(5), actor, command, settings: Settings::default() }
}

fn plain(old: &Net, new: &Net) -> NetDiff {
    diff(Some(old), new, &Evidence::default())
}

#[test]
fn a_diff_says_what_became_of_every_grid_and_where_its_households_went() {
    let diff = plain(&before(), &after());
    let fates: Vec<_> = diff.grids.iter().map(|grid| (grid.code.as_str(), grid.fate)).collect();
    assert_eq!(fates, [("a", Fate::Kept), ("b", Fate::Changed), ("c", Fate::Gone), ("d", Fate::New)]);

    let b = diff.grid(&code("b")).unwrap();
    let parts: Vec<_> = b.successors.iter().map(|part| (part.grid.as_str(), part.households)).collect();
    assert_eq!(parts, [("b", 200), ("d", 200)]);
    assert!((b.successors[0].area_m2 - 5_000.0).abs() < 0.01);
    let c = diff.grid(&code("c")).unwrap();
    assert_eq!((c.successors[0].grid.as_str(), c.successors[0].households), ("d", 400));
    assert!((c.successors[0].share - 1.0).abs() < 1e-9);

    let households = diff.households;
    assert_eq!((households.before, households.after), (1200, 1200));
    // 200 of B and 400 of C have another grid; those of C keep their worker.
    assert_eq!((households.move_grid, households.change_worker, households.without_grid), (600, 200, 0));
    assert!(diff.uncovered.is_empty() && diff.overlaps.is_empty());
}

#[test]
fn households_are_counted_where_they_live_when_units_are_given() {
    let unit = |id: &str, households, x| Unit { id: id.to_owned(), households, at: spot(x, 50.0) };
    // Nearly everybody in B lives in its west.
    let units = [unit("u1", 390, 120.0), unit("u2", 10, 180.0), unit("u3", 400, 250.0), unit("u4", 400, 50.0)];
    let diff = diff(Some(&before()), &after(), &Evidence { units: &units, ..Evidence::default() });
    let b = diff.grid(&code("b")).unwrap();
    let parts: Vec<_> = b.successors.iter().map(|part| (part.grid.as_str(), part.households)).collect();
    assert_eq!(parts, [("b", 390), ("d", 10)]);
    let moved: Vec<_> = diff.units.iter().map(|unit| unit.unit.as_str()).collect();
    assert_eq!(moved, ["u2", "u3"]);
}

#[test]
fn open_cases_go_with_their_point_or_with_the_larger_part_of_their_grid() {
    let case = |key: &str, at, grid: &str| OpenCase { key: key.to_owned(), at, grid: GridCode::new(grid).ok() };
    let cases = [
        case("point", Some(spot(170.0, 50.0)), "b"),
        case("stays", Some(spot(120.0, 50.0)), "b"),
        case("near", Some(spot(250.0, 120.0)), "c"),
        case("far", Some(spot(250.0, 900.0)), "c"),
        case("no point", None, "c"),
        case("nothing", None, ""),
    ];
    let diff = diff(Some(&before()), &after(), &Evidence { cases: &cases, ..Evidence::default() });
    let moves: Vec<_> = diff
        .cases
        .iter()
        .map(|case| (case.case.as_str(), case.to.grid.as_ref().map(GridCode::as_str), case.to.why))
        .collect();
    assert_eq!(moves[0], ("point", Some("d"), Why::Point));
    assert!(matches!(moves[1], ("near", Some("d"), Why::Nearest { distance_m: 20..=21 })), "{:?}", moves[1]);
    assert!(matches!(moves[2], ("far", Some("d"), Why::Successor { share }) if share > 0.999));
    assert!(matches!(moves[3], ("no point", Some("d"), Why::Successor { .. })));
    assert_eq!(moves[4], ("nothing", None, Why::Unknown));
    assert_eq!((moves.len(), diff.cases_kept), (5, 1));
    assert_eq!(diff.cases[0].worker_before.as_ref().map(StaffId::as_str), Some("p2"));
    assert_eq!(diff.cases[0].worker_after.as_ref().map(StaffId::as_str), Some("p3"));
}

#[test]
fn workers_read_which_grids_they_leave_and_take() {
    let diff = plain(&before(), &after());
    // P2 keeps grid B, smaller; only P3 has other grids.
    let [change] = &diff.workers[..] else { panic!("{:?}", diff.workers) };
    assert_eq!((change.worker.as_str(), change.households_before, change.households_after), ("p3", 400, 600));
    assert_eq!((&change.leaves[..], &change.takes[..]), (&[code("c")][..], &[code("d")][..]));
}

#[test]
fn an_activated_net_holds_from_its_instant_and_the_old_one_before_it() {
    let nets = Nets::new(vec![active(before(), None)]);
    let desk = desk(&nets, Role::Supervisor);
    let drafted = draft(after(), &desk).unwrap();
    assert_eq!(drafted.first().based_on, Some(NetVersion::new(1)));
    let change = activate(drafted.first(), at(10), &plain(&before(), &after()), &desk).unwrap();
    let step = &change.steps()[0];
    assert_eq!((step.fact.verb.as_ref(), &step.fact.about), ("activate_net", &About::Net(2)));
    assert_eq!(step.fact.detail["households"]["move_grid"], 600);
    assert_eq!((step.follow_ups[0].key.as_str(), step.follow_ups[0].not_before), ("2", Some(at(10))));

    let nets = Nets::new(vec![nets.records()[0].clone(), change.first().clone()]);
    let number = |day| nets.in_force_at(at(day)).map(|net| net.version().number());
    assert_eq!((number(1), number(9), number(10), number(30)), (Some(1), Some(1), Some(2), Some(2)));
    assert_eq!(nets.in_force_at(at(1).checked_sub(jiff::SignedDuration::from_secs(1)).unwrap()), None);
    assert_eq!(nets.retired(&code("c")), Some(NetVersion::new(1)));
    assert_eq!(nets.retired(&code("a")), None);
    assert_eq!(nets.next_version().number(), 3);
}

#[test]
fn a_net_is_refused_with_its_reason() {
    let nets = Nets::new(vec![active(before(), None)]);
    let good = draft(after(), &desk(&nets, Role::System)).unwrap().into_steps().remove(0).record;
    let why = |record: &NetRecord, day, diff: &NetDiff, nets: &Nets| {
        activate(record, at(day), diff, &desk(nets, Role::Administrator)).err().map(|refusal| refusal.code)
    };
    let the_diff = plain(&before(), &after());
    assert_eq!(why(&good, 10, &the_diff, &nets), None);
    assert_eq!(why(&good, 4, &the_diff, &nets), Some("net_in_the_past"));
    assert_eq!(why(&good, 10, &plain(&before(), &before()), &nets), Some("net_wrong_diff"));

    let mut activated = good.clone();
    activated.standing = Standing::Activated { at: at(5) };
    assert_eq!(why(&activated, 10, &the_diff, &nets), Some("net_not_a_draft"));
    let later = Nets::new(vec![active(net(1, 20, before().grids().to_vec()), None)]);
    assert_eq!(why(&good, 10, &the_diff, &later), Some("net_dates_overlap"));
    let newer = Nets::new(vec![active(before(), None), active(net(3, 5, before().grids().to_vec()), Some(1))]);
    assert_eq!(why(&good, 10, &the_diff, &newer), Some("net_draft_stale"));

    assert_eq!(draft(after(), &desk(&nets, Role::Handler)).unwrap_err().code, "net_wrong_role");
    assert_eq!(draft(before(), &desk(&nets, Role::System)).unwrap_err().code, "net_version_taken");
}

#[test]
fn ground_left_out_given_twice_or_under_a_wandering_code_is_refused() {
    let nets = Nets::new(vec![active(before(), None)]);
    let attempt = |grids: Vec<NetGrid>, nets: &Nets| {
        let new = net(9, 10, grids);
        let record = draft(new.clone(), &desk(nets, Role::System)).unwrap().into_steps().remove(0).record;
        let diff = diff(nets.latest(), &new, &Evidence::default());
        activate(&record, at(10), &diff, &desk(nets, Role::System)).err().map(|refusal| refusal.code)
    };
    let g = |name: &str, x0: f64, x1: f64| grid(name, 1, "p", rect(x0, 0.0, x1, 100.0));
    assert_eq!(attempt(vec![g("a", 0.0, 100.0), g("b", 100.0, 290.0)], &nets), Some("net_gaps"));
    assert_eq!(attempt(vec![g("a", 0.0, 120.0), g("b", 100.0, 300.0)], &nets), Some("net_overlaps"));
    assert_eq!(attempt(vec![g("a", 100.0, 300.0), g("b", 0.0, 100.0)], &nets), Some("net_code_moved"));
    // A grid that swallows its neighbours keeps its code, and so does one that shrinks.
    assert_eq!(attempt(vec![g("a", 0.0, 300.0)], &nets), None);
    assert_eq!(attempt(vec![g("a", 0.0, 20.0), g("x", 20.0, 300.0)], &nets), None);

    let mut second = active(net(2, 3, vec![g("a", 0.0, 300.0)]), Some(1));
    second.based_on = Some(NetVersion::new(1));
    let nets = Nets::new(vec![active(before(), None), second]);
    assert_eq!(attempt(vec![g("a", 0.0, 100.0), g("b", 100.0, 300.0)], &nets), Some("net_code_retired"));
}

#[test]
fn a_net_is_withdrawn_only_before_it_holds() {
    let nets = Nets::new(vec![active(before(), None)]);
    let desk = desk(&nets, Role::Supervisor);
    let to_come = active(net(2, 9, after().grids().to_vec()), Some(1));
    let change = withdraw(&to_come, "画错了", &desk).unwrap();
    assert_eq!(change.first().standing, Standing::Withdrawn { at: at(5) });
    assert_eq!(change.steps()[0].fact.detail["reason"], "画错了");
    assert_eq!(withdraw(&nets.records()[0], "", &desk).unwrap_err().code, "net_in_force");
    assert_eq!(withdraw(change.first(), "", &desk).unwrap_err().code, "net_not_a_draft");
}

#[test]
fn grids_that_are_no_net_are_refused_by_name() {
    let make = |grids| Net::new(NetVersion::new(1), at(1), grids).err().map(|refusal| refusal.code);
    let square = || rect(0.0, 0.0, 9.0, 9.0);
    assert_eq!(make(vec![]), Some("net_empty"));
    assert_eq!(make(vec![grid("a", 1, "p", square()), grid("a", 1, "p", square())]), Some("net_codes_twice"));
    assert_eq!(make(vec![grid("a", 1, "p", MultiPolygon::new(vec![]))]), Some("net_no_ground"));
    let mut nowhere = square();
    nowhere.0[0].exterior_mut(|ring| ring.0[1].x = f64::NAN);
    assert_eq!(make(vec![grid("a", 1, "p", nowhere)]), Some("net_no_ground"));
}

#[test]
fn a_net_written_and_read_again_is_the_same() {
    let net = after();
    let layer = jingwei_grids::Layer::parse(&net.to_layer().write(Datum::Cgcs2000), None).unwrap().layer;
    let again = Net::from_layer(NetVersion::new(2), at(10), &layer).unwrap();
    // Reading decimals may be off by the last bit of a degree, which is a millionth of a millimetre.
    for (read, written) in again.grids().iter().zip(net.grids()) {
        assert!(
            geo::coords_iter::CoordsIter::coords_iter(&read.shape)
                .zip(geo::CoordsIter::coords_iter(&written.shape))
                .all(|(a, b)| { (a.x - b.x).abs() < 1e-12 && (a.y - b.y).abs() < 1e-12 })
        );
        assert_eq!(NetGrid { shape: written.shape.clone(), ..read.clone() }, *written);
    }
    assert_eq!(again.grids().len(), 3);
}

#[test]
fn two_nets_of_winding_borders_lose_no_household_and_no_ground() {
    let grids = |way: f64, prefix: &str| -> Vec<NetGrid> {
        let shapes = winding(6, 5, 13, way).into_iter().enumerate();
        shapes.map(|(n, shape)| grid(&format!("{prefix}{n:03}"), 300 + u32::try_from(n).unwrap(), "p", shape)).collect()
    };
    let (old, new) = (net(1, 1, grids(0.3, "o")), net(2, 9, grids(2.1, "n")));
    let diff = plain(&old, &new);
    assert!(diff.uncovered.is_empty() && diff.overlaps.is_empty(), "{:?} {:?}", diff.uncovered, diff.overlaps);
    for change in diff.grids.iter().filter(|change| change.fate == Fate::Gone) {
        let households: u32 = change.successors.iter().map(|part| part.households).sum();
        assert_eq!(Some(households), change.households_before, "{change:?}");
    }
    assert_eq!(diff.households.without_grid, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_case_is_never_lost_between_two_nets(points in prop::collection::vec((-20.0..320.0_f64, -20.0..120.0_f64), 1..40)) {
        let cases: Vec<OpenCase> = points.iter().enumerate().map(|(n, (x, y))| {
            let grid = ["a", "b", "c"][n % 3];
            OpenCase { key: n.to_string(), at: (n % 4 != 0).then(|| spot(*x, *y)), grid: Some(code(grid)) }
        }).collect();
        let (old, new) = (before(), after());
        let diff = diff(Some(&old), &new, &Evidence { cases: &cases, ..Evidence::default() });
        prop_assert_eq!(diff.cases.len() + diff.cases_kept, cases.len());
        // Everybody with a grid in the old net has one in the new net, as all its ground is covered.
        prop_assert!(diff.cases.iter().all(|case| case.to.grid.is_some()));
        let moves = Moves::into_net(&new, &diff, 50.0);
        for case in &cases {
            let first = moves.assign(case.at.as_ref(), case.grid.as_ref());
            prop_assert_eq!(&first, &moves.assign(case.at.as_ref(), case.grid.as_ref()));
        }
    }

    #[test]
    fn shapes_that_cross_themselves_break_no_diff(points in prop::collection::vec((0.0..300.0_f64, 0.0..300.0_f64), 3..12)) {
        let wild = support::shape(&[&points]);
        if let Ok(new) = Net::new(NetVersion::new(2), at(9), vec![grid("w", 5, "p", wild)]) {
            let diff = plain(&before(), &new);
            prop_assert!(diff.households.move_grid + diff.households.without_grid <= 1200);
        }
    }
}
