//! A rulebook with a fault is not used in part: every fault is named with its file, its line and what to do. And what a sound one says.

mod support;

use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::{FILES, Files};
use jingwei_terms::AreaCode;
use std::fmt::Write;
use support::{area, department, files, kind, matches_committed, rules};

/// The faults of the demonstration city after one change to one of its files.
fn faults(file: &str, change: impl FnOnce(&str) -> String) -> Vec<String> {
    let mut files = files();
    let changed = change(&files[file]);
    assert_ne!(changed, files[file], "the change has to change something");
    files.insert(file.to_owned(), changed);
    match Rulebook::parse("broken", &files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// The number of the line that begins with these words.
fn line_of(file: &str, words: &str) -> usize {
    let found = files()[file].lines().position(|line| line.starts_with(words));
    found.expect("the line is there") + 1
}

fn replace<'a>(from: &'a str, to: &'a str) -> impl FnOnce(&str) -> String + 'a {
    move |text| text.replacen(from, to, 1)
}

fn add<'a>(line: &'a str) -> impl FnOnce(&str) -> String + 'a {
    move |text| format!("{}\n{line}\n", text.trim_end())
}

#[test]
fn every_fault_is_named_with_its_file_and_line_and_what_to_do() {
    let row = |rule: &str, rest: &str| format!("{rule},2026.9,{rest}");
    let overlapping = row("R-NEW", "C01001,*,2026-01-01,,drainage,,,2 紧急工作时,,本市设定");
    let nobody = row("R-NEW", "C01023,*,2026-01-01,,nobody,,,2 紧急工作时,,本市设定");
    let major = row("R-NEW", "C01,*,2026-01-01,,drainage,,,2 紧急工作时,,本市设定");
    let backwards = row("R-NEW", "C01023,*,2026-05-01,2026-05-01,drainage,,,2 紧急工作时,,本市设定");
    let no_day = row("R-NEW", "C01023,*,2026-02-30,,drainage,,,2 紧急工作时,,本市设定");
    let no_limit = row("R-NEW", "C01023,*,2026-01-01,,drainage,,,两小时,,本市设定");
    let zero = row("R-NEW", "C01023,*,2026-01-01,,drainage,,,0 工作日,,本市设定");
    let no_area = row("R-NEW", "C01023,9901990,2026-01-01,,drainage,,,2 工作日,,本市设定");
    let odd_area = row("R-NEW", "C01023,城区,2026-01-01,,drainage,,,2 工作日,,本市设定");
    let role = row("R-NEW", "C01023,*,2026-01-01,,@village,,,2 工作日,,本市设定");
    let twice = row("R-C01001", "C01023,*,2026-01-01,,drainage,,,2 工作日,,本市设定");
    let short = "R-NEW,2026.9,C01023";
    let cases: Vec<(&str, &str, Vec<String>)> = vec![
        ("少一列", "departments.csv", faults("departments.csv", replace("duties,", ""))),
        ("多一列", "kinds.csv", faults("kinds.csv", replace("keywords,", "keywords,note,"))),
        ("同名两列", "people.csv", faults("people.csv", replace("area,phone", "area,area"))),
        ("字节序标记", "kinds.csv", faults("kinds.csv", |text| format!("\u{feff}{text}"))),
        ("部门重复", "departments.csv", faults("departments.csv", add("housing,再一个,Again,bureau,,,,,false"))),
        ("部门区划不存在", "departments.csv", faults("departments.csv", add("x,某所,X,street,,990199000000,,,false"))),
        ("部门类型", "departments.csv", faults("departments.csv", add("x,某所,X,village,,,,,false"))),
        ("上级部门不存在", "departments.csv", faults("departments.csv", add("x,某所,X,bureau,y,,,,false"))),
        ("类别重复", "kinds.csv", faults("kinds.csv", add("C01001,C01,重复,Again,component,本市,,false,false"))),
        ("小类下的小类", "kinds.csv", faults("kinds.csv", add("X01001,C01001,某类,X,component,本市,,false,false"))),
        ("规则重叠", "catalogue.csv", faults("catalogue.csv", add(&overlapping))),
        ("规则编号重复", "catalogue.csv", faults("catalogue.csv", add(&twice))),
        ("部门不存在", "catalogue.csv", faults("catalogue.csv", add(&nobody))),
        ("派遣大类", "catalogue.csv", faults("catalogue.csv", add(&major))),
        ("从未生效", "catalogue.csv", faults("catalogue.csv", add(&backwards))),
        ("没有这一天", "catalogue.csv", faults("catalogue.csv", add(&no_day))),
        ("时限写法", "catalogue.csv", faults("catalogue.csv", add(&no_limit))),
        ("时限为零", "catalogue.csv", faults("catalogue.csv", add(&zero))),
        ("区划里没有地方", "catalogue.csv", faults("catalogue.csv", add(&no_area))),
        ("区划写法", "catalogue.csv", faults("catalogue.csv", add(&odd_area))),
        ("属地角色", "catalogue.csv", faults("catalogue.csv", add(&role))),
        ("缺几格", "catalogue.csv", faults("catalogue.csv", add(short))),
        ("日历日期", "calendar.csv", faults("calendar.csv", add("2026-13-01,holiday,某节"))),
        ("区划位数", "divisions.csv", faults("divisions.csv", add("9901,990100000000,某区,X,district,,"))),
        ("区划不在上级内", "divisions.csv", faults("divisions.csv", add("990203000000,990102000000,某街,X,street,,"))),
        ("有经无纬", "divisions.csv", faults("divisions.csv", add("990102009000,990102000000,某街,X,street,123.4,"))),
        (
            "经纬写反",
            "divisions.csv",
            faults("divisions.csv", add("990102009000,990102000000,某街,X,street,29.3,123.4")),
        ),
        ("地图不是 JSON", "grids.geojson", faults("grids.geojson", replace("\"features\"", "features"))),
        ("地图没有图形", "grids.geojson", faults("grids.geojson", |_| "{\"type\":\"FeatureCollection\"}".to_owned())),
        (
            "户数不是数",
            "grids.geojson",
            faults("grids.geojson", replace("\"households\":350", "\"households\":\"350\"")),
        ),
        (
            "社区不存在",
            "grids.geojson",
            faults("grids.geojson", replace("\"community\":\"990102001001\"", "\"community\":\"1\"")),
        ),
        ("人员角色", "people.csv", faults("people.csv", add("p9999,某人,mayor,housing,,0990-1,mouren"))),
        ("登录名重复", "people.csv", faults("people.csv", add("p9999,某人,agent,housing,,0990-1,renzhenglan"))),
        ("人员区划不存在", "people.csv", faults("people.csv", add("p9999,某人,agent,housing,990199,0990-1,mouren"))),
        ("设定缺值", "city.toml", faults("city.toml", replace("value = \"15 分钟\"", "worth = \"15 分钟\""))),
        ("设定时限", "city.toml", faults("city.toml", replace("value = \"2 工作时\"", "value = \"两个工作时\""))),
        (
            "兜底单位",
            "city.toml",
            faults(
                "city.toml",
                replace(
                    "[dispute.bottom_line]         # 兜底承办\nvalue = \"city-operations\"",
                    "[dispute.bottom_line]\nvalue = \"nobody\"",
                ),
            ),
        ),
        (
            "倍数为零",
            "city.toml",
            faults(
                "city.toml",
                replace(
                    "[extension.factor]            # 每次延长原期限的倍数\nvalue = 1.0",
                    "[extension.factor]\nvalue = 0.0",
                ),
            ),
        ),
        ("督办份额", "city.toml", faults("city.toml", replace("at_least = 0.8", "at_least = nan"))),
        ("督办层级重复", "city.toml", faults("city.toml", replace("code = \"listed\"", "code = \"urge\""))),
        (
            "无人审核申诉",
            "city.toml",
            faults(
                "city.toml",
                replace(
                    "[appeal.reviewers]            # 两人审核；批准后统计豁免，原时间保留\nvalue = 2",
                    "[appeal.reviewers]\nvalue = 0",
                ),
            ),
        ),
        (
            "延期审批链",
            "city.toml",
            faults("city.toml", replace("[\"handler\", \"department\", \"dispatcher\"]", "[\"mayor\"]")),
        ),
        ("城市编码", "city.toml", faults("city.toml", replace("code = \"990100000000\"", "code = \"990200000000\""))),
        ("上班时间", "city.toml", faults("city.toml", replace("\"14:00-18:00\"", "\"18:00-14:00\""))),
    ];
    let mut page = String::from("规则手册的毛病与提示 (a fault in a rulebook, and what the clerk reads)\n");
    for (fault, file, heard) in &cases {
        assert!(!heard.is_empty(), "`{fault}` was not noticed");
        assert!(heard.iter().all(|line| line.starts_with(file)), "`{fault}` is in {file}: {heard:?}");
        writeln!(page, "\n{fault}").expect("a string takes text");
        // One slip at the head of a file may be heard of in many places below; three show what it is like.
        for line in heard.iter().take(3) {
            writeln!(page, "  {line}").expect("a string takes text");
        }
    }
    matches_committed("rulebook_faults.txt", &page);
}

