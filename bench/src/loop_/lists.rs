//! What a city with a million cases is asked all day, one question after another over one connection; and what it takes to
//! keep such a city: memory, and the time until it is ready again.

use super::{million::City, peer};
use crate::http::{Connection, get};
use crate::latency::Latencies;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use std::net::SocketAddr;
use std::time::Instant;

/// How often each sort of question is asked, with ever other values.
const TIMES: usize = 300;

/// How deep the pages go, and in which lists.
const PAGES: usize = 1_000;
const DEEP: [(&str, &str); 3] = [
    ("newest", "/api/v1/cases?limit=50"),
    ("closed, with a common word", "/api/v1/cases?state=closed&q=%E5%81%9C%E8%BD%A6&limit=50"),
    ("open, by deadline", "/api/v1/cases?open=true&sort=due_at&limit=50"),
];

const P99_MS: f64 = 50.0;
const RESIDENT_MIB: f64 = 150.0;
const READY_MS: f64 = 2_000.0;

/// How often the server is killed and started to see how soon it is ready.
const STARTS: usize = 5;

pub(super) fn measure(city: &City, sheet: &mut Sheet) -> Outcome<()> {
    crate::say("lists and searches");
    let questions = questions(city)?;
    let mut starts = Vec::new();
    let mut served = city.place.serve()?;
    for _ in 0..STARTS {
        served.kill()?;
        served = city.place.serve()?;
        starts.push(served.ready_after);
    }
    let starts = Latencies::from(starts);
    sheet.add(
        Line::new(format!("ready again after kill -9, {} cases", city.size), starts.longest_ms(), "ms")
            .at_most(READY_MS)
            .note(format!("the slowest of {STARTS} starts, median {:.0} ms", starts.percentile_ms(50))),
    );
    served.wait_until_idle()?;
    let idle = |when| {
        Outcome::Ok(
            Line::new(format!("memory of `serve`, idle, {when}"), served.resident_mib()?, "MiB").at_most(RESIDENT_MIB),
        )
    };
    sheet.add(idle("after the start")?);
    for (what, paths) in &questions {
        let line = format!("list: {what}");
        let (latencies, items) = ask_all(served.address, &city.token, paths)?;
        sheet.add(p99(&line, &latencies).note(format!("{}, {items:.1} cases a page", latencies.brief())));
    }
    for (what, path) in DEEP {
        let (latencies, pages) = turn_pages(served.address, &city.token, path)?;
        let line = format!("list: {what}, pages {} to {pages}", pages - latencies.count() + 1);
        sheet.add(p99(&line, &latencies).note(latencies.brief()));
    }
    let newest = ask_all(served.address, &city.token, &questions[0].1)?.0;
    sheet.add(
        Line::new(format!("list: newest fifty beside {}", peer::NAME), newest.percentile_ms(50), "ms")
            .against(peer::PAGE_MS, peer::NAME)
            .ratio_at_most(1.0 / peer::TIMES)
            .note("its page of 50 takes 0.5 s and 383 queries"),
    );
    served.wait_until_idle()?;
    sheet.add(idle("after all the lists")?);
    Ok(())
}

fn p99(what: &str, latencies: &Latencies) -> Line {
    Line::new(format!("{what}, p99"), latencies.percentile_ms(99), "ms").at_most(P99_MS)
}

