//! What a person must settle before the one network can start: each with its place, who is concerned, and the next step.

mod duty;
mod ground;
mod people;

use super::duties::Placed;
use super::input::Input;
use super::network::Network;
use super::patches::Patches;
use jingwei_terms::{DepartmentCode, GridCode};
use serde::Serialize;

/// What sort of conflict it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// 一责多主: two departments have the same duty on the same ground in different hands.
    DutyDisputed,
    /// 责任空白: a department serves a part of a grid only, or none of it.
    DutyGap,
    /// 无人管理: ground inside the city that nobody serves.
    Unserved,
    /// 底网以外: ground that only others than the base serve.
    BeyondBase,
    /// 部门内重叠: two grids of one department claim the same ground.
    OverlapWithin,
    /// 跨社区: a department's grid lies in two communities.
    CrossesCommunity,
    /// 人员重复: most of a worker's ground is served by others already.
    WorkerDoubled,
    /// 一人多岗: one person works for two departments, or in grids apart from one another.
    WorkerTwice,
    /// 编码重复: a code stands twice in one department.
    CodeTwice,
}

/// One conflict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// What sort it is.
    pub code: Matter,
    /// The grid of the network, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridCode>,
    /// The departments concerned.
    pub departments: Vec<DepartmentCode>,
    /// The departments' own grids concerned, `department/code`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grids: Vec<String>,
    /// The duty, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
    /// The people concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<String>,
    /// The ground concerned, in square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// A point to look at, `[lng, lat]`, CGCS2000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// What to do, in Chinese.
    pub next_zh: &'static str,
    /// What to do, in English.
    pub next_en: &'static str,
}

impl Conflict {
    fn new(code: Matter, zh: String, en: String, next: (&'static str, &'static str)) -> Self {
        Self {
            code,
            grid: None,
            departments: Vec::new(),
            grids: Vec::new(),
            duty: None,
            holders: Vec::new(),
            area_m2: None,
            at: None,
            zh,
            en,
            next_zh: next.0,
            next_en: next.1,
        }
    }
}

/// What every search looks at.
struct Case<'a> {
    input: &'a Input,
    patches: &'a Patches,
    network: &'a Network,
    placed: &'a Placed,
}

impl Case<'_> {
    fn department(&self, at: usize) -> &DepartmentCode {
        &self.input.departments[at].code
    }

    fn name(&self, at: super::input::GridAt) -> String {
        format!("{}/{}", self.department(at.department), self.input.grid(at).code)
    }

    fn point_in_cell(&self, cell: usize) -> [f64; 2] {
        crate::overlay::point_in(&self.network.cells[cell].shape, self.patches.plane())
    }
}

/// Every conflict: sort by sort, within a sort the largest ground first.
pub(super) fn find(input: &Input, patches: &Patches, network: &Network, placed: &Placed) -> Vec<Conflict> {
    let case = Case { input, patches, network, placed };
    let mut all = duty::disputed(&case);
    all.extend(duty::gaps(&case));
    all.extend(ground::unserved(&case));
    all.extend(ground::beyond_base(&case));
    all.extend(ground::within(&case));
    all.extend(ground::crossing(&case));
    all.extend(people::doubled(&case));
    all.extend(people::twice(&case));
    all.extend(people::codes_twice(&case));
    let size = |conflict: &Conflict| conflict.area_m2.unwrap_or_default();
    // Stable, so conflicts of one size keep the order in which they were found.
    all.sort_by(|a, b| a.code.cmp(&b.code).then(size(b).total_cmp(&size(a))));
    all
}
