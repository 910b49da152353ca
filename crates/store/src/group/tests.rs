//! A group decided at once gives what its commits give one at a time.

use super::*;
use crate::columns::CaseColumns;
use crate::prepare::CredentialRecord;
use jingwei_terms::Version;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a made-up commit does: to which of a few records, from which version, under which of a few commands.
#[derive(Debug, Clone)]
struct Wish {
    command: u8,
    payload: u8,
    steps: Vec<Touch>,
}

#[derive(Debug, Clone)]
enum Touch {
    Case { id: u8, seen: Option<u32>, source: Option<u8>, day: u8, reporter: Option<bool> },
    Account { name: u8, seen: Option<u32> },
}

fn touch() -> impl Strategy<Value = Touch> {
    let seen = || prop::option::weighted(0.6, 1_u32..4);
    let case = (0_u8..5, seen(), prop::option::weighted(0.3, 0_u8..3), 0_u8..3, prop::option::of(any::<bool>()));
    prop_oneof![
        4 => case.prop_map(|(id, seen, source, day, reporter)| Touch::Case { id, seen, source, day, reporter }),
        1 => (0_u8..2, seen()).prop_map(|(name, seen)| Touch::Account { name, seen }),
    ]
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let steps = prop::collection::vec(touch(), 1..4);
    let wish = (0_u8..12, 0_u8..8, steps).prop_map(|(command, payload, steps)| Wish {
        command,
        // Now and then the same command comes with other words.
        payload: u8::from(payload == 0),
        steps,
    });
    prop::collection::vec(wish, 1..24)
}

