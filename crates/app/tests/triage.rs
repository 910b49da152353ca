//! The city learns: reports are advised on by the catalogue, a person confirms another kind, the city learns from that alone, the next
//! report like it is advised on rightly, and one command takes it back. The served program follows without a restart.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Two sorts of reports in words that the catalogue does not have, and the kinds under which the people of this city file them.
const SOUND: (&str, &str) = ("隔壁弹珠滚来滚去咚咚咚响个不停", "M06010");
const KITES: (&str, &str) = ("坡上风筝线横七竖八缠得到处都是差点割伤人", "M02007");

struct Served {
    child: Child,
    address: SocketAddr,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    fn start(place: &Place) -> Self {
        let token = place.ok(&["token", "create", "--user", "dingzhenghe", "--role", "dispatcher"]);
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("JINGWEI__WEB__FILINGS_PER_MINUTE", "0").env("JINGWEI__LOG__FILTER", "error");
        command.env("JINGWEI__WORKERS__POLL_MS", "100");
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.rsplit("http://").next().unwrap().trim().parse();
        let address = address.unwrap_or_else(|_| panic!("no address in `{line}`"));
        Self { child, address, token: token["token"].as_str().unwrap().to_owned() }
    }

    /// One request of a dispatcher; the answer must be of this status.
    fn ask(&self, method: &str, path: &str, status: u16, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let (length, token) = (body.len(), &self.token);
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!(" {status} ")), "{method} {path}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    fn file(&self, words: &str) -> Value {
        let command = uuid::Uuid::now_v7();
        self.ask(
            "POST",
            "/api/v1/cases",
            201,
            &json!({ "command_id": command, "channel": "phone", "description": words }),
        )
    }

    fn acts(&self, filed: &Value, verb: &str, mut body: Value) -> Value {
        body["command_id"] = json!(uuid::Uuid::now_v7());
        self.ask("POST", &format!("/api/v1/cases/{}/{verb}", filed["number"].as_str().unwrap()), 200, &body)
    }

    /// Advice on these words, once the program advises by this model.
    fn suggest(&self, words: &str, by: Option<&str>) -> Value {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let told = self.ask("POST", "/api/v1/triage/suggest", 200, &json!({ "description": words }));
            if told["model"].as_str() == by {
                return told;
            }
            assert!(Instant::now() < until, "a minute ago `{by:?}` was put in force, and `{}` advises", told["model"]);
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn the_city_learns_what_people_confirm_and_takes_it_back_in_one_command() {
    let place = Place::with_city();
    let line = place.refused(&["triage", "learn"]);
    assert!(line.starts_with("nothing_reviewed: ") && line.contains("next: "), "{line}");
    let served = Served::start(&place);
    for nth in 0..20 {
        for (words, kind) in [SOUND, KITES] {
            let filed = served.file(&format!("{nth}栋{words}，第{nth}次反映了"));
            assert_eq!(filed["kind"], Value::Null, "advice decides nothing");
            served.acts(&filed, "triage", json!({ "way": "ordinary", "kind": kind }));
        }
    }
    let before = served.suggest("五栋隔壁又在滚弹珠咚咚咚响", None);
    assert_ne!(before["kinds"][0]["code"], SOUND.1, "the catalogue has no such words: {before}");

    let dry = place.ok(&["triage", "learn", "--dry-run"]);
    assert_eq!((&dry["version"], &dry["title"]["rows"]), (&Value::Null, &json!(40)));
    let learned = place.ok(&["triage", "learn"]);
    assert_eq!((&learned["in_force"], &learned["title"]["kinds"]), (&json!(true), &json!(2)), "{learned}");
    let version = learned["version"].as_str().unwrap();
    let after = served.suggest("五栋隔壁又在滚弹珠咚咚咚响", Some(version));
    assert_eq!(after["kinds"][0]["code"], SOUND.1, "{after}");
    let filed = served.file("坡上又是风筝线横七竖八缠得到处都是");
    assert_eq!((&filed["advice"]["model"], &filed["kind"]), (&json!(version), &Value::Null));
    assert_eq!(filed["advice"]["kinds"][0]["code"], KITES.1, "{filed}");

    // Learned from the same reviews again, it is the same model; its advice in between taught it nothing.
    let again = place.ok(&["triage", "learn", "--keep"]);
    assert_eq!(again["title"]["data_sha256"], learned["title"]["data_sha256"]);
    assert_eq!((&again["title"]["sha256"], &again["in_force"]), (&learned["title"]["sha256"], &json!(false)));

    let back = place.ok(&["triage", "rollback"]);
    assert_eq!((&back["from"], &back["to"]), (&json!(version), &Value::Null));
    let told = served.suggest("五栋隔壁又在滚弹珠咚咚咚响", None);
    assert_eq!(told["kinds"], before["kinds"]);
    let line = place.refused(&["triage", "rollback"]);
    assert!(line.starts_with("nothing_before: "), "{line}");
    place.ok(&["triage", "use", version]);
    served.suggest("五栋隔壁又在滚弹珠", Some(version));
    let line = place.refused(&["triage", "use", "2020-01-01.1"]);
    assert!(line.starts_with("no_such_model: "), "{line}");

    let models = place.ok(&["triage", "models"]);
    assert_eq!((&models["in_force"], models["models"].as_array().unwrap().len()), (&json!(version), 2));
    let drift = place.ok(&["triage", "drift"]);
    assert_eq!(drift["kinds"]["reviewed"], 40, "{drift}");
    assert_eq!(place.ok(&["triage", "monthly"])["topics"], json!([]));
    drop(served);
    // Every step of it is a fact in the ledger, and every row is as its fact wrote it.
    assert_eq!(place.ok(&["ledger", "verify"])["ok"], true);
}
