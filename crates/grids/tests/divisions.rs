//! Divisions by code, by name and through the years, on a small country with every awkward shape of the real tables: a city
//! without districts, headings that are no places, codes that were given away, merged, or lost.

use jingwei_grids::divisions::history::{Outcome, Trace};
use jingwei_grids::divisions::{DivisionCode, Divisions, Level, Sources};

const PROVINCES: &str = "code,name\n11,\"甲京市\"\n44,\"粤省\"\n";
const CITIES: &str = "code,name,provinceCode\n1101,\"市辖区\",11\n4403,\"深水市\",44\n4419,\"莞城市\",44\n";
const DISTRICTS: &str = "code,name,cityCode,provinceCode\n110105,\"朝阳区\",1101,11\n440304,\"福田区\",4403,44\n\
    440305,\"南山区\",4403,44\n440326,\"连南瑶族自治县\",4403,44\n441900,\"莞城市\",4419,44\n";
const STREETS: &str =
    "code,name,areaCode\n440305001,\"南头街道\",440305\n440305100,\"桃源镇\",440305\n441900003,\"东城街道\",441900\n";
const COMMUNITIES: &str = "code,name,streetCode\n440305001002,\"田厦社区居委会\",440305001\n440305001001,\"大桥村村民委员会\",440305001\n\
    440305100001,\"大桥社区居委会\",440305100\n441900003001,\"岗贝社区居民委员会\",441900003\n";

fn events() -> String {
    let side = |(code, name): (&str, &str)| match code {
        "" => r#"{"code":null,"name":null}"#.to_owned(),
        _ => format!(r#"{{"code":"{code}000000","name":"{name}"}}"#),
    };
    let event = |year: i16, kind: &str, old, new| {
        format!(
            r#"{{"year":{year},"type":"{kind}","old":{},"new":{},"doc_no":null,"note":"因{kind}"}}"#,
            side(old),
            side(new)
        )
    };
    let all = [
        event(1983, "同名改码", ("442101", "福县"), ("440321", "福县")),
        event(1990, "撤县设区", ("440321", "福县"), ("440304", "福田区")),
        event(1996, "撤销", ("440306", "旧区"), ("440305", "南山区")),
        event(1998, "撤销", ("440307", "失区"), ("", "")),
        // A swap: in 1992 the county that had 440322 was given 440326, and 440322 went to another, which was dissolved in 2001.
        event(1992, "码位改派", ("440322", "连南瑶族自治县"), ("440322", "水口县")),
        event(1992, "同名改码", ("440329", "连南瑶族自治县"), ("440326", "连南瑶族自治县")),
        event(2001, "撤销", ("440322", "水口县"), ("440304", "福田区")),
        event(2011, "新设", ("", ""), ("440326", "连南瑶族自治县")),
    ];
    format!(r#"{{"meta":{{}},"events":[{}]}}"#, all.join(","))
}

fn small() -> Divisions {
    let events = events();
    let similar = r#"{"meta":{},"table":{"田":[["由",0.8]],"由":[["田",0.8]],"夏":[["厦",0.45]]}}"#;
    let sources = Sources {
        tables: [PROVINCES, CITIES, DISTRICTS, STREETS, COMMUNITIES].map(str::as_bytes),
        latest: None,
        history: Some(events.as_bytes()),
        similar: Some(similar.as_bytes()),
    };
    let (divisions, faults) = Divisions::load(&sources).expect("the tables are sound");
    assert_eq!(faults, []);
    divisions
}

fn code(text: &str) -> DivisionCode {
    text.parse().expect(text)
}

fn names(units: &[jingwei_grids::divisions::Unit<'_>]) -> Vec<String> {
    units.iter().map(|unit| unit.name.to_owned()).collect()
}

#[test]
fn a_division_knows_what_is_above_and_below_it() {
    let all = small();
    assert_eq!(all.rows(), [2, 3, 5, 3, 4]);
    assert_eq!(all.len(), 16, "a city that stands in for its missing district is one division");
    assert_eq!(names(&all.provinces()), ["甲京市", "粤省"]);
    assert_eq!(names(&all.lineage(code("440305001001"))), ["粤省", "深水市", "南山区", "南头街道", "大桥村村民委员会"]);
    assert_eq!(names(&all.children(code("440305"))), ["南头街道", "桃源镇"]);
    assert_eq!(names(&all.children(code("440305001"))), ["大桥村村民委员会", "田厦社区居委会"]);
    assert_eq!(all.children(code("440305001001")), []);
}

#[test]
fn a_heading_is_passed_over_and_a_missing_level_is_named() {
    let all = small();
    assert_eq!(names(&all.lineage(code("110105"))), ["甲京市", "朝阳区"]);
    assert_eq!(names(&all.children(code("11"))), ["朝阳区"]);
    assert_eq!(all.missing_levels(code("110105")), [Level::City]);
    assert_eq!(names(&all.lineage(code("441900003001"))), ["粤省", "莞城市", "东城街道", "岗贝社区居民委员会"]);
    assert_eq!(all.missing_levels(code("441900003001")), [Level::District]);
    assert_eq!(names(&all.children(code("4419"))), ["东城街道"]);
}

#[test]
fn a_path_of_names_finds_its_division_however_it_is_written() {
    let all = small();
    let first = |path: &str| all.at_path(path).first().map(|named| named.unit.code.to_string());
    for path in [
        "粤省深水市南山区南头街道大桥村",
        "粤省 深水 南山 南头 大桥",
        "深水市/南山区/大桥村",
        "南山区 大桥村",
        "南头街道大桥村村民委员会",
    ] {
        assert_eq!(first(path).as_deref(), Some("440305001001"), "{path}");
    }
    assert_eq!(first("深水连南").as_deref(), Some("440326000000"));
    assert_eq!(first("大桥"), Some("440305001001".to_owned()));
    assert_eq!(all.at_path("大桥").len(), 2, "two communities are called so");
    assert_eq!(first("南山区朝阳区"), None);
    assert_eq!(first(""), None);
    assert_eq!(first("朝阳区").as_deref(), Some("110105000000"));
}

#[test]
fn a_name_with_a_confusable_character_finds_candidates_and_no_answer() {
    let all = small();
    assert_eq!(all.named("福由区"), []);
    let found = all.confusable_with("福由区");
    assert_eq!((found[0].unit.name, found[0].written, found[0].meant), ("福田区", '由', '田'));
    assert_eq!(all.confusable_with("田夏社区")[0].unit.name, "田厦社区居委会");
}

fn today(trace: &Trace) -> Option<String> {
    match &trace.outcome {
        Outcome::Today(side) => Some(side.code.to_string()),
        _ => None,
    }
}

#[test]
fn a_code_of_the_past_is_followed_through_every_change() {
    let all = small();
    let found = all.trace(code("442101"), Some(1982));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].then.name, "福县");
    let years: Vec<i16> = found[0].steps.iter().map(|step| step.year).collect();
    assert_eq!(years, [1983, 1990]);
    assert_eq!(found[0].steps[1].note, "因撤县设区");
    assert_eq!(today(&found[0]).as_deref(), Some("440304000000"));
    assert_eq!(today(&all.trace(code("440306"), Some(1995))[0]).as_deref(), Some("440305000000"), "merged");
    assert_eq!(all.trace(code("440307"), Some(1995))[0].outcome, Outcome::Ended { year: 1998 });
    assert_eq!(all.trace(code("440399"), Some(1995)), []);
    assert_eq!(today(&all.trace(code("440305"), Some(1995))[0]).as_deref(), Some("440305000000"), "unchanged");
}

#[test]
fn a_code_that_was_given_away_means_one_place_before_and_another_after() {
    let all = small();
    let before = all.trace(code("440322"), Some(1991));
    assert_eq!(before[0].then.name, "连南瑶族自治县");
    assert_eq!(today(&before[0]).as_deref(), Some("440326000000"));
    assert!(before[0].steps[0].by_name);
    let after = all.trace(code("440322"), Some(1995));
    assert_eq!(after[0].then.name, "水口县");
    assert_eq!(today(&after[0]).as_deref(), Some("440304000000"));
    let within = all.trace(code("440322"), Some(1992));
    assert_eq!(within.len(), 2, "in the year of the change both may be meant");
    let ever = all.trace(code("440322"), None);
    assert_eq!(ever.iter().filter_map(today).collect::<Vec<_>>(), ["440326000000", "440304000000"]);
}

#[test]
fn a_year_after_the_end_of_a_code_still_tells_who_had_it_last() {
    let all = small();
    let found = all.trace(code("440322"), Some(2015));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].then.name, "水口县");
}

