//! Reports of a city that nobody wrote: places, matters, and sentences of words as unequally frequent as those of a language.
//!
//! With the real messages at hand their sentences are used instead; place and matter are made either way, so that it is known which
//! reports speak of one problem.

use jingwei_testkit::Rng;
use std::path::PathBuf;

/// Compounds in the city.
const PLACES: usize = 20_000;
/// Words of the made language, and letters they are made of.
const WORDS: usize = 30_000;
const LETTERS: u64 = 2_500;
/// Letters of a report on average, as in the real messages.
const LENGTH: usize = 350;

const STEMS: &str =
    "丽发金麓明珠滨河伊景魅力青竹星沙泉塘松雅湘江岳云望东西南北中新长安康宁福禄寿喜华锦绣山水梅兰竹菊枫林桂柏杨柳";
const TAILS: [&str; 10] = ["花园", "家园", "新城", "公寓", "雅苑", "小区", "嘉园", "广场", "华府", "新村"];
const MATTERS: [&str; 24] = [
    "搅拌站噪音扰民",
    "底层餐馆油烟直排",
    "捆绑销售车位",
    "夜间施工到凌晨",
    "经常停水",
    "外墙渗水无人维修",
    "电梯频繁故障",
    "垃圾站恶臭",
    "路灯不亮",
    "幼儿园迟迟不开园",
    "物业乱收费",
    "消防通道被占用",
    "麻将馆深夜扰民",
    "开发商延期交房",
    "房产证办不下来",
    "广场舞音响太大",
    "群租房隐患",
    "井盖缺失",
    "断头路何时打通",
    "公交车间隔太长",
    "住改商无人管",
    "违章搭建",
    "积水严重",
    "补课收费",
];

/// A made city, out of which reports come one after the other.
pub(super) struct City {
    dice: Rng,
    places: Vec<String>,
    sentences: Vec<String>,
}

/// One report and the problem it speaks of.
pub(super) struct Report {
    pub(super) problem: usize,
    pub(super) title: String,
    pub(super) text: String,
}

impl City {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Rng::new(seed);
        let stems: Vec<char> = STEMS.chars().collect();
        let places = (0..PLACES)
            .map(|_| {
                let letters = 2 + below(&mut dice, 2);
                let name: String = (0..letters).map(|_| stems[below(&mut dice, stems.len())]).collect();
                name + TAILS[below(&mut dice, TAILS.len())]
            })
            .collect();
        let sentences = real_sentences().unwrap_or_else(|| made_sentences(&mut dice));
        Self { dice, places, sentences }
    }

    /// A report of any problem.
    pub(super) fn report(&mut self) -> Report {
        let problem = below(&mut self.dice, PLACES * MATTERS.len());
        self.report_of(problem)
    }

    /// Another report of this problem.
    pub(super) fn report_of(&mut self, problem: usize) -> Report {
        let (place, matter) = (&self.places[problem / MATTERS.len()], MATTERS[problem % MATTERS.len()]);
        let title = match self.dice.below(3) {
            0 => format!("投诉{place}{matter}"),
            1 => format!("{place}{matter}，何时能解决"),
            _ => format!("{matter}（{place}）"),
        };
        let mut text = format!("我住在{place}，");
        let (mut length, wanted) = (0, below(&mut self.dice, 2 * LENGTH));
        while length < wanted {
            let sentence = &self.sentences[below(&mut self.dice, self.sentences.len())];
            length += sentence.chars().count() + 1;
            text += sentence;
            text += "，";
        }
        text += matter;
        Report { problem, title, text }
    }
}

/// Clauses of the real messages, when these are there.
fn real_sentences() -> Option<Vec<String>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("JINGWEI_DATA").map_or(beside, PathBuf::from);
    let files = ["att3_hot_topic_messages", "att2_labelled_raw_subset", "att4_replies"];
    let mut sentences = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(folder.join(format!("taidi2020c/{file}.jsonl"))).ok()?;
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).ok()?;
            let words = row["留言详情"].as_str().unwrap_or_default();
            let clauses = words.split(|c: char| !c.is_alphanumeric()).filter(|clause| clause.chars().count() > 3);
            sentences.extend(clauses.map(str::to_owned));
        }
    }
    (!sentences.is_empty()).then_some(sentences)
}

/// Sentences of words of two letters whose frequency falls with their rank, as it does in every language (Zipf).
fn made_sentences(dice: &mut Rng) -> Vec<String> {
    let letter =
        |dice: &mut Rng| char::from_u32(0x4e00 + u32::try_from(dice.below(LETTERS)).unwrap_or(0)).unwrap_or('一');
    let words: Vec<String> = (0..WORDS).map(|_| [letter(dice), letter(dice)].iter().collect()).collect();
    let word = |dice: &mut Rng| {
        // The product of two even numbers is small far more often than it is large.
        let rank = below(dice, WORDS) * below(dice, WORDS) / WORDS;
        words[rank * below(dice, WORDS) / WORDS].as_str()
    };
    (0..40_000).map(|_| (0..3 + dice.below(5)).map(|_| word(dice)).collect()).collect()
}

pub(super) fn below(dice: &mut Rng, bound: usize) -> usize {
    usize::try_from(dice.below(bound as u64)).expect("below a bound that was a usize")
}
