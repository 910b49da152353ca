//! `jingwei demo`: an imaginary city, a month of its cases, and its doors open.
//!
//! Reading order: [`tinglan`] the rulebook, [`plan`] the dice of one case, [`cast`] and [`lines`] who speaks and how, [`life`] one case,
//! [`story`] all of them, [`net`] the grids that are to come.

pub mod cast;
pub mod life;
pub mod lines;
pub mod net;
pub mod plan;
pub mod story;
pub mod tinglan;

use crate::addresses::train::write;
use crate::city::{Moment, load, version_of};
use crate::config::Config;
use crate::config::source::Source;
use crate::ledger::folding::Folder;
use crate::premises::{Premises, new_command, store_failure};
use crate::serve::{bind, serve};
use crate::triage::learn::{Wish, keep, study};
use crate::workers::follow_ups;
use crate::workers::learning::take_up;
use crate::{Answer, Failure, Verdict};
use cast::Cast;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::Rulebook;
use jingwei_cases::state::State;
use jingwei_store::{CaseQuery, TallyBy};
use jingwei_terms::{Actor, Role};
use jingwei_testkit::{City, Place, Resident, Rhythm, Rng, SampleReport, Storm};
use jingwei_web::TriageDesk;
use jingwei_web::grids::desk::{self, Asking, GridFile};
use life::Scene;
use lines::Lines;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use story::Story;

/// How large a month, and whether to open the doors.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 端口 / the port
    #[arg(long, default_value_t = 8460)]
    port: u16,
    /// 种子：同一种子演同一段故事 / the same seed tells the same story
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// 演多少件案件 / how many cases are played
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    cases: u32,
    /// 演完即止，不提供服务 / play and stop, serve nothing
    #[arg(long)]
    no_serve: bool,
    /// 故事结束的时间，默认现在 / when the story ends, now if not said
    #[arg(long, value_name = "TIME", hide = true)]
    until: Option<Timestamp>,
}

/// The password of everybody in the demonstration. It is printed, because it protects nothing.
const PASSWORD: &str = "tinglan-demo";

/// How long the story is.
const DAYS: i64 = 30;

/// In how many days the net that lies drafted is meant to hold.
const DRAFT_DAYS: i64 = 14;

/// Builds the city, plays its cases and serves it.
///
/// # Errors
/// When the data directory that was named is not empty, or the store does not take a change.
pub async fn run(args: Args, config: Config, answer: Answer) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let (config, folder) = place(config.listening_on(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))))?;
    // The address is taken first: two minutes of play for a port that is not free would be a poor joke.
    let listener = if args.no_serve { None } else { Some(bind(&config).await?) };
    let files = tinglan::files();
    let rules = Rulebook::parse(&version_of(&files), &files).map(Arc::new).map_err(|problems| {
        let why = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::new(
            "bad_rulebook",
            format!("内置规则手册有误：{why}"),
            format!("the rulebook that is built in has a fault: {why}"),
        )
    })?;
    let until = args.until.unwrap_or_else(Timestamp::now);
    let start = until - SignedDuration::from_hours(24 * DAYS);
    let premises = Premises::found(&config).await?;
    let hash = jingwei_web::hash_password(PASSWORD).map_err(|why| {
        Failure::new("no_hash", format!("密码散列失败：{why}"), format!("the password cannot be hashed: {why}"))
    })?;
    load(&premises, &files, &rules, Moment { now: start, effective_at: start }, &hash).await?;
    write(&config.address_register(), places(&City::demo()).as_bytes())?;
    let refused = play(&premises, &rules, &args, start, until, answer).await?;
    let told = tell(&premises, &rules, &config, &args, answer).await?;
    let mut object = told;
    object.insert("refused".to_owned(), json!(refused));
    object.insert("seconds".to_owned(), json!(started.elapsed().as_secs_f64()));
    answer.object(&object);
    let verdict = match listener {
        Some(listener) => serve(premises, listener, answer).await,
        None => Ok(Verdict::Done),
    };
    // A folder of our own goes when the story is over.
    drop(folder);
    verdict
}

/// The data directory that somebody named, otherwise one that goes with the program.
fn place(config: Config) -> Result<(Config, Option<tempfile::TempDir>), Failure> {
    if *config.values().source("store.data_dir") == Source::Default {
        let folder = tempfile::Builder::new().prefix("jingwei-demo-").tempdir();
        let folder = folder.map_err(|why| Failure::unwritable(&std::env::temp_dir(), &why))?;
        return Ok((config.at(folder.path()), Some(folder)));
    }
    let database = config.data_dir().join("jingwei.db");
    if database.exists() || config.case_key_file().exists() {
        let shown = config.data_dir().display().to_string();
        let failure = Failure::new("not_empty", format!("`{shown}` 已有数据"), format!("`{shown}` holds data already"));
        return Err(failure
            .next("换一个空目录，或用 jingwei serve 打开它", "name an empty folder, or open it with `jingwei serve`"));
    }
    Ok((config, None))
}

/// The places of the city as its register of addresses has them.
fn places(city: &City) -> String {
    let all = city.communities().flat_map(|community| city.places(community));
    let line = |place: &Place| {
        let (address, kind) = (city.full_name(&place.community) + &place.name, place.kind);
        json!({ "address": address, "name": place.name, "kind": kind, "lng": place.lng, "lat": place.lat }).to_string()
    };
    all.map(|place| line(place) + "\n").collect()
}

