//! What residents say of where something is, and which place of the register they mean.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_addresses::spoken::{Division, Known, Spoken, split};

fn divisions() -> Vec<Division> {
    let all = [
        ("990102000000", "潮生区"),
        ("990102001000", "鼓浦街道"),
        ("990102001001", "鼓楼前社区"),
        ("990102001002", "荷花池社区"),
        ("990103000000", "望澜区"),
        ("990103001001", "金帆社区"),
    ];
    all.map(|(code, name)| Division { code: code.parse().unwrap(), name: name.to_owned() }).to_vec()
}

fn city() -> Spoken {
    let places = [
        ("金帆路", "", "990102001001", true),
        ("桂香大道", "", "990102001001", true),
        ("桂香大道", "", "990102001002", true),
        ("学林街", "", "990102001002", true),
        ("汐岸苑", "", "990102001001", false),
        ("汐岸苑小学", "", "990102001002", false),
        ("中心公园", "", "990102001001", false),
        ("中心公园", "", "990103001001", false),
        ("书院路", "12号", "990102001001", false),
        ("书院路", "30号", "990102001002", false),
        ("三里屯", "", "990103001001", false),
    ];
    let known = places.map(|(name, number, area, wide)| Known {
        name: name.to_owned(),
        number: number.to_owned(),
        area: area.parse().unwrap(),
        wide,
    });
    Spoken::new(known.to_vec(), divisions())
}

#[test]
fn a_place_is_meant_when_everything_that_was_said_fits_it() {
    // Words, the area they fix, the place they fix, and how many places are told.
    let cases = [
        ("汐岸苑3栋电梯坏了", Some("990102001001"), Some("汐岸苑"), 1),
        ("汐岸苑小学门口", Some("990102001002"), Some("汐岸苑小学"), 1),
        ("在金帆路上", Some("990102001001"), None, 1),
        ("金帆路汐岸苑", Some("990102001001"), Some("汐岸苑"), 2),
        ("桂香大道与学林街口", Some("990102001002"), None, 2),
        ("桂香大道", None, None, 2),
        ("潮生区荷花池社区桂香大道", Some("990102001002"), None, 1),
        ("中心公园", None, None, 2),
        ("望澜区中心公园", Some("990103001001"), Some("中心公园"), 1),
        ("书院路十二号", Some("990102001001"), Some("书院路"), 1),
        ("书院路30号门前", Some("990102001002"), Some("书院路"), 1),
        ("书院路", None, None, 2),
        ("书院路99号", None, None, 2),
        ("荷花池社区", Some("990102001002"), None, 0),
        ("望澜区金帆路", None, None, 1),
        ("汐岸苑和中心公园望澜区那个", None, None, 2),
        ("新金帆路12号", None, None, 1),
        ("三里屯", Some("990103001001"), Some("三里屯"), 1),
        ("", None, None, 0),
        ("路灯不亮", None, None, 0),
    ];
    let city = city();
    for (words, area, place, told) in cases {
        let heard = city.hear(words);
        assert_eq!(heard.area.as_ref().map(ToString::to_string).as_deref(), area, "{words}");
        assert_eq!(heard.place.map(|at| city.place(at).name.as_str()), place, "{words}");
        assert_eq!(heard.places.len() + heard.more, told, "{words} {heard:?}");
    }
}

#[test]
fn every_place_says_why_it_may_be_meant() {
    let heard = city().hear("望澜区金帆路");
    assert_eq!(heard.places[0].zh, "说到“金帆路”，但不在所说的区划内");
    let heard = city().hear("中心公园");
    assert_eq!(heard.places[0].zh, "说到“中心公园”；同名的有 2 处");
    let heard = city().hear("潮生区，书院路12号");
    assert_eq!(heard.places[0].zh, "说到“书院路12号”，也说到“潮生区”");
}

#[test]
fn an_address_is_split_below_its_divisions() {
    let cases = [
        ("潮生区鼓浦街道鼓楼前社区桂香大道12号", Some(("桂香大道", "12号"))),
        ("鼓楼前社区 汐岸苑", Some(("汐岸苑", ""))),
        ("桂香大道１２号", Some(("桂香大道", "１２号"))),
        ("潮生区鼓浦街道", None),
        ("", None),
    ];
    for (address, parts) in cases {
        let parts = parts.map(|(name, number)| (name.to_owned(), number.to_owned()));
        assert_eq!(split(address, &divisions()), parts, "{address}");
    }
}
