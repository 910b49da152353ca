//! The kind of a report, seen from outside: what is learnt, what is answered, when it is silent, and what it never does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_triage::kind::{
    Advisor, CatalogueGuide, Example, FileError, KindEntry, Message, Model, Options, Reason, TrainingError,
    cross_validate, evaluate,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Kinds with the ways in which people speak of them.
const KINDS: &[(&str, &[&str])] = &[
    ("路灯", &["路灯不亮", "路灯坏了", "灯杆歪斜", "晚上漆黑一片", "照明设施损坏", "路灯忽明忽暗"]),
    ("噪声", &["广场舞太吵", "半夜施工噪声", "音响扰民", "装修电钻声", "货车鸣笛", "酒吧音乐吵得睡不着"]),
    ("停车", &["车辆乱停放", "占用消防通道停车", "车位被占", "停车收费不合理", "僵尸车长期停放", "人行道停满车"]),
    ("垃圾", &["垃圾成堆", "垃圾桶满溢", "没人清运垃圾", "建筑垃圾乱倒", "厨余垃圾发臭", "垃圾分类点脏乱"]),
];
const PLACES: &[&str] = &["幸福路", "人民广场", "东风小区", "滨河公园", "三中门口", "菜市场旁", "建设大道", "老车站"];
const FRAMES: &[&str] = &[
    "{place}{what}，已经好几天了，请派人处理",
    "您好，我住在{place}，{what}，麻烦尽快解决",
    "反映{place}{what}的问题",
];

/// So many made-up messages, each with its kind.
fn told(n: usize) -> Vec<(String, &'static str)> {
    let one = |at: usize| {
        let (kind, ways) = KINDS[at % KINDS.len()];
        let what = format!("{}，{}", ways[at / 4 % ways.len()], ways[at / 7 % ways.len()]);
        let place = PLACES[at / 3 % PLACES.len()];
        (FRAMES[at / 5 % FRAMES.len()].replace("{place}", place).replace("{what}", &what), kind)
    };
    (0..n).map(one).collect()
}

fn examples<'a>(told: &'a [(String, &'a str)]) -> Vec<Example<'a>> {
    told.iter().map(|(text, kind)| Example { message: Message::of(text), kind }).collect()
}

fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        let told = told(400);
        Model::train(&examples(&told), &Options::default()).unwrap()
    });
    &MODEL
}

#[test]
fn what_was_learnt_is_answered_with_the_words_that_speak_for_it() {
    let text = "老百姓反映：解放巷的 路灯 不亮 了，晚上漆黑一片，老人摔倒";
    let answer = model().suggest(&Message::of(text));
    let first = answer.answer().unwrap();
    assert_eq!(first.kind, "路灯");
    assert!(first.probability > 0.9, "{answer:?}");
    assert!(first.evidence.iter().any(|phrase| phrase.text.contains("灯") || phrase.text.contains('黑')), "{answer:?}");
    for phrase in &first.evidence {
        let there: String = text.chars().skip(phrase.start).take(phrase.end - phrase.start).collect();
        assert_eq!(there, phrase.text);
    }
}

#[test]
fn evidence_in_a_segmented_text_is_whole_words() {
    let text = "解放 巷 路灯 不亮 晚上 漆黑 一片 请 派人 处理 老人 摔倒";
    let answer = model().suggest(&Message::of(text));
    for phrase in &answer.items[0].evidence {
        assert!(phrase.text.split(' ').all(|word| text.split(' ').any(|whole| whole == word)), "{phrase:?}");
    }
}

#[test]
fn noise_is_never_answered_and_says_why() {
    let million = "请处理".repeat(111_112);
    let noise = [
        ("", Reason::Empty),
        ("灯", Reason::TooShort),
        ("😀😀😀", Reason::TooShort),
        ("The street lamp is broken, please come", Reason::OtherScript),
        ("锟斤拷锟斤拷锟斤拷", Reason::Garbled),
        ("鏈夎矾鐏潖浜嗗緢涔呬簡", Reason::UnknownWords),
        ("魑魅魍魉饕餮貔貅麒麟獬豸", Reason::UnknownWords),
        (&million, Reason::TooLong),
    ];
    for (text, reason) in noise {
        let answer = model().suggest(&Message::of(text));
        assert_eq!(answer.abstained, Some(reason), "{}", text.chars().take(12).collect::<String>());
        assert!(answer.answer().is_none());
    }
}

