//! Whatever people do, in whatever order and at whatever time: what always holds, holds.

mod support;

use jiff::SignedDuration;
use jingwei_cases::case::Case;
use jingwei_cases::relay::relay;
use jingwei_cases::report::Report;
use jingwei_cases::state::{MOVES, move_of};
use jingwei_cases::{State, Verb, wake};
use jingwei_terms::{Actor, Change, Fact, Role};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;
use support::attempts::attempt;
use support::{NAME, PHONE, SEPTIC_TANK, Story, UNPAID_WAGES, anonymous_call, call, staff};

/// The same walks in every run; another number is another city.
const SEED: RngSeed = RngSeed::Fixed(20_260_928);

/// How somebody comes to what they try.
#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    /// They do what brings the case on, in the role and department that may.
    Onward,
    /// They take any line of the table that holds for the state, in a role that it names.
    Lawful,
    /// They try anything.
    Wild,
}

/// One thing that somebody tries.
#[derive(Debug, Clone)]
struct Try {
    how: How,
    case: usize,
    verb: usize,
    role: usize,
    department: usize,
    seconds: i64,
    n: u8,
    yes: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let seconds = prop_oneof![5 => 0..7_200_i64, 2 => 0..1_000_000_i64, 1 => -10_000..0_i64];
    let how = prop_oneof![8 => Just(How::Onward), 4 => Just(How::Lawful), 1 => Just(How::Wild)];
    let one = (how, 0..3_usize, 0..64_usize, 0..9_usize, 0..4_usize, seconds, any::<u8>(), any::<bool>());
    let one = one.prop_map(|(how, case, verb, role, department, seconds, n, yes)| Try {
        how,
        case,
        verb,
        role,
        department,
        seconds,
        n,
        yes,
    });
    vec(one, 1..80)
}

/// What brings a case on from this state.
fn onward(state: State) -> Verb {
    match state {
        State::Received => Verb::Triage,
        State::ToDispatch => Verb::Dispatch,
        State::Dispatched => Verb::Accept,
        State::Handling => Verb::Handle,
        State::Asking => Verb::Answer,
        State::Suspended => Verb::Resume,
        State::Disputed => Verb::Rule,
        State::Handled => Verb::Verify,
        State::Verified => Verb::Reply,
        State::Replied => Verb::Feedback,
        State::Closed => Verb::Reopen,
        State::Merged => Verb::Split,
    }
}

/// Three cases of one city, and everything that was told of them.
struct City {
    stories: Vec<Story>,
    facts: Vec<Vec<Fact>>,
}

impl City {
    fn new() -> Self {
        let reports = [call(SEPTIC_TANK), call(UNPAID_WAGES), anonymous_call(SEPTIC_TANK)];
        let begin = |(n, report)| Story::numbered(n, "2026-09-28 09:00", report);
        let stories: Vec<Story> = (1..).zip(reports).map(begin).collect();
        let facts = stories.iter().map(|s| s.facts.clone()).collect();
        Self { stories, facts }
    }

    fn actor(&self, case: &Case, role: Role, department: usize) -> Actor {
        let lead = case.lead().map_or_else(|| "street-990102001".to_owned(), ToString::to_string);
        let helper = case.tasks.last().map_or_else(|| lead.clone(), |t| t.department.to_string());
        match role {
            Role::Resident => Actor::resident(),
            Role::System => Actor::system(),
            _ => staff(role, &format!("person-{department}"), [lead.as_str(), &lead, &helper, "drainage"][department]),
        }
    }

    fn step(&mut self, it: &Try) {
        let now = self.stories[0].now.max(support::at("2026-09-28 09:00")) + SignedDuration::from_secs(it.seconds);
        self.stories.iter_mut().for_each(|s| s.now = now);
        let case = self.stories[it.case].case.clone();
        let possible: Vec<_> = MOVES.iter().filter(|m| m.from.contains(&case.state)).collect();
        let line = match it.how {
            How::Onward => move_of(onward(case.state)).expect("its line"),
            _ => possible[it.verb % possible.len()],
        };
        let (verb, role) = match it.how {
            How::Wild => (Verb::ALL[it.verb % Verb::ALL.len()], Role::ALL[it.role]),
            _ => (line.verb, line.by[it.role % line.by.len()]),
        };
        let (department, n) = match it.how {
            // The check is for somebody else than the lead.
            How::Onward if verb == Verb::Verify => (3, 0),
            How::Onward if verb == Verb::Feedback => (0, it.n),
            How::Onward => (0, 0),
            _ => (it.department, it.n),
        };
        let other = self.other(&case, it.n);
        let actor = self.actor(&case, role, department);
        let desk = self.stories[it.case].desk(actor);
        if let Some(Ok(change)) = attempt(verb, &case, &other, n, it.yes, &desk) {
            self.apply(change);
            self.relay();
        }
    }

