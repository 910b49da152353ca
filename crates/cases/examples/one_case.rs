//! What the decisions of one case cost, on the demonstration city: `cargo run --release -p jingwei-cases --example one_case`.

use jingwei_cases::case::{Channel, Property};
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::{FILES, Files};
use jingwei_cases::{Desk, Rulebook, accept, dispatch, triage, wake};
use jingwei_terms::{Actor, Datum, DepartmentCode, Location, Place, Role, StaffId};
use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

const ROUNDS: u32 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rulebooks/tinglan");
    let mut files = Files::new();
    for name in FILES {
        files.insert(name.to_owned(), std::fs::read_to_string(format!("{folder}/{name}"))?);
    }
    let rules = Rulebook::parse("tinglan", &files).map_err(|faults| format!("{} faults", faults.len()))?;
    let staff = |role, of: &str| -> Result<Actor, Box<dyn Error>> {
        Ok(Actor::staff(role, StaffId::new("p0001")?, Some(DepartmentCode::new(of)?)))
    };
    let desk = |actor| -> Result<Desk<'_>, Box<dyn Error>> {
        let command = "00000000-0000-7000-9000-000000000001".parse()?;
        Ok(Desk { rules: &rules, now: "2026-09-21T01:00:00Z".parse()?, actor, command })
    };
    let mut report = Report::new(Channel::Phone, Property::Help, "楼下化粪池满了，污水流到路上，请尽快处理。");
    report.kind = Some("C01018".parse()?);
    let location = Some(Location::new(123.388_285, 29.307_182, Datum::Cgcs2000)?);
    report.place = Place { location, ..Place::default() };
    let id = "00000000-0000-7000-8000-000000000001".parse()?;
    let key = "0".repeat(64);

    let agent = desk(staff(Role::Agent, "hotline-12345")?)?;
    let filed = file(report.clone(), id, key.clone(), &agent)?.first().case.clone();
    let ordinary = triage::Decision::ordinary();
    let triaged = triage::triage(&filed, &ordinary, &agent)?.first().case.clone();
    let dispatcher = desk(staff(Role::Dispatcher, "hotline-12345")?)?;
    let choice = dispatch::Choice::default();
    let sent = dispatch::dispatch(&triaged, &choice, &dispatcher)?.first().case.clone();
    let street = desk(staff(Role::Handler, "street-990102001")?)?;

    let mut out = std::io::stdout().lock();
    let mut show = |name: &str, act: &dyn Fn()| {
        let begun = Instant::now();
        (0..ROUNDS).for_each(|_| act());
        writeln!(out, "{name:<10} {:>7.2} µs", begun.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS))
    };
    show("file", &|| drop(black_box(file(report.clone(), id, key.clone(), &agent))))?;
    show("triage", &|| drop(black_box(triage::triage(&filed, &ordinary, &agent))))?;
    show("dispatch", &|| drop(black_box(dispatch::dispatch(&triaged, &choice, &dispatcher))))?;
    show("accept", &|| drop(black_box(accept::accept(&sent, None, &street))))?;
    show("due_at", &|| _ = black_box(wake::due_at(&sent, &rules)))?;
    show("wake_at", &|| _ = black_box(wake::wake_at(&sent, &rules)))?;
    Ok(())
}
