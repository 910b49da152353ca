//! How people say the name of a division: without `省`, `市`, `街道`, without the peoples of an autonomous county, and the
//! many ways to write a village.

use super::{Divisions, Level, Unit};
use rayon::prelude::*;
use rustc_hash::FxHasher;
use std::hash::Hasher as _;

/// The peoples after whom autonomous areas are named, the longer forms first.
const PEOPLES: &[&str] = &[
    "维吾尔",
    "哈萨克",
    "柯尔克孜",
    "塔吉克",
    "蒙古",
    "锡伯",
    "达斡尔",
    "鄂温克",
    "鄂伦春",
    "朝鲜",
    "土家",
    "布依",
    "仡佬",
    "仫佬",
    "毛南",
    "傈僳",
    "拉祜",
    "哈尼",
    "纳西",
    "景颇",
    "布朗",
    "普米",
    "独龙",
    "撒拉",
    "保安",
    "东乡",
    "裕固",
    "赫哲",
    "高山",
    "阿昌",
    "德昂",
    "基诺",
    "门巴",
    "珞巴",
    "俄罗斯",
    "塔塔尔",
    "乌孜别克",
    "各",
    "满",
    "回",
    "藏",
    "苗",
    "彝",
    "壮",
    "侗",
    "瑶",
    "白",
    "傣",
    "黎",
    "佤",
    "畲",
    "水",
    "土",
    "羌",
    "怒",
    "京",
];

/// Endings that are left out in speech, the longer ones first, and what is put in their stead.
const ENDINGS: [&[(&str, &str)]; 5] = [
    &[("特别行政区", ""), ("自治区", ""), ("省", ""), ("市", "")],
    &[("自治州", "州"), ("自治州", ""), ("地区", ""), ("市", ""), ("盟", "")],
    &[
        ("自治县", "县"),
        ("自治县", ""),
        ("自治旗", "旗"),
        ("自治旗", ""),
        ("林区", ""),
        ("特区", ""),
        ("区", ""),
        ("县", ""),
        ("市", ""),
        ("旗", ""),
    ],
    &[("街道办事处", "街道"), ("街道办事处", ""), ("街道", ""), ("民族苏木", ""), ("苏木", ""), ("乡", ""), ("镇", "")],
    &[
        ("社区居民委员会", "社区"),
        ("社区居民委员会", ""),
        ("社区居委会", "社区"),
        ("社区居委会", ""),
        ("村村民委员会", "村"),
        ("村村民委员会", ""),
        ("村民委员会", "村"),
        ("村民委员会", ""),
        ("村村委会", "村"),
        ("村村委会", ""),
        ("村委会", "村"),
        ("村委会", ""),
        ("居民委员会", "社区"),
        ("居民委员会", ""),
        ("居委会", "社区"),
        ("居委会", ""),
        ("嘎查委员会", "嘎查"),
        ("社区", ""),
        ("村", ""),
    ],
];

/// Calls `each` with every other way to say the name, without repeats next to each other.
pub fn each_alias(name: &str, level: Level, each: &mut impl FnMut(&str)) {
    let mut ending: Option<&str> = None;
    let mut made = String::new();
    for (end, instead) in ENDINGS[level as usize] {
        // The longest ending that fits is the one meant; `村` within `村民委员会` is no second one.
        if ending.is_some_and(|taken| taken != *end) {
            break;
        }
        let Some(stem) = name.strip_suffix(end) else { continue };
        let autonomous = end.starts_with("自治") || name.ends_with("族乡");
        let stem = if autonomous { without_peoples(stem) } else { stem };
        if stem.chars().nth(if instead.is_empty() { 1 } else { 0 }).is_none() {
            continue;
        }
        ending = Some(end);
        if instead.is_empty() {
            each(stem);
        } else {
            made.clear();
            made.push_str(stem);
            made.push_str(instead);
            if made != name {
                each(&made);
            }
        }
    }
}

/// All other ways to say the name.
#[must_use]
pub fn aliases(name: &str, level: Level) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    each_alias(name, level, &mut |alias| {
        if !found.iter().any(|known| known == alias) {
            found.push(alias.to_owned());
        }
    });
    found
}

/// The name without the peoples at its end; a name that is nothing but a people keeps it (`东乡族自治县` is `东乡`).
fn without_peoples(stem: &str) -> &str {
    let mut rest = stem;
    loop {
        let bare = rest.strip_suffix('族').unwrap_or(rest);
        let Some(people) = PEOPLES.iter().find(|people| bare.ends_with(**people)) else { return rest };
        // One character alone stands for a people only with its `族`; `新平` does not end in one.
        if bare.len() == rest.len() && people.chars().nth(1).is_none() {
            return rest;
        }
        let shorter = &bare[..bare.len() - people.len()];
        if shorter.chars().nth(1).is_none() {
            return bare;
        }
        rest = shorter;
    }
}

