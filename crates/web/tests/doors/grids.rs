//! The city's grids over HTTP: the map for everybody, nets for those who decide, and every no with its place and next step.

use crate::city::{City, INSIDE, Person};
use jingwei_terms::{Datum, Location, Role};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const TOMORROW: &str = "2026-03-03T00:00:00%2B08:00";
const YESTERDAY: &str = "2026-03-01T00:00:00%2B08:00";

/// The map as everybody gets it, which is a file of grids too.
async fn map(city: &City) -> Value {
    let (status, map) = city.passer_by().get("/api/v1/grids.geojson").await;
    assert_eq!(status, StatusCode::OK);
    map
}

/// Hands in a file of grids, under a fresh command unless one is named.
async fn drafts(person: &Person<'_>, city: &City, file: &Value, more: &str) -> (StatusCode, Value) {
    let command = city.command();
    drafts_under(person, file, &format!("command_id={command}&{more}")).await
}

async fn drafts_under(person: &Person<'_>, file: &Value, query: &str) -> (StatusCode, Value) {
    let request = person.knock(Method::POST, &format!("/api/v1/grids/nets?{query}"));
    let sent = request.header("content-type", "application/geo+json").body(file.to_string()).send().await.unwrap();
    let status = sent.status();
    (status, serde_json::from_slice(&sent.bytes().await.unwrap()).unwrap_or(Value::Null))
}

