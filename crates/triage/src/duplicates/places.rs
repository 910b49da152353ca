//! Place names in running text: compounds, roads, villages, stations, schools, firms, by the words they end in and by a list of the city's own.
//!
//! A Chinese name of a place says at its end what it is (丽发**新城**, 黄兴**路**, 金鼎**村**); where it begins is harder to see. So two mentions count
//! as one place when the last letters before and with that ending are the same: 位于丽发新城小区 and 丽发新城 agree.

use super::reading::{BREAK, Reading, is_han, word};
use rustc_hash::FxHashMap;

/// What sort of place a name ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Where people live or work: a compound, a tower, a firm, a school, a market. Nobody's trouble is in two of them at once.
    Site,
    /// A road, a line, a station, a bridge.
    Way,
    /// A village, a community, a town.
    Area,
}

/// One place that a report names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Its number: the same for the same name.
    pub(crate) key: u32,
    /// Where the name stands first.
    pub(crate) from: u16,
    /// Where it ends.
    pub(crate) to: u16,
    /// What sort of place.
    pub(crate) sort: Sort,
    /// How often it is named, at most 255.
    pub(crate) times: u8,
    /// Whether the title names it.
    pub(crate) in_title: bool,
}

/// Endings that say only what it is and are often left off: a name needs letters of its own before them.
const LEFT_OFF: &[&str] = &["安置小区", "小区", "楼盘", "项目", "社区", "家属区", "安置区"];

/// Endings that are part of the name.
const ENDINGS: &[(&str, Sort)] = &[
    ("家园", Sort::Site),
    ("花园", Sort::Site),
    ("公寓", Sort::Site),
    ("新城", Sort::Site),
    ("之城", Sort::Site),
    ("国际", Sort::Site),
    ("广场", Sort::Site),
    ("大厦", Sort::Site),
    ("山庄", Sort::Site),
    ("公馆", Sort::Site),
    ("佳园", Sort::Site),
    ("嘉园", Sort::Site),
    ("名苑", Sort::Site),
    ("华府", Sort::Site),
    ("华庭", Sort::Site),
    ("雅苑", Sort::Site),
    ("酒店", Sort::Site),
    ("公司", Sort::Site),
    ("集团", Sort::Site),
    ("学校", Sort::Site),
    ("小学", Sort::Site),
    ("中学", Sort::Site),
    ("大学", Sort::Site),
    ("学院", Sort::Site),
    ("幼儿园", Sort::Site),
    ("医院", Sort::Site),
    ("公园", Sort::Site),
    ("市场", Sort::Site),
    ("超市", Sort::Site),
    ("驾校", Sort::Site),
    ("物流园", Sort::Site),
    ("工业园", Sort::Site),
    ("产业园", Sort::Site),
    ("苑", Sort::Site),
    ("城", Sort::Site),
    ("府", Sort::Site),
    ("湾", Sort::Site),
    ("庭", Sort::Site),
    ("园", Sort::Site),
    ("轩", Sort::Site),
    ("郡", Sort::Site),
    ("厂", Sort::Site),
    ("新村", Sort::Area),
    ("村", Sort::Area),
    ("镇", Sort::Area),
    ("乡", Sort::Area),
    ("街道", Sort::Area),
    ("大道", Sort::Way),
    ("路", Sort::Way),
    ("街", Sort::Way),
    ("巷", Sort::Way),
    ("桥", Sort::Way),
    ("隧道", Sort::Way),
    ("立交", Sort::Way),
    ("号线", Sort::Way),
    ("路公交", Sort::Way),
    ("站", Sort::Way),
];

/// Letters that stand before a name and not in it.
const BEFORE: &str = "的在是了于与和及至从到由对被将把向我们你他她它请近旁边有无等该本此这那个住居为让使经过去来都也就还又再很太何不没未其内外里前后上下左右每各多全某位叫";

