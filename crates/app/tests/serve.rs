//! The program as a city runs it: a child process on a free port, filed to over HTTP, stopped gently, and killed in the middle of a load.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(place: &Place) -> Self {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("JINGWEI__WEB__FILINGS_PER_MINUTE", "0").env("JINGWEI__LOG__FILTER", "error");
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.rsplit("http://").next().unwrap().trim().parse();
        Self { address: address.unwrap_or_else(|_| panic!("no address in `{line}`")), child }
    }

    fn stop(mut self) {
        let id = i32::try_from(self.child.id()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), rustix::process::Signal::TERM)
            .unwrap();
        let until = Instant::now() + Duration::from_secs(30);
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "it was asked to stop half a minute ago");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// One request on a connection of its own; the status and the body.
fn ask(address: SocketAddr, method: &str, path: &str, body: &Value) -> std::io::Result<(u16, String)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or(std::io::ErrorKind::UnexpectedEof)?;
    Ok((status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()))
}

fn report(number: u32) -> (String, Value) {
    let command = uuid::Uuid::now_v7().to_string();
    let words = format!("第 {number} 盏路灯不亮");
    (command.clone(), json!({ "command_id": command, "channel": "web", "description": words }))
}

#[test]
fn a_report_is_filed_over_http_signed_within_seconds_and_survives_a_gentle_stop() {
    let place = Place::with_city();
    let served = Served::start(&place);
    assert_eq!(ask(served.address, "GET", "/healthz", &Value::Null).unwrap().0, 200);
    assert_eq!(ask(served.address, "GET", "/readyz", &Value::Null).unwrap().0, 200);
    let (_, body) = report(1);
    let (status, first) = ask(served.address, "POST", "/api/v1/cases", &body).unwrap();
    assert_eq!(status, 201, "{first}");
    let (_, again) = ask(served.address, "POST", "/api/v1/cases", &body).unwrap();
    let (first, again): (Value, Value) = (serde_json::from_str(&first).unwrap(), serde_json::from_str(&again).unwrap());
    assert_eq!(first["number"], again["number"]);
    let index = first["ledger_index"].as_u64().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let (_, checkpoint) = ask(served.address, "GET", "/ledger/checkpoint", &Value::Null).unwrap();
        let size: u64 = checkpoint.lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or(0);
        if size > index {
            break;
        }
        assert!(Instant::now() < until, "not signed after twenty seconds: {checkpoint}");
        std::thread::sleep(Duration::from_millis(100));
    }
    served.stop();
    assert_eq!(place.ok(&["cases", "show", first["number"].as_str().unwrap()])["case"]["state"], "received");
    let verified = place.ok(&["ledger", "verify"]);
    assert_eq!(verified["size"], verified["proven"], "whoever stops it finds everything signed: {verified}");
}

#[test]
fn a_kill_in_the_middle_of_a_load_loses_nothing_acknowledged_and_files_nothing_twice() {
    let place = Place::with_city();
    let mut acknowledged: Vec<(Value, String)> = Vec::new();
    for round in 0..6_u32 {
        let served = Served::start(&place);
        let over = AtomicBool::new(false);
        let (address, over) = (served.address, &over);
        let filed = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..4_u32)
                .map(|client| {
                    scope.spawn(move || {
                        let mut filed = Vec::new();
                        for nth in 0.. {
                            let (_, body) = report(round * 1_000_000 + client * 100_000 + nth);
                            match ask(address, "POST", "/api/v1/cases", &body) {
                                Ok((201, answer)) => {
                                    let answer: Value = serde_json::from_str(&answer).unwrap();
                                    filed.push((body, answer["number"].as_str().unwrap().to_owned()));
                                }
                                _ if over.load(Ordering::SeqCst) => break,
                                other => panic!("{other:?}"),
                            }
                        }
                        filed
                    })
                })
                .collect();
            std::thread::sleep(Duration::from_millis(150 + u64::from(round) * 70));
            over.store(true, Ordering::SeqCst);
            served.kill();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<_>>()
        });
        acknowledged.extend(filed);
    }
    assert!(acknowledged.len() > 20, "too little was filed to prove anything: {}", acknowledged.len());
    let served = Served::start(&place);
    for (body, number) in acknowledged.iter().step_by(7) {
        let (status, answer) = ask(served.address, "POST", "/api/v1/cases", body).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(
            (status, answer["number"].as_str()),
            (201, Some(number.as_str())),
            "the same command, the same answer"
        );
    }
    served.stop();
    let exported = place.run(&["cases", "export", "--format", "jsonl"]);
    let lines = String::from_utf8(exported.stdout).unwrap();
    let items: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut words: Vec<&str> = items.iter().map(|item| item["headline"].as_str().unwrap()).collect();
    for (_, number) in &acknowledged {
        assert!(items.iter().any(|item| item["number"] == number.as_str()), "{number} was acknowledged and is gone");
    }
    words.sort_unstable();
    assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "something was filed twice");
    assert_eq!(place.json(&["ledger", "verify"]).0, 0);
}
