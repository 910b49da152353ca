//! The refusals of nets, each with its sentence and the next step.

use super::NetVersion;
use jiff::Timestamp;
use jingwei_terms::{GridCode, Refusal, RefusalClass, Role};
use std::fmt::Write as _;

/// How many codes a sentence names before it says how many more there are.
const NAMED: usize = 5;

pub(crate) fn empty() -> Refusal {
    Refusal::new(RefusalClass::Invalid, "net_empty", "网里没有一个网格", "the net has no grid")
        .next("请核对网格文件", "check the file of grids")
}

pub(crate) fn codes_twice(codes: &[&GridCode]) -> Refusal {
    let list = named(codes.iter());
    Refusal::new(
        RefusalClass::Invalid,
        "net_codes_twice",
        format!("编码重复：{list}"),
        format!("these codes stand more than once: {list}"),
    )
    .next("给每个网格唯一的编码", "give every grid a code of its own")
}

pub(crate) fn no_ground(code: &GridCode) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_no_ground",
        format!("网格 `{code}` 没有面积，或坐标不是经纬度"),
        format!("grid `{code}` has no area, or a coordinate that is no degree"),
    )
    .next("用 jingwei grids check 查看位置和修复建议", "see jingwei grids check for the place and a repair")
}

pub(crate) fn bad_property(grid: &str, name: &'static str, why: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_bad_property",
        format!("网格 `{grid}` 的属性 `{name}` 不对：{why}"),
        format!("property `{name}` of grid `{grid}`: {why}"),
    )
    .next("改正网格文件的属性", "correct the property in the file of grids")
}

pub(crate) fn bad_role(by: &[Role]) -> Refusal {
    let zh: Vec<&str> = by.iter().map(|role| role.zh()).collect();
    let en: Vec<&str> = by.iter().map(|role| role.code()).collect();
    Refusal::new(
        RefusalClass::Forbidden,
        "net_wrong_role",
        format!("只有{}可以这样做", zh.join("、")),
        format!("only these roles may do this: {}", en.join(", ")),
    )
}

pub(crate) fn version_taken(version: NetVersion) -> Refusal {
    Refusal::new(
        RefusalClass::State,
        "net_version_taken",
        format!("第 {version} 号网已经存在"),
        format!("net {version} is already there"),
    )
    .next("用下一个编号", "take the next number")
}

pub(crate) fn not_a_draft(version: NetVersion) -> Refusal {
    Refusal::new(
        RefusalClass::State,
        "net_not_a_draft",
        format!("第 {version} 号网不是草案：已生效或已撤回"),
        format!("net {version} is no draft: it was activated or withdrawn"),
    )
    .next("需要改网时，另起一个草案", "to change the net, make a new draft")
}

pub(crate) fn already_in_force(version: NetVersion) -> Refusal {
    Refusal::new(
        RefusalClass::State,
        "net_in_force",
        format!("第 {version} 号网已经生效，不能撤回"),
        format!("net {version} has taken effect and cannot be withdrawn"),
    )
    .next("激活一个新的草案来替换它", "activate a new draft to replace it")
}

/// An effective date that is over: what was counted by the grids of a past day is not counted anew.
#[must_use]
pub fn in_the_past(at: Timestamp) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_in_the_past",
        format!("生效时间 {at} 已经过去：过去的数字按过去的网格计算，不能改"),
        format!("the effective date {at} is past: figures of the past stay with the grids of the past"),
    )
    .next("改一个将来的生效时间", "choose an effective date to come")
}

pub(crate) fn overlapping(at: Timestamp, other: NetVersion, from: Timestamp) -> Refusal {
    Refusal::new(
        RefusalClass::State,
        "net_dates_overlap",
        format!("第 {other} 号网定于 {from} 生效，不早于 {at}"),
        format!("net {other} takes effect at {from}, which is not before {at}"),
    )
    .next("改用更晚的时间，或先撤回那个网", "choose a later date, or withdraw that net first")
}

pub(crate) fn stale(based_on: Option<NetVersion>, latest: Option<NetVersion>) -> Refusal {
    let (on, now) = (word(based_on), word(latest));
    Refusal::new(
        RefusalClass::State,
        "net_draft_stale",
        format!("草案以{}为底，而现行的是{}", on.0, now.0),
        format!("the draft was drawn from {}, but the latest is {}", on.1, now.1),
    )
    .next("以最新的网为底重新起草并核对差异", "draw it again from the latest net and read its diff")
}

pub(crate) fn wrong_diff() -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_wrong_diff",
        "这份差异不是这个草案与现行网之间的",
        "this diff is not between this draft and the latest net",
    )
    .next("重新计算差异", "compute the diff again")
}

pub(crate) fn uncovered(count: usize, most_m2: f64, formerly: &GridCode) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_gaps",
        format!("新网有 {count} 处不再覆盖原来的地面，最大一处 {most_m2:.0} 平方米，原属网格 `{formerly}`"),
        format!("the new net leaves {count} places of the old one uncovered, the largest {most_m2:.0} m² formerly in grid `{formerly}`"),
    )
    .next("把这些地面划入相邻网格", "give that ground to a neighbouring grid")
}

pub(crate) fn overlaps(count: usize, one: &GridCode, other: &GridCode) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "net_overlaps",
        format!("新网有 {count} 处网格互相重叠，例如 `{one}` 与 `{other}`"),
        format!("grids of the new net overlap in {count} places, `{one}` and `{other}` for one"),
    )
    .next("用 jingwei grids check 查看位置和修复建议", "see jingwei grids check for the places and a repair")
}

pub(crate) fn code_moved(codes: &[&GridCode]) -> Refusal {
    let list = named(codes.iter());
    Refusal::new(
        RefusalClass::Invalid,
        "net_code_moved",
        format!("编码被用于不同的地面：{list}"),
        format!("these codes are used for different ground: {list}"),
    )
    .next("地面大半改变的网格要用新编码", "a grid most of whose ground is new takes a new code")
}

pub(crate) fn code_retired(codes: &[&GridCode]) -> Refusal {
    let list = named(codes.iter());
    Refusal::new(
        RefusalClass::Invalid,
        "net_code_retired",
        format!("已停用的编码不能再用：{list}"),
        format!("retired codes are never given again: {list}"),
    )
    .next("给这些网格新编码", "give these grids new codes")
}

fn word(version: Option<NetVersion>) -> (String, String) {
    version.map_or_else(|| ("空白".to_owned(), "nothing".to_owned()), |v| (format!("第 {v} 号网"), format!("net {v}")))
}

fn named<'a>(codes: impl ExactSizeIterator<Item = &'a &'a GridCode>) -> String {
    let more = codes.len().saturating_sub(NAMED);
    let mut list = codes.take(NAMED).map(|code| format!("`{code}`")).collect::<Vec<_>>().join(" ");
    if more > 0 {
        let _ = write!(list, " +{more}");
    }
    list
}