async fn play(
    premises: &Premises,
    rules: &Arc<Rulebook>,
    args: &Args,
    start: Timestamp,
    until: Timestamp,
    answer: Answer,
) -> Result<BTreeMap<&'static str, u64>, Failure> {
    let city = City::demo();
    let reports = reports(&city, args.seed, args.cases, start, until);
    let (cast, lines) = (Cast::new(rules), Lines::new(&city, rules));
    let scene = Scene { rules, cast: &cast, lines: &lines };
    let bar = answer.bar(reports.len() as u64, "演一个月 / playing a month");
    let mut story = Story::new(scene, premises.store.clone(), premises.secret()?, args.seed, reports);
    // After two thirds of the month the city learns from what its people have reviewed, and at the end once more: the last cases
    // show advice from history, and what is learned then serves whoever files next.
    let middle = until - SignedDuration::from_hours(24 * DAYS / 3);
    story.play(middle, &bar).await?;
    learn(premises, rules, story.triage(), middle).await?;
    story.play(until, &bar).await?;
    learn(premises, rules, story.triage(), until).await?;
    let refused = story.refused();
    bar.finish_and_clear();
    // What was carried on to the members of clusters on the way is found done here.
    while follow_ups::round(premises, rules, 1000).await? > 0 {}
    draft_net(premises, rules, until).await?;
    Folder::new(premises)?.fold_all().await?;
    Ok(refused)
}

/// Learns from what was reviewed so far and lets it advise, if there is anything.
async fn learn(premises: &Premises, rules: &Arc<Rulebook>, desk: &TriageDesk, now: Timestamp) -> Result<(), Failure> {
    if let Some(studied) = study(premises, rules, "demo", now).await? {
        keep(premises.store.as_ref(), &studied, Wish::UseUnlessWorse, now).await?;
        take_up(premises, rules, desk, &mut None).await?;
    }
    Ok(())
}

/// Leaves the draft of a net on the table, to be compared and activated.
async fn draft_net(premises: &Premises, rules: &Rulebook, now: Timestamp) -> Result<(), Failure> {
    let bytes = net::draft(rules).to_string();
    let effective_from = now + SignedDuration::from_hours(24 * DRAFT_DAYS);
    let file = GridFile { bytes: bytes.as_bytes(), datum: None, effective_from };
    let administrator = rules.people.iter().find(|person| person.role == Role::Administrator);
    let actor = administrator.map_or_else(Actor::system, |person| {
        Actor::staff(person.role, person.id.clone(), Some(person.department.clone()))
    });
    let asking = Asking { actor, command: new_command(), digest: [0; 32], now };
    desk::draft(premises.store.as_ref(), rules, file, &asking).await?;
    Ok(())
}

/// Exactly so many reports between the two instants, by hour and weekday as at a hotline, with a storm nine days before the end.
fn reports(city: &City, seed: u64, count: u32, start: Timestamp, until: Timestamp) -> Vec<SampleReport> {
    let storm_from = until - SignedDuration::from_hours(9 * 24);
    let storm = Storm { from: storm_from, until: storm_from + SignedDuration::from_hours(18), times: 4 };
    let mut rng = Rng::new(seed);
    let mut per_day = count / 30 + 2;
    let arrivals = loop {
        let rhythm = Rhythm::per_day(per_day).with(storm);
        let mut dice = rng.branch(1);
        let times = std::iter::successors(Some(rhythm.next(&mut dice, start)), |at| Some(rhythm.next(&mut dice, *at)));
        let times: Vec<Timestamp> = times.take_while(|at| *at < until).collect();
        if times.len() >= count as usize {
            break times;
        }
        per_day += per_day / 10 + 1;
    };
    let (mut wanted, mut left) = (u64::from(count), arrivals.len() as u64);
    let mut residents = Resident::of(city).with(storm);
    let mut reports = Vec::with_capacity(count as usize);
    for at in arrivals {
        // Selection sampling: every arrival is kept with the same chance, and exactly so many are.
        if rng.below(left) < wanted {
            reports.push(residents.next_report(&mut rng, at));
            wanted -= 1;
        }
        left -= 1;
    }
    reports
}

async fn tell(
    premises: &Premises,
    rules: &Rulebook,
    config: &Config,
    args: &Args,
    answer: Answer,
) -> Result<Map<String, serde_json::Value>, Failure> {
    let tally = premises.store.tally(&CaseQuery::default(), TallyBy::State).await;
    let states: BTreeMap<String, u64> = tally.map_err(|error| store_failure(&error))?.into_iter().collect();
    let leaves = premises.store.size().await.map_err(|error| store_failure(&error))?;
    let url = format!("http://{}", config.listen());
    let cast = Cast::new(rules);
    let logins: Vec<_> = cast
        .logins()
        .map(|(role, person)| json!({ "role": role, "name": person.login, "password": PASSWORD }))
        .collect();
    let cases: u64 = states.values().sum();
    answer.say(format!(
        "{} {}（虚构 / imaginary）：{} 个部门，{} 个网格，{cases} 件案件，{leaves} 条记录",
        rules.settings.city.name,
        rules.settings.city.name_en,
        rules.departments.iter().count(),
        rules.areas.grids().len()
    ));
    for state in State::ALL {
        let count = states.get(state.code()).copied().unwrap_or(0);
        answer.say(format!("  {}  {}  {count}", state.zh(), state.code()));
    }
    if !args.no_serve {
        answer.say(format!("{url}\n演示账号，密码都是 {PASSWORD}，切勿用于真实城市 / demonstration accounts, all with the password {PASSWORD}; never for a real city"));
        for (role, person) in cast.logins() {
            answer.say(format!("  {}  {}  {}", role.zh(), person.login, person.name));
        }
    }
    let object = json!({
        "cases": cases, "grids": rules.areas.grids().len(), "departments": rules.departments.iter().count(),
        "leaves": leaves, "states": states, "url": url, "logins": logins, "data_dir": config.data_dir(),
    });
    Ok(object.as_object().cloned().unwrap_or_default())
}
