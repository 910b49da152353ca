//! The forms under which a division is written: in full, without its 市, 区, 镇, and with the ending it had before or got since.

use super::Kind;

/// Endings that a province is written without.
const PROVINCE: &[&str] = &["维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市"];
const CITY: &[&str] = &["市", "地区", "盟", "自治州", "州"];
const DISTRICT: &[&str] = &["自治县", "自治旗", "林区", "新区", "区", "县", "市", "旗"];
const TOWN: &[&str] = &["街道办事处", "街道", "办事处", "民族乡", "地区", "镇", "乡"];
const COMMUNITY: &[&str] =
    &["社区居民委员会", "村村民委员会", "社区居委会", "居民委员会", "村民委员会", "村委会", "居委会", "社区", "村"];
/// Peoples whose names stand in the names of autonomous divisions and are left out in writing.
const PEOPLES: &[&str] = &[
    "维吾尔族",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "土家族",
    "苗族",
    "侗族",
    "布依族",
    "彝族",
    "藏族",
    "羌族",
    "傣族",
    "景颇族",
    "傈僳族",
    "白族",
    "哈尼族",
    "壮族",
    "朝鲜族",
    "回族",
    "满族",
    "瑶族",
    "黎族",
    "畲族",
    "达斡尔族",
    "土族",
    "撒拉族",
    "各族",
    "仡佬族",
    "水族",
    "佤族",
    "拉祜族",
    "布朗族",
    "纳西族",
    "独龙族",
    "怒族",
    "普米族",
    "仫佬族",
    "毛南族",
    "东乡族",
    "保安族",
    "裕固族",
    "柯尔克孜",
    "塔吉克",
    "锡伯",
    "鄂伦春",
    "鄂温克族",
];

/// Calls `take` with every form and whether it is a whole one.
pub fn forms(kind: Kind, name: &str, mut take: impl FnMut(&str, bool)) {
    let short = |endings: &[&str]| bare(name, endings);
    match kind {
        Kind::Province => both(name, without_peoples(short(PROVINCE)), &mut take),
        Kind::City => both(name, without_peoples(short(CITY)), &mut take),
        // 黑龙江 and its likes are long; 东区 without 区 would be any 东.
        Kind::District => both(name, without_peoples(short(DISTRICT)), &mut take),
        Kind::Town => {
            let stem = short(TOWN);
            both(name, stem, &mut take);
            if stem != name && stem.chars().count() > 1 {
                for ending in ["街道", "镇", "乡", "街道办事处"] {
                    take(&format!("{stem}{ending}"), true);
                }
            }
        }
        Kind::Community => {
            let stem = bare(short(COMMUNITY), &["社区", "村"]);
            if stem.chars().count() > 1 {
                take(stem, false);
                for ending in ["村", "社区", "村委会", "居委会"] {
                    take(&format!("{stem}{ending}"), true);
                }
            }
        }
        Kind::Compound => take(name, true),
    }
}

fn both(name: &str, stem: &str, take: &mut impl FnMut(&str, bool)) {
    take(name, true);
    if stem != name && stem.chars().count() > 1 {
        take(stem, false);
    }
}

/// The name without the first of these endings that leaves something.
#[must_use]
pub fn bare<'n>(name: &'n str, endings: &[&str]) -> &'n str {
    endings.iter().find_map(|ending| name.strip_suffix(ending).filter(|stem| !stem.is_empty())).unwrap_or(name)
}

fn without_peoples(mut stem: &str) -> &str {
    while let Some(shorter) = PEOPLES.iter().find_map(|people| stem.strip_suffix(people)) {
        if shorter.chars().count() < 2 {
            break;
        }
        stem = shorter;
    }
    stem
}
