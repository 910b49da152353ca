//! An address as two are compared: its words in one form, the divisions it names, its roads, and what each of its numbers counts.

use crate::gazetteer::{Found, Gazetteer, Kind};
use crate::reading::fold::fold;
use crate::standard::arabic;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Counts {
    /// 号 on a road or in a village.
    Door = 0,
    /// 弄, 巷, 胡同, 街 with a number.
    Lane = 1,
    /// 栋, 幢, 座, 号楼.
    Building = 2,
    /// 单元, 门, 梯.
    Entrance = 3,
    /// 层, 楼.
    Floor = 4,
    /// 室, 房, 户.
    Room = 5,
    /// 期, 区, 组, 队, 村 with a number.
    Section = 6,
    /// Nothing that is written.
    Bare = 7,
}

/// How many sorts of numbers there are.
pub const SORTS: usize = 8;

/// An address made ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The characters below the divisions, in one form, without punctuation.
    pub(super) core: Vec<char>,
    /// Roads: where the name ends in `core`, after its 路, and how many characters from there back two roads of one name share at least.
    pub(super) roads: Vec<(usize, usize)>,
    /// Numbers, with what they count.
    pub(super) numbers: Vec<(Counts, String)>,
    /// The province, city, district and town that are named, by number in the gazetteer.
    pub(super) divisions: [Option<u32>; 4],
}

impl Place {
    /// Reads an address for comparison.
    #[must_use]
    pub fn read(text: &str, gazetteer: &Gazetteer) -> Self {
        let folded: String = text.chars().map(fold).collect();
        let written: Vec<char> = arabic(&folded).chars().map(one_form).collect();
        let mut found = Vec::new();
        gazetteer.find(&written, &mut found);
        let mut place = Self::default();
        let head = place.take_divisions(&found, &written);
        place.read_numbers(&written[head..]);
        place.core = written[head..].iter().copied().filter(|c| c.is_alphanumeric()).collect();
        let ends =
            place.core.iter().enumerate().filter(|(at, c)| *at > 1 && matches!(c, '路' | '街' | '道' | '巷' | '弄'));
        // 建设大道 and 人民大道 share two characters that are no name.
        let shared = |at: usize| if matches!(place.core[at - 1], '大' | '公' | '环') { 4 } else { 3 };
        place.roads = ends.map(|(at, _)| (at + 1, shared(at))).collect();
        place
    }

    /// Takes the divisions off the front; answers where what they hold begins.
    fn take_divisions(&mut self, found: &[Found], written: &[char]) -> usize {
        let mut head = 0;
        for name in found.iter().filter(|name| name.kind <= Kind::Town) {
            let level = name.kind as usize;
            let sure = name.full || name.agrees > 0 || name.begin == head;
            if sure && self.divisions[level].is_none() {
                self.divisions[level] = name.division;
            }
            // A bare 南京 before 路 is a road's name.
            let road = written.get(name.end).is_some_and(|c| matches!(c, '路' | '街' | '道' | '巷'));
            if name.begin <= head && name.end > head && (name.full || !road) && name.kind <= Kind::District {
                head = name.end;
            }
        }
        head
    }

    fn read_numbers(&mut self, written: &[char]) {
        let mut at = 0;
        while at < written.len() {
            if !written[at].is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let mut end = at + written[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            let number: String = written[at..end].iter().collect();
            let mut counts = counts(&written[end..]);
            // 栋3, 座B: the word before counts where none follows.
            if counts == Counts::Bare && at > 0 && written[at - 1] == '栋' {
                counts = Counts::Building;
            }
            // 1-3号 and 1-28号 name all that lies between, at most a long street's worth.
            let range = (written.get(end) == Some(&'-') || written.get(end) == Some(&'~'))
                .then(|| end + 1 + written[end + 1..].iter().take_while(|c| c.is_ascii_digit()).count())
                .filter(|&last| last > end + 1 && self::counts(&written[last..]) != Counts::Bare);
            match range {
                Some(last) => {
                    let upper: String = written[end + 1..last].iter().collect();
                    self.range(self::counts(&written[last..]), &number, &upper);
                    end = last;
                }
                None => self.numbers.push((counts, number)),
            }
            at = end;
        }
    }

    fn range(&mut self, counts: Counts, lower: &str, upper: &str) {
        match (lower.parse::<u32>(), upper.parse::<u32>()) {
            (Ok(low), Ok(high)) if low < high && high - low <= 200 => {
                self.numbers.extend((low..=high).map(|number| (counts, number.to_string())));
            }
            _ => self.numbers.extend([(counts, lower.to_owned()), (counts, upper.to_owned())]),
        }
    }

    pub(super) fn counted(&self, counts: Counts) -> impl Iterator<Item = &str> {
        self.numbers.iter().filter(move |(own, _)| *own == counts).map(|(_, number)| number.as_str())
    }
}

/// Words for one thing become one.
const fn one_form(c: char) -> char {
    match c {
        '幢' | '座' | '懂' | '#' => '栋',
        _ => c,
    }
}

/// What the number before this text counts.
fn counts(after: &[char]) -> Counts {
    let (first, second) = (after.first().copied().unwrap_or(' '), after.get(1).copied().unwrap_or(' '));
    match (first, second) {
        ('号', '楼' | '栋' | '院') | ('栋', _) => Counts::Building,
        ('单', '元') | ('门' | '梯', _) | ('号', '门') => Counts::Entrance,
        ('号' | '之', _) => Counts::Door,
        ('弄' | '巷' | '条' | '街' | '路' | '胡' | '道', _) => Counts::Lane,
        ('层' | '楼', _) => Counts::Floor,
        ('室' | '房' | '户', _) => Counts::Room,
        ('期' | '区' | '组' | '队' | '村' | '里' | '院', _) => Counts::Section,
        _ => Counts::Bare,
    }
}
