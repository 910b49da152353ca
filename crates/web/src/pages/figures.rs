//! `GET /figures`: the open figures of a month, each with its formula and its reach, by the room that every other report asks.

use super::layout::{Shown, page_or_sorry, page_with, sorry};
use crate::answers::PageFailures;
use crate::body::Asked;
use crate::evaluation::zone;
use crate::public::month;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jingwei_evaluation::indicator::Shape;
use jingwei_evaluation::{Figure, Line, Period};
use jingwei_store::evaluation::report;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;

/// Which month.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A month that is over, such as `2026-10`; the last one when it is not said.
    #[param(max_length = 10)]
    period: String,
}

/// Reading a month's cases takes a second in a large city; a figure ten minutes old misleads nobody.
const FRESH: Duration = Duration::from_secs(600);

/// How many months back the page offers.
const MONTHS: usize = 6;

/// The open figures.
#[utoipa::path(get, path = "/figures", tag = "pages", params(Wanted), responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn figures(State(web): State<Web>, shown: Shown, asked: Result<Asked<Wanted>, Problem>) -> Response {
    let wanted = match asked {
        Ok(Asked(wanted)) => wanted,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let found = async {
        let months = months(&web)?;
        let (period, window, _) = month(&web, &wanted.period)?;
        let made = || async {
            let rules = web.rules();
            let report = report(web.store(), window, None, &rules.calendar).await?;
            Ok(Arc::new(report.lines("")))
        };
        let lines = web.counted().reports.fresh(FRESH, &period.to_string(), made).await?;
        Ok(draw(&web, &shown, period, &months, &lines))
    };
    page_or_sorry(&web, &shown, found.await)
}

/// The months that are over, the latest first. A month that runs is not open: what changes from one day to the next tells of the
/// one case that came in between.
fn months(web: &Web) -> Result<Vec<Period>, Problem> {
    let present = Period::month_of(zone(&web.rules())?.to_datetime(web.now()).date());
    Ok(std::iter::successors(Some(present.before()), |month| Some(month.before())).take(MONTHS).collect())
}

fn draw(web: &Web, shown: &Shown, period: Period, months: &[Period], lines: &[Line]) -> Response {
    let small = u64::from(web.rules().settings.privacy.small_count.value);
    let title = shown.pick("公开数据", "Open figures");
    let body = html! {
        div.spread {
            h1 { (title) " " (period) }
            nav.pages aria-label=(shown.pick("月份", "Months")) {
                span { @for month in months { a href={ "/figures?period=" (month) } aria-current=[(*month == period).then_some("page")] { (month) } "　" } }
            }
            @for line in lines { (one(shown, line, small)) }
            p.quiet { (shown.pick("只公布已经结束的月份。数量 1 至 ", "Months that are over are published. Counts of 1 to ")) (small)
                (shown.pick(" 的不公布；由比例能推算出来的，只公布范围。", " are not published; where a share would give one away, only its range is.")) }
        }
    };
    page_with(web, shown, title, &[], &body)
}

fn one(shown: &Shown, line: &Line, small: u64) -> Markup {
    let Line { indicator, figure } = line;
    html! {
        details {
            summary { strong { (shown.pick(indicator.zh, indicator.en)) } " " (value(shown, indicator.shape, figure, small)) }
            p { (shown.pick("怎样计算：", "How it is made: ")) (shown.pick(indicator.formula_zh, indicator.formula_en)) }
            @if indicator.shape != Shape::Count {
                p.quiet { (shown.pick("覆盖：", "Its reach: "))
                    @if (1..=small).contains(&figure.denominator) { (shown.pick("数量较少，不公布", "few, not published")) }
                    @else { (figure.denominator) (shown.pick(" 项", " entries")) } }
            }
        }
    }
}

/// A figure for everybody. From a share and its reach the counts on both sides can be worked out, so where one of them is small only
/// the range that hides it is said.
fn value(shown: &Shown, shape: Shape, figure: &Figure, small: u64) -> String {
    let Figure { value, numerator, denominator } = *figure;
    let few = |n: u64| (1..=small).contains(&n);
    let withheld = || shown.pick("数量较少，不公布", "few, not published").to_owned();
    let Some(number) = value.number() else { return shown.pick("尚无数据", "nothing yet").to_owned() };
    let percent = |part: u64| part as f64 * 100.0 / denominator as f64;
    match shape {
        Shape::Count if few(numerator) => withheld(),
        Shape::Count => numerator.to_string(),
        _ if few(denominator) => withheld(),
        Shape::Share if few(numerator) && few(denominator - numerator) => withheld(),
        Shape::Share if few(numerator) => format!("{} {:.1}%", shown.pick("不超过", "at most"), percent(small)),
        Shape::Share if few(denominator - numerator) => {
            format!("{} {:.1}%", shown.pick("不低于", "at least"), percent(denominator - small))
        }
        Shape::Share => format!("{:.1}%", number * 100.0),
        Shape::Median | Shape::NinthDecile => format!("{number:.1} {}", shown.pick("小时", "hours")),
    }
}