fn grid(map: &mut Value, n: usize) -> &mut Value {
    &mut map["features"][n]["properties"]
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_map_and_whom_to_call_and_finds_a_point_in_any_datum() {
    let city = City::open().await;
    let (status, list) = city.passer_by().get("/api/v1/grids").await;
    assert_eq!((status, list["net"].is_null()), (StatusCode::OK, true));
    let first = &list["items"][0];
    assert!(first["worker"]["name"].as_str().is_some_and(|name| !name.is_empty()), "{first}");
    assert!(first["worker"]["phone"].as_str().is_some_and(|phone| !phone.is_empty()), "{first}");
    let map = map(&city).await;
    assert_eq!(map["features"].as_array().unwrap().len(), list["items"].as_array().unwrap().len());
    let (lng, lat) = *INSIDE;
    let point = Location::new(lng, lat, Datum::Cgcs2000).unwrap();
    for (name, datum) in [("cgcs2000", Datum::Cgcs2000), ("gcj02", Datum::Gcj02), ("bd09", Datum::Bd09)] {
        let (x, y) = point.in_datum(datum);
        let path = format!("/api/v1/grids/locate?lng={x}&lat={y}&datum={name}");
        let (status, found) = city.passer_by().get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(found["grid"]["code"], first["code"], "{name}: {found}");
        assert!(["community", "street", "district"].iter().all(|level| found[*level]["code"].is_string()), "{found}");
    }
    let (_, nowhere) = city.passer_by().get("/api/v1/grids/locate?lng=1&lat=1").await;
    assert_eq!((nowhere["grid"].is_null(), nowhere["district"].is_null()), (true, true));
    let (status, problem) = city.passer_by().get("/api/v1/grids/locate?lng=999&lat=1").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("not_a_point")));
    let (status, problem) = city.passer_by().get("/api/v1/grids?at=2020-01-01T00:00:00Z").await;
    assert_eq!(status, StatusCode::OK, "a city without a net has one map: {problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_net_is_drafted_looked_at_activated_and_in_force_on_its_day() {
    let city = City::open().await;
    let administrator = city.somebody("yan", Role::Administrator, None, None).await;
    city.filed("路灯不亮").await;
    let mut file = map(&city).await;
    // Two neighbours of one community change names; the first takes a code of its own.
    grid(&mut file, 0)["name"] = json!("新第一网格");
    let code = grid(&mut file, 0)["code"].as_str().unwrap().to_owned();
    let fresh = format!("{}9", &code[..code.len() - 1]);
    grid(&mut file, 0)["code"] = json!(fresh);
    file["features"][0]["id"] = json!(fresh);

    let command = city.command();
    let query = format!("command_id={command}&effective={TOMORROW}");
    let (status, drafted) = drafts_under(&administrator, &file, &query).await;
    assert_eq!(status, StatusCode::CREATED, "{drafted}");
    assert_eq!(
        (&drafted["net"], &drafted["standing"], &drafted["adopted"]),
        (&json!(2), &json!("draft"), &json!(true))
    );
    let (status, again) = drafts_under(&administrator, &file, &query).await;
    assert_eq!(
        (status, &again["net"]),
        (StatusCode::CREATED, &json!(2)),
        "the same command again drafts nothing: {again}"
    );

    let (_, diff) = administrator.get("/api/v1/grids/nets/2/diff").await;
    assert_eq!((&diff["counts"]["new"], &diff["counts"]["gone"]), (&json!(1), &json!(1)), "{}", diff["counts"]);
    assert_eq!((&diff["cases"]["move_grid"], diff["cases"]["items"].as_array().unwrap().len()), (&json!(1), 0));
    let supervisor = city.somebody("jiang", Role::Supervisor, None, None).await;
    let (_, diff) = supervisor.get("/api/v1/grids/nets/2/diff").await;
    assert_eq!(diff["cases"]["items"][0]["from"], json!(code), "who sees cases sees which: {}", diff["cases"]);

    let activate = json!({ "command_id": city.command(), "dry_run": true });
    let (status, shown) = administrator.post("/api/v1/grids/nets/2/activate", activate).await;
    assert_eq!((status, &shown["dry_run"]), (StatusCode::OK, &json!(true)), "{shown}");
    let (_, nets) = administrator.get("/api/v1/grids/nets").await;
    assert_eq!((&nets[0]["standing"], &nets[1]["standing"]), (&json!("in_force"), &json!("draft")));

    let activate = json!({ "command_id": city.command() });
    for _ in 0..2 {
        let (status, done) = administrator.post("/api/v1/grids/nets/2/activate", activate.clone()).await;
        assert_eq!((status, &done["standing"]), (StatusCode::OK, &json!("planned")), "{done}");
    }
    city.wait(24 * 60);
    let (_, nets) = administrator.get("/api/v1/grids/nets").await;
    assert_eq!((&nets[0]["standing"], &nets[1]["standing"]), (&json!("replaced"), &json!("in_force")));
    let (_, now) = city.passer_by().get("/api/v1/grids?at=2026-03-03T00:00:00%2B08:00").await;
    let name_of = |list: &Value, code: &str| {
        list["items"].as_array().unwrap().iter().find(|grid| grid["code"] == *code).map(|grid| grid["name"].clone())
    };
    assert_eq!((&now["net"], name_of(&now, &fresh)), (&json!(2), Some(json!("新第一网格"))));
    let (_, then) = city.passer_by().get("/api/v1/grids?at=2026-03-02T23:59:59%2B08:00").await;
    assert_eq!((&then["net"], name_of(&then, &code).is_some(), name_of(&then, &fresh)), (&json!(1), true, None));
    let (_, told) = administrator.get("/api/v1/grids/nets/2").await;
    let verbs: Vec<&str> =
        told["history"].as_array().unwrap().iter().map(|step| step["verb"].as_str().unwrap()).collect();
    assert_eq!(verbs, ["draft_net", "activate_net"]);
    assert_eq!(told["history"][1]["by"], "yan");
    let withdraw = json!({ "command_id": city.command(), "reason": "画错了" });
    let (status, problem) = administrator.post("/api/v1/grids/nets/2/withdraw", withdraw).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("net_in_force")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_withdrawn_with_a_reason_and_stays_withdrawn() {
    let city = City::open().await;
    let administrator = city.somebody("yan", Role::Administrator, None, None).await;
    let file = map(&city).await;
    drafts(&administrator, &city, &file, &format!("effective={TOMORROW}")).await;
    let without = json!({ "command_id": city.command(), "reason": "  " });
    let (_, problem) = administrator.post("/api/v1/grids/nets/2/withdraw", without).await;
    assert_eq!(problem["code"], "missing_reason");
    let withdraw = json!({ "command_id": city.command(), "reason": "河东社区边界有误" });
    for _ in 0..2 {
        let (status, done) = administrator.post("/api/v1/grids/nets/2/withdraw", withdraw.clone()).await;
        assert_eq!((status, &done["standing"]), (StatusCode::OK, &json!("withdrawn")), "{done}");
    }
    let activate = json!({ "command_id": city.command() });
    let (_, problem) = administrator.post("/api/v1/grids/nets/2/activate", activate).await;
    assert_eq!(problem["code"], "net_not_a_draft");
    let (status, problem) = administrator.get("/api/v1/grids/nets/77").await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("no_such_net")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_file_is_named_and_nothing_is_drafted() {
    let city = City::open().await;
    let administrator = city.somebody("yan", Role::Administrator, None, None).await;
    let sound = map(&city).await;
    let broken = |mend: &dyn Fn(&mut Value)| {
        let mut file = sound.clone();
        mend(&mut file);
        file
    };
    let twice = broken(&|file| {
        let code = file["features"][1]["properties"]["code"].clone();
        file["features"][0]["properties"]["code"] = code;
    });
    let elsewhere = broken(&|file| {
        let all = file["features"].as_array_mut().unwrap();
        let other = all.iter_mut().find(|f| f["properties"]["community"] != "990102001001").unwrap();
        other["properties"]["community"] = json!("990102001001");
    });
    let unknown = broken(&|file| file["features"][2]["properties"]["community"] = json!("110101001001"));
    let nobody = broken(&|file| file["features"][2]["properties"]["worker"] = json!("p9999"));
    let shifted = broken(&|file| {
        for ring in file["features"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .flat_map(|f| f["geometry"]["coordinates"].as_array_mut().unwrap())
        {
            for point in ring[0].as_array_mut().unwrap() {
                let at =
                    Location::new(point[0].as_f64().unwrap(), point[1].as_f64().unwrap(), Datum::Cgcs2000).unwrap();
                let (lng, lat) = at.in_datum(Datum::Gcj02);
                *point = json!([lng, lat]);
            }
        }
    });
    let cases = [
        (&twice, TOMORROW, "duplicate_code"),
        (&unknown, TOMORROW, "unknown_community"),
        (&elsewhere, TOMORROW, "code_outside_community"),
        (&nobody, TOMORROW, "unknown_worker"),
        (&shifted, TOMORROW, "wrong_datum"),
        (&sound, YESTERDAY, "net_in_the_past"),
    ];
    for (file, effective, code) in cases {
        let (status, problem) = drafts(&administrator, &city, file, &format!("effective={effective}")).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(code)), "{problem}");
        assert!(!problem["next"].as_str().unwrap().is_empty(), "{problem}");
    }
    let (status, _) = drafts(&administrator, &city, &json!("not a map"), &format!("effective={TOMORROW}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, nets) = administrator.get("/api/v1/grids/nets").await;
    assert_eq!(nets, json!([]), "not even the rulebook's grids were kept as a net");
    // A shifted file that says so is converted at the door.
    let (status, drafted) = drafts(&administrator, &city, &shifted, &format!("effective={TOMORROW}&datum=gcj02")).await;
    assert_eq!(status, StatusCode::CREATED, "{drafted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_decides_about_nets_drafts_them_and_drafts_are_not_for_everybody() {
    let city = City::open().await;
    let dispatcher = city.somebody("fan", Role::Dispatcher, None, None).await;
    let handler = city.somebody("shou", Role::Handler, Some("drainage"), None).await;
    let file = map(&city).await;
    let query = format!("effective={TOMORROW}");
    assert_eq!(drafts(&dispatcher, &city, &file, &query).await.0, StatusCode::FORBIDDEN);
    assert_eq!(drafts(&city.passer_by(), &city, &file, &query).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(dispatcher.get("/api/v1/grids/nets").await.0, StatusCode::OK);
    assert_eq!(handler.get("/api/v1/grids/nets").await.0, StatusCode::FORBIDDEN);
    assert_eq!(city.passer_by().get("/api/v1/grids/nets").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_comes_in_tiles_that_are_sent_once_until_the_net_changes() {
    let city = City::open().await;
    let (lng, lat) = *INSIDE;
    let z = 14_u8;
    let side = f64::from(1_u32 << z);
    let rad = lat.to_radians();
    let x = ((lng + 180.0) / 360.0 * side).floor();
    let y = ((1.0 - (rad.tan() + 1.0 / rad.cos()).ln() / std::f64::consts::PI) / 2.0 * side).floor();
    let path = format!("/api/v1/grids/tiles/{z}/{x}/{y}");
    let passer_by = city.passer_by();
    let tile = passer_by.knock(Method::GET, &path).send().await.unwrap();
    assert_eq!(tile.status(), StatusCode::OK);
    assert_eq!(tile.headers()["content-type"], "application/vnd.mapbox-vector-tile");
    let tag = tile.headers()["etag"].clone();
    let bytes = tile.bytes().await.unwrap();
    let holds = |words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(holds("grids") && holds("households"));
    let again = passer_by.knock(Method::GET, &path).header("if-none-match", tag).send().await.unwrap();
    assert_eq!((again.status(), again.bytes().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
    let sea = passer_by.knock(Method::GET, "/api/v1/grids/tiles/14/0/0").send().await.unwrap();
    assert_eq!(sea.status(), StatusCode::NO_CONTENT);
    let none = passer_by.knock(Method::GET, "/api/v1/grids/tiles/14/0/no").send().await.unwrap();
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}
