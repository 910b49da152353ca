//! The index under floods, nonsense and change: it neither panics, nor forgets what it should know, nor keeps what it should forget.

use jingwei_terms::{Datum, KindCode, Location};
use jingwei_triage::duplicates::{Entry, Index, Reason, Settings, Threshold};
use proptest::prelude::*;

const PLANT: &str = "A2区丽发新城小区旁边的搅拌站日夜施工，灰尘满天，噪音扰民，请有关部门处理";
const FUMES: &str = "魅力之城小区一楼烧烤夜宵摊油烟直排，整栋楼都是油烟味";

fn streets() -> Vec<String> {
    let troubles = ["路灯不亮", "井盖破损", "垃圾堆积", "违规停车", "停水多日", "夜间施工", "油烟扰民", "道路坑洼"];
    let name = |i: usize| {
        let letters: Vec<char> = "东南西北金银铜铁松柏桃李梅兰竹菊云雨风雪山川湖海".chars().collect();
        format!("{}{}", letters[i % letters.len()], letters[(i / letters.len() + 7) % letters.len()])
    };
    (0..400).map(|i| format!("{}路{}号门口{}，已经{}天了", name(i), i % 90, troubles[i % 8], i % 20)).collect()
}

fn filled(settings: Settings) -> Index<usize> {
    let mut index = Index::new(settings);
    for (i, street) in streets().iter().enumerate() {
        index.insert(&Entry::of_text(i, "", street));
    }
    index
}

#[test]
fn a_report_of_a_known_problem_finds_it_and_says_why() {
    let mut index = filled(Settings::default());
    index.insert(&Entry::of_text(1000, "丽发新城搅拌站污染", PLANT));
    index.insert(&Entry::of_text(1001, "魅力之城油烟", FUMES));
    let found = index.nearest(&Entry::of_text(2000, "丽发新城附近又建搅拌站", "搅拌站灰尘大，丽发新城居民没法开窗"), 5);
    assert_eq!(found[0].id, 1000);
    assert!(found[0].likely, "{found:?}");
    assert!(found[0].reasons.contains(&Reason::Place { name: "丽发新城".to_owned() }), "{found:?}");
    assert!(
        found[0].reasons.iter().any(|reason| matches!(reason, Reason::Phrase { words } if words.contains("搅拌站"))),
        "{found:?}"
    );
    assert!(!found.iter().any(|m| m.id == 1001 && m.likely));
}

#[test]
fn a_case_does_not_find_itself_and_a_closed_one_is_not_found() {
    let mut index = filled(Settings::default());
    index.insert(&Entry::of_text(1000, "", PLANT));
    assert!(index.nearest(&Entry::of_text(1000, "", PLANT), 5).iter().all(|m| m.id != 1000));
    assert_eq!(index.nearest(&Entry::of_text(1001, "", PLANT), 5)[0].id, 1000);
    assert!(index.remove(1000));
    assert!(!index.remove(1000));
    assert!(index.nearest(&Entry::of_text(1001, "", PLANT), 5).iter().all(|m| m.id != 1000));
}

#[test]
fn a_flood_of_one_text_hides_nobody_else() {
    let mut index = filled(Settings::default());
    index.insert(&Entry::of_text(1000, "", "丽发新城旁的搅拌站太吵，日夜施工灰尘满天"));
    for copy in 0..10_000 {
        index.insert(&Entry::of_text(10_000 + copy, "", PLANT));
    }
    let found = index.nearest(&Entry::of_text(1, "", "丽发新城的搅拌站日夜施工"), 10);
    assert!(found.iter().any(|m| m.id == 1000), "{found:?}");
    let copies = index.nearest(&Entry::of_text(1, "", PLANT), 10);
    assert!(copies.iter().all(|m| m.reasons.contains(&Reason::Copy)), "{copies:?}");
    // The copies that were there first are closed; the others are still found by other words.
    (10_000..19_990).for_each(|id| assert!(index.remove(id)));
    let found = index.nearest(&Entry::of_text(1, "", "丽发新城的搅拌站日夜施工"), 10);
    assert!(found.iter().any(|m| m.id >= 19_990), "{found:?}");
}

