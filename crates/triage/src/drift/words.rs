//! The report in sentences, Chinese and English.

use super::statistics::count;
use super::{Reason, Share, Slice};

/// What got worse, and why, in Chinese and English.
pub(super) fn sentences(slice: &Slice, reference: &Share, recent: &Share, reasons: &[Reason]) -> (String, String) {
    let (zh, en) = match slice {
        Slice::Everything => ("总体".to_owned(), "overall".to_owned()),
        Slice::Kind(name) => (format!("事项“{name}”"), format!("kind {name}")),
        Slice::Area(name) => (format!("区域“{name}”"), format!("area {name}")),
    };
    let share = |share: &Share| format!("{:.0} %（{}/{}）", percent(share), share.right, share.of);
    let share_en = |share: &Share| format!("{:.0} % ({} of {})", percent(share), share.right, share.of);
    let mut zh = format!("{zh}的推荐准确率由 {}降至 {}", share(reference), share(recent));
    let mut en = format!("{en}: right suggestions fell from {} to {}", share_en(reference), share_en(recent));
    let why: Vec<(String, String)> = reasons.iter().map(reason).collect();
    if !why.is_empty() {
        zh = format!("{zh}；{}", why.iter().map(|(zh, _)| zh.as_str()).collect::<Vec<_>>().join("；"));
        en = format!("{en}; {}", why.iter().map(|(_, en)| en.as_str()).collect::<Vec<_>>().join("; "));
    }
    (zh, en)
}

fn reason(reason: &Reason) -> (String, String) {
    match reason {
        Reason::NewLabel { label, errors } => (
            format!("其中 {errors} 件由此前未出现的“{label}”办理"),
            format!("{errors} errors went to {label}, which was not confirmed before"),
        ),
        Reason::VanishedLabel { label, errors } => (
            format!("其中 {errors} 件仍推荐近期已不再承办的“{label}”"),
            format!("{errors} errors still suggested {label}, which was not confirmed of late"),
        ),
        Reason::MixMoved { share } => {
            let share = 100.0 * share;
            (
                format!("约 {share:.0} % 的下降来自构成变化"),
                format!("about {share:.0} % of the fall is a change of the mix"),
            )
        }
        Reason::CatalogueChanged { from, to } => {
            (format!("派单目录由 {from} 版改为 {to} 版"), format!("the catalogue went from {from} to {to}"))
        }
        Reason::OnePlace { name, share } => {
            let share = 100.0 * share;
            (
                format!("新增差错的 {share:.0} % 集中在“{name}”"),
                format!("{share:.0} % of the additional errors lie in {name}"),
            )
        }
    }
}

fn percent(share: &Share) -> f64 {
    100.0 * count(share.right) / count(share.of).max(1.0)
}