fn uuid(kind: u8, n: u8) -> Uuid {
    Uuid::from_bytes([kind, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

fn prepared(wish: &Wish, nth: usize) -> Prepared {
    Prepared {
        command: CommandId::new(uuid(1, wish.command)),
        payload_sha256: [wish.payload; 32],
        steps: wish.steps.iter().enumerate().map(|(at, touch)| step(touch, nth * 10 + at)).collect(),
        reveals: None,
    }
}

fn step(touch: &Touch, nth: usize) -> PreparedStep {
    let day = match touch {
        Touch::Case { day, .. } => i64::from(*day),
        Touch::Account { .. } => 0,
    };
    let (about, expected, record) = match touch {
        Touch::Case { id, seen, source, reporter, .. } => {
            let id = CaseId::new(uuid(2, *id));
            let record = Record::Case(Box::new(case(id, seen.is_none(), *source, *reporter, nth)));
            (About::Case(id), *seen, record)
        }
        Touch::Account { name, seen } => {
            let name = format!("account {name}");
            let body = format!("{{\"n\":{nth}}}").into_bytes();
            (About::Account(name.clone()), *seen, Record::Account(CredentialRecord { key: name, body }))
        }
    };
    PreparedStep {
        about,
        verb: "test".to_owned(),
        at: jiff::Timestamp::from_millisecond(1_790_000_000_000 + day * 86_400_000).expect("a day of 2026"),
        expected: expected.map(Version::new),
        fact: b"{}".to_vec(),
        salt: [7; 16],
        record,
        follow_ups: vec![PreparedFollowUp { job: "j".into(), key: nth.to_string(), due_ms: 0, body: b"{}".to_vec() }],
    }
}

fn case(id: CaseId, new: bool, source: Option<u8>, reporter: Option<bool>, nth: usize) -> CaseRecord {
    let body = format!("body {nth}").into_bytes();
    CaseRecord {
        id,
        columns: CaseColumns {
            state: "received",
            is_open: true,
            hidden: false,
            headline: String::new(),
            address: String::new(),
            lng: None,
            lat: None,
            area: None,
            grid: None,
            kind: None,
            lead: None,
            channel: "web".to_owned(),
            property: "help".to_owned(),
            filed_ms: 1_790_000_000_000,
            due_ms: None,
            source: source.map(|key| Source { system: "s".to_owned(), key: key.to_string() }),
            departments: BTreeSet::new(),
            hands: BTreeSet::new(),
        },
        facets: format!("n:{nth}"),
        words: if new { BTreeSet::from([format!("w{nth}")]) } else { BTreeSet::new() },
        wake_ms: None,
        body_sha256: seal::sha256(&body),
        body,
        contact: match reporter {
            None => Contact::Keep,
            Some(true) => Contact::Erase,
            Some(false) => Contact::Store { salt: [3; 16], body: nth.to_string().into_bytes() },
        },
    }
}

/// Place, number, version, facets, words and body of a case.
type Filed = (i64, String, u32, String, BTreeSet<String>, Vec<u8>);

/// A database in memory, as plain as can be: what plans write, one after another.
#[derive(Default, Debug, PartialEq)]
struct Base {
    leaves: Vec<(u64, Vec<u8>)>,
    commands: BTreeMap<Uuid, ([u8; 32], Vec<u8>)>,
    cases: BTreeMap<CaseId, Filed>,
    sources: BTreeMap<String, CaseId>,
    reporters: BTreeMap<CaseId, Vec<u8>>,
    accounts: BTreeMap<String, (u32, Vec<u8>)>,
    follow_ups: BTreeMap<(u64, u16), String>,
    serials: BTreeMap<i32, u32>,
}

impl Base {
    fn present(&self) -> Present {
        let cases = self.cases.iter().map(|(id, (seq, number, version, facets, ..))| {
            let (version, number, facets) = (Version::new(*version), number.clone(), facets.clone());
            (*id, PresentCase { version, seq: *seq, number, facets })
        });
        let sources = self
            .sources
            .iter()
            .map(|(key, id)| (Source { system: "s".to_owned(), key: key.clone() }, (*id, self.cases[id].1.clone())));
        let commands = self.commands.iter().map(|(id, (payload, receipt))| {
            (CommandId::new(*id), Known { payload_sha256: *payload, receipt: receipt.clone() })
        });
        let others =
            self.accounts.iter().map(|(name, (version, _))| (seal::name::account(name), Version::new(*version)));
        Present {
            size: self.leaves.len() as u64,
            commands: commands.collect(),
            cases: cases.collect(),
            sources: sources.collect(),
            others: others.collect(),
            serials: self.serials.clone(),
        }
    }

    /// Carries out a group and tells how each commit fared.
    fn carry_out(&mut self, group: &[Prepared]) -> Vec<String> {
        let plan = plan(group, self.present());
        for leaf in &plan.leaves {
            assert_eq!(leaf.index, self.leaves.len() as u64, "a gap in the ledger");
            self.leaves.push((leaf.index, leaf.body.clone()));
        }
        for row in &plan.commands {
            let payload = row.payload_sha256.clone().try_into().expect("32 bytes");
            assert!(self.commands.insert(row.command.uuid(), (payload, row.receipt.clone())).is_none());
        }
        for case in &plan.cases {
            self.write_case(case);
        }
        self.reporters.extend(plan.reporters.iter().map(|row| (row.case, row.body.clone())));
        plan.erased.iter().for_each(|case| drop(self.reporters.remove(case)));
        let accounts = plan.accounts.iter();
        self.accounts.extend(accounts.map(|(name, a)| (name.clone(), (a.version.number(), a.row.body.clone()))));
        let follow_ups = plan.follow_ups.iter();
        self.follow_ups.extend(follow_ups.map(|(row, f)| ((row.ledger_index, row.ordinal), f.key.clone())));
        self.serials.extend(&plan.serials);
        assert_eq!(plan.size, self.leaves.len() as u64);
        plan.answers.iter().map(|answer| format!("{answer:?}")).collect()
    }

    fn write_case(&mut self, case: &PlannedCase<'_>) {
        let words = match self.cases.get(&case.record.id) {
            Some((_, _, _, facets, words, _)) => {
                assert_eq!(case.before.as_ref(), Some(facets), "an update must know what stood there");
                words.clone()
            }
            None => case.filing.expect("a new case brings its filing").words.clone(),
        };
        if let Some(filing) = case.filing
            && let Some(source) = &filing.columns.source
        {
            self.sources.entry(source.key.clone()).or_insert(case.record.id);
        }
        let row = (
            case.seq,
            case.number.clone(),
            case.version.number(),
            case.record.facets.clone(),
            words,
            case.record.body.clone(),
        );
        self.cases.insert(case.record.id, row);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_group_is_decided_as_its_commits_would_be_one_at_a_time(wishes in wishes(), cut in 0_usize..24) {
        let commits: Vec<Prepared> = wishes.iter().enumerate().map(|(nth, wish)| prepared(wish, nth)).collect();
        let mut alone = Base::default();
        let one_by_one: Vec<String> = commits.chunks(1).flat_map(|commit| alone.carry_out(commit)).collect();
        let mut grouped = Base::default();
        let (first, second) = commits.split_at(cut.min(commits.len()));
        let mut together = grouped.carry_out(first);
        together.extend(grouped.carry_out(second));
        prop_assert_eq!(together, one_by_one);
        prop_assert_eq!(grouped, alone);
    }
}
