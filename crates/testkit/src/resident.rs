//! People who report things: one after the other, in their own words, sometimes the same problem as somebody before,
//! sometimes two things in one breath.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{City, Place, PlaceKind, Rng, Storm, Template, city::fill};

/// What one person reports. `problem` and `also` are the truth behind the words, for tests of triage and duplicates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleReport {
    /// When.
    pub at: Timestamp,
    /// Two reports with the same number speak of the same problem, within 24 hours and 50 m of its first report.
    pub problem: u64,
    /// Kind code.
    pub kind: String,
    /// Kind codes of further matters in the same text.
    pub also: Vec<String>,
    /// Property word of the rulebook.
    pub property: String,
    /// A headline, or nothing.
    pub title: Option<String>,
    /// The words.
    pub text: String,
    /// District, street, community, and what the caller said about the place.
    pub address: String,
    /// 12-digit division code.
    pub community: String,
    /// CGCS2000, degrees.
    pub lng: f64,
    /// CGCS2000, degrees.
    pub lat: f64,
    /// Channel word of the rulebook.
    pub channel: &'static str,
    /// Whether name and telephone are withheld.
    pub anonymous: bool,
    /// 陈先生; nothing for the anonymous and for patrols.
    pub name: Option<String>,
    /// A number that nobody has.
    pub phone: Option<String>,
}

/// The residents of a city and what they told lately.
pub struct Resident<'a> {
    city: &'a City,
    communities: Vec<&'a str>,
    calm: Vec<u32>,
    stormy: Vec<u32>,
    storms: Vec<Storm>,
    told: VecDeque<Told>,
    problems: u64,
}

/// A problem that others may speak of too.
#[derive(Clone)]
struct Told {
    at: Timestamp,
    problem: u64,
    what: String,
    words: String,
    scene: Scene,
}

/// The places that one report names.
#[derive(Clone)]
struct Scene {
    community: String,
    slots: Vec<(&'static str, String)>,
    lng: f64,
    lat: f64,
}

/// How often each kind is told of, where it differs from [`USUAL`]. Chosen for the demonstration, not measured: parking, noise,
/// property management and wages lead, so that every screen has something of each.
const OFTEN: &[(&str, u32)] = &[
    ("M09009", 14),
    ("M08001", 12),
    ("H03002", 10),
    ("H01001", 10),
    ("M06028", 9),
    ("M06010", 9),
    ("H08001", 8),
    ("H15001", 8),
    ("H03001", 7),
    ("M06027", 7),
    ("M06001", 7),
    ("M06013", 6),
    ("M01037", 6),
    ("H09001", 5),
    ("H03005", 5),
    ("H06001", 5),
    ("H02002", 5),
    ("M09005", 5),
    ("M09001", 5),
    ("H11003", 5),
    ("H04001", 5),
    ("C01037", 4),
    ("C01002", 4),
    ("M01002", 4),
    ("H03009", 4),
    ("M09012", 4),
    ("H09009", 4),
    ("H08004", 4),
    ("H11006", 1),
    ("H05007", 1),
    ("H10006", 1),
    ("M05009", 1),
    ("M04001", 1),
    ("H12003", 1),
];
const USUAL: u32 = 2;

/// What a storm brings.
const STORMY: &[&str] = &[
    "H09010", "H09009", "H09004", "M04002", "M03006", "M10002", "H09001", "M06048", "M01003", "M08007", "M07006",
    "M02014",
];

/// Words for `{time}`: all in the past, so that they fit "since" as well as "at".
const TIMES: &[&str] = &[
    "昨晚十一点",
    "今天早上六点多",
    "昨天半夜一点",
    "今天中午十二点半",
    "前天下午四点",
    "昨天傍晚",
    "昨天夜里十二点多",
];
const OPENINGS: &[&str] = &["您好，", "喂，12345吗？", "你好同志，", "领导好，", "我要反映一个事，", "麻烦记录一下，"];
/// Who begins so has greeted already.
const GREETED: &[&str] = &["您好", "同志", "请问", "巡查"];
const CLOSINGS: &[&str] =
    &["谢谢。", "希望尽快处理。", "请给个答复。", "麻烦了！", "等你们回电话。", "不要再推来推去了。"];
const LINKS: &[&str] = &["另外，", "还有个事，", "顺便再说一个，", "对了还有，"];
const SURNAMES: &[&str] = &[
    "陈", "林", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "郭", "何", "罗", "郑", "梁", "谢", "宋", "唐", "许",
    "邓",
];

/// Share in a thousand of reports that speak of a problem already told, in calm and in stormy weather.
const AGAIN_CALM: u64 = 120;
const AGAIN_STORM: u64 = 420;
/// Share in a thousand that hold a second matter.
const TWO_IN_ONE: u64 = 45;
/// How long others still report the same thing.
const SAME_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// Half the width of the square around the first point in which others stand, in degrees: 29 m each way, 41 m at its corner.
const SAME_LNG: f64 = 0.000_300;
const SAME_LAT: f64 = 0.000_260;

impl<'a> Resident<'a> {
    /// The residents of this city, who have told nothing yet.
    #[must_use]
    pub fn of(city: &'a City) -> Self {
        let weights = |stormy| city.templates().iter().map(|template| how_often(template, stormy)).collect();
        Self {
            city,
            communities: city.communities().collect(),
            calm: weights(false),
            stormy: weights(true),
            storms: Vec::new(),
            told: VecDeque::new(),
            problems: 0,
        }
    }