#[test]
fn the_same_examples_make_the_same_bytes_and_the_bytes_the_same_model() {
    let told = told(400);
    let again = Model::train(&examples(&told), &Options::default()).unwrap();
    let bytes = again.to_bytes();
    assert_eq!(bytes, model().to_bytes());
    assert_eq!(Model::from_bytes(&bytes).unwrap(), again);
    assert_eq!((again.about().trained_on, again.about().data_sha256.len()), (400, 64));
}

#[test]
fn bytes_that_are_no_sound_model_are_refused_by_name() {
    let bytes = model().to_bytes();
    let changed = |at: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = to;
        Model::from_bytes(&bytes)
    };
    assert_eq!(Model::from_bytes(b"PK\x03\x04"), Err(FileError::Foreign));
    assert_eq!(Model::from_bytes(b""), Err(FileError::Foreign));
    assert!(matches!(changed(6, 99), Err(FileError::Newer(99, _))));
    assert!(matches!(changed(6, 0), Err(FileError::Older(0))));
    for at in (8..bytes.len()).step_by(bytes.len() / 40) {
        assert_eq!(changed(at, bytes[at] ^ 1), Err(FileError::Broken), "byte {at}");
        assert_eq!(Model::from_bytes(&bytes[..at]), Err(FileError::Broken), "cut at {at}");
    }
}

#[test]
fn no_history_is_too_small_and_none_too_crowded() {
    let learn = |rows: &[(&str, &str)]| {
        let rows: Vec<Example<'_>> =
            rows.iter().map(|(text, kind)| Example { message: Message::of(text), kind }).collect();
        Model::train(&rows, &Options::default())
    };
    // One example, one kind only, empty texts, the same row a hundred times: a model each time, and never a sure answer.
    for rows in [vec![("路灯不亮", "甲")], vec![("路灯不亮", "甲"); 100], vec![("", "甲"), ("", "乙")]] {
        let model = learn(&rows).unwrap();
        let answer = model.suggest(&Message::of("路灯不亮"));
        assert!(answer.answer().is_none() && answer.abstained.is_some(), "{answer:?}");
        assert!(answer.items.iter().all(|item| item.probability.is_finite()));
    }
    assert_eq!(learn(&[]).unwrap_err(), TrainingError::NoExamples);
    assert_eq!(learn(&[("路灯", "甲"), ("噪声", " ")]).unwrap_err(), TrainingError::NoKind(1));
}

#[test]
fn four_hundred_kinds_of_which_most_are_rare_are_learnt() {
    let told: Vec<(String, String)> = (0..2_000_usize)
        .map(|at| {
            // A few kinds have most of the messages, and a hundred have one.
            let kind = if at < 1_000 { at % 5 } else { at % 400 };
            let own = [kind, kind * 7 + 3, kind * 13 + 5]
                .map(|n| char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap());
            let filler: String = (0..12)
                .map(|n| char::from_u32(0x7000 + u32::try_from(at * 31 % 997 + n * at % 89).unwrap()).unwrap())
                .collect();
            (format!("{}{}{filler}{}", own[0], own[1], own[2]), format!("K{kind:03}"))
        })
        .collect();
    let rows: Vec<Example<'_>> = told.iter().map(|(text, kind)| Example { message: Message::of(text), kind }).collect();
    let model = Model::train(&rows, &Options::default()).unwrap();
    assert_eq!(model.kinds().len(), 400);
    let figures = evaluate(&model, &rows, &[]).figures;
    assert!(figures.accuracy > 0.95, "{figures:?}");
    assert!(model.to_bytes().len() < 24 << 20);
}

#[test]
fn classes_are_answered_where_kinds_are_not_sure() {
    // Under one class the kinds cannot be told apart; the classes can.
    let told: Vec<(String, String)> =
        told(400).into_iter().enumerate().map(|(at, (text, kind))| (text, format!("{kind}{}", at / 4 % 2))).collect();
    let rows: Vec<Example<'_>> = told.iter().map(|(text, kind)| Example { message: Message::of(text), kind }).collect();
    let parents = told.iter().map(|(_, kind)| (kind.clone(), kind.chars().take(2).collect())).collect();
    let model = Model::train(&rows, &Options { parents, ..Options::default() }).unwrap();
    let answer = model.suggest(&Message::of("新华街车辆乱停放，占用消防通道停车，请派人处理"));
    assert_eq!(answer.class.unwrap().kind, "停车");
}

