//! Cases made up by number: the same number gives the same case, on every machine and in every run.

use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Anonymity, Case, Channel, Dispatch, Docket, Hand, Intake, Property, Reporter, Source};
use jingwei_cases::clocks::Clocks;
use jingwei_cases::state::State;
use jingwei_store::Commit;
use jingwei_terms::{
    About, Actor, CaseId, Change, CommandId, Datum, DepartmentCode, Fact, FollowUp, Location, Place, RuleRef, Version,
};
use serde_json::json;
use uuid::Uuid;

const PLACES: [&str; 6] = ["幸福小区", "听澜路", "滨江大道", "人民广场", "三号地铁站", "和平里"];
const THINGS: [&str; 8] =
    ["路灯不亮", "井盖松动", "垃圾堆放", "施工噪声", "违章停车", "树枝断落", "水管漏水", "道路坑洼"];
const WISHES: [&str; 4] = ["请尽快处理", "影响居民出行", "已经多日无人管", "谢谢"];
const DEPARTMENTS: [&str; 12] = [
    "urban-management",
    "housing",
    "transport",
    "police",
    "water",
    "power",
    "gas",
    "health",
    "education",
    "civil",
    "market",
    "environment",
];
const STATES: [State; 5] = [State::Received, State::ToDispatch, State::Dispatched, State::Handling, State::Closed];
const CHANNELS: [Channel; 4] = [Channel::Phone, Channel::Web, Channel::Field, Channel::Open311];
const PROPERTIES: [Property; 3] = [Property::Complaint, Property::Help, Property::Consultation];

/// A number that looks like chance (SplitMix64).
pub(crate) fn scatter(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn one_of<T: Copy>(choices: &[T], chance: u64) -> T {
    choices[usize::try_from(chance % choices.len() as u64).expect("a small number")]
}

/// Begins of the time in which everything happens.
pub(crate) fn start() -> Timestamp {
    "2026-11-01T00:00:00Z".parse().expect("a date")
}

/// The instant of the case with this number: one every twenty seconds.
pub(crate) fn at(n: u64) -> Timestamp {
    start() + SignedDuration::from_secs(20 * i64::try_from(n).expect("a small number"))
}

/// Ids that begin with their time, as clients make them.
fn uuid(kind: u8, n: u64) -> Uuid {
    let ms = u64::try_from(at(n).as_millisecond()).expect("after 1970");
    let chance = scatter(n * 4 + u64::from(kind)).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&ms.to_be_bytes()[2..]);
    bytes[6..14].copy_from_slice(&chance);
    bytes[14] = kind;
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Uuid::from_bytes(bytes)
}

/// The case with this number.
pub(crate) fn id(n: u64) -> CaseId {
    CaseId::new(uuid(1, n))
}

/// A command of its own for each number and round.
pub(crate) fn command(n: u64, round: u64) -> CommandId {
    CommandId::new(uuid(2, n + round * 100_000_000))
}

/// A new case. Its properties are scattered as a city's are: some values frequent, most rare.
pub(crate) fn case(n: u64) -> Case {
    let chance = scatter(n);
    let every = |k: u64| n.is_multiple_of(k);
    let part = |k: u32| chance.rotate_right(k * 7) >> 8;
    let street = part(1) % 30;
    let community = part(2) % 6 + 1;
    let area = format!("9901{:02}{:03}{community:03}", street % 5 + 1, street + 1);
    let state = if every(10) { one_of(&STATES[..4], part(3)) } else { State::Closed };
    let lng = 114.0 + (part(4) % 10_000) as f64 / 20_000.0;
    let lat = 22.5 + (part(5) % 10_000) as f64 / 20_000.0;
    let department = one_of(&DEPARTMENTS, part(6) & part(7));
    let dispatched = matches!(state, State::Dispatched | State::Handling | State::Closed);
    Case {
        id: id(n),
        version: Version::FIRST,
        number: String::new(),
        key_sha256: format!("{chance:064x}"),
        intake: intake(n, part),
        place: Place {
            address: format!("{}{}号{}栋", one_of(&PLACES, part(8)), part(9) % 200 + 1, part(1) % 20 + 1),
            location: (!every(7)).then(|| Location::new(lng, lat, Datum::Wgs84).expect("a point in the city")),
            area: Some(area.parse().expect("a code")),
            grid: (!every(3)).then(|| format!("{area}{:02}", part(3) % 20).parse().expect("a code")),
        },
        regrids: vec![],
        kind: (!every(11)).then(|| format!("M{:02}{:03}", part(4) % 10 + 1, part(5) % 30 + 1).parse().expect("a code")),
        state,
        clocks: Clocks::default(),
        triage: None,
        advice: None,
        dispatches: dispatched.then(|| dispatch(at(n), department)).into_iter().collect(),
        hands: (dispatched && !every(3)).then(|| hand(at(n), department, part(5) % 3)).into_iter().collect(),
        tasks: vec![],
        questions: vec![],
        extensions: vec![],
        suspensions: vec![],
        supervisions: vec![],
        handlings: vec![],
        checks: vec![],
        replies: vec![],
        feedback: vec![],
        round: 0,
        closing: None,
        evaluation: None,
        appeal: None,
        exempt: false,
        cluster: None,
        hidden: None,
        accesses: vec![],
        contact_erased_at: None,
    }
}

