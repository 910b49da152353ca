//! What a reporter can do about their case now: answer a question, rate, ask for it to be taken up again.

use super::super::layout::{Shown, moment};
use crate::caller::Caller;
use crate::pages::form::Form;
use crate::{Problem, Web};
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::{State, Verb};
use maud::{Markup, html};

/// What was tried in vain: which form, why, and everything that had been typed into it.
pub(super) struct Failed {
    pub(super) verb: Verb,
    pub(super) problem: Problem,
    pub(super) form: Form,
}

/// The longest words, in characters.
const LONGEST: usize = 5000;

/// Everything that the reporter can do now.
pub(super) fn draw(web: &Web, caller: &Caller, shown: &Shown, case: &Case, failed: Option<&Failed>) -> Markup {
    let rules = web.rules();
    let doing = Doing { web, shown, case, failed, key: caller.linked_key() };
    let rated = case.feedback.iter().any(|said| said.round == case.round && said.reached);
    html! {
        @match case.state {
            State::Asking => (doing.answer()),
            State::Replied if !rated => (doing.rate(true)),
            State::Closed => {
                @if !rated { (doing.rate(false)) }
                @if let Some(until) = reopen_until(case, &rules).filter(|until| web.now() <= *until) { (doing.reopen(until)) }
            }
            _ => {}
        }
        // The case moved on while somebody was typing: the form is gone, their words are not.
        @if let Some(failed) = failed && !is_open_to(failed.verb, case.state) { (doing.kept(failed)) }
    }
}

fn is_open_to(verb: Verb, state: State) -> bool {
    matches!(
        (verb, state),
        (Verb::Answer, State::Asking)
            | (Verb::Feedback, State::Replied | State::Closed)
            | (Verb::Reopen, State::Closed)
    )
}

/// Until when a closed case may be taken up again.
fn reopen_until(case: &Case, rules: &Rulebook) -> Option<Timestamp> {
    let days = i64::from(rules.settings.reopen.within_days.value);
    case.closing.as_ref()?.at.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

struct Doing<'a> {
    web: &'a Web,
    shown: &'a Shown,
    case: &'a Case,
    failed: Option<&'a Failed>,
    key: &'a str,
}

impl Doing<'_> {
    fn answer(&self) -> Markup {
        let shown = self.shown;
        let question = self.case.questions.last().map_or("", |question| question.text.as_str());
        self.form(Verb::Answer, shown.pick("请您补充", "You are asked"), &html! {
            p.words.question { (question) }
            label { (shown.pick("您的回答", "Your answer"))
                textarea name="answer" rows="3" required maxlength=(LONGEST) { (self.typed(Verb::Answer, "answer")) } }
            button.main { (shown.pick("发送回答", "Send the answer")) }
        })
    }

    fn rate(&self, is_new: bool) -> Markup {
        let shown = self.shown;
        let title = if is_new {
            shown.pick("请您评价", "Please rate")
        } else {
            shown.pick("您还可以评价", "You may still rate")
        };
        self.form(Verb::Feedback, title, &html! {
            (self.choice("solved", shown.pick("问题解决了吗？", "Is it solved?"), (shown.pick("解决了", "Yes"), shown.pick("没有解决", "No"))))
            (self.choice("satisfied", shown.pick("您对办理满意吗？", "Are you satisfied with how it was done?"),
                (shown.pick("满意", "Yes"), shown.pick("不满意", "No"))))
            label { (shown.pick("想说的话（可不填）", "Your words (may be left out)"))
                textarea name="words" rows="3" maxlength=(LONGEST) { (self.typed(Verb::Feedback, "words")) } }
            @if is_new { p.quiet { (shown.pick("选“没有解决”，会重新办理。", "If it is not solved, it is worked on again.")) } }
            button.main { (shown.pick("提交评价", "Send the rating")) }
        })
    }

    fn reopen(&self, until: Timestamp) -> Markup {
        let shown = self.shown;
        self.form(Verb::Reopen, shown.pick("没有真正解决？可以申请重新办理", "Not really solved? Have it taken up again"), &html! {
            p { (shown.pick("截止 ", "Until ")) (moment(self.web, shown, until)) }
            label { (shown.pick("现在是什么情况", "How it is now"))
                textarea name="reason" rows="3" required maxlength=(LONGEST) { (self.typed(Verb::Reopen, "reason")) } }
            button.main { (shown.pick("申请重新办理", "Ask for it")) }
        })
    }

    fn choice(&self, name: &str, legend: &str, (yes, no): (&str, &str)) -> Markup {
        let typed = self.typed(Verb::Feedback, name);
        html! {
            fieldset.choices.pair {
                legend { (legend) }
                @for (value, words) in [("yes", yes), ("no", no)] {
                    label.choice { input type="radio" name=(name) value=(value) checked[typed == value]; span { (words) } }
                }
            }
        }
    }

    fn form(&self, verb: Verb, title: &str, body: &Markup) -> Markup {
        let failed = self.failed.filter(|failed| failed.verb == verb);
        html! {
            section.part.todo id=(verb.code()) {
                h2 { (title) }
                @if let Some(failed) = failed { (self.why(failed)) }
                form action={ "/track/" (self.case.number) "/" (verb.code()) "?key=" (self.key) } method="post" {
                    input type="hidden" name="command_id" value=(self.command(failed));
                    (body)
                }
            }
        }
    }

    /// The command of the form: the same again when the first try may have arrived, another when it is known that it did not.
    fn command(&self, failed: Option<&Failed>) -> String {
        let again = failed.filter(|failed| failed.problem.status().is_server_error());
        again.map_or_else(
            || self.web.new_id(self.web.now()).to_string(),
            |failed| failed.form.text("command_id").to_owned(),
        )
    }

    fn why(&self, failed: &Failed) -> Markup {
        html! {
            div.faults role="alert" tabindex="-1" {
                p { strong { (failed.problem.detail(self.shown.lang())) } }
                p { (failed.problem.what_next(self.shown.lang())) }
            }
        }
    }

    fn kept(&self, failed: &Failed) -> Markup {
        let words =
            ["answer", "words", "reason"].into_iter().map(|name| failed.form.text(name)).find(|text| !text.is_empty());
        html! {
            section.part {
                (self.why(failed))
                @if let Some(words) = words { p { (self.shown.pick("您刚才写的：", "What you wrote: ")) } p.words { (words) } }
            }
        }
    }

    fn typed(&self, verb: Verb, name: &str) -> &str {
        self.failed.filter(|failed| failed.verb == verb).map_or("", |failed| failed.form.text(name))
    }
}
