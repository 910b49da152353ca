//! `GET /help`: how it works, in a few words; and the accessibility statement.

use super::layout::{Shown, lines, page, phone};
use crate::Web;
use crate::answers::PageFailures;
use axum::extract::State;
use axum::response::Response;
use maud::html;

/// Help.
#[utoipa::path(get, path = "/help", tag = "pages", responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn help(State(web): State<Web>, shown: Shown) -> Response {
    let rules = web.rules();
    let title = shown.pick("帮助与无障碍", "Help and accessibility");
    let days = rules.settings.reopen.within_days.value;
    let body = html! {
        h1 { (title) }
        h2 { (shown.pick("怎样反映", "How to report")) }
        p { (shown.pick("写下发生了什么、在哪里，留下电话或者匿名，核对后提交。您会得到编号和密钥；编号人人可查公开信息，密钥只有您有。",
            "Say what happened and where, leave a number or stay anonymous, check and send. You get a number and a key: with the number anybody sees what is public, the key is yours alone.")) }
        p { (shown.pick("没有手机或者不方便上网，可以打电话，也可以请家人、社区工作人员代办。", "Without a smartphone, call us, or have family or the community office do it for you.")) }
        @if let Some(phone) = phone(&rules) { p { a.button href={ "tel:" (phone) } { (shown.pick("拨打热线 ", "Call ")) (phone) } } }
        h2 { (shown.pick("紧急情况", "Emergencies")) }
        p { (lines(&shown)) }
        h2 { (shown.pick("不满意怎么办", "When it is not solved")) }
        p { (shown.pick("答复以后，请分别评价是否解决、是否满意。没有解决会重新办理。办结后 ", "After the answer say whether it is solved and whether you are satisfied. What is not solved is worked on again. Within "))
            (days) (shown.pick(" 天内可以申请重新办理。", " days after closing you can have it taken up again.")) }
        h2 { (shown.pick("您的信息", "Your data")) }
        p { (shown.pick("姓名和电话单独保存，办理单位默认看不到；谁看过、为什么看，您在进展页都能查到。结案满期后自动清除。",
            "Name and number are kept apart; the department does not see them unless you agree. Who read them, and why, stands on your case's page. They are erased some time after closing.")) }
        h2 { (shown.pick("无障碍声明", "Accessibility statement")) }
        p { (shown.pick("本站按 WCAG 2.2 AA 和《移动互联网应用适老化通用设计规范》设计：可以只用键盘；颜色不是唯一的提示；放大到 400% 仍可使用；不用脚本也能办完每一件事；没有广告和弹窗。页面上方的“长辈版”字更大、按钮更大、一屏只做一件事。",
            "This site is designed to WCAG 2.2 AA and the Chinese guideline for ageing users: it works by keyboard alone, at 400% zoom and without scripts; colour is never the only sign; there are no advertisements or pop-ups. The large view has larger type and buttons and one task a screen.")) }
        p { (shown.pick("遇到用不了的地方，请打电话告诉我们。", "If something does not work for you, call us.")) }
    };
    page(&web, &shown, title, &body)
}
