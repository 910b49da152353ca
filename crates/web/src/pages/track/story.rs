//! What happened to a case, in the words of somebody who tells it to the reporter.

use super::super::layout::Shown;
use crate::cases::timeline::Happening;
use crate::cases::view::parts::Who;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::{State, Verb};
use jingwei_terms::DepartmentCode;
use maud::{Markup, html};

/// Where a case stands, in a word that needs no explanation.
pub(in super::super) const fn standing(shown: &Shown, state: State) -> &'static str {
    match state {
        State::Received => shown.pick("已收到", "Received"),
        State::ToDispatch => shown.pick("正在派单", "About to be assigned"),
        State::Dispatched => shown.pick("已派单", "Assigned"),
        State::Handling => shown.pick("办理中", "Being handled"),
        State::Asking => shown.pick("等您补充", "Waiting for you"),
        State::Suspended => shown.pick("暂缓办理", "Put off"),
        State::Disputed => shown.pick("正在确定由谁办理", "Being settled whose it is"),
        State::Handled => shown.pick("已处理，核查中", "Handled, being checked"),
        State::Verified => shown.pick("核查通过", "Checked"),
        State::Replied => shown.pick("已答复，请您评价", "Answered: please rate"),
        State::Closed => shown.pick("已办结", "Closed"),
        State::Merged => shown.pick("与同一件事一并办理", "Dealt with together with another"),
    }
}

/// The way that every case goes, and how far this one has come.
pub(super) fn stages(shown: &Shown, state: State) -> Markup {
    let all = [
        ("受理", "Received"),
        ("派单", "Assigned"),
        ("办理", "Handled"),
        ("核查", "Checked"),
        ("答复", "Answered"),
        ("办结", "Closed"),
    ];
    let at = match state {
        State::Received => 0,
        State::ToDispatch | State::Dispatched | State::Disputed => 1,
        State::Handling | State::Asking | State::Suspended | State::Merged => 2,
        State::Handled => 3,
        State::Verified | State::Replied => 4,
        State::Closed => 5,
    };
    let mark = |n: usize| match n.cmp(&at) {
        std::cmp::Ordering::Less => "past",
        std::cmp::Ordering::Equal => "present",
        std::cmp::Ordering::Greater => "future",
    };
    html! {
        ol.stages {
            @for (n, (zh, en)) in all.iter().enumerate() {
                li class=(mark(n)) aria-current=[(n == at).then_some("step")] { (shown.pick(zh, en)) }
            }
        }
    }
}

/// One fact as a sentence.
pub(super) fn told(shown: &Shown, happening: &Happening, rules: &Rulebook) -> String {
    let office = office(shown, &happening.by, rules);
    let Some(verb) = Verb::from_code(&happening.verb) else { return happening.verb.clone() };
    let (zh, en) = sentence(verb);
    shown.pick(zh, en).replace("{office}", &office)
}

/// The office that acted: its name where one is known, otherwise what it is.
pub(super) fn office(shown: &Shown, who: &Who, rules: &Rulebook) -> String {
    let department = who.department().and_then(|code| DepartmentCode::new(code).ok());
    match department.as_ref().and_then(|code| rules.departments.get(code)) {
        Some(found) => shown.name(&found.name, &found.name_en).to_owned(),
        None => shown.pick(who.role_name(), who.role()).to_owned(),
    }
}

const fn sentence(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::File => ("我们收到了这件诉求", "The report came in"),
        Verb::Triage => ("{office}确定了办理方式", "{office} decided how it is dealt with"),
        Verb::Dispatch => ("{office}把它派给了承办单位", "{office} sent it to a department"),
        Verb::Accept => ("{office}接下了这件事", "{office} took it on"),
        Verb::Return => ("{office}认为不归自己办，退回重派", "{office} sent it back as not theirs"),
        Verb::Rule => ("{office}裁定了由谁办理", "{office} ruled whose it is"),
        Verb::Ask => ("{office}想请您补充", "{office} asked for more"),
        Verb::Answer => ("收到了补充的情况", "An answer came in"),
        Verb::Extend => ("{office}处理了延长时限的事", "{office} dealt with a request for more time"),
        Verb::Suspend => ("{office}说明理由后暂缓办理", "{office} put it off, and said why"),
        Verb::Resume => ("恢复办理", "Work on it was resumed"),
        Verb::Whistle => ("{office}请其他部门到场", "{office} called other departments to the spot"),
        Verb::Handle => ("{office}处理好了", "{office} did the work"),
        Verb::Verify => ("{office}到场核查", "{office} checked it"),
        Verb::Reply => ("{office}答复", "{office} answered"),
        Verb::Feedback => ("记录了评价", "The rating was recorded"),
        Verb::Close => ("办结", "It was closed"),
        Verb::Reopen => ("重新办理", "It was taken up again"),
        Verb::Merge => ("与同一件事并在一起办理", "It was joined with reports of the same matter"),
        Verb::Split => ("从合并中分出，单独办理", "It was taken apart from the others again"),
        Verb::Supervise => ("{office}督促办理", "{office} urged it on"),
        Verb::Hide => ("{office}调整了公开范围", "{office} changed what of it is public"),
        Verb::Reveal => ("{office}查看了您的联系方式", "{office} read your contact"),
        Verb::Erase => ("您的联系方式已清除", "Your contact was erased"),
        Verb::CarryOver => ("带入了原系统的答复", "The answer of the earlier system was taken over"),
        Verb::Retime => ("按新的工作日历重新计算了时限", "The deadlines follow the new calendar"),
        Verb::Regrid => ("网格调整，事项随之转接", "The grids changed, and the case went along"),
        Verb::Assign | Verb::Assess | Verb::Appeal | Verb::Evaluate | Verb::Note => ("内部记录", "An internal remark"),
    }
}
