//! `jingwei evaluation`: the figures of a period, the list behind each, and how each is made.

mod indicators;
mod list;
mod report;
mod workbook;

use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_cases::Rulebook;
use jingwei_evaluation::{By, Period, Report, Window};
use jingwei_store::evaluation;
use std::sync::Arc;

/// What to do with figures.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 某一时期的各项指标，附分子分母、上期与去年同期 / the figures of a period with numerators and denominators
    Report(report::Args),
    /// 某项指标背后的清单 / the list behind a figure
    List(list::Args),
    /// 每项指标怎样计算 / how each figure is made
    Indicators,
}

/// Which stretch of time, and how it is broken down.
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// 时期：2026、2026-Q4 或 2026-10，默认本月 / 2026, 2026-Q4 or 2026-10; this month if not said
    #[arg(long)]
    period: Option<Period>,
    /// 按什么分组 / by what to break it down
    #[arg(long, value_enum)]
    by: Option<ByArg>,
}

/// By what to break figures down, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ByArg {
    /// 街道乡镇 / the street or town
    Area,
    /// 网格 / the grid
    Grid,
    /// 承办部门 / the department
    Department,
    /// 事项类别 / the kind
    Kind,
    /// 来源渠道 / the channel
    Channel,
}

impl From<ByArg> for By {
    fn from(by: ByArg) -> Self {
        match by {
            ByArg::Area => Self::Area,
            ByArg::Grid => Self::Grid,
            ByArg::Department => Self::Department,
            ByArg::Kind => Self::Kind,
            ByArg::Channel => Self::Channel,
        }
    }
}

/// Does it.
///
/// # Errors
/// When there is no city here, the period has not begun, or the database fails.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Report(args) => report::run(args, config, answer).await,
        Command::List(args) => list::run(args, config, answer).await,
        Command::Indicators => Ok(indicators::run(answer)),
    }
}

/// A city looked at for its figures.
struct Desk {
    premises: Premises,
    rules: Arc<Rulebook>,
    zone: TimeZone,
    now: Timestamp,
}

impl Desk {
    async fn open(config: &Config) -> Result<Self, Failure> {
        let premises = Premises::open(config).await?;
        let now = Timestamp::now();
        let rules = premises.rulebook().await?;
        let offset = jiff::fmt::strtime::BrokenDownTime::parse("%:z", &rules.settings.city.utc_offset);
        let zone = offset.ok().and_then(|read| read.offset()).map_or(TimeZone::UTC, TimeZone::fixed);
        Ok(Self { premises, rules, zone, now })
    }

    fn period(&self, which: &Which) -> Period {
        which.period.unwrap_or_else(|| Period::month_of(self.zone.to_datetime(self.now).date()))
    }

    fn window(&self, period: Period) -> Result<Window, Failure> {
        period.window(&self.zone, self.now).ok_or_else(|| {
            Failure::bad_argument(format!("时期 {period} 还没有开始"), format!("the period {period} has not begun"))
        })
    }

    async fn report(&self, window: Window, by: Option<By>) -> Result<Report, Failure> {
        let store = self.premises.store.as_ref();
        evaluation::report(store, window, by, &self.rules.calendar).await.map_err(|error| store_failure(&error))
    }
}