/// Sorts of questions, each with the paths that ask it.
fn questions(city: &City) -> Outcome<Vec<(&'static str, Vec<String>)>> {
    let database = city.database()?;
    let values = |column: &str| -> Outcome<Vec<String>> {
        // The most frequent, the rarest, and what lies between: a filter is as slow as its worst value.
        let sql = format!("SELECT {column} FROM cases WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC");
        let all: Vec<String> = database.prepare(&sql)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
        let step = all.len().div_ceil(24).max(1);
        Ok(all.iter().step_by(step).chain(all.last()).cloned().collect())
    };
    let with = |values: &[String], rest: &str, name: &str| -> Vec<String> {
        values.iter().map(|value| format!("/api/v1/cases?{name}={}{rest}", encoded(value))).collect()
    };
    let (departments, grids, kinds) = (values("lead")?, values("grid")?, values("kind")?);
    let (areas, states) = (values("area")?, values("state")?);
    let months: Vec<String> = (0..24).map(month_before).collect();
    let said =
        |words: &[&str], rest: &str| with(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), rest, "q");
    Ok(vec![
        ("newest", vec!["/api/v1/cases?limit=50".to_owned()]),
        ("of a department", with(&departments, "", "department")),
        ("of a department, open", with(&departments, "&open=true", "department")),
        ("in a state", with(&states, "", "state")),
        ("in a grid", with(&grids, "", "grid")),
        ("of a kind", with(&kinds, "", "kind")),
        ("in an area", with(&areas, "", "area")),
        ("in an area, of a state", with(&areas, "&state=handling", "area")),
        ("overdue, soonest first", vec!["/api/v1/cases?overdue=true&sort=due_at".to_owned()]),
        ("overdue, of a department", with(&departments, "&overdue=true&sort=due_at", "department")),
        (
            "by a channel",
            with(&["phone", "web", "field", "letter", "open311", "system"].map(str::to_owned), "", "channel"),
        ),
        ("filed in a month", months.clone()),
        (
            "filed in a month, of a kind",
            months.iter().zip(kinds.iter().cycle()).map(|(month, kind)| format!("{month}&kind={kind}")).collect(),
        ),
        ("oldest first, of a kind", with(&kinds, "&sort=filed_at", "kind")),
        ("search, common words", said(&["小区", "停车", "垃圾", "物业", "井盖"], "")),
        (
            "search, several words",
            said(&["停车 垃圾", "小区 井盖", "物业 停车 路", "占道经营 夜间", "垃圾 没人管"], ""),
        ),
        ("search, rare words", said(&["渣土车", "公积金", "拖欠工资", "路灯不亮", "占道经营"], "")),
        ("search, a receipt number", with(&numbers(&database)?, "", "q")),
        ("search, nothing to find", said(&["麒麟踏雪", "xyzzy", "鲲鹏展翅九万里"], "")),
        ("search, common words with a filter", with(&departments, "&q=%E5%B0%8F%E5%8C%BA", "department")),
        ("search, rare words with a filter", with(&departments, "&q=%E8%9C%82%E7%AA%9D&state=handling", "department")),
    ])
}

/// Receipt numbers from all over the city's years.
fn numbers(database: &rusqlite::Connection) -> Outcome<Vec<String>> {
    let sql = "SELECT number FROM cases WHERE seq % 10007 = 0 LIMIT 100";
    Ok(database.prepare(sql)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// A list of what was filed in the month that began so many times thirty days ago.
fn month_before(months: i64) -> String {
    let day = jiff::SignedDuration::from_hours(24);
    let to = jiff::Timestamp::now() - day * i32::try_from(30 * months).unwrap_or_default();
    let from = to - day * 30;
    format!("/api/v1/cases?from={}&to={}", encoded(&from.to_string()), encoded(&to.to_string()))
}

/// Percent-encoding of everything but letters and digits.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Asks every path in turn, again and again, after one round that is not counted. Answers also how many cases a page has.
fn ask_all(to: SocketAddr, token: &str, paths: &[String]) -> Outcome<(Latencies, f64)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(to).await?;
        let mut items = 0;
        for path in paths {
            items += page(&mut connection, path, token).await?.items;
        }
        let mut all = Vec::new();
        for path in paths.iter().cycle().take(TIMES.max(paths.len())) {
            let request = get(path, token);
            let begun = Instant::now();
            let status = connection.ask(&request).await?.status;
            all.push(begun.elapsed());
            check(status, path)?;
        }
        Ok((Latencies::from(all), count(items) / count(paths.len())))
    })
}

/// Turns the pages of a list, at most [`PAGES`]. Answers how long the last hundred of them took, and how many there were.
fn turn_pages(to: SocketAddr, token: &str, path: &str) -> Outcome<(Latencies, usize)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(to).await?;
        let mut next = path.to_owned();
        let mut took = Vec::new();
        while took.len() < PAGES {
            let page = page(&mut connection, &next, token).await?;
            took.push(page.took);
            match page.next {
                Some(cursor) => next = format!("{path}&cursor={}", encoded(&cursor)),
                None => break,
            }
        }
        let (pages, last) = (took.len(), took.split_off(took.len().saturating_sub(100)));
        Ok((Latencies::from(last), pages))
    })
}

struct Page {
    items: usize,
    next: Option<String>,
    took: std::time::Duration,
}

async fn page(connection: &mut Connection, path: &str, token: &str) -> Outcome<Page> {
    let request = get(path, token);
    let begun = Instant::now();
    let answer = connection.ask(&request).await?;
    let took = begun.elapsed();
    check(answer.status, path)?;
    let body: serde_json::Value = serde_json::from_slice(answer.body)?;
    let items = body["items"].as_array().ok_or("a list came without items")?.len();
    Ok(Page { items, next: body["next"].as_str().map(str::to_owned), took })
}

fn check(status: u16, path: &str) -> Outcome<()> {
    if status == 200 { Ok(()) } else { Err(format!("`{path}` was answered {status}").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_letter_is_encoded() {
        assert_eq!(encoded("小区 a+1"), "%E5%B0%8F%E5%8C%BA%20a%2B1");
    }
}
