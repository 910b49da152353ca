//! What happens next with a case, and by when: the question that every reporter has.

use jiff::Timestamp;
use jingwei_cases::case::Case;
use jingwei_cases::clocks::Stage;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What happens next, and by when.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "zh": "承办单位正在处理", "en": "the department is at work",
    "by": "2026-03-09T01:15:00Z", "answer_by": "2026-03-09T01:15:00Z" }))]
pub(crate) struct NextStep {
    /// In Chinese.
    pub(crate) zh: &'static str,
    /// In English.
    pub(crate) en: &'static str,
    /// By when this step is due; null when no clock runs for it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) by: Option<Timestamp>,
    /// By when the final answer is promised; null once it was given, or while the promise stands still.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) answer_by: Option<Timestamp>,
}

impl NextStep {
    /// The next step of a case.
    pub(crate) fn of(case: &Case, rules: &Rulebook) -> Self {
        let (zh, en, stage) = if is_rated(case) { RATED } else { step(case.state) };
        let due = |stage| case.clocks.open(stage).and_then(|timed| timed.clock.deadline(&rules.calendar));
        let suspended_until = case.suspensions.last().filter(|s| s.resumed_at.is_none()).map(|s| s.until);
        let by = match case.state {
            State::Suspended => suspended_until,
            _ => stage.and_then(due),
        };
        Self { zh, en, by, answer_by: due(Stage::Total) }
    }
}

/// An answered case whose reporter has spoken waits for nothing from them.
const RATED: (&str, &str, Option<Stage>) = ("已收到评价，等待结案", "the rating is in; it is about to be closed", None);

/// Whether the reporter has said, after the answer, what they think of it.
pub(crate) fn is_rated(case: &Case) -> bool {
    case.state == State::Replied && case.feedback.iter().any(|said| said.round == case.round && said.reached)
}

const fn step(state: State) -> (&'static str, &'static str, Option<Stage>) {
    match state {
        State::Received => {
            ("热线正在受理，将决定由谁办理", "the hotline decides how it is dealt with", Some(Stage::Intake))
        }
        State::ToDispatch => ("即将派给承办单位", "it is about to go to a department", Some(Stage::Dispatch)),
        State::Dispatched => {
            ("已派单，等待承办单位签收", "the department has it and must accept it", Some(Stage::Accept))
        }
        State::Handling => ("承办单位正在处理", "the department is at work", Some(Stage::Handle)),
        State::Asking => ("请诉求人补充情况", "the reporter was asked for more", Some(Stage::Answer)),
        State::Suspended => ("暂缓办理，到期自动恢复", "it was put off and resumes on the day named", None),
        State::Disputed => ("对承办单位有争议，正在裁决", "an authority rules who is responsible", Some(Stage::Ruling)),
        State::Handled => ("已处置，正在核查", "it was handled and is being checked", Some(Stage::Verify)),
        State::Verified => ("核查通过，即将答复", "it passed the check; the answer follows", Some(Stage::Reply)),
        State::Replied => {
            ("已答复，请评价是否解决", "it was answered; say whether it is solved", Some(Stage::Feedback))
        }
        State::Closed => {
            ("已结案；如未解决，可在期限内申请重办", "it is closed; it can be reopened within the term", None)
        }
        State::Merged => ("已并入主案一并办理", "it goes the way of its lead case", None),
    }
}
