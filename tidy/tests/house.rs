//! Asks every rule about the real house; each test is one rule.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use jingwei_tidy::{
    Finding, House, finding, functions, manifests, migrations, paths, readmes, rights, rooms, sizes, twins, words,
};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tidy stands in the checkout").to_owned()
}

fn house() -> House {
    House::read(&top()).expect("the checkout can be read")
}

fn kept(findings: &[Finding]) {
    assert!(findings.is_empty(), "{}", finding::report(findings));
}

#[test]
fn the_house_is_there_to_be_looked_at() {
    let house = house();
    assert!(house.rooms().contains(&"cases"), "rooms: {:?}", house.rooms());
    assert!(house.has("tidy/tests/house.rs"));
}

#[test]
fn members_inherit_from_the_workspace() {
    kept(&manifests::check(&house()));
}

#[test]
fn rooms_only_decide() {
    kept(&rooms::check(&house()));
}

#[test]
fn knowledge_flows_one_way() {
    kept(&rooms::check_direction(&house()));
}

#[test]
fn every_room_has_its_twins() {
    kept(&twins::check(&house()));
}

#[test]
fn migrations_come_in_explained_pairs() {
    kept(&migrations::check(&house()));
}

#[test]
fn files_keep_their_size() {
    let mut house = house();
    if env::var_os("JINGWEI_BLESS").is_some_and(|asked| asked == "1") {
        fs::write(top().join(sizes::RATCHET), sizes::bless(&house)).expect("the ratchet can be written");
        house = self::house();
    }
    kept(&sizes::check(&house));
}

#[test]
fn long_functions_are_few() {
    kept(&functions::check(&house()));
}

#[test]
fn words_stand_where_they_belong() {
    kept(&words::check(&house()));
}

#[test]
fn both_readmes_tell_the_same() {
    kept(&readmes::check(&house()));
}

#[test]
fn pages_name_files_that_are_there() {
    kept(&paths::check(&house()));
}

#[test]
fn no_name_judges_or_recognises_a_person() {
    kept(&rights::check(&house()));
}
