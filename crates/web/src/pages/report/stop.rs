//! The stopper: when the words point to danger, whom to call comes before anything else.

use super::SCRIPTS;
use super::draft::Draft;
use super::steps::Step;
use crate::Web;
use crate::pages::layout::{Shown, page_with};
use crate::triage::urgent::Urgent;
use axum::response::Response;
use maud::html;

/// The emergency lines, and what each is for.
const LINES: [(&str, &str, &str); 4] = [
    ("110", "违法犯罪、人身危险", "Crime, danger to people"),
    ("119", "火灾、燃气、被困", "Fire, gas, somebody trapped"),
    ("120", "受伤、急病", "Injury, sudden illness"),
    ("122", "交通事故", "Traffic accident"),
];

/// The page. Going on is possible: words may have been understood wrongly, and the call may have been made.
pub(super) fn draw(web: &Web, shown: &Shown, step: Step, draft: &Draft, urgent: &Urgent) -> Response {
    let named = |number: &str| urgent.zh.contains(number);
    let is_named = LINES.iter().any(|(number, ..)| named(number));
    let shown = &shown.clone().at("/report");
    let title = shown.pick("先打电话", "Call first");
    let body = html! {
        div.stop role="alert" {
            h1 { (title) }
            p.lead { (shown.pick("您写的内容可能有危险。网上的诉求要等人处理，救命请马上打电话。",
                "What you wrote sounds dangerous. An online report waits for somebody; a call does not.")) }
            ul.lines {
                @for (number, zh, en) in LINES.iter().filter(|(number, ..)| !is_named || named(number)) {
                    li { a href={ "tel:" (number) } { strong { (number) } span { (shown.pick(zh, en)) } } }
                }
            }
        }
        form.report action="/report" method="post" enctype="multipart/form-data" {
            input type="hidden" name="step" value=(step.code());
            (draft.hidden(None))
            input type="hidden" name="calm" value="yes";
            div.actions {
                button.main name="go" value="next" { (shown.pick("已经打过，或者没有危险，继续填写", "I have called, or there is no danger: go on")) }
            }
        }
    };
    page_with(web, shown, title, SCRIPTS, &body)
}
