//! What the program says of itself, and how it says no.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{Place, expect, rulebook};

fn help(place: &Place, args: &[&str]) -> String {
    let output = place.command(args).env("COLUMNS", "100").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_help_of_every_command_is_the_committed_one() {
    let place = Place::new();
    let commands: &[&[&str]] = &[
        &[],
        &["demo"],
        &["serve"],
        &["doctor"],
        &["config"],
        &["city"],
        &["city", "load"],
        &["cases"],
        &["cases", "import"],
        &["cases", "list"],
        &["cases", "export"],
        &["ledger"],
        &["ledger", "prove"],
        &["ledger", "verify"],
        &["account"],
        &["token", "create"],
        &["backup"],
        &["restore"],
    ];
    let pages = commands.iter().map(|words| {
        let args = [words, &["--help"][..]].concat();
        format!("$ jingwei {}\n{}\n", args.join(" "), help(&place, &args))
    });
    expect("help.txt", &pages.collect::<String>());
}

#[test]
fn wrong_usage_ends_with_two_and_a_refusal_with_one_line_and_one() {
    let place = Place::new();
    assert_eq!(place.run(&["cases", "list", "--state", "nowhere"]).status.code(), Some(2));
    assert_eq!(place.run(&["no-such-command"]).status.code(), Some(2));
    let line = place.refused(&["cases", "list"]);
    assert!(line.starts_with("no_database: ") && line.contains("next: "), "{line}");
    let line = place.refused(&["city", "check", "nowhere"]);
    assert!(line.starts_with("unreadable: "), "{line}");
}

#[test]
fn a_wrong_configuration_is_refused_with_its_line() {
    let place = Place::new();
    let file = place.write("wrong.toml", "[web]\nlisten = \"127.0.0.1:1\"\nlissten = \"x\"\n");
    let line = place.refused(&["cases", "list", "--config", &file]);
    assert!(line.contains("wrong.toml:3") && line.contains("did you mean `web.listen`"), "{line}");
    let (code, object) = place.json(&["config", "check", "--config", &file]);
    assert_eq!((code, object["problems"].as_array().unwrap().len()), (1, 1));
    let explained = place.json(&["config", "explain", "--config", &file]).1;
    let listen = explained["settings"].as_array().unwrap().iter().find(|s| s["key"] == "web.listen").unwrap();
    assert!(listen["source"].as_str().unwrap().ends_with("wrong.toml:2"), "{listen}");
}

#[test]
fn a_rulebook_with_faults_is_not_loaded_and_every_fault_has_its_line() {
    let place = Place::new();
    let dir = place.path("city");
    std::fs::create_dir(&dir).unwrap();
    for entry in std::fs::read_dir(rulebook()).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
        std::fs::copy(entry.path(), dir.join(entry.file_name())).unwrap();
    }
    let path = dir.join("catalogue.csv");
    let broken = std::fs::read_to_string(&path).unwrap().replacen("2 紧急工作时", "2 moons", 1);
    std::fs::write(&path, broken).unwrap();
    let dir = dir.display().to_string();
    for command in ["check", "load"] {
        let (code, object) = place.json(&["city", command, &dir]);
        assert_eq!((code, &object["problems"][0]["file"]), (1, &"catalogue.csv".into()), "{object}");
        assert_eq!(object["problems"][0]["line"], 2);
    }
    assert!(!place.path("data").exists(), "nothing may be left behind");
}

#[test]
fn a_city_is_loaded_once_and_its_people_can_be_given_passwords_and_tokens() {
    let place = Place::with_city();
    let again = place.ok(&["city", "load", &rulebook().display().to_string()]);
    assert_eq!((&again["loaded"]["new"], &again["loaded"]["accounts"]), (&false.into(), &0.into()));
    let accounts = place.ok(&["account", "list"])["accounts"].as_array().unwrap().clone();
    assert!(accounts.len() > 100 && accounts.iter().all(|a| a["has_password"] == false));
    let token = place.ok(&["token", "create", "--user", "bench", "--role", "agent"]);
    assert!(token["token"].as_str().unwrap().starts_with("jw_"));
    let line = place.refused(&["token", "create", "--user", "bench", "--role", "administrator"]);
    assert!(line.starts_with("other_role: "), "{line}");
    assert_eq!(place.ok(&["token", "revoke", "--user", "bench"])["revoked"], 1);
    assert_eq!(place.ok(&["city", "diff", &rulebook().display().to_string()])["changes"], serde_json::json!([]));
}

#[test]
fn the_doctor_names_what_is_missing_and_what_to_do() {
    let place = Place::with_city();
    let (code, object) = place.json(&["doctor"]);
    let codes: Vec<&str> = object["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(code, 1);
    assert!(codes.contains(&"unsigned_leaves") && codes.contains(&"nobody_can_come_in"), "{codes:?}");
    assert!(object["problems"].as_array().unwrap().iter().all(|p| !p["next"].as_str().unwrap().is_empty()));
    place.ok(&["ledger", "checkpoint"]);
    let after = place.json(&["doctor"]).1.to_string();
    assert!(!after.contains("unsigned_leaves"), "{after}");
    std::fs::remove_file(place.path("data/secret.key")).unwrap();
    assert!(place.json(&["doctor"]).1.to_string().contains("lost_key"));
}

#[test]
fn completions_and_man_pages_come_from_the_command_line_itself() {
    let place = Place::new();
    let script = place.run(&["completions", "bash"]);
    assert!(String::from_utf8(script.stdout).unwrap().contains("ledger"));
    let pages = place.ok(&["man", &place.path("man").display().to_string()]);
    assert!(pages["pages"].as_u64().unwrap() > 20, "{pages}");
}