#[test]
fn an_evaluation_adds_up_and_an_unknown_kind_is_a_miss() {
    let told = told(200);
    let mut rows = examples(&told);
    rows[0].kind = "从未学过";
    let groups: Vec<&str> = (0..200).map(|at| if at % 2 == 0 { "东区" } else { "西区" }).collect();
    let evaluation = evaluate(model(), &rows, &groups);
    let all: usize = evaluation.confusion.values().flat_map(BTreeMap::values).sum();
    assert_eq!((all, evaluation.figures.n), (200, 200));
    assert_eq!(evaluation.by.values().map(|figures| figures.n).sum::<usize>(), 200);
    assert!(evaluation.by["东区"].accuracy < evaluation.by["西区"].accuracy + 1e-9);
    let missed = &evaluation.per_class["从未学过"];
    assert!(missed.n == 1 && missed.recall.abs() < 1e-12);
    let shares: f64 = evaluation.calibration.iter().map(|bin| bin.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);
}

#[test]
fn cross_validation_does_not_let_copies_vouch_for_one_another() {
    // Every message stands there five times with labels drawn by chance: apart from its copies nothing can be known.
    let told: Vec<(String, &str)> = told(40)
        .into_iter()
        .enumerate()
        .map(|(at, (text, _))| (format!("{text}{}", PLACES[at % 8]), ["甲", "乙"][at * 7 / 3 % 2]))
        .collect();
    let rows: Vec<Example<'_>> = examples(&told).into_iter().flat_map(|example| [example; 5]).collect();
    let (evaluation, parts) = cross_validate(&rows, &[], &Options::default(), 4).unwrap();
    assert_eq!((evaluation.figures.n, parts.len()), (200, 4));
    assert!(evaluation.figures.accuracy < 0.8, "{:?}", evaluation.figures);
}

fn catalogue() -> Vec<KindEntry> {
    let kind = |code: &str, parent: &str, name: &str, synonyms: &[&str]| KindEntry {
        code: code.to_owned(),
        parent: parent.to_owned(),
        name: name.to_owned(),
        synonyms: synonyms.iter().map(ToString::to_string).collect(),
        ..KindEntry::default()
    };
    vec![
        kind("C", "", "公用设施", &[]),
        kind("路灯", "C", "路灯", &["灯不亮", "灯杆", "路灯坏了"]),
        kind("井盖", "C", "供水井盖", &["井盖松动", "井盖丢失", "窨井盖"]),
        kind("M", "", "市容环境", &[]),
        kind("噪声", "M", "噪声扰民", &["太吵", "噪音", "音响"]),
        kind("油烟", "M", "油烟污染", &["饭店油烟", "炒菜味", "排烟"]),
    ]
}

#[test]
fn on_the_first_day_the_catalogue_speaks_for_itself() {
    let guide = CatalogueGuide::new(&catalogue());
    assert_eq!(guide.kinds(), ["路灯", "井盖", "噪声", "油烟"]);
    let text = "楼下饭店油烟直排，炒菜味太大";
    let answer = guide.suggest(&Message::of(text));
    assert_eq!(answer.items[0].kind, "油烟");
    assert!(answer.items[0].evidence.iter().any(|phrase| phrase.text == "饭店油烟"), "{answer:?}");
    assert_eq!(guide.suggest(&Message::of("我想咨询落户手续")).abstained, Some(Reason::NothingLearnt));
    assert_eq!(CatalogueGuide::new(&[]).suggest(&Message::of("路灯不亮")).abstained, Some(Reason::NothingLearnt));
}

#[test]
fn a_word_is_never_read_across_the_end_of_the_title() {
    let guide = CatalogueGuide::new(&catalogue());
    for (title, text) in
        [("门口的窨", "井盖松动"), ("门口的窨井", "盖松动"), ("饭店油烟直", "排烟炒菜味太大"), ("噪", "音")]
    {
        for suggestion in guide.suggest(&Message { title, text, place: "" }).items {
            for phrase in suggestion.evidence {
                assert!([title, text][phrase.field as usize].contains(&phrase.text), "{title}|{text}: {phrase:?}");
                assert!(phrase.start < phrase.end, "{phrase:?}");
            }
        }
    }
}

