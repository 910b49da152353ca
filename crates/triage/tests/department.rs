//! The memory of confirmed handlings: it never peeks, never forgets who may be named, and comes back from its bytes as it was.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::Timestamp;
use jiff::civil::date;
use jingwei_triage::department::{
    Abstention, CatalogueSays, DepartmentAdvice, Event, Evidence, Handling, Memory, MemoryError, MemorySettings, Note,
    Replay, ReplayError, Reviewed, Situation, Units, advise,
};
use proptest::prelude::*;

const STREETS: [&str; 3] = ["龙田街道", "碧岭街道", "坑梓街道"];
const KINDS: [&str; 4] = ["无照经营游商", "下水井盖", "道路破损", "噪声"];

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_530_000_000 + hour * 3600).unwrap()
}

fn handling(hour: i64, kind: &str, street: &str, unit: &str) -> Handling {
    let situation = Situation::at(at(hour)).with("kind", kind).with("street", street);
    Handling::new(situation, unit, Reviewed::Accepted).unwrap()
}

/// A town where every kind has its unit, street by street for the first kind.
fn unit_of(kind: usize, street: usize) -> String {
    match kind {
        0 => format!("{}综合执法队", STREETS[street]),
        1 => "水务公司".to_owned(),
        2 => "交通运输局".to_owned(),
        _ => "环保局".to_owned(),
    }
}

fn town(hours: std::ops::Range<i64>) -> Memory {
    let mut memory = Memory::new(MemorySettings::default());
    for hour in hours {
        let (kind, street) = (usize::try_from(hour * 7 % 4).unwrap(), usize::try_from(hour * 5 % 3).unwrap());
        memory.learn(&handling(hour, KINDS[kind], STREETS[street], &unit_of(kind, street)));
    }
    memory
}

fn situation(kind: &str, street: &str) -> Situation {
    Situation::at(at(10_000)).with("kind", kind).with("street", street)
}

fn best(advice: &DepartmentAdvice) -> &str {
    advice.items.first().map_or("", |item| &item.unit)
}

#[test]
fn a_settled_town_is_known_with_evidence() {
    let memory = town(0..400);
    let advice = memory.suggest(&situation("下水井盖", "碧岭街道"), &Units::unknown());
    assert!(!advice.abstained, "{advice:?}");
    assert_eq!(best(&advice), "水务公司");
    let Evidence::History { alike, went, of, .. } = &advice.items[0].evidence[0] else { panic!("{advice:?}") };
    assert_eq!((*went, *of, alike.len()), (14, 14, 2));
    let zh = advice.items[0].evidence[0].zh("水务公司");
    assert!(zh.contains("下水井盖、碧岭街道") && zh.contains("最近经确认的 14 件中有 14 件由水务公司办理"), "{zh}");
}

#[test]
fn a_street_that_never_had_the_kind_gets_the_office_of_its_own_name() {
    let mut memory = Memory::new(MemorySettings::default());
    for hour in 0..300 {
        let street = usize::try_from(hour % 2).unwrap();
        memory.learn(&handling(hour, "无照经营游商", STREETS[street], &unit_of(0, street)));
        memory.learn(&handling(hour, "噪声", STREETS[2], "环保局"));
        if hour < 10 {
            memory.learn(&handling(hour, "店外经营", STREETS[2], &unit_of(0, 2)));
        }
    }
    let advice = memory.suggest(&situation("无照经营游商", STREETS[2]), &Units::unknown());
    assert_eq!(best(&advice), "坑梓街道综合执法队", "{advice:?}");
    assert!(
        advice.items[0].evidence.iter().any(|e| matches!(e, Evidence::Name { feature, .. } if feature == "street"))
    );
}

#[test]
fn a_unit_that_vanished_is_never_named_and_a_renamed_one_by_todays_name() {
    let memory = town(0..400);
    let asked = situation("下水井盖", "碧岭街道");
    let renamed = Units::in_force(["水务集团", "交通运输局"]).renamed("水务公司", "水务集团");
    let advice = memory.suggest(&asked, &renamed);
    assert_eq!(best(&advice), "水务集团");
    assert!(!advice.abstained, "{advice:?}");
    let gone = memory.suggest(&asked, &Units::in_force(["交通运输局"]));
    assert!(gone.abstained && gone.items.iter().all(|item| item.unit == "交通运输局"), "{gone:?}");
    let none = memory.suggest(&asked, &Units::in_force(["别的单位"]));
    assert_eq!((none.items.len(), none.why), (0, Some(Abstention::UnitsVanished)));
}