/// Words that a bare ending goes with and that name nothing.
const NO_NAMES: &[&str] = &[
    "安置",
    "住宅",
    "高档",
    "附近",
    "周边",
    "老旧",
    "商品",
    "居民",
    "隔壁",
    "整个",
    "生活",
    "拆迁",
    "农贸",
    "菜",
    "综合",
    "有限",
    "责任",
    "股份",
    "实业",
    "物业",
    "开发",
    "地产",
    "房产",
    "购物",
    "休闲",
    "配套",
    "普惠性",
    "普惠",
    "公办",
    "私立",
    "公立",
    "民办",
    "人民",
    "农民",
    "全村",
    "城",
    "入",
    "出",
    "马",
    "道",
    "公",
    "走",
    "修",
    "铁",
    "网",
    "投资",
    "建筑",
    "建设",
    "工程",
    "科技",
    "贸易",
    "服务",
    "管理",
    "教育",
    "培训",
    "一条",
    "两条",
    "断头",
    "高速",
    "水泥",
    "回家",
    "电路",
    "思",
    "一",
    "二",
    "三",
    "自来水",
    "燃气",
    "天然气",
    "快递",
    "搬家",
    "保险",
    "装修",
    "上班",
    "搅拌",
    "网",
    "中心",
    "夜市",
    "食",
    "水",
    "新",
    "老",
    "大",
    "小",
    "地铁",
    "公交",
    "火车",
    "汽车",
    "高铁",
    "加油",
    "垃圾",
    "变电",
    "中转",
    "收费",
    "服务",
    "派出",
    "跟",
    "线",
    "套",
    "幼儿",
    "校",
    "政",
    "乐",
    "欠",
];

/// Plants and stations of these sorts are everywhere; what stands before is seldom their name.
const NO_NAMES_AT_THE_END: &[&str] = &["搅拌", "垃圾", "中转", "变电", "收费", "加油"];

/// The longest name, in letters, its ending included.
const LONGEST: usize = 10;
/// Places kept of one report while it is read.
const MOST: usize = 24;

/// An ending, and what it ends; no sort for those that are left off.
type Ending = (Vec<char>, Option<Sort>);

/// Finds the names in a text; made once from the city's own list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gazetteer {
    /// Names of the list by their first two letters, the longest first.
    listed: FxHashMap<(char, char), Vec<Vec<char>>>,
    /// Endings by their last letter, the longest first.
    endings: FxHashMap<char, Vec<Ending>>,
}

impl Gazetteer {
    /// A finder that knows these names besides what it recognises by itself.
    pub(crate) fn new(names: &[String]) -> Self {
        let mut gazetteer = Self::default();
        for name in names {
            let letters: Vec<char> = Reading::of(&super::Entry::of_text((), name, "")).letters;
            let letters: Vec<char> = letters.into_iter().take_while(|c| *c != BREAK).collect();
            if let [first, second, ..] = letters[..] {
                gazetteer.listed.entry((first, second)).or_default().push(letters);
            }
        }
        gazetteer.listed.values_mut().for_each(|names| names.sort_by_key(|name| std::cmp::Reverse(name.len())));
        let left_off = LEFT_OFF.iter().map(|ending| (*ending, None));
        for (ending, sort) in ENDINGS.iter().map(|(ending, sort)| (*ending, Some(*sort))).chain(left_off) {
            let letters: Vec<char> = ending.chars().collect();
            let last = *letters.last().expect("no ending in the tables is empty");
            gazetteer.endings.entry(last).or_default().push((letters, sort));
        }
        gazetteer
            .endings
            .values_mut()
            .for_each(|endings| endings.sort_by_key(|(letters, _)| std::cmp::Reverse(letters.len())));
        gazetteer
    }

    /// The places that a report names, each once, those of the title first, then the most named.
    pub(crate) fn places(&self, reading: &Reading) -> Vec<Mention> {
        let letters = &reading.letters;
        let mut found: Vec<Mention> = Vec::new();
        let mut at = 0;
        // Nothing of a name that is taken belongs to the next one.
        let mut free_from = 0;
        while at < letters.len() && found.len() < MOST {
            let name = self.listed_at(letters, at).or_else(|| self.ending_at(letters, at, free_from));
            let Some((from, to, sort, key)) = name else {
                at += 1;
                continue;
            };
            note(&mut found, from, to, sort, key, reading.title_end);
            free_from = to;
            at = to.max(at + 1);
        }
        found.sort_by_key(|m| (!m.in_title, std::cmp::Reverse(m.times), m.from));
        found
    }

    fn listed_at(&self, letters: &[char], at: usize) -> Option<(usize, usize, Sort, u32)> {
        if self.listed.is_empty() {
            return None;
        }
        let names = self.listed.get(&(letters[at], *letters.get(at + 1)?))?;
        let name = names.iter().find(|name| letters[at..].starts_with(name))?;
        let to = at + name.len();
        Some((at, to, Sort::Site, key_of(&letters[at..to])))
    }

