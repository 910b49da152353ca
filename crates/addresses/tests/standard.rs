//! From marked lines to a standard address, on a country of a dozen divisions.

use jingwei_addresses::{Example, Gazetteer, Learning, Parser, standardise};
use std::sync::Arc;

const DIVISIONS: &str = "33\t浙江省\n3301\t杭州市\n330102\t上城区\n330110\t余杭区\n330106\t西湖区\n3302\t宁波市\n330212\t鄞州区\n330110012\t乔司街道\n\
    36\t江西省\n3601\t南昌市\n360103\t西湖区\n330204\t江东区\t>\t330212\t2016\t撤销\n";

fn example(parts: &[(&str, &str)]) -> Example {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for (words, label) in parts {
        let start = text.chars().count();
        text.push_str(words);
        spans.push((start, text.chars().count(), (*label).to_owned()));
    }
    Example::new(text, spans).expect("parts follow one another")
}

fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for road in ["长河路", "文一路", "民安路", "中山路"] {
        for number in ["3号", "25号", "108号"] {
            all.push(example(&[
                ("浙江省", "prov"),
                ("杭州市", "city"),
                ("余杭区", "district"),
                ("乔司街道", "town"),
                (road, "road"),
                (number, "roadno"),
            ]));
            all.push(example(&[
                ("宁波市", "city"),
                ("江东区", "district"),
                (road, "road"),
                (number, "roadno"),
                ("三幢", "houseno"),
                ("201室", "roomno"),
            ]));
            all.push(example(&[("西湖区", "district"), (road, "road"), (number, "roadno")]));
            all.push(example(&[("杭州市", "city"), ("余抗区", "district"), (road, "road"), (number, "roadno")]));
        }
    }
    all
}

fn parser() -> Parser {
    let gazetteer = Arc::new(Gazetteer::read(DIVISIONS, []).expect("the table above is of the form"));
    Parser::learn(&examples(), gazetteer, Learning::default(), |_, _| {})
}

#[test]
fn levels_are_filled_former_names_followed_and_slips_mended_each_with_its_reason() {
    let parser = parser();
    let table = [
        ("余杭区乔司街道文一路25号", "浙江省杭州市余杭区乔司街道文一路25号", "filled"),
        ("宁波市江东区民安路3号三幢201室", "浙江省宁波市鄞州区民安路3号3号楼201室", "followed"),
        ("杭州市余抗区中山路3号", "浙江省杭州市余杭区中山路3号", "mended"),
    ];
    for (text, standard, code) in table {
        let readings = standardise(text, &parser.parse(text), parser.gazetteer());
        assert_eq!(readings[0].standard, standard, "{readings:?}");
        assert!(readings[0].notes.iter().any(|note| note.code == code), "{text}: {readings:?}");
    }
}

#[test]
fn a_name_borne_twice_is_two_answers_and_each_says_so() {
    let parser = parser();
    let text = "西湖区文一路25号";
    let readings = standardise(text, &parser.parse(text), parser.gazetteer());
    let standards: Vec<&str> = readings.iter().map(|reading| reading.standard.as_str()).collect();
    assert_eq!(standards, ["浙江省杭州市西湖区文一路25号", "江西省南昌市西湖区文一路25号"]);
    assert!(readings.iter().all(|reading| reading.notes.iter().any(|note| note.code == "ambiguous")));
}

#[test]
fn a_former_name_stays_in_what_the_text_names() {
    let parser = parser();
    let text = "宁波市江东区民安路3号三幢201室";
    let reading = &standardise(text, &parser.parse(text), parser.gazetteer())[0];
    assert_eq!((reading.divisions.district.as_str(), reading.code), ("江东区", 330_212));
}

#[test]
fn the_same_lines_make_the_same_model_and_it_survives_its_file() {
    let (one, two) = (parser().to_bytes(), parser().to_bytes());
    assert_eq!(one, two);
    let read = Parser::new(&one, Arc::new(Gazetteer::read(DIVISIONS, []).unwrap())).unwrap();
    assert_eq!(read.to_bytes(), one);
    for cut in [0, 7, 20, one.len() / 2, one.len() - 1] {
        assert!(Parser::new(&one[..cut], Arc::new(Gazetteer::default())).is_err(), "cut at {cut}");
    }
}

#[test]
fn nothing_at_all_and_nonsense_are_parsed_without_fault() {
    let parser = parser();
    for text in ["", " ", "\u{0}", "😀😀", "一二三", "aaaa1111----", "西湖区西湖区西湖区"] {
        let parsed = parser.parse(text);
        assert!((0.0..=1.0).contains(&parsed.confidence), "{text}");
        assert!(!standardise(text, &parsed, parser.gazetteer()).is_empty());
    }
}