    /// The same, living through a storm: water, wind and darkness are what they speak of then.
    #[must_use]
    pub fn with(mut self, storm: Storm) -> Self {
        self.storms.push(storm);
        self
    }

    /// The next report. Times should not go back; a problem is told of again for 24 hours after its first report.
    pub fn next_report(&mut self, rng: &mut Rng, at: Timestamp) -> SampleReport {
        let stormy = self.storms.iter().any(|storm| storm.covers(at));
        self.told.retain(|told| at.duration_since(told.at) < SAME_WITHIN);
        let again = rng.chance(if stormy { AGAIN_STORM } else { AGAIN_CALM });
        let told = if again { self.told_before(rng) } else { None };
        match told {
            Some((told, template)) => self.write(rng, at, template, told.problem, told.scene),
            None => self.tell_new(rng, at, stormy),
        }
    }

    fn tell_new(&mut self, rng: &mut Rng, at: Timestamp, stormy: bool) -> SampleReport {
        let template = self.choose(rng, stormy);
        let scene = self.scene(rng, template);
        self.problems += 1;
        let problem = self.problems;
        // Somebody else can see the same dark lamp, but not ask the same question about a pension.
        if !template.problem.is_empty() {
            self.told.push_back(Told {
                at,
                problem,
                what: template.problem.clone(),
                words: template.text.clone(),
                scene: scene.clone(),
            });
        }
        self.write(rng, at, template, problem, scene)
    }

    /// A problem of the last day and other words for it, its point moved a few steps.
    fn told_before(&self, rng: &mut Rng) -> Option<(Told, &'a Template)> {
        let candidates: Vec<&Told> = self.told.iter().collect();
        let mut told = (*rng.pick(&candidates)?).clone();
        let others: Vec<&Template> = self
            .city
            .templates()
            .iter()
            .filter(|template| template.problem == told.what && template.text != told.words)
            .collect();
        let template = *rng.pick(&others)?;
        told.scene.lng = round(told.scene.lng + SAME_LNG * (2.0 * rng.fraction() - 1.0));
        told.scene.lat = round(told.scene.lat + SAME_LAT * (2.0 * rng.fraction() - 1.0));
        Some((told, template))
    }

    fn choose(&self, rng: &mut Rng, stormy: bool) -> &'a Template {
        let weights = if stormy { &self.stormy } else { &self.calm };
        let nth = rng.weighted(weights).expect("every weight is at least 1 and the city has messages");
        &self.city.templates()[nth]
    }

    /// Picks a community and one place of each sort in it; the point is that of the place the words name first.
    fn scene(&self, rng: &mut Rng, template: &Template) -> Scene {
        let community = *rng.pick(&self.communities).expect("the city has communities");
        let mut slots = Vec::new();
        let mut first: Option<(usize, &Place)> = None;
        for (slot, kind) in SLOTS {
            let of_kind: Vec<&Place> = self.city.places(community).iter().filter(|place| place.kind == *kind).collect();
            let place = *rng.pick(&of_kind).expect("every community has a place of each sort");
            let named = template.text.find(&format!("{{{slot}}}")).unwrap_or(usize::MAX);
            if first.is_none_or(|(before, _)| named < before) {
                first = Some((named, place));
            }
            slots.push((*slot, place.name.clone()));
        }
        let (_, place) = first.expect("there is at least one sort of place");
        let number = rng.within(1..=38).to_string();
        slots.push(("number", number));
        Scene {
            community: community.to_owned(),
            slots,
            // A few steps from the sign of the place; still inside the community, which a test of the rulebook keeps.
            lng: round(place.lng + 0.000_4 * (2.0 * rng.fraction() - 1.0)),
            lat: round(place.lat + 0.000_4 * (2.0 * rng.fraction() - 1.0)),
        }
    }