#[test]
fn the_line_that_is_named_is_the_line_that_is_wrong() {
    let line = line_of("catalogue.csv", "R-C01004");
    let heard = faults(
        "catalogue.csv",
        replace("R-C01004,2024.1,C01004,*,2024-01-01,,drainage", "R-C01004,2024.1,C01004,*,2024-01-01,,nobody"),
    );
    assert_eq!(heard, [format!("catalogue.csv:{line}: the department `nobody` is not in departments.csv")]);
    let line = line_of("city.toml", "[limits.accept]") + 1;
    let heard = faults("city.toml", replace("value = \"2 工作时\"", "value = \"2 个钟头\""));
    assert!(heard[0].starts_with(&format!("city.toml:{line}:")), "{heard:?}, after many lines of Chinese");
}

#[test]
fn all_faults_of_all_files_are_told_at_once() {
    let mut files = files();
    for (file, line) in [("departments.csv", "x,,X,bureau,,,,,false"), ("kinds.csv", "X1,,,X,component,,,false,false")]
    {
        let text = files[file].clone();
        files.insert(file.to_owned(), format!("{text}{line}\n"));
    }
    let told = Rulebook::parse("broken", &files).expect_err("two files are wrong");
    assert_eq!(told.iter().map(|p| p.file.as_str()).collect::<Vec<_>>(), ["departments.csv", "kinds.csv"]);
}