#[test]
fn a_unit_under_a_fuller_name_is_followed_after_its_first_cases() {
    let mut memory = town(0..400);
    for hour in 400..404 {
        memory.learn(&handling(hour, KINDS[0], STREETS[0], "龙田街道综合执法队（龙田街道办事处）"));
    }
    let advice = memory.suggest(&situation(KINDS[0], STREETS[0]), &Units::unknown());
    assert_eq!(best(&advice), "龙田街道综合执法队（龙田街道办事处）", "{advice:?}");
}

#[test]
fn a_unit_that_goes_on_under_another_number_is_recognised_by_its_cases() {
    let mut memory = town(0..800);
    for hour in 800..804 {
        memory.learn(&handling(hour, "下水井盖", STREETS[usize::try_from(hour % 2).unwrap()], "W-77"));
    }
    // The third street has not seen the new number yet, and gets it nevertheless.
    let advice = memory.suggest(&situation("下水井盖", STREETS[2]), &Units::unknown());
    assert_eq!(best(&advice), "W-77", "{advice:?}");
}

#[test]
fn the_catalogue_rules_and_history_may_only_remark() {
    let memory = town(0..400);
    let asked = situation("下水井盖", "碧岭街道");
    let says =
        |unit: &str| CatalogueSays { rule: "R-1".to_owned(), version: "2024.1".to_owned(), unit: unit.to_owned() };
    let ruled = advise(Some(&says("城管局")), &memory, &asked, &Units::unknown());
    assert_eq!((best(&ruled), ruled.abstained, ruled.items.len()), ("城管局", false, 1));
    let [Note::HistoryDisagrees { went_to, .. }] = &ruled.notes[..] else { panic!("{ruled:?}") };
    assert_eq!(went_to.unit, "水务公司");
    let agreed = advise(Some(&says("水务公司")), &memory, &asked, &Units::unknown());
    assert!(agreed.notes.is_empty() && agreed.items[0].evidence.len() > 1, "{agreed:?}");
    let silent = advise(None, &memory, &asked, &Units::unknown());
    assert_eq!(best(&silent), "水务公司");
    let gone = advise(Some(&says("城管局")), &memory, &asked, &Units::in_force(["水务公司"]));
    assert_eq!(best(&gone), "水务公司");
    assert!(matches!(&gone.notes[..], [Note::RuleNamesVanishedUnit { .. }]));
}

#[test]
fn an_empty_memory_abstains_and_says_why() {
    let advice = Memory::new(MemorySettings::default()).suggest(&situation("噪声", "龙田街道"), &Units::unknown());
    assert_eq!((advice.abstained, advice.why), (true, Some(Abstention::NoHistory)));
}

#[test]
fn a_kept_memory_comes_back_as_it_was_and_goes_on_as_it_would_have() {
    let mut memory = town(0..500);
    let bytes = memory.to_bytes();
    assert_eq!(bytes, town(0..500).to_bytes(), "the same handlings give the same bytes");
    let mut back = Memory::from_bytes(&bytes, MemorySettings::default()).unwrap();
    assert_eq!(back.handlings(), 500);
    for hour in 500..600 {
        let next = handling(hour, KINDS[usize::try_from(hour % 4).unwrap()], STREETS[0], "另一单位");
        memory.learn(&next);
        back.learn(&next);
    }
    assert_eq!(memory.to_bytes(), back.to_bytes());
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
}

#[test]
fn bytes_that_are_no_memory_are_told_so() {
    let settings = MemorySettings::default();
    let bytes = town(0..50).to_bytes();
    assert_eq!(Memory::from_bytes(b"", settings).err(), Some(MemoryError::NotAMemory));
    assert_eq!(Memory::from_bytes(b"jwmemory", settings).err(), Some(MemoryError::Damaged));
    let mut other = bytes.clone();
    other[8] = 9;
    assert_eq!(Memory::from_bytes(&other, settings).err(), Some(MemoryError::OtherVersion(9)));
    for at in [12, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert_eq!(Memory::from_bytes(&damaged, settings).err(), Some(MemoryError::Damaged), "byte {at}");
        assert_eq!(Memory::from_bytes(&bytes[..at], settings).err(), Some(MemoryError::Damaged), "cut at {at}");
    }
}

#[test]
fn a_replay_says_no_to_what_it_cannot_replay() {
    assert_eq!(Replay::new(&[], 0.1).err(), Some(ReplayError::NoFeatures));
    assert_eq!(Replay::new(&["a", "b", "a"], 0.1).err(), Some(ReplayError::Twice("a".to_owned())));
    assert_eq!(Replay::new(&["a"], f64::NAN).err(), Some(ReplayError::Risk));
    let many: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(Replay::new(&many, 0.1).err(), Some(ReplayError::TooMany(32)));
}

