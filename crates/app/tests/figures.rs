//! The figures of a played month: the same on the command line and in the workbook, and each the count of its list.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use calamine::{Reader as _, Xlsx, open_workbook};
use common::Place;
use serde_json::Value;

#[test]
fn every_figure_of_a_played_month_is_the_count_of_its_list() {
    let place = Place::with_story(300);
    let (code, report) = place.json(&["evaluation", "report", "--period", "2026-11", "--xlsx", "november.xlsx"]);
    assert_eq!(code, 0, "{report}");
    let figures = report["figures"].as_array().unwrap();
    let value = |code: &str| figures.iter().find(|f| f["code"] == code).unwrap()["value"].clone();
    assert!(value("filed").as_f64().unwrap() > 100.0, "{report}");
    for code in ["on_time_rate", "resolution_rate", "first_dispatch_right", "return_rate"] {
        let share = value(code).as_f64().unwrap();
        assert!(share > 0.0 && share < 1.0, "{code} is {share}: a played month has some of each");
    }
    for figure in figures {
        let (_, list) = place.json(&["evaluation", "list", figure["code"].as_str().unwrap(), "--period", "2026-11"]);
        assert_eq!(list["total"], figure["denominator"], "{figure}");
        let counted = list["items"].as_array().unwrap().iter().filter(|item| item["counted"] == true).count();
        assert_eq!(figure["numerator"], counted, "{figure}");
    }

    let mut book: Xlsx<_> = open_workbook(place.path("november.xlsx")).unwrap();
    let sheet = book.worksheet_range("2026-11").unwrap();
    assert_eq!(sheet.height(), figures.len() + 1);

    let (_, parts) = place.json(&["evaluation", "report", "--period", "2026-11", "--by", "department"]);
    for figure in figures {
        let of_parts = parts["figures"].as_array().unwrap().iter().filter(|part| part["code"] == figure["code"]);
        let sum: u64 = of_parts.map(|part| part["denominator"].as_u64().unwrap()).sum();
        assert_eq!(figure["denominator"], sum, "{figure}");
    }
}

#[test]
fn a_period_that_cannot_be_meant_is_refused_with_the_way_to_write_it() {
    let place = Place::with_city();
    let wrong = place.run(&["evaluation", "report", "--period", "2026-13"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("2026-Q4"), "{wrong:?}");
    let error = place.refused(&["evaluation", "report", "--period", "2199"]);
    assert!(error.contains("has not begun"), "{error}");
    let (code, empty) = place.json(&["evaluation", "report", "--period", "2024"]);
    assert_eq!((code, &empty["figures"][0]["value"]), (0, &Value::from(0.0)));
}

#[test]
fn a_light_for_a_figure_that_is_none_is_a_fault_of_the_rulebook() {
    let place = Place::new();
    let folder = place.path("rules");
    std::fs::create_dir(&folder).unwrap();
    for file in std::fs::read_dir(common::rulebook()).unwrap().map(Result::unwrap).filter(|f| f.path().is_file()) {
        std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let settings = folder.join("city.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("\"return_rate\"", "\"happiness\"")).unwrap();
    let (code, told) = place.json(&["city", "check", &folder.display().to_string()]);
    assert_eq!(code, 1);
    assert!(
        told["problems"][0]["message"].as_str().unwrap().contains("`happiness`: there is no such figure"),
        "{told}"
    );
}