    fn write(&self, rng: &mut Rng, at: Timestamp, template: &Template, problem: u64, scene: Scene) -> SampleReport {
        let patrol = template.kind.starts_with('C');
        let time = *rng.pick(TIMES).expect("there are words for times");
        let mut slots: Vec<(&str, &str)> = scene.slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
        slots.push(("time", time));

        let mut text = fill(&template.text, &slots);
        let mut also = Vec::new();
        if !patrol {
            if rng.chance(TWO_IN_ONE) {
                let second = self.choose(rng, false);
                if !second.kind.starts_with('C') && second.kind != template.kind {
                    text = format!("{text}{}{}", rng.pick(LINKS).expect("there are links"), fill(&second.text, &slots));
                    also.push(second.kind.clone());
                }
            }
            if rng.chance(200) && !GREETED.iter().any(|greeting| text.starts_with(greeting)) {
                text.insert_str(0, rng.pick(OPENINGS).expect("there are openings"));
            }
            if rng.chance(200) {
                if !text.ends_with(['。', '！', '？']) {
                    text.push('，');
                }
                text.push_str(rng.pick(CLOSINGS).expect("there are closings"));
            }
        }
        let withheld = match template.property.as_str() {
            "report" => 350,
            "complaint" => 80,
            _ => 30,
        };
        let anonymous = !patrol && rng.chance(withheld);
        let known = !patrol && !anonymous;
        SampleReport {
            at,
            problem,
            kind: template.kind.clone(),
            also,
            property: template.property.clone(),
            title: (!template.title.is_empty()).then(|| fill(&template.title, &slots)),
            text,
            address: self.address(template, &scene),
            channel: channel(rng, patrol),
            anonymous,
            name: known.then(|| name(rng)),
            phone: known.then(|| format!("0990-6{:06}", rng.below(1_000_000))),
            community: scene.community,
            lng: scene.lng,
            lat: scene.lat,
        }
    }

    /// The divisions, then the place that the words name first with its number.
    fn address(&self, template: &Template, scene: &Scene) -> String {
        let slot =
            |name: &str| scene.slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, value)| value.as_str());
        let first = SLOTS
            .iter()
            .filter_map(|(name, kind)| Some((template.text.find(&format!("{{{name}}}"))?, *name, *kind)))
            .min_by_key(|(position, ..)| *position);
        let numbered = template.text.contains("{number}");
        let (named, unit) = match first {
            Some((_, name, PlaceKind::Road)) => (name, "号"),
            Some((_, name, PlaceKind::Compound)) => (name, "栋"),
            Some((_, name, _)) => (name, ""),
            None => ("compound", ""),
        };
        let mut address = self.city.full_name(&scene.community) + slot(named);
        if numbered && !unit.is_empty() {
            address += slot("number");
            address += unit;
        }
        address
    }
}

/// The slots of a message and the sort of place behind each.
const SLOTS: &[(&str, PlaceKind)] = &[
    ("road", PlaceKind::Road),
    ("compound", PlaceKind::Compound),
    ("place", PlaceKind::Poi),
    ("school", PlaceKind::School),
    ("market", PlaceKind::Market),
    ("park", PlaceKind::Park),
    ("clinic", PlaceKind::Clinic),
];

/// The weight of a message: a city's residents speak of parking far more often than of ancient trees.
fn how_often(template: &Template, stormy: bool) -> u32 {
    let kind = template.kind.as_str();
    let often = OFTEN.iter().find(|(code, _)| *code == kind).map_or(USUAL, |(_, often)| *often);
    if stormy && STORMY.contains(&kind) { often * 25 } else { often }
}

fn channel(rng: &mut Rng, patrol: bool) -> &'static str {
    const CHANNELS: [&str; 5] = ["phone", "web", "letter", "open311", "system"];
    if patrol {
        return "field";
    }
    CHANNELS[rng.weighted(&[68, 24, 2, 2, 4]).expect("the weights are not zero")]
}