#[test]
fn history_takes_over_from_the_catalogue_as_it_comes_in() {
    let model = Arc::new(model().clone());
    let advisor = Advisor::new(CatalogueGuide::new(&catalogue()), Some(model));
    // The catalogue alone knows manhole covers, the history alone parking, both know lamps.
    for (text, kind) in [
        ("门口的窨井盖松动，井盖丢失很危险", "井盖"),
        ("车辆乱停放，占用消防通道停车", "停车"),
        ("路灯坏了，灯不亮", "路灯"),
    ] {
        let answer = advisor.suggest(&Message::of(text));
        assert_eq!(answer.items[0].kind, kind, "{answer:?}");
        let sum: f64 = answer.items.iter().map(|item| item.probability).sum();
        assert!(sum < 1.0 + 1e-6, "{answer:?}");
    }
    let first_day = Advisor::new(CatalogueGuide::new(&catalogue()), None);
    assert_eq!(first_day.suggest(&Message::of("路灯坏了")).items[0].kind, "路灯");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_written_is_read_without_harm(title in ".{0,40}", text in any::<String>(), place in ".{0,20}") {
        let message = Message { title: &title, text: &text, place: &place };
        let advisor = Advisor::new(CatalogueGuide::new(&catalogue()), Some(Arc::new(model().clone())));
        for answer in [model().suggest(&message), advisor.suggest(&message)] {
            for item in &answer.items {
                prop_assert!((0.0..=1.0 + 1e-6).contains(&item.probability));
                for phrase in &item.evidence {
                    let field = [title.as_str(), text.as_str(), place.as_str()][phrase.field as usize];
                    let there: String = field.chars().skip(phrase.start).take(phrase.end - phrase.start).collect();
                    prop_assert_eq!(&there, &phrase.text);
                }
            }
        }
    }

    #[test]
    fn the_catalogues_words_are_read_without_harm_wherever_the_title_ends(
        words in prop::collection::vec(prop::sample::select(vec!["灯不亮", "窨井盖", "井盖松动", "噪音", "太吵", "饭店油烟", "炒菜味", "，", " ", "的"]), 1..8),
        at in any::<prop::sample::Index>(),
    ) {
        let all: Vec<char> = words.concat().chars().collect();
        let at = at.index(all.len());
        let (title, text) = (String::from_iter(&all[..at]), String::from_iter(&all[at..]));
        let advisor = Advisor::new(CatalogueGuide::new(&catalogue()), None);
        for item in advisor.suggest(&Message { title: &title, text: &text, place: "" }).items {
            for phrase in item.evidence {
                prop_assert!([&title, &text][phrase.field as usize].contains(&phrase.text), "{phrase:?}");
            }
        }
    }

    #[test]
    fn characters_in_no_order_are_not_answered(text in "[\u{4E00}-\u{9FFF}]{6,60}") {
        prop_assert!(model().suggest(&Message::of(&text)).answer().is_none());
    }

    #[test]
    fn no_bytes_are_taken_for_a_model(mut bytes in prop::collection::vec(any::<u8>(), 0..400), marked in any::<bool>()) {
        if marked {
            bytes.splice(0..0, *b"JWKIND\x01\x00");
        }
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }

    #[test]
    fn blanks_and_wide_forms_make_no_difference(at in 0_usize..400, gaps in prop::collection::vec(0_usize..4, 60)) {
        let (text, _) = &told(400)[at];
        let gap = ["", " ", "\n\t", "　"];
        let spread: String = text.chars().zip(gaps.iter().cycle()).flat_map(|(c, g)| std::iter::once(c).chain(gap[*g].chars())).collect();
        let (plain, spread) = (model().suggest(&Message::of(text)), model().suggest(&Message::of(&spread)));
        prop_assert_eq!(plain.items.len(), spread.items.len());
        for (left, right) in plain.items.iter().zip(&spread.items) {
            prop_assert_eq!((&left.kind, left.probability.to_bits()), (&right.kind, right.probability.to_bits()));
        }
    }
}
