//! What is reported: the residents of Tinglan, in their own words, as commands for the store and as bodies for the API.

use crate::Outcome;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Anonymity, Reporter, Source};
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_terms::{Datum, KindCode, Location, Place};
use jingwei_testkit::{City, Resident, Rhythm, Rng, SampleReport, SeededIds};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Calls of an average day: what a million in two years comes to.
pub(crate) const PER_DAY: u32 = 1_370;

/// The folder of the demonstration city's rulebook.
pub(crate) fn rulebook_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebooks/tinglan")
}

/// The rulebook of the demonstration city.
pub(crate) fn rulebook() -> Outcome<Rulebook> {
    let folder = rulebook_folder();
    let read = |name: &&str| Ok(((*name).to_owned(), fs::read_to_string(folder.join(name))?));
    let files: Files = FILES.iter().map(read).collect::<Outcome<_>>()?;
    Rulebook::parse("bench", &files).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        format!("the rulebook of the demonstration has faults: {first}").into()
    })
}

/// Reports at lifelike hours, the last of them just before `until`. The same seed gives the same reports.
pub(crate) fn reports(city: &City, seed: u64, count: usize, until: Timestamp) -> impl Iterator<Item = SampleReport> {
    let mut rng = Rng::new(seed);
    let mut residents = Resident::of(city);
    let times = times(&mut rng, count, until);
    times.into_iter().map(move |at| residents.next_report(&mut rng, at))
}

/// The last so many calls before an instant.
fn times(rng: &mut Rng, count: usize, until: Timestamp) -> Vec<Timestamp> {
    let rhythm = Rhythm::per_day(PER_DAY);
    // A tenth and a few days more than it takes on average; whatever is too early is left out.
    let days = i64::try_from(count).unwrap_or(i64::MAX) / i64::from(PER_DAY) * 11 / 10 + 8;
    let first = rhythm.next(rng, until - SignedDuration::from_hours(24 * days));
    let mut all: Vec<Timestamp> =
        std::iter::successors(Some(first), |at| Some(rhythm.next(rng, *at))).take_while(|at| *at < until).collect();
    all.split_off(all.len().saturating_sub(count))
}

/// The body that an agent's screen sends for this report.
pub(crate) fn body(sample: &SampleReport, ids: &mut SeededIds, now: Timestamp) -> String {
    let mut body = json!({
        "command_id": ids.next(now),
        "channel": sample.channel,
        "property": sample.property,
        "description": sample.text,
        "address": sample.address,
        "location": { "lng": sample.lng, "lat": sample.lat, "datum": "cgcs2000" },
        "kind": sample.kind,
    });
    if let Some(title) = &sample.title {
        body["title"] = json!(title);
    }
    body["reporter"] = match (&sample.name, &sample.phone) {
        (Some(name), Some(phone)) => json!({ "name": name, "phone": phone }),
        _ => json!({ "anonymous": true }),
    };
    body.to_string()
}

/// The same report as the room takes it. What other systems send carries the key that it has there.
pub(crate) fn report(sample: &SampleReport, serial: usize) -> Outcome<Report> {
    let mut report = Report::new(word(sample.channel)?, word(&sample.property)?, &sample.text);
    report.title = sample.title.clone().unwrap_or_default();
    report.place = Place {
        address: sample.address.clone(),
        location: Some(Location::new(sample.lng, sample.lat, Datum::Cgcs2000)?),
        ..Place::default()
    };
    report.kind = Some(KindCode::new(&sample.kind)?);
    report.filed_at = Some(sample.at);
    report.reporter = match (&sample.name, &sample.phone) {
        (Some(name), Some(phone)) => Some(Reporter { name: name.clone(), phone: phone.clone() }),
        _ => None,
    };
    report.anonymity = if sample.anonymous { Anonymity::Anonymous } else { Anonymity::Confidential };
    if sample.channel == "system" {
        report.source = Some(Source { system: SOURCE.to_owned(), key: format!("CG-{serial:08}") });
    }
    Ok(report)
}

/// The other system of the city from which a few reports come.
pub(crate) const SOURCE: &str = "chengguan";

/// The value that this word of the contract stands for.
fn word<T: DeserializeOwned>(word: &str) -> Outcome<T> {
    Ok(serde_json::from_value(Value::from(word))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_is_one_that_the_room_takes_and_ends_before_its_day() {
        let (city, until) = (City::demo(), "2026-05-06T12:00:00+08:00".parse().unwrap());
        let all: Vec<SampleReport> = reports(&city, 7, 500, until).collect();
        assert_eq!(all.len(), 500);
        assert!(until.duration_since(all[499].at) < SignedDuration::from_hours(1));
        for (serial, sample) in all.iter().enumerate() {
            assert!(report(sample, serial).is_ok() && sample.at < until, "{sample:?}");
        }
    }
}