fn name(rng: &mut Rng) -> String {
    let surname = rng.pick(SURNAMES).expect("there are surnames");
    format!("{surname}{}", if rng.chance(520) { "女士" } else { "先生" })
}

/// Six decimals, as the grids have: about a decimetre.
fn round(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::Rhythm;

    fn storm() -> Storm {
        Storm {
            from: "2026-07-09T12:00:00+08:00".parse().unwrap(),
            until: "2026-07-10T12:00:00+08:00".parse().unwrap(),
            times: 5,
        }
    }

    fn month(city: &City, seed: u64) -> Vec<SampleReport> {
        let mut rng = Rng::new(seed);
        let rhythm = Rhythm::per_day(200).with(storm());
        let mut residents = Resident::of(city).with(storm());
        let mut at: Timestamp = "2026-07-01T00:00:00+08:00".parse().unwrap();
        (0..5000)
            .map(|_| {
                at = rhythm.next(&mut rng, at);
                residents.next_report(&mut rng, at)
            })
            .collect()
    }

    /// Metres on a sphere, good enough for a hundred of them.
    fn metres(a: &SampleReport, b: &SampleReport) -> f64 {
        let north = (a.lat - b.lat) * 111_195.0;
        let east = (a.lng - b.lng) * 111_195.0 * a.lat.to_radians().cos();
        north.hypot(east)
    }

    #[test]
    fn the_same_seed_tells_the_same_month() {
        let city = City::demo();
        assert_eq!(month(&city, 7), month(&city, 7));
        assert_ne!(month(&city, 7), month(&city, 8));
    }

    #[test]
    fn no_slot_is_left_open() {
        let city = City::demo();
        for report in month(&city, 7) {
            let all = format!("{}{}{}", report.title.unwrap_or_default(), report.text, report.address);
            assert!(!all.contains(['{', '}']), "{all}");
        }
    }

    #[test]
    fn the_same_problem_is_told_within_a_day_and_fifty_metres_in_other_words() {
        let city = City::demo();
        let reports = month(&city, 7);
        let mut first: BTreeMap<u64, &SampleReport> = BTreeMap::new();
        let mut again = 0;
        for report in &reports {
            let Some(before) = first.get(&report.problem) else {
                first.insert(report.problem, report);
                continue;
            };
            again += 1;
            assert_eq!(report.kind, before.kind);
            assert!(report.at.duration_since(before.at) < SignedDuration::from_hours(24));
            assert!(metres(report, before) < 50.0);
            assert_ne!(report.text, before.text);
        }
        assert!((reports.len() / 20..reports.len() / 3).contains(&again), "{again}");
    }

    #[test]
    fn a_storm_changes_what_people_speak_of() {
        let city = City::demo();
        let reports = month(&city, 7);
        let share = |stormy: bool| {
            let of: Vec<_> = reports.iter().filter(|report| storm().covers(report.at) == stormy).collect();
            let wet = of.iter().filter(|report| STORMY.contains(&report.kind.as_str())).count();
            wet * 100 / of.len()
        };
        assert!(share(true) > 40 && share(false) < 15, "{} {}", share(true), share(false));
    }

    #[test]
    fn a_month_speaks_of_many_kinds_through_many_channels() {
        let city = City::demo();
        let reports = month(&city, 7);
        let kinds: BTreeSet<_> = reports.iter().map(|report| &report.kind).collect();
        let channels: BTreeSet<_> = reports.iter().map(|report| report.channel).collect();
        assert!(kinds.len() > 180, "{}", kinds.len());
        assert_eq!(channels, BTreeSet::from(["field", "letter", "open311", "phone", "system", "web"]));
        assert!(reports.iter().any(|report| !report.also.is_empty()));
    }

    #[test]
    fn the_anonymous_leave_neither_name_nor_number() {
        let city = City::demo();
        let reports = month(&city, 7);
        assert!(
            reports
                .iter()
                .filter(|report| report.anonymous)
                .all(|report| report.name.is_none() && report.phone.is_none())
        );
        assert!(reports.iter().any(|report| report.anonymous));
        assert!(reports.iter().filter_map(|report| report.phone.as_deref()).all(|phone| phone.starts_with("0990-")));
    }
}