    /// The lead that a merged case follows, or any other case.
    fn other(&self, case: &Case, n: u8) -> Case {
        let led_by = self.stories.iter().find(|s| s.case.members().iter().any(|m| m.id == case.id));
        led_by.unwrap_or(&self.stories[usize::from(n) % 3]).case.clone()
    }

    fn apply(&mut self, change: Change<jingwei_cases::Docket>) {
        for step in change.into_steps() {
            let index = self.stories.iter().position(|s| s.case.id == step.record.case.id).expect("one of ours");
            let before = &self.stories[index].case;
            let after = &step.record.case;
            let verb = Verb::from_code(&step.fact.verb).expect("a verb of this room");
            let line = move_of(verb).expect("its line");
            let moved = before.state == after.state || line.to.contains(&after.state);
            assert!(moved, "{} moved {:?} to {:?}", verb.code(), before.state, after.state);
            assert_eq!(step.expected, Some(before.version));
            self.facts[index].push(step.fact);
            assert_eq!(after.version.number() as usize, self.facts[index].len(), "a fact for every change");
            holds(&step.record);
            self.stories[index].case = after.clone();
            self.stories[index].docket = step.record;
        }
    }

    fn relay(&mut self) {
        for lead in 0..3 {
            for member in 0..3 {
                let desk = self.stories[member].desk(Actor::system());
                if let Some(change) = relay(&self.stories[member].case, &self.stories[lead].case, &desk) {
                    self.apply(change);
                    let again = relay(&self.stories[member].case, &self.stories[lead].case, &desk);
                    assert_eq!(again, None, "doing it twice does nothing twice");
                }
            }
        }
    }

    /// The program does what is due now; then it waits for something in the future, and comes to an end.
    fn wakes(&mut self, index: usize) {
        let mut acts = 0;
        while let Some(at) = self.stories[index].docket.wake_at {
            let story = &mut self.stories[index];
            story.now = story.now.max(at);
            let now = story.now;
            let desk = story.desk(Actor::system());
            while let Some(change) = wake::wake(&self.stories[index].case, &desk).expect("nobody else is at work") {
                acts += 1;
                assert!(acts <= 20, "the program never comes to rest");
                self.apply(change);
            }
            assert!(self.stories[index].docket.wake_at.is_none_or(|next| next > now), "it looks ahead");
        }
    }
}

/// What is true of every case at every moment.
fn holds(docket: &jingwei_cases::Docket) {
    let case = &docket.case;
    if case.state == State::Closed {
        assert!(case.clocks.all().iter().all(|c| c.clock.is_stopped()), "a closed case has a clock that runs");
        assert!(case.tasks.iter().all(|t| !t.is_open() && t.clock.is_stopped()), "a closed case has an open task");
        assert!(case.closing.is_some(), "a closed case has an end");
    }
    if !case.state.is_open() {
        assert_eq!(docket.due_at, None);
    }
    let stages = case.clocks.all().iter().filter(|c| !c.clock.is_stopped()).map(|c| c.stage);
    let mut open: Vec<_> = stages.collect();
    open.sort_unstable();
    open.dedup();
    assert_eq!(open.len(), case.clocks.all().iter().filter(|c| !c.clock.is_stopped()).count(), "one clock a stage");
    if matches!(case.state, State::Dispatched | State::Handling) {
        assert!(case.lead().is_some(), "somebody leads");
        let handling = case.clocks.open(jingwei_cases::clocks::Stage::Handle);
        assert!(handling.is_some_and(|c| c.clock.is_running()), "work that is due has a running clock");
    }
    if case.state == State::Asking || case.state == State::Suspended {
        let handling = case.clocks.open(jingwei_cases::clocks::Stage::Handle);
        assert!(handling.is_some_and(|c| c.clock.is_paused()));
    }
    let written = serde_json::to_string(case).expect("a case can be written");
    let read: Case = serde_json::from_str(&written).expect("it can be read");
    assert_eq!(&read, case, "a case comes back as it was");
}