fn intake(n: u64, part: impl Fn(u32) -> u64) -> Intake {
    let thing = one_of(&THINGS, part(1));
    Intake {
        channel: one_of(&CHANNELS, part(2)),
        property: one_of(&PROPERTIES, part(3)),
        title: if n.is_multiple_of(2) { thing.to_owned() } else { String::new() },
        description: format!(
            "{}附近{thing}，{}，{}。编号{}。",
            one_of(&PLACES, part(8)),
            one_of(&THINGS, part(4)),
            one_of(&WISHES, part(5)),
            part(6) % 5000
        ),
        filed_at: at(n),
        occurred_at: None,
        anonymity: Anonymity::Confidential,
        reachable: true,
        contact_given: !n.is_multiple_of(4),
        attachments: vec![],
        source: n.is_multiple_of(5).then(|| Source { system: "旧热线".to_owned(), key: format!("L{n}") }),
        filed_by: Actor::system(),
    }
}

/// A dispatch to this department.
pub(crate) fn dispatch(at: Timestamp, department: &str) -> Dispatch {
    Dispatch {
        at,
        lead: department.parse().expect("a code"),
        copy_to: vec![],
        rule: RuleRef { version: "2026.1".to_owned(), rule: "R1".to_owned(), basis: String::new() },
        evidence: vec!["kind".to_owned()],
        reason: String::new(),
        designated: false,
        accepted_at: None,
        returned: None,
    }
}

/// One of the department's handlers takes the case.
pub(crate) fn hand(at: Timestamp, department: &str, who: u64) -> Hand {
    let department: DepartmentCode = department.parse().expect("a code");
    Hand { at, staff: format!("{department}-{who}").parse().expect("a name"), department }
}

/// The case with its clocks and, for most, somebody to call back.
pub(crate) fn docket(n: u64) -> Docket {
    let case = case(n);
    let open = case.state.is_open();
    let hours = |h: u64| SignedDuration::from_hours(i64::try_from(h).expect("a small number"));
    Docket {
        reporter: (!n.is_multiple_of(4))
            .then(|| Reporter { name: "王女士".to_owned(), phone: format!("1390000{:04}", scatter(n) % 10_000) }),
        wake_at: open.then(|| at(n) + hours(scatter(n) % 48)),
        due_at: (open && n % 3 != 1).then(|| at(n) + hours(scatter(n + 1) % 240)),
        case,
    }
}

/// The fact of this verb about this case.
pub(crate) fn fact(command: CommandId, at: Timestamp, verb: &'static str, case: CaseId) -> Fact {
    Fact::new(command, at, Actor::system(), verb, About::Case(case)).with(json!({ "remark": "为测试而作" }))
}

/// The filing of the case with this number; every eighth asks for a follow-up.
pub(crate) fn file(n: u64) -> Commit<Docket> {
    file_as(command(n, 0), n)
}

/// The same under another command.
pub(crate) fn file_as(command: CommandId, n: u64) -> Commit<Docket> {
    let docket = docket(n);
    let id = docket.case.id;
    let mut change = Change::made(docket, fact(command, at(n), "file", id));
    if n.is_multiple_of(8) {
        change = change.then(FollowUp {
            job: "duplicates".to_owned(),
            key: id.to_string(),
            not_before: None,
            payload: json!({ "case": id }),
        });
    }
    Commit::new(command, payload(n), change)
}

/// What the client of this number is taken to have sent.
pub(crate) fn payload(n: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&scatter(n).to_be_bytes());
    bytes
}

/// A further change of a case that was loaded.
pub(crate) fn change(
    mut case: Case,
    round: u64,
    n: u64,
    verb: &'static str,
    edit: impl FnOnce(&mut Case),
) -> Commit<Docket> {
    let (id, seen, command) = (case.id, case.version, command(n, round));
    edit(&mut case);
    let docket = Docket { case, reporter: None, wake_at: None, due_at: None };
    let when = at(n) + SignedDuration::from_mins(i64::try_from(round).expect("a small number"));
    Commit::new(command, payload(n + round), Change::changed(docket, seen, fact(command, when, verb, id)))
}
