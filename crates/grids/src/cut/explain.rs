//! Sentences: why a grid is as it is, and why some households fit no grid.

use super::grid::{Grid, Ground, Sentence};
use super::rules::Rules;

/// Why this grid is as it is; `total` households of its part of the community were cut into `in_part` grids.
pub(crate) fn grid(grid: &Grid<'_>, rules: &Rules, total: u64, in_part: usize) -> Sentence {
    let Grid { households, compactness, .. } = grid;
    let (units, least, most) = (grid.units.len(), rules.least(), rules.most());
    let average = total / (in_part as u64).max(1);
    let mut zh = format!(
        "{units} 个单元、{households} 户；所在片区 {total} 户分成 {in_part} 格，平均 {average} 户；紧凑度 {compactness:.2}"
    );
    let mut en = format!(
        "{units} units, {households} households; its part of the community has {total} households in {in_part} grids, {average} on average; compactness {compactness:.2}"
    );
    let shares = grid.units.iter().filter(|share| share.share.is_some()).count();
    if shares > 0 {
        zh += &format!("；含 {shares} 个过大单元的分摊部分");
        en += &format!("; it has shares of {shares} units too large for one grid");
    }
    if !grid.contiguous {
        zh += "；各单元隔着空隙相连（设定允许）";
        en += "; its units are joined across a gap, as the settings allow";
    }
    match grid.stayed {
        Some(stayed) if stayed > 0 => {
            zh += &format!("；其中 {stayed} 户原就在此格");
            en += &format!("; {stayed} of its households were in this grid before");
        }
        _ => {}
    }
    match grid.out {
        Some(ground) => {
            zh += &format!("；户数超出 {least}–{most}：{}", ground_zh(ground));
            en += &format!("; out of the bounds {least}–{most}: {}", ground_en(ground));
        }
        None => {
            zh += &format!("；在 {least}–{most} 之内");
            en += &format!("; within {least}–{most}");
        }
    }
    Sentence { zh, en }
}

/// Why a part of `part` households does not fit, of which `households` in `units` units stay in grids out of bounds.
pub(crate) fn ground(ground: Ground, rules: &Rules, part: u64, households: u64, units: usize) -> Sentence {
    let (least, most) = (rules.least(), rules.most());
    let (why_zh, why_en) = (ground_zh(ground), ground_en(ground));
    let (zh, en) = match ground {
        Ground::BelowMinWholeCommunity | Ground::IslandBelowMin | Ground::BehindBorderBelowMin => (
            format!("共 {part} 户，不足一格的下限 {least} 户"),
            format!("{part} households in all, fewer than the {least} of one grid"),
        ),
        Ground::NoCountFits | Ground::IslandNoCountFits | Ground::BehindBorderNoCountFits => {
            let few = part / u64::from(most.max(1));
            let more = few + 1;
            let (full, needed) = (few * u64::from(most), more * u64::from(least));
            (
                format!("共 {part} 户：{few} 格至多 {full} 户，{more} 格至少 {needed} 户，都不合"),
                format!(
                    "{part} households in all: {few} grids hold at most {full}, and {more} grids need at least {needed}; neither fits"
                ),
            )
        }
        Ground::NoCutExists | Ground::NoCutFound => (
            format!("片区共 {part} 户，其中 {units} 个单元 {households} 户无法归入 {least}–{most} 户的连片网格"),
            format!(
                "of {part} households, {households} in {units} units could not be put into contiguous grids of {least}–{most}"
            ),
        ),
    };
    Sentence { zh: format!("{zh}（{why_zh}）"), en: format!("{en} ({why_en})") }
}

const fn ground_zh(ground: Ground) -> &'static str {
    match ground {
        Ground::BelowMinWholeCommunity => "整个社区不足一格",
        Ground::NoCountFits => "社区户数分几格都不合",
        Ground::IslandBelowMin => "与社区其余部分不相连，自身不足一格",
        Ground::IslandNoCountFits => "与社区其余部分不相连，自身户数分几格都不合",
        Ground::BehindBorderBelowMin => "被硬边界隔开，自身不足一格",
        Ground::BehindBorderNoCountFits => "被硬边界隔开，自身户数分几格都不合",
        Ground::NoCutExists => "逐一查过，不存在既连片又合户数的分法",
        Ground::NoCutFound => "未找到既连片又合户数的分法，不能断言不存在",
    }
}

const fn ground_en(ground: Ground) -> &'static str {
    match ground {
        Ground::BelowMinWholeCommunity => "the whole community is too small for one grid",
        Ground::NoCountFits => "no number of grids fits the community",
        Ground::IslandBelowMin => "it touches no other part of the community and is too small for one grid",
        Ground::IslandNoCountFits => "it touches no other part of the community, and no number of grids fits it",
        Ground::BehindBorderBelowMin => "a hard border cuts it off, and it is too small for one grid",
        Ground::BehindBorderNoCountFits => "a hard border cuts it off, and no number of grids fits it",
        Ground::NoCutExists => "every contiguous cut was gone through, and none keeps the bounds",
        Ground::NoCutFound => "no contiguous cut within bounds was found; there may be one",
    }
}