    /// The name whose ending ends with the letter at this place.
    fn ending_at(&self, letters: &[char], at: usize, free_from: usize) -> Option<(usize, usize, Sort, u32)> {
        let endings = self.endings.get(&letters[at])?;
        let to = at + 1;
        let (ending, sort) = endings.iter().find(|(ending, _)| letters[free_from..to].ends_with(ending))?;
        let body_to = to - ending.len();
        let from = begin(letters, free_from, body_to);
        let body: String = letters[from..body_to].iter().collect();
        let no_name = NO_NAMES.contains(&body.as_str()) || NO_NAMES_AT_THE_END.iter().any(|end| body.ends_with(end));
        if body.is_empty() || no_name || (*sort == Some(Sort::Site) && !body.chars().any(is_han)) {
            return None;
        }
        match sort {
            // One letter and an ending of one letter (新城, 老街) is a word, not a name.
            Some(_) if body.chars().count() + ending.len() < 3 => None,
            Some(sort) => Some((from, to, *sort, key_of(&letters[from..to]))),
            None if body.chars().count() < 2 => None,
            None => Some((from, body_to, Sort::Site, key_of(&letters[from..body_to]))),
        }
    }
}

/// Where a name begins that goes on to `to`: after the last letter that cannot be part of it.
fn begin(letters: &[char], free_from: usize, to: usize) -> usize {
    let lowest = free_from.max(to.saturating_sub(LONGEST - 2));
    let stops = |i: &usize| {
        letters[*i] == BREAK
            || BEFORE.contains(letters[*i])
            || (matches!(letters[*i], '区' | '市' | '县' | '省') && *i + 1 < to)
    };
    (lowest..to).rev().find(stops).map_or(lowest, |stop| stop + 1)
}

/// The number of a name: that of its last three letters, so that what runs into it from the left does not matter.
fn key_of(name: &[char]) -> u32 {
    word(&name[name.len().saturating_sub(3)..])
}

fn note(found: &mut Vec<Mention>, from: usize, to: usize, sort: Sort, key: u32, title_end: usize) {
    if let Some(known) = found.iter_mut().find(|known| known.key == key) {
        known.times = known.times.saturating_add(1);
        return;
    }
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    found.push(Mention { key, from: small(from), to: small(to), sort, times: 1, in_title: from < title_end });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::Entry;

    fn names(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
        let reading = Reading::of(&Entry::of_text((), "", text));
        let places = gazetteer.places(&reading);
        places.iter().map(|m| reading.words(usize::from(m.from), usize::from(m.to))).collect()
    }

    fn keys(text: &str) -> Vec<u32> {
        let reading = Reading::of(&Entry::of_text((), "", text));
        Gazetteer::new(&[]).places(&reading).iter().map(|m| m.key).collect()
    }

    #[test]
    fn names_are_found_by_their_endings() {
        let cases = [
            ("A2区丽发新城附近修建搅拌厂", vec!["丽发新城"]),
            ("我住在麓谷明珠小区，很吵", vec!["麓谷明珠"]),
            ("春华镇金鼎村水泥路坏了", vec!["春华镇", "金鼎村"]),
            ("请问我们小区什么时候通水", vec![]),
            ("街道和社区都不管，公司也不管", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(&Gazetteer::new(&[]), text), expected, "{text}");
        }
    }

    #[test]
    fn one_place_has_one_key_whatever_stands_around_it() {
        for other in ["位于丽发新城小区旁边", "A市A2区丽发新城", "暮云街道丽发新城社区搅拌厂"]
        {
            assert!(keys(other).contains(&keys("丽发新城")[0]), "{other}");
        }
        assert!(!keys("保利新城").contains(&keys("丽发新城")[0]));
    }

    #[test]
    fn the_citys_own_list_finds_names_that_have_no_ending() {
        let listed = Gazetteer::new(&["四方坪".to_owned(), "  ".to_owned(), "x".to_owned()]);
        assert_eq!(names(&listed, "四方坪夜市油烟大"), vec!["四方坪"]);
        assert!(names(&Gazetteer::new(&[]), "四方坪夜市油烟大").is_empty());
    }
}