/// Divisions by the hash of their names and aliases: which bucket a name falls into, and who is in it.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    mask: u64,
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl NameIndex {
    /// The index over names that stand one behind the other in `letters`.
    pub(super) fn of(codes: &[u64], starts: &[u32], letters: &str) -> Self {
        let buckets = codes.len().next_power_of_two().max(1);
        let mask = buckets as u64 - 1;
        let hashed: Vec<Vec<(u32, u32)>> = (0..codes.len())
            .collect::<Vec<_>>()
            .par_chunks(1 << 14)
            .map(|chunk| {
                let mut found = Vec::with_capacity(chunk.len() * 3);
                for &n in chunk {
                    let name = &letters[starts[n] as usize..starts[n + 1] as usize];
                    let mut add = |word: &str| found.push((narrow(hash(word) & mask), narrow(n as u64)));
                    add(name);
                    each_alias(name, super::DivisionCode::of_number(codes[n]).level(), &mut add);
                }
                found
            })
            .collect();
        let mut counts = vec![0_u32; buckets + 1];
        hashed.iter().flatten().for_each(|(bucket, _)| counts[*bucket as usize + 1] += 1);
        for n in 1..counts.len() {
            counts[n] += counts[n - 1];
        }
        let mut next = counts.clone();
        let mut members = vec![0; counts[buckets] as usize];
        for (bucket, n) in hashed.into_iter().flatten() {
            members[next[bucket as usize] as usize] = n;
            next[bucket as usize] += 1;
        }
        Self { mask, starts: counts, members }
    }

    /// Places of divisions that may be called so, each once, in the order of their codes.
    fn candidates(&self, word: &str) -> Vec<u32> {
        let Some(bucket) = usize::try_from(hash(word) & self.mask).ok().filter(|n| n + 1 < self.starts.len()) else {
            return Vec::new();
        };
        let mut found = self.members[self.starts[bucket] as usize..self.starts[bucket + 1] as usize].to_vec();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) const fn bytes(&self) -> usize {
        (self.starts.len() + self.members.len()) * size_of::<u32>()
    }
}

impl Divisions {
    /// All divisions that are called so, by their full name or an alias, in the order of their codes; headings are left out.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<Unit<'_>> {
        let name = name.trim();
        let units = self.names.candidates(name).into_iter().map(|n| self.at(n as usize));
        units.filter(|unit| !unit.is_heading() && is_called(unit, name)).collect()
    }
}

/// Whether people call the division so.
pub(super) fn is_called(unit: &Unit<'_>, word: &str) -> bool {
    let mut called = unit.name == word;
    if !called && !word.is_empty() {
        each_alias(unit.name, unit.level(), &mut |alias| called |= alias == word);
    }
    called
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "there are fewer than 2^32 divisions, and no more buckets than twice that"
)]
const fn narrow(n: u64) -> u32 {
    n as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_goes_by_the_names_that_people_use() {
        let cases = [
            (Level::Province, "广西壮族自治区", vec!["广西"]),
            (Level::Province, "内蒙古自治区", vec!["内蒙古"]),
            (Level::Province, "香港特别行政区", vec!["香港"]),
            (Level::City, "深圳市", vec!["深圳"]),
            (Level::City, "恩施土家族苗族自治州", vec!["恩施州", "恩施"]),
            (Level::City, "博尔塔拉蒙古自治州", vec!["博尔塔拉州", "博尔塔拉"]),
            (Level::District, "积石山保安族东乡族撒拉族自治县", vec!["积石山县", "积石山"]),
            (Level::District, "东乡族自治县", vec!["东乡县", "东乡"]),
            (Level::District, "鄂伦春自治旗", vec!["鄂伦春旗", "鄂伦春"]),
            (Level::District, "龙胜各族自治县", vec!["龙胜县", "龙胜"]),
            (Level::District, "新平彝族傣族自治县", vec!["新平县", "新平"]),
            (Level::District, "南山区", vec!["南山"]),
            (Level::District, "城区", vec![]),
            (Level::Street, "粤海街道办事处", vec!["粤海街道", "粤海"]),
            (Level::Street, "城关镇", vec!["城关"]),
            (Level::Community, "多福巷社区居委会", vec!["多福巷社区", "多福巷"]),
            (Level::Community, "大桥村村民委员会", vec!["大桥村", "大桥"]),
            (Level::Community, "大桥村委会", vec!["大桥村", "大桥"]),
            (Level::Community, "东泰社区居民委员会", vec!["东泰社区", "东泰"]),
        ];
        for (level, name, expected) in cases {
            assert_eq!(aliases(name, level), expected, "{name}");
        }
    }
}
