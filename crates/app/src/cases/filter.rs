//! Which cases: the same filters as `GET /api/v1/cases`.

use crate::Failure;
use jiff::Timestamp;
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::state::State;
use jingwei_store::{CaseQuery, Sort};
use jingwei_terms::{AreaCode, DepartmentCode, GridCode, KindCode};
use serde::de::DeserializeOwned;

/// Filters on the command line.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Filter {
    /// 状态，可重复 / in this state; may be given several times
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Vec<State>,
    /// 只看在办 / still open
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// 只看办结和并案 / ended or merged
    #[arg(long)]
    closed: bool,
    /// 牵头或协办部门 / led by this department, or with a task for it
    #[arg(long, value_name = "CODE")]
    department: Option<DepartmentCode>,
    /// 网格 / in this grid
    #[arg(long, value_name = "CODE")]
    grid: Option<GridCode>,
    /// 区划及其下级 / in this area or inside it
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    /// 事项类别或其大类 / of this kind, or of a kind below it
    #[arg(long, value_name = "CODE")]
    kind: Option<KindCode>,
    /// 来源渠道 / came in this way
    #[arg(long, value_parser = word::<Channel>)]
    channel: Option<Channel>,
    /// 诉求性质 / with this property
    #[arg(long, value_parser = word::<Property>)]
    property: Option<Property>,
    /// 已超期 / open and past its deadline
    #[arg(long)]
    overdue: bool,
    /// 全文检索 / holding these words
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// 立案时间自（含）/ filed at this instant or later
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// 立案时间至（不含）/ filed before this instant
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// 导入来源 / imported from this system
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// 排序：-filed_at、filed_at 或 due_at / the order
    #[arg(long, value_parser = sort, default_value = "-filed_at", allow_hyphen_values = true)]
    sort: Sort,
}

impl Filter {
    /// The query that asks the store for so many at a time.
    #[must_use]
    pub fn query(self, now: Timestamp, limit: u32) -> CaseQuery {
        let open = match (self.open, self.closed) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        CaseQuery {
            states: self.state,
            open,
            department: self.department,
            grid: self.grid,
            area: self.area,
            kind: self.kind,
            channel: self.channel,
            property: self.property,
            overdue_at: self.overdue.then_some(now),
            q: self.q,
            filed_from: self.from,
            filed_to: self.to,
            source: self.source,
            sort: self.sort,
            limit,
            ..CaseQuery::default()
        }
    }
}

/// Refuses a number that is not one of ours before the store is asked.
///
/// # Errors
/// When it is empty or too long.
pub fn receipt_number(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return Err(Failure::bad_argument("案件编号不成立", "this is no receipt number"));
    }
    Ok(text.to_owned())
}

fn state(text: &str) -> Result<State, String> {
    let codes = || State::ALL.map(State::code).join(", ");
    State::from_code(text).ok_or_else(|| format!("the states are {}", codes()))
}

fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|why| why.to_string())
}

fn sort(text: &str) -> Result<Sort, String> {
    match text {
        "-filed_at" => Ok(Sort::FiledNewest),
        "filed_at" => Ok(Sort::FiledOldest),
        "due_at" => Ok(Sort::DueSoonest),
        _ => Err("the orders are -filed_at, filed_at, due_at".to_owned()),
    }
}