#[test]
fn a_missing_file_is_named_and_an_empty_folder_names_them_all() {
    let told = Rulebook::parse("none", &Files::new()).expect_err("there is nothing");
    assert_eq!(told.iter().map(|p| p.file.as_str()).collect::<Vec<_>>(), FILES);
}

#[test]
fn hostile_files_are_refused_and_never_stop_the_program() {
    let hostile =
        ["", "\u{0}", "\"", "a,b\n\"x", "{", "[]", "[[[[", "汉,字\n一,二", "code\n\n\n", "\r\r\r", "features = 1"];
    for file in FILES {
        for text in hostile {
            let mut files = files();
            files.insert(file.to_owned(), text.to_owned());
            let read = Rulebook::parse("hostile", &files);
            // A calendar without exceptions and a city without staff are poor, but possible only with their header line.
            assert!(read.is_err(), "{file} as {text:?}");
        }
    }
}

#[test]
fn the_edition_of_a_day_is_the_greatest_of_the_rules_in_force() {
    let day = |text: &str| text.parse().expect("a day");
    let catalogue = &rules().catalogue;
    assert_eq!(catalogue.version_on(day("2023-12-31")), "");
    assert_eq!(catalogue.version_on(day("2024-01-01")), "2024.1");
    assert_eq!(catalogue.version_on(day("2026-09-30")), "2024.1");
    assert_eq!(catalogue.version_on(day("2026-10-01")), "2026.2");
    assert_eq!(catalogue.version_on(day("2099-01-01")), "2026.2");
}

#[test]
fn every_rule_finds_its_holder_somewhere_in_the_city() {
    let day = "2026-10-01".parse().expect("a day");
    let rules = rules();
    let community = area("990102001001");
    for rule in rules.catalogue.rules().filter(|r| r.until.is_none()) {
        let place = rule.area.as_ref().filter(|a| a.as_str().len() < 12);
        let place: &AreaCode = place.map_or(&community, |outer| {
            let mut inside = rules.areas.divisions().filter(|d| d.level == "community" && d.code.lies_in(outer));
            &inside.next().expect("some community lies in it").code
        });
        let entry = rules.catalogue.look_up(&rules.departments, Some(&rule.kind), Some(place), day);
        assert!(entry.is_ok(), "rule `{}` at {place}: {entry:?}", rule.rule);
    }
    assert_eq!(
        rules.catalogue.look_up(&rules.departments, Some(&kind("C01001")), None, day).map(|e| e.lead),
        Ok(department("water-supply"))
    );
}

#[test]
fn odd_codes_lie_in_nothing_they_should_not() {
    let cases = [
        ("990102001001", "990102001", true),
        ("990102001001", "99", true),
        ("990102001001", "9901020", true),
        ("990102001001", "990102002000", false),
        ("9901", "990102", false),
        ("城区000", "城区", true),
        ("城区", "城区000", true),
        ("000000000000", "990102", false),
        ("é000000", "é", true),
    ];
    for (inner, outer, expected) in cases {
        assert_eq!(area(inner).lies_in(&area(outer)), expected, "{inner} in {outer}");
    }
}
