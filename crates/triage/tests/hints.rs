//! The demonstration city's table of hints against sentences as people write them, and against those that only sound like it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_triage::hints::{AlreadyKnown, Confidence, Hint, Hints, Way};
use proptest::prelude::*;
use std::path::PathBuf;

fn table() -> Hints {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rulebooks/tinglan/hints.csv");
    let (hints, problems) = Hints::parse("hints.csv", &std::fs::read_to_string(path).unwrap());
    assert_eq!(problems, []);
    hints
}

/// The way that is hinted first, as cases write it; `-` for none. Sentences stand in `sentences.csv` beside this file.
fn first(hints: &Hints, text: &str) -> String {
    let way = hints.of(text, None).first().map(|hint| serde_json::to_value(hint.way).unwrap());
    way.and_then(|way| way.as_str().map(str::to_owned)).unwrap_or_else(|| "-".to_owned())
}

#[test]
fn every_sentence_gets_the_hint_that_a_person_would_give() {
    let hints = table();
    let text = include_str!("hints/sentences.csv");
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let (mut wrong, mut read) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.unwrap();
        read += 1;
        let got = first(&hints, &record[1]);
        if got != record[0] {
            wrong.push(format!(
                "{}: expected {}, got {got}: {:?}",
                &record[1],
                &record[0],
                hints.of(&record[1], None).first()
            ));
        }
    }
    assert!(read >= 120, "{read} sentences");
    assert!(wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_emergency_shouts_and_names_whom_to_tell_and_where_the_words_stand() {
    let hint: Hint = table().of("您好😀，我家楼下着火了，快来", None).remove(0);
    assert_eq!((hint.way, hint.shout, hint.destination.as_str()), (Way::Emergency, true, "fire"));
    assert_eq!((hint.phrase.as_str(), hint.start, hint.end), ("着火了", 8, 11));
    assert!(
        hint.ground.contains("第十一条第（一）项") && hint.zh.contains("着火了") && hint.zh.contains("119"),
        "{hint:?}"
    );
}

#[test]
fn emergencies_come_first_whatever_else_is_said() {
    let hints = table().of("我已经起诉到法院了，他现在拿着刀站在我门口", None);
    assert_eq!(hints.iter().map(|hint| hint.way).collect::<Vec<_>>(), [Way::Emergency, Way::OtherChannel]);
}

#[test]
fn a_case_already_known_is_hinted_with_its_number_and_progress() {
    let known = |likeness| AlreadyKnown { number: "2026-0001".to_owned(), finished: true, likeness };
    let hints = table().of("路灯不亮", Some(&known(0.9)));
    assert_eq!((hints.len(), hints[0].way, hints[0].confidence), (1, Way::AlreadyKnown, Confidence::Likely));
    assert!(hints[0].zh.contains("2026-0001") && hints[0].zh.contains("已经办结"), "{:?}", hints[0]);
    assert_eq!(table().of("路灯不亮", Some(&known(0.5)))[0].confidence, Confidence::Possible);
    assert!(Hints::default().of("", Some(&known(0.5)))[0].ground.contains("第（三）项"));
}

#[test]
fn faults_of_the_table_are_named_with_their_line() {
    let head = "id,way,any,none,before,after,sentence,confidence,destination,ground,zh,en\n";
    let fault = |row: &str| {
        let (hints, problems) =
            Hints::parse("hints.csv", &format!("{head}{row}\nok,secret,词语,,,,,likely,,法,中,en\n"));
        assert_eq!((hints.len(), problems.len()), (1, 1), "{row}: {problems:?}");
        assert_eq!(problems[0].line, 2, "{row}");
        problems[0].message.clone()
    };
    assert!(fault("a,urgent,词,,,,,likely,,法,中,en").contains("(found `urgent`)"));
    assert!(fault("a,secret,,,,,,likely,,法,中,en").contains("`any` is empty"));
    assert!(fault("a,secret,词,,,,,sure,,法,中,en").contains("(found `sure`)"));
    assert!(fault("a,secret,词,,,,,likely,,,中,en").contains("`ground` is empty"));
    assert!(fault("a,secret,词,,@none,,,likely,,法,中,en").contains("quotes `@none`"));
    assert!(fault("a,secret,词…,,,,,likely,,法,中,en").contains("nothing on one side"));
    assert!(fault(",secret,词,,,,,likely,,法,中,en").contains("`id` is empty"));
    assert!(fault("a,secret,词").contains("count its cells"));
    let (_, problems) = Hints::parse("hints.csv", "id,way,anyy\n");
    assert!(problems.iter().any(|p| p.message.contains("`anyy` is not known")), "{problems:?}");
    assert!(problems.iter().any(|p| p.message.contains("`any` is missing")), "{problems:?}");
    let (_, twice) = Hints::parse(
        "hints.csv",
        &format!("{head}a,secret,词,,,,,likely,,法,中,en\na,secret,词,,,,,likely,,法,中,en\n"),
    );
    assert!(twice.len() == 1 && twice[0].line == 3 && twice[0].message.contains("second time"), "{twice:?}");
}

/// Letters to a city's mailbox are no calls for help: nearly every emergency hinted among them is a false alarm, so they are counted.
#[test]
fn few_letters_of_a_real_mailbox_shout() {
    let data = std::env::var_os("JINGWEI_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
    let hints = table();
    let (mut read, mut shouting) = (0, Vec::new());
    for file in ["att3_hot_topic_messages.jsonl", "att4_replies.jsonl"] {
        let path = data.join("taidi2020c").join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("SKIPPED: no messages at {} (set JINGWEI_DATA to test with them)", path.display());
            return;
        };
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| row[name].as_str().unwrap_or_default().trim().to_owned();
            read += 1;
            let found = hints.of(&format!("{}。{}", field("留言主题"), field("留言详情")), None);
            shouting.extend(
                found
                    .into_iter()
                    .filter(|hint| hint.shout)
                    .take(1)
                    .map(|hint| (field("留言编号"), hint.rule, hint.phrase)),
            );
        }
    }
    assert!(read > 3000);
    eprintln!("{} of {read} letters raise an emergency hint: {shouting:?}", shouting.len());
    assert!(shouting.len() * 50 <= read, "{} of {read} shout: {shouting:?}", shouting.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_the_phrase_is_what_stands_there(text in "[着火了没有去年法院判决，。！a-z0-9😀\u{FF21} ]{0,80}|.{0,80}") {
        for hint in table().of(&text, None) {
            let there: String = text.chars().skip(hint.start).take(hint.end - hint.start).collect();
            prop_assert_eq!(there, hint.phrase);
        }
    }

    #[test]
    fn any_table_is_read_or_its_faults_are_named(text in "(id,way,any|[a-z@…#,;\n\"]){0,60}") {
        let _ = Hints::parse("hints.csv", &text);
    }
}