#[test]
fn no_more_cases_are_kept_than_the_settings_allow_and_the_oldest_goes() {
    let mut index = filled(Settings { capacity: 100, ..Settings::default() });
    assert_eq!(index.len(), 100);
    index.insert(&Entry::of_text(1000, "", PLANT));
    assert_eq!(index.len(), 100);
    assert_eq!(index.nearest(&Entry::of_text(1, "", PLANT), 1)[0].id, 1000);
    assert!(!index.remove(300) && index.remove(301));
}

#[test]
fn the_same_spot_and_kind_within_a_day_is_likely_whatever_the_words() {
    let mut index = filled(Settings::default());
    let kind = KindCode::new("0101").unwrap();
    let at = |lat: f64, hours: i64| Entry {
        location: Some(Location::new(114.05, lat, Datum::Wgs84).unwrap()),
        kind: Some(&kind),
        at: Some(jiff::Timestamp::from_second(1_780_000_000 + hours * 3600).unwrap()),
        ..Entry::of_text(1000, "", "井盖松动")
    };
    index.insert(&at(22.54, 0));
    let cases = [(22.5402, 5, true), (22.5402, 50, false), (22.5420, 5, false)];
    for (lat, hours, likely) in cases {
        let newer = Entry { id: 1001, text: "走路差点摔倒", ..at(lat, hours) };
        let found = index.nearest(&newer, 3);
        assert_eq!(found.iter().any(|m| m.id == 1000 && m.likely), likely, "{lat} {hours} {found:?}");
    }
    let strict = Threshold { within_m: 0.0, ..Threshold::default() };
    let mut index: Index<usize> =
        Index::new(Settings { by_kind: [(kind.clone(), strict)].into(), ..Settings::default() });
    index.insert(&at(22.54, 0));
    assert!(!index.nearest(&Entry { id: 1001, text: "走路差点摔倒", ..at(22.5402, 5) }, 3)[0].likely);
}

#[test]
fn nonsense_finds_nothing_and_breaks_nothing() {
    let mut index = filled(Settings::default());
    for (i, text) in
        ["", " ", "？？？", "\u{0}\u{1}", "的", "😀😀😀", "锟斤拷锟斤拷", "\u{feff}", "ئۇيغۇرچە خەت"].iter().enumerate()
    {
        let found = index.insert_and_search(&Entry::of_text(5000 + i, text, text), 5);
        assert!(!found.iter().any(|m| m.likely), "{text}: {found:?}");
    }
    assert!(index.nearest(&Entry::of_text(1, "", ""), 5).is_empty());
    let long = PLANT.repeat(1 << 14);
    index.insert(&Entry::of_text(6000, &long, &long));
    assert_eq!(index.nearest(&Entry::of_text(1, "", PLANT), 1)[0].id, 6000);
}

#[test]
fn reading_on_every_core_gives_what_reading_one_by_one_gives() {
    let texts = streets();
    let entries: Vec<Entry<'_, usize>> =
        texts.iter().enumerate().map(|(i, text)| Entry::of_text(i, "", text)).collect();
    let (mut one, mut all) = (Index::new(Settings::default()), Index::new(Settings::default()));
    let singly: Vec<_> = entries.iter().map(|entry| one.insert_and_search(entry, 5)).collect();
    assert_eq!(singly, all.insert_and_search_all(&entries, 5));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_texts_in_any_order_leave_the_index_whole(
        steps in prop::collection::vec((0..40_usize, any::<bool>(), ".{0,60}", "[丽发新城搅拌站油烟路灯。A3 ]{0,40}"), 1..80)
    ) {
        let mut index: Index<usize> = Index::new(Settings { capacity: 16, ..Settings::default() });
        let mut there = std::collections::VecDeque::new();
        for (id, out, title, text) in &steps {
            if *out {
                prop_assert_eq!(index.remove(*id), there.contains(id));
                there.retain(|other| other != id);
            } else {
                let found = index.insert_and_search(&Entry::of_text(*id, title, text), 10);
                prop_assert!(found.iter().all(|m| m.id != *id && (0.0..=1.0).contains(&m.score)));
                there.retain(|other| other != id);
                there.push_back(*id);
                if there.len() > 16 {
                    there.pop_front();
                }
                prop_assert!(found.iter().all(|m| there.contains(&m.id)));
            }
            prop_assert_eq!(index.len(), there.len());
        }
    }
}