#[test]
fn whatever_people_do_the_promises_of_the_room_hold() {
    let (states, verbs) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
    let config = ProptestConfig { cases: 256, rng_seed: SEED, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&tries(), |tries| {
        let mut city = City::new();
        for it in &tries {
            city.step(it);
            states.borrow_mut().extend(city.stories.iter().map(|s| s.case.state));
        }
        for index in 0..3 {
            city.wakes(index);
            city.relay();
        }
        let told = serde_json::to_string(&city.facts).expect("facts can be written");
        prop_assert!(!told.contains(NAME) && !told.contains(PHONE));
        verbs.borrow_mut().extend(city.facts.iter().flatten().filter_map(|f| Verb::from_code(&f.verb)));
        Ok(())
    });
    outcome.unwrap_or_else(|why| unreachable!("{why}"));
    // A walk that never left the door would prove nothing.
    let unseen: Vec<State> = State::ALL.into_iter().filter(|s| !states.borrow().contains(s)).collect();
    assert_eq!(unseen, [], "no walk came to these states");
    // Nothing here was imported, and a walk seldom comes to a late case's appeal or an answered whistle; they have their stories.
    let rare = [Verb::CarryOver, Verb::Appeal, Verb::Assess];
    let unseen: Vec<Verb> =
        Verb::ALL.into_iter().filter(|v| !verbs.borrow().contains(v) && !rare.contains(v)).collect();
    assert_eq!(unseen, [], "no walk did these");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, rng_seed: SEED, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_filed_or_refused_and_what_is_filed_can_be_read_again(
        title in any::<String>(), description in any::<String>(), address in any::<String>(),
        name in any::<String>(), phone in "[0-9 +()*#-]{0,45}", source in any::<String>(),
    ) {
        let mut report = Report { title, ..call(SEPTIC_TANK) };
        report.description = description;
        report.place.address = address;
        report.reporter = Some(jingwei_cases::case::Reporter { name, phone });
        report.source = Some(jingwei_cases::case::Source { system: "any".to_owned(), key: source });
        if let Ok(change) = Story::try_to_file(1, "2026-09-28 09:00", report) {
            holds(change.first());
        }
    }
}

#[test]
fn hostile_texts_are_refused_by_name_and_odd_ones_are_kept_as_they_are() {
    let long = "长".repeat(20_001);
    let cases = [
        ("有\u{0}空字符", Err("control_character")),
        ("\u{1b}[31m红", Err("control_character")),
        (long.as_str(), Err("too_long")),
        ("", Err("missing_text")),
        (" \n\t\u{3000}", Err("missing_text")),
        ("\u{200b}\u{200f}\u{feff}\u{2060}", Err("missing_text")),
        ("\u{202e}字右到左", Ok(())),
        ("👨‍👩‍👧‍👦🚧第一行\n第二行\r\n\t缩进", Ok(())),
        ("<script>alert(1)</script>'; DROP TABLE cases;--", Ok(())),
    ];
    for (text, expected) in cases {
        let report = Report { description: text.to_owned(), ..call(SEPTIC_TANK) };
        let filed = Story::try_to_file(1, "2026-09-28 09:00", report);
        if let Ok(change) = &filed {
            assert_eq!(change.first().case.intake.description, text);
        }
        assert_eq!(filed.map(|_| ()).map_err(|no| no.code), expected, "{text:.20}");
    }
    let just = Report { description: "长".repeat(20_000), ..call(SEPTIC_TANK) };
    assert!(Story::try_to_file(1, "2026-09-28 09:00", just).is_ok());
}

#[test]
fn times_that_are_not_possible_are_refused_and_a_phone_may_be_ten_minutes_ahead() {
    let cases = [
        ("1999-12-31 23:59:59", Err("impossible_time")),
        ("2000-01-01 08:00:00", Ok("2000-01-01 08:00:00")),
        ("2026-09-28 09:10:00", Ok("2026-09-28 09:00:00")),
        ("2026-09-28 09:10:01", Err("impossible_time")),
    ];
    for (when, expected) in cases {
        let report = Report { filed_at: Some(support::at(when)), ..call(SEPTIC_TANK) };
        let filed = Story::try_to_file(1, "2026-09-28 09:00", report);
        let filed = filed.map(|change| support::civil(change.first().case.intake.filed_at)).map_err(|no| no.code);
        assert_eq!(filed.as_deref().map_err(|code| *code), expected, "{when}");
        let report = Report { occurred_at: Some(support::at(when)), ..call(SEPTIC_TANK) };
        let filed = Story::try_to_file(1, "2026-09-28 09:00", report).map(|_| ()).map_err(|no| no.code);
        assert_eq!(filed, expected.map(|_| ()), "{when}");
    }
}