#[test]
fn events_of_one_instant_may_be_predicted_before_any_is_learned() {
    let event = |values: &'static [&'static str], unit| Event { when: at(0), date: date(2018, 9, 1), values, unit };
    let twins = [event(&["a"], "x"), event(&["a"], "x")];
    let mut apart = Replay::new(&["f"], 0.1).unwrap();
    apart.batch(&twins);
    assert_eq!(apart.figures().all.accuracy, 0.0);
    let mut one_by_one = Replay::new(&["f"], 0.1).unwrap();
    assert_eq!(one_by_one.event(&twins[0]), None);
    assert_eq!(one_by_one.event(&twins[1]), Some("x"));
    assert_eq!(one_by_one.figures().all.accuracy, 0.5);
}

#[test]
fn a_column_of_serial_numbers_and_thousands_of_units_fill_no_memory() {
    let mut replay = Replay::new(&["serial", "kind"], 0.1).unwrap();
    for n in 0..70_000u32 {
        let (serial, unit) = (n.to_string(), (n % 17_000).to_string());
        let values = [serial.as_str(), KINDS[n as usize % 4]];
        replay.event(&Event { when: at(i64::from(n)), date: date(2018, 9, 1), values: &values, unit: &unit });
    }
    assert_eq!(replay.figures().all.n, 70_000);
}

/// Events as numbers: kind, street, unit.
fn events() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    proptest::collection::vec((0..6u8, 0..4u8, 0..12u8), 1..120)
}

fn predictions(events: &[(u8, u8, u8)]) -> Vec<Option<String>> {
    let mut replay = Replay::new(&["kind", "street"], 0.1).unwrap();
    let mut predicted = Vec::new();
    for (hour, (kind, street, unit)) in (0..).zip(events) {
        let (kind, street, unit) = (format!("类{kind}号"), format!("街道{street}"), format!("街道{unit}（办）"));
        let values = [kind.as_str(), street.as_str()];
        let event = Event { when: at(hour), date: date(2018, 9, 1), values: &values, unit: &unit };
        predicted.push(replay.event(&event).map(str::to_owned));
    }
    predicted
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_later_never_changes_an_earlier_prediction(past in events(), future in events(), other in events()) {
        let with = |future: &[(u8, u8, u8)]| predictions(&[&past, future].concat());
        let (a, b) = (with(&future), with(&other));
        prop_assert_eq!(&a[..past.len()], &b[..past.len()]);
        // The first event after the past is predicted from its features alone, whatever its unit turns out to be.
        let mut asked = future;
        asked[0].2 = (asked[0].2 + 1) % 12;
        prop_assert_eq!(&a[past.len()], &with(&asked)[past.len()]);
    }

    #[test]
    fn arbitrary_texts_are_learned_and_asked_without_a_panic(
        texts in proptest::collection::vec((".{0,12}", ".{0,12}", ".{0,12}"), 0..60),
        asked in ".{0,12}",
    ) {
        let mut memory = Memory::new(MemorySettings::default());
        for (hour, (a, b, unit)) in (0..).zip(&texts) {
            let situation = Situation::at(at(hour)).with("a", a).with(b, a);
            if let Ok(handling) = Handling::new(situation, unit, Reviewed::Corrected) {
                memory.learn(&handling);
            }
        }
        let units = Units::in_force(texts.iter().take(20).map(|(_, _, unit)| unit.trim()));
        let advice = memory.suggest(&Situation::at(at(99)).with("a", &asked), &units);
        let sum: f64 = advice.items.iter().map(|item| item.probability).sum();
        prop_assert!(sum <= 1.001);
        prop_assert!(advice.items.iter().all(|item| units.present(&item.unit) == Some(&*item.unit)));
        let back = Memory::from_bytes(&memory.to_bytes(), MemorySettings::default()).unwrap();
        prop_assert_eq!(back.suggest(&Situation::at(at(99)).with("a", &asked), &units), advice);
    }

    #[test]
    fn arbitrary_bytes_are_no_memory(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let marked = [b"jwmemory\x01\0\0\0".as_slice(), &bytes].concat();
        prop_assert!(Memory::from_bytes(&bytes, MemorySettings::default()).is_err());
        prop_assert!(Memory::from_bytes(&marked, MemorySettings::default()).is_err());
    }
}
