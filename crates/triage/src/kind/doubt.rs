//! Whether a message can be understood at all: what is seen of it, and the reasons to keep silent.
//!
//! A classifier must choose among the kinds it knows whatever it is shown, and shown noise it is often sure of itself. So noise is
//! told before, by what any reader would see: nothing there, another script, broken characters, the same over and over, words that
//! nobody has ever used.

use super::message::Message;
use super::plain::{LONGEST, Sign};
use super::suggestion::Reason;

/// Fewer characters that count than these say nothing.
const SHORTEST: u32 = 2;
/// Chinese has mostly ideographs; names of places in letters, product names and web addresses leave more than this.
const LEAST_HAN: f32 = 0.3;
/// A report repeats itself, but not to where a character in so many is all that is new.
const LEAST_DISTINCT: f32 = 0.02;
/// From this length on, at least so many different characters are needed.
const SOON: (u32, u32) = (8, 4);
/// A share of known pairs below this is another language, or characters in no order. Chinese that was never seen before has 0.3 and
/// more where the history has a thousand messages.
const LEAST_KNOWN: f32 = 0.12;
/// A share of characters that stand for lost ones above this is a text that was broken on the way.
const MOST_LOST: f32 = 0.05;

/// What is seen of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    /// Scalars of title and text, blanks left out.
    scalars: u32,
    /// Characters that count.
    signs: u32,
    /// Those of them that are ideographs.
    han: u32,
    /// Those of them that are no digits.
    letters: u32,
    /// Different ones.
    distinct: u32,
    /// Scalars that stand for what was lost, and tell-tale characters of wrong decoding.
    lost: u32,
    /// Pairs of neighbours.
    pub(crate) pairs: u32,
    /// Those that were seen before.
    pub(crate) known: u32,
}

impl Look {
    /// Looks at a message of which these characters count.
    pub(crate) fn of(message: &Message<'_>, signs: &[Sign]) -> Self {
        let mut look = Self { signs: u32::try_from(signs.len()).unwrap_or(u32::MAX), ..Self::default() };
        for c in message.title.chars().chain(message.text.chars()) {
            look.scalars += u32::from(!c.is_whitespace());
            look.lost += u32::from(is_lost(c));
        }
        // Which characters occur is kept in a small filter: it answers a little too low for long texts, which have enough anyway.
        let mut seen = [0_u64; 64];
        for sign in signs {
            let han = matches!(sign.value, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF);
            look.han += u32::from(han);
            look.letters += u32::from(sign.value != u32::from('0'));
            let (cell, bit) = (sign.value as usize / 64 % 64, 1 << (sign.value % 64));
            look.distinct += u32::from(seen[cell] & bit == 0);
            seen[cell] |= bit;
        }
        look
    }
}

/// A replacement character, a private one, a control, or one of the ideographs that bytes of `EF BF BD` or of empty memory become
/// when they are read as GBK.
fn is_lost(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '锟' | '烫' | '屯') || (c.is_control() && !c.is_whitespace())
}

/// Why there is nothing to say about it, whatever is known.
pub(crate) fn before(look: &Look) -> Option<Reason> {
    let share = |part: u32, whole: u32| ratio(part, whole);
    if look.scalars == 0 {
        Some(Reason::Empty)
    } else if ratio(look.lost, look.scalars) > MOST_LOST && look.lost > 2 {
        Some(Reason::Garbled)
    } else if look.signs >= u32::try_from(LONGEST).unwrap_or(u32::MAX) {
        Some(Reason::TooLong)
    } else if look.letters < SHORTEST {
        Some(Reason::TooShort)
    } else if share(look.han, look.letters) < LEAST_HAN {
        Some(Reason::OtherScript)
    } else if (look.signs >= SOON.0 && look.distinct < SOON.1) || share(look.distinct, look.signs) < LEAST_DISTINCT {
        Some(Reason::Garbled)
    } else {
        None
    }
}

/// Why nobody should rely on what is said about it, besides the probability.
pub(crate) fn about(look: &Look) -> Option<Reason> {
    before(look).or_else(|| (ratio(look.known, look.pairs) < LEAST_KNOWN).then_some(Reason::UnknownWords))
}

fn ratio(part: u32, whole: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than seven digits")]
    let ratio = part as f32 / whole.max(1) as f32;
    ratio
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::reading::Reading;

    fn why(text: &str) -> Option<Reason> {
        before(&Reading::default().read(&Message::of(text)))
    }

    #[test]
    fn noise_is_told_by_what_any_reader_would_see() {
        let million = "路灯不亮".repeat(85_000);
        let cases = [
            ("", Some(Reason::Empty)),
            (" \t\n　", Some(Reason::Empty)),
            ("灯", Some(Reason::TooShort)),
            ("。。。！！！", Some(Reason::TooShort)),
            ("😀😀😀😀", Some(Reason::TooShort)),
            ("138 0013 8000", Some(Reason::TooShort)),
            ("the street lamp is broken", Some(Reason::OtherScript)),
            ("Уличный фонарь не работает", Some(Reason::OtherScript)),
            ("街灯が壊れています、みてください", Some(Reason::OtherScript)),
            ("è·¯ç\u{81}¯ä¸\u{8d}äº®", Some(Reason::OtherScript)),
            ("锟斤拷锟斤拷锟斤拷", Some(Reason::Garbled)),
            ("路灯\u{FFFD}\u{FFFD}\u{FFFD}", Some(Reason::Garbled)),
            ("啊啊啊啊啊啊啊啊啊啊", Some(Reason::Garbled)),
            (&million, Some(Reason::TooLong)),
            ("路灯不亮", None),
            ("A3区 西湖 建筑 集团 占 道 施工", None),
        ];
        for (text, reason) in cases {
            assert_eq!(why(text), reason, "{}", text.chars().take(20).collect::<String>());
        }
    }
}
