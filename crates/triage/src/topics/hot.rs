//! Finding what is hot: the reports of a period and of those before it are grouped by the problem they speak of, and each group is held
//! against its own past.

use super::level::{Level, corrected};
use super::{Growth, Topic, Voice};
use crate::duplicates::cluster::Crowd;
use crate::duplicates::{self, Entry};
use jiff::{SignedDuration, Timestamp};
use jingwei_terms::KindCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One area has at least this share of the voices, or the topic is that of no single area.
const MOSTLY: f64 = 0.6;

/// What a city may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Length of the period in days, at least 1.
    pub days: u32,
    /// How many periods before it make up the past.
    pub past_periods: u32,
    /// Fewer voices than this are no topic, whatever the growth.
    pub least_voices: u32,
    /// The highest chance, corrected for the number of topics, that still counts as hot.
    pub chance: f64,
    /// How reports are put together.
    pub duplicates: duplicates::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self { days: 7, past_periods: 8, least_voices: 3, chance: 0.05, duplicates: duplicates::Settings::default() }
    }
}

/// The topics that are hot in the period that ends at `until`, the hottest first. Reports of `until` and later, and those from before the
/// past, are left aside.
///
/// A topic counts voices, not reports: one person who writes ten times is one voice, and where it is not known who wrote, copies of one
/// text are. Time and memory are those of [`duplicates::cluster()`] for the reports of the period and the past.
#[must_use]
pub fn hot<I: Copy + Sync>(voices: &[Voice<'_, I>], until: Timestamp, settings: &Settings) -> Vec<Topic<I>> {
    let weeks = Periods { until, days: i64::from(settings.days.max(1)), past: settings.past_periods };
    let mut voices: Vec<(u32, &Voice<'_, I>)> =
        voices.iter().filter_map(|voice| Some((weeks.of(voice.at)?, voice))).collect();
    voices.sort_by_key(|(_, voice)| voice.at);
    let entries: Vec<Entry<'_, ()>> = voices.iter().map(|(_, voice)| voice.entry()).collect();
    let crowd = Crowd::new(&entries, &settings.duplicates);
    let groups = crowd.groups();
    let counts: Vec<Vec<u32>> =
        groups.iter().map(|group| count(group, &voices, &crowd, settings.past_periods)).collect();
    let usual = Usual::of(&counts, &voices, settings.past_periods);
    let levels: Vec<Level> = counts.iter().map(|counts| usual.level(counts)).collect();
    let chances: Vec<f64> = levels.iter().zip(&counts).map(|(level, counts)| level.chance_of(counts[0])).collect();
    // Every report of the period that is like no other was looked at as well.
    let looked_at = voices.iter().filter(|(period, _)| *period == 0).count();
    let mut topics: Vec<Topic<I>> = Vec::new();
    for (i, chance) in corrected(&chances, looked_at).into_iter().enumerate() {
        if counts[i][0] >= settings.least_voices.max(1) && chance <= settings.chance {
            topics.push(topic(&groups[i], &counts[i], levels[i], chance, &voices, &crowd));
        }
    }
    topics
        .sort_by(|a, b| a.chance.total_cmp(&b.chance).then(b.voices.cmp(&a.voices)).then(a.first_at.cmp(&b.first_at)));
    topics
}

/// The period and those before it.
struct Periods {
    until: Timestamp,
    days: i64,
    past: u32,
}

impl Periods {
    /// Which period an instant lies in: 0 is the one looked at, 1 the one before; none outside of all.
    fn of(&self, at: Timestamp) -> Option<u32> {
        if at >= self.until {
            return None;
        }
        let before = self.until.duration_since(at) - SignedDuration::from_nanos(1);
        let period = u32::try_from(before.as_secs() / (self.days * 86_400)).ok()?;
        (period <= self.past).then_some(period)
    }
}

/// What topics have on average, and how many reports there are now and were in a past period.
struct Usual {
    average: f64,
    now: f64,
    before: f64,
    periods: usize,
}

impl Usual {
    fn of<I>(counts: &[Vec<u32>], voices: &[(u32, &Voice<'_, I>)], past: u32) -> Self {
        // Periods before the first report of all are no past but ignorance.
        let periods = voices.iter().map(|(period, _)| *period).max().unwrap_or(0).min(past);
        let (mut now, mut before) = (0.0, 0.0);
        voices.iter().for_each(|(period, _)| if *period == 0 { now += 1.0 } else { before += 1.0 });
        let spoken: u32 = counts.iter().flat_map(|counts| &counts[1..]).sum();
        let cells: f64 = counts.iter().map(|_| f64::from(periods)).sum();
        let average = if cells > 0.0 { f64::from(spoken) / cells } else { 0.0 };
        Self { average, now, before: before / f64::from(periods.max(1)), periods: periods as usize }
    }

    /// The level of one topic. A busy period brings more of everything; how busy it is, is told by all *other* reports, since a hot topic
    /// would otherwise explain itself.
    fn level(&self, counts: &[u32]) -> Level {
        let past = &counts[1..=self.periods];
        let own: u32 = past.iter().sum();
        let periods: f64 = past.iter().map(|_| 1.0).sum();
        let before = self.before - f64::from(own) / periods.max(1.0);
        let now = self.now - f64::from(counts[0]);
        Level::after(past, self.average, if before > 0.0 && now > 0.0 { now / before } else { 1.0 })
    }
}

/// Voices by period, the one looked at first.
fn count<I>(group: &[u32], voices: &[(u32, &Voice<'_, I>)], crowd: &Crowd<'_>, past: u32) -> Vec<u32> {
    let mut seen: Vec<BTreeSet<Speaker>> = vec![BTreeSet::new(); past as usize + 1];
    for member in group {
        let (period, voice) = &voices[*member as usize];
        // Who wrote is not known: then the same text is the same voice.
        seen[*period as usize]
            .insert(voice.reporter.map_or_else(|| Speaker::Text(crowd.fingerprint(*member)), Speaker::Reporter));
    }
    seen.iter().map(|speakers| u32::try_from(speakers.len()).unwrap_or(u32::MAX)).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Speaker {
    Reporter(u64),
    Text(u64),
}

fn topic<I: Copy>(
    group: &[u32],
    counts: &[u32],
    level: Level,
    chance: f64,
    voices: &[(u32, &Voice<'_, I>)],
    crowd: &Crowd<'_>,
) -> Topic<I> {
    let now: Vec<u32> = group.iter().copied().filter(|member| voices[*member as usize].0 == 0).collect();
    let of = |member: &u32| voices[*member as usize].1;
    let ats = || now.iter().map(|member| of(member).at);
    let usual = level.expected();
    let spoken_before = counts[1..].iter().any(|count| *count > 0);
    Topic {
        label: crowd.label(&now),
        area: main_area(now.iter().map(|member| of(member).area)),
        cases: now.iter().map(|member| of(member).id).collect(),
        voices: counts[0],
        usual,
        growth: if spoken_before { Growth::Times { times: f64::from(counts[0]) / usual } } else { Growth::New },
        chance,
        first_at: ats().min().expect("a topic has at least as many cases as the least voices, which is one or more"),
        last_at: ats().max().expect("for the same reason"),
        kinds: kinds(now.iter().filter_map(|member| of(member).kind)),
    }
}

/// The area that most cases lie in, when it holds by far the most.
fn main_area<'a>(areas: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let (mut counts, mut all) = (BTreeMap::<&str, f64>::new(), 0.0);
    for area in areas {
        all += 1.0;
        if let Some(area) = area {
            *counts.entry(area).or_insert(0.0) += 1.0;
        }
    }
    let (area, most) = counts.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))?;
    (most >= MOSTLY * all).then(|| area.to_owned())
}

fn kinds<'a>(kinds: impl Iterator<Item = &'a KindCode>) -> Vec<(KindCode, u32)> {
    let mut counts: BTreeMap<&KindCode, u32> = BTreeMap::new();
    kinds.for_each(|kind| *counts.entry(kind).or_insert(0) += 1);
    let mut counts: Vec<(KindCode, u32)> = counts.into_iter().map(|(kind, count)| (kind.clone(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
