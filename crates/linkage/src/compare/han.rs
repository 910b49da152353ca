//! Chinese characters that sound or look the same: what a clerk at a keyboard, or a tired eye, takes one for the other.

use pinyin::ToPinyin;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Characters that are often mistaken for one another by eye, group by group. Drawn up for this program from the shapes themselves;
/// those that also sound alike need no place here.
const LOOK_ALIKE: &[&str] = &[
    "己已巳",
    "未末",
    "土士",
    "日曰",
    "天夭",
    "千干于",
    "人入",
    "八人",
    "大太犬",
    "王玉主",
    "白自",
    "目日",
    "田由甲申",
    "木本术",
    "石右",
    "贝见",
    "风凤",
    "鸟乌",
    "今令",
    "刀力",
    "九丸",
    "万方",
    "午牛",
    "仓仑",
    "户尸",
    "厂广",
    "住往",
    "侯候",
    "博搏",
    "崇祟",
    "辛幸",
    "杨扬",
    "汪江",
    "洋样",
    "洁浩",
    "冼洗",
    "沈沉",
    "泠冷",
    "治冶",
    "清请情",
    "晴睛",
    "睛清",
    "拔拨",
    "陈阵",
    "阳阴",
    "陆际",
    "郑邓",
    "邱部",
    "丘兵",
    "宋宗",
    "密蜜",
    "宇字",
    "安案",
    "家冢",
    "容客",
    "官宫",
    "暄喧",
    "煊宣",
    "瑄暄",
    "璐露",
    "琳淋",
    "玲铃",
    "玮纬",
    "炜伟",
    "伟纬",
    "祎袆",
    "祥样",
    "神袖",
    "裕俗",
    "初衩",
    "柏拍",
    "析折",
    "栋拣",
    "桐铜",
    "梅海",
    "楠南",
    "枫飒",
    "岚风",
    "芸云",
    "芳方",
    "茹菇",
    "荣菜",
    "莱菜",
    "营菅",
    "萌明",
    "蕾雷",
    "薇微",
    "徽微",
    "征证",
    "律津",
    "德得",
    "怡抬",
    "悦说",
    "恒垣",
    "慧彗",
    "懿壹",
    "戊戌戍",
    "成戍",
    "茂戊",
    "帅师",
    "帆机",
    "年午",
    "延廷",
    "建健",
    "开井",
    "形彤",
    "彬杉",
    "影景",
    "晓烧",
    "昊吴",
    "昱煜",
    "晟成",
    "晨辰",
    "旭九",
    "景影",
    "智知",
    "月用",
    "朋明",
    "服报",
    "杰木",
    "杏否",
    "森林",
    "欣饮",
    "毅段",
    "泽择",
    "涛寿",
    "润闰",
    "渊洲",
    "灏颢",
    "烨华",
    "熙照",
    "爽夹",
    "璇旋",
    "瑞端",
    "瑶谣",
    "畅肠",
    "秀季",
    "季李",
    "程呈",
    "立位",
    "竞竟",
    "童重",
    "筠均",
    "红江",
    "纪记",
    "绍昭",
    "维唯",
    "缘绿",
    "绿录",
    "美姜",
    "耀辉",
    "辉挥",
    "肖尚",
    "胜性",
    "良艮",
    "艳绝",
    "苏办",
    "蓝监",
    "虎虚",
    "蛟姣",
    "补朴",
    "许诈",
    "谦嫌",
    "贾贡",
    "赵起",
    "轩杆",
    "逸兔",
    "遥谣",
    "邵绍",
    "郝赤",
    "钰玉",
    "银很",
    "锋峰",
    "锐说",
    "闫闰",
    "间问",
    "雯文",
    "霞假",
    "静净",
    "韦书",
    "项顶",
    "顾颐",
    "颖颕",
    "骏俊",
    "鸿鸣",
    "鹏朋",
    "麟鳞",
    "龙尤",
    "龚龛",
];

/// Whether every letter is a Chinese character or the dot inside a name, and there is at least one.
pub(super) fn is_han(name: &[char]) -> bool {
    !name.is_empty() && name.iter().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '·'))
}

/// Whether two characters sound the same, tones aside, or look alike.
pub(super) fn alike(a: char, b: char) -> bool {
    let (one, other) = (a.to_pinyin(), b.to_pinyin());
    let same_sound = matches!((&one, &other), (Some(x), Some(y)) if x.plain() == y.plain());
    same_sound
        || match (GROUPS.get(&a), GROUPS.get(&b)) {
            (Some(one), Some(other)) => one.iter().any(|group| other.contains(group)),
            _ => false,
        }
}

/// For each character the groups of look-alikes that it stands in.
static GROUPS: LazyLock<FxHashMap<char, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: FxHashMap<char, Vec<usize>> = FxHashMap::default();
    for (number, group) in LOOK_ALIKE.iter().enumerate() {
        group.chars().for_each(|letter| groups.entry(letter).or_default().push(number));
    }
    groups
});

/// The sound of a name for a key: syllables without tones; for letters, the consonants without doubles.
pub(crate) fn sound(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut before = '\0';
    for (at, letter) in name.chars().enumerate() {
        match letter.to_pinyin() {
            Some(syllable) => {
                out.push_str(syllable.plain());
                out.push(' ');
            }
            None if letter.is_alphanumeric() => {
                let (class, vowel) = consonant(letter);
                if (at == 0 || !vowel) && class != before {
                    out.push(class);
                }
                before = class;
            }
            None => {}
        }
    }
    out
}

/// The class of a consonant by where it is spoken (after Soundex, Russell 1918), and whether it is a vowel.
const fn consonant(letter: char) -> (char, bool) {
    match letter {
        'b' | 'p' | 'f' | 'v' | 'w' => ('b', false),
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => ('c', false),
        'd' | 't' => ('d', false),
        'm' | 'n' => ('m', false),
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => ('a', true),
        other => (other, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homophones_and_look_alikes_are_alike_and_others_are_not() {
        assert!(alike('伟', '玮') && alike('戊', '戌') && alike('丽', '莉'));
        assert!(!alike('王', '李') && !alike('a', 'b'));
        assert_eq!(sound("张伟"), sound("章玮"));
        assert_eq!(sound("gardner"), sound("gardiner"));
    }
}