#[test]
fn below_the_counties_only_a_lead_is_given() {
    let all = small();
    let found = all.trace(code("440306001001"), Some(1990));
    assert_eq!(today(&found[0]).as_deref(), Some("440305000000"));
    assert_eq!(found[0].likely.as_ref().map(|side| side.name.as_str()), Some("大桥村村民委员会"));
    assert_eq!(today(&all.trace(code("440305001001"), Some(1990))[0]).as_deref(), Some("440305001001"));
}

#[test]
fn rows_that_cannot_be_taken_are_told_by_line_and_the_rest_stands() {
    let bad = "code,name\n440305001001,\"甲\"\n44030500100,\"乙\"\n440305001OO2,\"丙\"\n440305001003,\n440399001001,丁\n440305000001,戊\n";
    let tables = [PROVINCES, CITIES, DISTRICTS, STREETS, bad].map(str::as_bytes);
    let (all, faults) = Divisions::load(&Sources { tables, ..Sources::default() }).expect("most rows are sound");
    let lines: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [3, 4, 5, 7, 0], "{faults:?}");
    assert!(all.unit(code("440305001001")).is_some());
    assert!(faults[4].en.contains("440399001001"));

    let no_head = Divisions::load(&Sources { tables: [b"44,x", b"", b"", b"", b""], ..Sources::default() });
    assert_eq!(no_head.expect_err("no head row").code, "no_columns");
    let nothing = Divisions::load(&Sources::default());
    assert_eq!(nothing.expect_err("no table").code, "no_divisions");
    let broken =
        Sources { tables: [PROVINCES.as_bytes(), b"", b"", b"", b""], history: Some(b"{"), ..Sources::default() };
    assert_eq!(Divisions::load(&broken).expect_err("broken").code, "broken_json");
}
