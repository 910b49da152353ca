//! What advice costs: fills the open cases with reports of the imaginary city, learns from half of them, and measures one question.
//!
//! `cargo run --release -p jingwei-web --example advise -- [OPEN CASES]`

use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::desk::Desk;
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::{FILES, Files, OPTIONAL, Rulebook};
use jingwei_terms::{Actor, CommandId, Datum, KindCode, Location};
use jingwei_testkit::{City, Resident, Rng, SampleReport, SeededIds};
use jingwei_triage::department::{Memory, MemorySettings};
use jingwei_triage::kind::{Example, Message, Model, Options};
use jingwei_web::TriageDesk;
use jingwei_web::triage::adviser::Adviser;
use jingwei_web::triage::lessons::Lessons;
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Questions that are measured.
const ASKED: usize = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let open: usize = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let rules = rulebook()?;
    let city = City::demo();
    let mut residents = Resident::of(&city);
    let mut rng = Rng::new(7);
    let start: Timestamp = "2026-03-02T09:30:00+08:00".parse()?;
    let at = |n: usize| start + SignedDuration::from_secs(i64::try_from(n).unwrap_or(i64::MAX) * 5);
    let samples: Vec<SampleReport> = (0..open + ASKED).map(|n| residents.next_report(&mut rng, at(n))).collect();
    let desk = TriageDesk::new(&rules);
    let mut ids = SeededIds::new(7);

    let mut filling = Duration::ZERO;
    for (n, sample) in samples[..open].iter().enumerate() {
        let id = jingwei_terms::CaseId::new(ids.next(at(n)));
        let command = CommandId::new(ids.next(at(n)));
        let with = Desk { rules: &rules, now: at(n), actor: Actor::system(), command };
        let change = file(report(sample), id, "0".repeat(64), &with).map_err(|no| no.en)?;
        let case = &change.first().case;
        let began = Instant::now();
        desk.filed(case, &format!("20260302{n:07}"));
        filling += began.elapsed();
    }
    let mut out = std::io::stdout();
    let seconds = filling.as_secs_f64();
    writeln!(out, "{open} open cases taken in within {seconds:.2} s, {:.1} µs each", seconds * 1e6 / open as f64)?;
    tell(&mut out, "by the catalogue", &desk, &rules, &samples[open..], at(open))?;

    let half = &samples[..(open / 2).min(20_000)];
    let examples: Vec<Example<'_>> = half.iter().map(example).collect();
    let began = Instant::now();
    let model = Model::train(&examples, &Options { rulebook: rules.version.clone(), ..Options::default() })?;
    writeln!(out, "a model of {} reports within {:.2} s", examples.len(), began.elapsed().as_secs_f64())?;
    let lessons = Lessons { kinds: Some(Arc::new(model)), memory: Memory::new(MemorySettings::default()) };
    let bytes = lessons.to_bytes();
    let began = Instant::now();
    desk.take_up(Adviser::learned(&rules, "measured", &bytes)?);
    let took = began.elapsed().as_secs_f64() * 1000.0;
    writeln!(out, "{:.1} MiB of lessons taken up within {took:.0} ms", bytes.len() as f64 / 1_048_576.0)?;
    tell(&mut out, "by the model", &desk, &rules, &samples[open..], at(open))?;
    Ok(())
}

fn tell(
    out: &mut impl std::io::Write,
    who: &str,
    desk: &TriageDesk,
    rules: &Rulebook,
    samples: &[SampleReport],
    now: Timestamp,
) -> std::io::Result<()> {
    let mut times: Vec<Duration> = samples
        .iter()
        .map(|sample| {
            let report = report(sample);
            let began = Instant::now();
            let advice = desk.advise(&report, rules, now);
            let took = began.elapsed();
            drop(advice);
            took
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e6;
    writeln!(out, "advice {who}: median {:.0} µs, p99 {:.0} µs, longest {:.0} µs", at(50), at(99), at(100))
}

fn report(sample: &SampleReport) -> Report {
    let mut report = Report::new(Channel::Phone, Property::Help, &sample.text);
    report.title = sample.title.clone().unwrap_or_default();
    report.place.address.clone_from(&sample.address);
    report.place.location = Location::new(sample.lng, sample.lat, Datum::Cgcs2000).ok();
    report
}

fn example(sample: &SampleReport) -> Example<'_> {
    let title = sample.title.as_deref().unwrap_or_default();
    let message = Message { title, text: &sample.text, place: &sample.address };
    debug_assert!(KindCode::new(&sample.kind).is_ok(), "a kind of the imaginary city is no code");
    Example { message, kind: &sample.kind }
}

fn rulebook() -> Result<Rulebook, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let mut files = Files::new();
    for name in FILES.into_iter().chain(OPTIONAL) {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            files.insert(name.to_owned(), text);
        }
    }
    Rulebook::parse("2026.1", &files).map_err(|problems| format!("{problems:?}").into())
}
