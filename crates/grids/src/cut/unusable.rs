//! Units that cannot be used: what is wrong with each, and one refusal that names the first few and counts the rest.

use jingwei_terms::{Refusal, RefusalClass};
use std::fmt::Write as _;

/// A unit that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unusable {
    feature: usize,
    id: String,
    why: Why,
}

/// What is wrong with a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    Unreadable(String),
    NoId,
    RepeatedId,
    NoHouseholds,
    BadHouseholds(String),
    NoCommunity,
    NoGeometry,
    NoPolygon(String),
    BadCoordinates,
    OutsideGlobe(f64, f64),
}

impl Unusable {
    pub(crate) fn new(feature: usize, id: &str, why: Why) -> Self {
        Self { feature, id: id.to_owned(), why }
    }
}

impl Why {
    const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unit_unreadable",
            Self::NoId => "unit_without_id",
            Self::RepeatedId => "unit_id_repeated",
            Self::NoHouseholds => "unit_without_households",
            Self::BadHouseholds(_) => "unit_bad_households",
            Self::NoCommunity => "unit_without_community",
            Self::NoGeometry => "unit_without_geometry",
            Self::NoPolygon(_) => "unit_not_a_polygon",
            Self::BadCoordinates => "unit_bad_coordinates",
            Self::OutsideGlobe(..) => "unit_outside_the_globe",
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("读不懂（{why}）"),
            Self::NoId => "没有 id".to_owned(),
            Self::RepeatedId => "id 重复".to_owned(),
            Self::NoHouseholds => "没有 households（户数）；无人居住请填 0".to_owned(),
            Self::BadHouseholds(said) => format!("户数 `{said}` 不是 0 到 1000000 的数"),
            Self::NoCommunity => "没有 community（社区）".to_owned(),
            Self::NoGeometry => "没有图形，或图形没有面积".to_owned(),
            Self::NoPolygon(said) => format!("图形是 `{said}`，不是 Polygon 或 MultiPolygon"),
            Self::BadCoordinates => "坐标不成环".to_owned(),
            Self::OutsideGlobe(lng, lat) => format!("坐标 `{lng}, {lat}` 不是经纬度"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("cannot be read ({why})"),
            Self::NoId => "has no id".to_owned(),
            Self::RepeatedId => "has the id of another unit".to_owned(),
            Self::NoHouseholds => "has no households; write 0 where nobody lives".to_owned(),
            Self::BadHouseholds(said) => format!("has `{said}` households, which is no number from 0 to 1,000,000"),
            Self::NoCommunity => "has no community".to_owned(),
            Self::NoGeometry => "has no geometry, or one without area".to_owned(),
            Self::NoPolygon(said) => format!("is a `{said}`, neither a Polygon nor a MultiPolygon"),
            Self::BadCoordinates => "has coordinates that make no rings".to_owned(),
            Self::OutsideGlobe(lng, lat) => format!("has a corner `{lng}, {lat}`, which is no longitude and latitude"),
        }
    }
}

/// How many units a refusal names; whoever mends a file wants to see the kind of fault, not all of a million lines.
const NAMED: usize = 5;

/// The refusal that names these faults; `None` when there are none.
pub(crate) fn refuse(mut faults: Vec<Unusable>) -> Option<Refusal> {
    faults.sort_by_key(|fault| fault.feature);
    let code = faults.first()?.why.code();
    let (mut zh, mut en) = (String::new(), String::new());
    for fault in faults.iter().take(NAMED) {
        let Unusable { feature, id, why } = fault;
        write!(zh, "；第 {feature} 个要素 `{id}` {}", why.zh()).expect("writing into a text cannot fail");
        write!(en, "; feature {feature} `{id}` {}", why.en()).expect("writing into a text cannot fail");
    }
    let count = faults.len();
    let refusal = Refusal::new(
        RefusalClass::Invalid,
        code,
        format!("有 {count} 个单元不能用（从 0 数起）{zh}"),
        format!("{count} of the units cannot be used (counted from 0){en}"),
    );
    Some(refusal.next(
        "请改正这些单元后重试，不会悄悄丢掉任何一个",
        "mend these units and try again; none is left out in silence",
    ))
}
