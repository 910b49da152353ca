//! What everybody may know: coarse places, whole months, and no small count; and what leaves the house with a mark.

use crate::city::{City, INSIDE, number};
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn filed_as(city: &City, words: &str, kind: Option<&str>, phone: &str) -> Value {
    let mut report = city.report(words);
    report["reporter"]["phone"] = json!(phone);
    if let Some(kind) = kind {
        report["kind"] = json!(kind);
    }
    let (status, filed) = city.passer_by().post("/api/v1/cases", report).await;
    assert_eq!(status, StatusCode::CREATED, "{filed}");
    filed
}

fn kinds(sensitive: bool) -> String {
    let kind = crate::city::RULES
        .kinds
        .iter()
        .find(|kind| kind.sensitive == sensitive && kind.code.as_str().len() > 3)
        .unwrap();
    kind.code.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_cases_nearby_are_shown_in_the_middle_of_their_squares_and_sensitive_ones_not_at_all() {
    let city = City::open().await;
    let (plain, sensitive) = (kinds(false), kinds(true));
    let shown = filed_as(&city, "井盖破损", Some(&plain), "13800000000").await;
    filed_as(&city, "家里的事", Some(&sensitive), "13800000000").await;
    filed_as(&city, "还没有分类的事", None, "13800000000").await;
    let (lng, lat) = *INSIDE;
    let near = format!("/api/v1/public/cases?near={lng},{lat}");
    let (status, page) = city.passer_by().get(&near).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.iter().map(number).collect::<Vec<_>>(), [number(&shown)]);
    let degrees = |name: &str| items[0]["place"][name].as_f64().unwrap() * 1000.0;
    for name in ["lng", "lat"] {
        assert!((degrees(name).fract().abs() - 0.5).abs() < 1e-6, "{page}");
    }
    assert!(!page.to_string().contains("井盖破损"));
    assert_eq!(city.passer_by().get(&format!("{near}&kind=ZZZ")).await.1["items"], json!([]));
    let (_, list) = city.passer_by().get("/api/v1/public/cases").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    for bad in ["near=1", "near=200,100", "near=1,2&radius=x", "open=maybe", "limit=-1"] {
        let (status, _) = city.passer_by().get(&format!("/api/v1/public/cases?{bad}")).await;
        assert!(status.is_client_error(), "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_counted_when_it_is_over_and_small_counts_are_withheld() {
    let city = City::open().await;
    for n in 0..14 {
        filed_as(&city, &format!("第{n}处"), Some(&kinds(false)), "13800000000").await;
    }
    filed_as(&city, "家里的事", Some(&kinds(true)), "13800000000").await;
    assert_eq!(city.passer_by().get("/api/v1/public/map?period=2026-03").await.0, StatusCode::BAD_REQUEST);
    city.wait(60 * 24 * 40);
    let (_, map) = city.passer_by().get("/api/v1/public/map").await;
    assert_eq!((&map["period"], &map["total"]), (&json!("2026-03"), &json!(14)), "{map}");
    assert_eq!(map["counts"][0]["count"], 14);
    let (_, figures) = city.passer_by().get("/api/v1/public/figures?period=2026-03").await;
    let figure = |code: &str| figures["figures"].as_array().unwrap().iter().find(|f| f["code"] == code).unwrap();
    assert_eq!((&figure("filed")["value"], &figure("filed")["withheld"]), (&json!(15.0), &json!(false)));
    for period in ["2026", "2026-Q1", "2026-05", "nonsense"] {
        let (status, _) = city.passer_by().get(&format!("/api/v1/public/figures?period={period}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{period}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_taken_along_as_text_and_with_a_mark() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    filed_as(&city, "=HYPERLINK(\"http://evil\",\"点我\")", None, "13800000000").await;
    filed_as(&city, "路灯不亮", None, "13800000000").await;
    let get = async |format: &str| {
        let path = format!("/api/v1/cases/export?format={format}&open=true&q=%E8%B7%AF%E7%81%AF");
        let path = if format == "csv" { "/api/v1/cases/export?open=true".to_owned() } else { path };
        let response = agent.knock(Method::GET, &path).send().await.unwrap();
        (response.status(), response.bytes().await.unwrap())
    };
    let (status, csv) = get("csv").await;
    let text = String::from_utf8(csv.to_vec()).unwrap();
    assert_eq!((status, text.lines().count()), (StatusCode::OK, 3), "{text}");
    assert!(text.starts_with('\u{feff}') && text.contains("\"'=HYPERLINK") && !text.contains("13800000000"));
    let (status, book) = get("xlsx").await;
    assert_eq!((status, &book[..2]), (StatusCode::OK, &b"PK"[..]));
    let about = jingwei_terms::About::Account("agent".to_owned());
    let facts = city.store.timeline(&about, 0, 10).await.unwrap();
    let marks: Vec<&jingwei_terms::Fact> = facts.iter().map(|f| &f.fact).filter(|f| f.verb == "export_cases").collect();
    assert_eq!(marks.len(), 2);
    assert_eq!((&marks[0].detail["lines"], &marks[1].detail["lines"]), (&json!(2), &json!(1)));
    assert!(!marks[1].detail.to_string().contains("%E8"));
    assert_eq!(city.passer_by().get("/api/v1/cases/export").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_finds_the_earlier_cases_of_a_telephone_however_it_is_written_and_leaves_a_mark() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let first = filed_as(&city, "第一件", None, "13912345678").await;
    filed_as(&city, "别人的", None, "13800000000").await;
    city.wait(1);
    let second = filed_as(&city, "第二件", None, "+86 139-1234-5678").await;
    let ask = |phone: &str, reason: &str| json!({ "command_id": city.command(), "phone": phone, "purpose": "casework", "reason": reason });
    let (status, found) = agent.post("/api/v1/callers/earlier", ask("139 1234 5678", "来电受理")).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let numbers: Vec<&str> = found["cases"].as_array().unwrap().iter().map(number).collect();
    assert_eq!(numbers, [number(&second), number(&first)]);
    let about = jingwei_terms::About::Account("agent".to_owned());
    let facts = city.store.timeline(&about, 0, 10).await.unwrap();
    let mark = &facts.iter().find(|fact| fact.fact.verb == "look_up_caller").unwrap().fact;
    assert_eq!(mark.detail["reason"], "来电受理");
    assert!(!mark.detail.to_string().contains("5678"));
    for (phone, reason, status) in
        [("139 1234 5678", " ", StatusCode::UNPROCESSABLE_ENTITY), ("110", "来电", StatusCode::UNPROCESSABLE_ENTITY)]
    {
        assert_eq!(agent.post("/api/v1/callers/earlier", ask(phone, reason)).await.0, status);
    }
    let dispatcher = city.somebody("dispatcher", Role::Dispatcher, None, None).await;
    assert_eq!(dispatcher.post("/api/v1/callers/earlier", ask("13912345678", "看看")).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rulebook_is_looked_through_brought_into_force_and_the_former_one_again() {
    let city = City::open().await;
    let administrator = city.somebody("administrator", Role::Administrator, None, None).await;
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let names = jingwei_cases::rulebook::FILES.iter().chain(&jingwei_cases::rulebook::OPTIONAL);
    let read = |name: &&str| ((*name).to_string(), json!(std::fs::read_to_string(folder.join(name)).unwrap()));
    let files: serde_json::Map<String, Value> = names.map(read).collect();
    let check = async |files: &serde_json::Map<String, Value>| {
        administrator.post("/api/v1/rulebooks/check", json!({ "files": files })).await
    };
    let (status, checked) = check(&files).await;
    assert_eq!(
        (status, &checked["faults"], &checked["present"]),
        (StatusCode::OK, &json!([]), &json!("")),
        "{checked}"
    );
    let activate = async |files: &serde_json::Map<String, Value>, expected: &Value, command: uuid::Uuid| {
        let body =
            json!({ "command_id": command, "expected": expected, "folder": { "files": files }, "reason": "试行" });
        administrator.post("/api/v1/rulebooks", body).await
    };
    let command = city.command();
    let (status, first) = activate(&files, &json!(""), command).await;
    assert_eq!((status, &first["in_force"]), (StatusCode::OK, &json!(true)), "{first}");
    let (_, again) = activate(&files, &json!(""), command).await;
    assert_eq!(again["ledger_index"], first["ledger_index"]);
    city.wait(1);

    let mut changed = files.clone();
    let calendar = format!("{}2030-01-01,holiday,元旦\n", files["calendar.csv"].as_str().unwrap());
    changed.insert("calendar.csv".to_owned(), json!(calendar));
    let (_, checked) = check(&changed).await;
    assert_eq!((&checked["changed_lines"], &checked["changes"][0]["file"]), (&json!(1), &json!("calendar.csv")));
    assert_eq!(activate(&changed, &json!("another"), city.command()).await.0, StatusCode::CONFLICT);
    let (status, second) = activate(&changed, &first["version"], city.command()).await;
    assert_eq!((status, &second["in_force"]), (StatusCode::OK, &json!(true)), "{second}");

    let mut faulty = files.clone();
    faulty.insert("templates.csv".to_owned(), json!("code,verb,kind,name,name_en,text\na,dance,,舞,,舞\n"));
    faulty.insert("kinds.csv".to_owned(), json!("nonsense\n"));
    let (_, checked) = check(&faulty).await;
    assert!(!checked["faults"].as_array().unwrap().is_empty());
    let (status, problem) = activate(&faulty, &second["version"], city.command()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("rulebook_has_faults")));

    city.wait(1);
    let restore = format!("/api/v1/rulebooks/{}/restore", crate::city::escaped(first["version"].as_str().unwrap()));
    let body = json!({ "command_id": city.command(), "reason": "先恢复" });
    let (status, third) = administrator.post(&restore, body).await;
    assert_eq!((status, &third["in_force"]), (StatusCode::OK, &json!(true)), "{third}");
    let (_, all) = administrator.get("/api/v1/rulebooks").await;
    assert_eq!(all.as_array().unwrap().len(), 3);
    let auditor = city.somebody("auditor", Role::Auditor, None, None).await;
    assert_eq!(auditor.post("/api/v1/rulebooks/check", json!({})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(auditor.get("/api/v1/rulebooks").await.0, StatusCode::OK);

    let (_, year) = city.passer_by().get("/api/v1/rulebook/calendar?year=2026").await;
    assert_eq!((&year["covered"], year["exceptions"].as_array().unwrap().is_empty()), (&json!(true), false));
    // Five working days over the National Day holidays, by the calendar that cases are counted by.
    let asked = "/api/v1/rulebook/deadline?limit=5%20work_days&from=2026-09-27T01:00:00Z";
    let (_, told) = city.passer_by().get(asked).await;
    assert_eq!((&told["limit"], &told["covered"]), (&json!("5 工作日"), &json!(true)), "{told}");
    let limit = "5 工作日".parse().unwrap();
    let due = crate::city::RULES.calendar.deadline(limit, "2026-09-27T01:00:00Z".parse().unwrap());
    assert_eq!(told["deadline"], json!(due));
    assert!(due > "2026-10-07T16:00:00Z".parse().unwrap(), "the holidays count");
    for wrong in ["limit=5", "limit=0%20work_days", "limit=5%20work_days&from=tomorrow", ""] {
        let (status, _) = city.passer_by().get(&format!("/api/v1/rulebook/deadline?{wrong}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let (_, templates) = city.passer_by().get("/api/v1/rulebook/templates").await;
    assert!(templates.as_array().unwrap().iter().any(|template| template["verb"] == "reply"));
}
