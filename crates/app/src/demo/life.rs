//! What happens next in the life of one case: whoever's turn it is does what their plan says, by the ordinary verbs of the room.

use super::cast::Cast;
use super::lines::Lines;
use super::plan::{Objection, Opinion, Plan};
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Attachment, Channel, Docket, ExtensionStage, Property, Way};
use jingwei_cases::clocks::Stage;
use jingwei_cases::dispatch::{Choice, dispatch, suggestion};
use jingwei_cases::feedback::{Said, feedback};
use jingwei_cases::handle::{Work, handle};
use jingwei_cases::joint::TaskKind;
use jingwei_cases::return_::{Back, return_};
use jingwei_cases::rule::{Ruling, rule};
use jingwei_cases::rulebook::departments::DepartmentKind;
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::verify::{Finding, verify};
use jingwei_cases::{
    Case, Desk, Rulebook, State, accept, appeal, ask, close, evaluate, extend, hide, reopen, reply, supervise, suspend,
    whistle,
};
use jingwei_terms::{Actor, Change, CommandId, DepartmentCode, KindCode, Refusal, Role};
use jingwei_testkit::Rng;

/// Everything that somebody who acts can see and say.
pub struct Scene<'a> {
    /// The rulebook.
    pub rules: &'a Rulebook,
    /// The people.
    pub cast: &'a Cast<'a>,
    /// Their words.
    pub lines: &'a Lines<'a>,
}

/// One case and what will become of it.
pub struct Life {
    /// As it stands now.
    pub case: Case,
    /// What will go well and what will not.
    pub plan: Plan,
    /// Its own dice.
    pub rng: Rng,
    /// The problem behind the words; two lives with one number speak of the same thing.
    pub problem: u64,
    /// What kind of matter it truly is.
    pub kind: Option<KindCode>,
}

/// The next act, or that nobody has anything to do.
pub type Act = Result<Option<Change<Docket>>, Refusal>;

impl Life {
    /// Does what is next, now.
    ///
    /// # Errors
    /// When the room says no; the story goes on without it.
    pub fn act(&mut self, stage: &Scene<'_>, now: Timestamp, command: CommandId) -> Act {
        let kind = self.kind.clone();
        let mut turn = Turn { stage, now, command, plan: self.plan.clone(), kind, rng: &mut self.rng };
        match self.case.state {
            State::Received => turn.triage(&self.case),
            State::ToDispatch => turn.dispatch(&self.case).map(Some),
            State::Dispatched => turn.take_or_return(&self.case),
            State::Disputed => turn.rule(&self.case).map(Some),
            State::Handling => turn.work(&self.case),
            State::Asking => turn.answer(&self.case),
            State::Handled => turn.check(&self.case).map(Some),
            State::Verified => turn.reply(&self.case).map(Some),
            State::Replied => turn.hear(&self.case),
            State::Closed => turn.afterwards(&self.case),
            State::Suspended | State::Merged => Ok(None),
        }
    }

    /// When somebody will act next, seen from now; `None` when the program alone has something to do.
    pub fn next_at(&mut self, rules: &Rulebook, now: Timestamp) -> Option<Timestamp> {
        let minutes = |rng: &mut Rng, low, high| SignedDuration::from_mins(rng.within(low..=high));
        let work = self.until_work(rules, now);
        let rng = &mut self.rng;
        let (wait, office) = match self.case.state {
            // A caller is on the line; what is written waits for somebody to read it.
            State::Received if self.case.intake.channel == Channel::Phone => (minutes(rng, 1, 14), false),
            State::Received => (minutes(rng, 5, 300), false),
            State::ToDispatch => (minutes(rng, 1, 13), false),
            State::Dispatched => (until_share(&self.case, Stage::Accept, rules, now, rng.within(5..=90))?, false),
            State::Disputed => (minutes(rng, 30, 300), true),
            State::Handling => (work?, true),
            State::Asking if self.plan.asked == Some(true) => (minutes(rng, 30, 1500), false),
            State::Handled => (minutes(rng, 5, 50), false),
            State::Verified => (minutes(rng, 10, 240), true),
            State::Replied => (minutes(rng, 120, 1800), true),
            State::Closed => (minutes(rng, 240, 4000), true),
            State::Asking | State::Suspended | State::Merged => return None,
        };
        let at = now + wait.max(SignedDuration::from_secs(20));
        Some(if office { in_office(rules, at, rng) } else { at })
    }

    /// Work has several acts on the way; the last one falls where the plan's share of the limit is used.
    fn until_work(&mut self, rules: &Rulebook, now: Timestamp) -> Option<SignedDuration> {
        if self.case.state != State::Handling {
            return None;
        }
        let whole = until_share(&self.case, Stage::Handle, rules, now, self.plan.share_used)?;
        let acts = i32::try_from(self.rng.within(2..=4)).unwrap_or(2);
        Some(if on_the_way(&self.case, &self.plan) { whole / acts } else { whole })
    }
}

/// How long until this share (in hundredths) of an open stage's limit is used.
fn until_share(case: &Case, stage: Stage, rules: &Rulebook, now: Timestamp, share: i64) -> Option<SignedDuration> {
    let clock = &case.clocks.open(stage)?.clock;
    let (start, end) = (clock.started_at(), clock.deadline(&rules.calendar)?);
    let seconds = end.duration_since(start).as_secs() * share / 100;
    Some((start + SignedDuration::from_secs(seconds)).duration_since(now))
}

/// The instant itself when the offices are open, otherwise some minutes after they open next.
fn in_office(rules: &Rulebook, at: Timestamp, rng: &mut Rng) -> Timestamp {
    if rules.calendar.is_working_instant(at) {
        return at;
    }
    let opens = rules.calendar.advance(jingwei_calendar::LimitKind::WorkHours, at, 1);
    opens + SignedDuration::from_secs(rng.within(60..=5400))
}

/// Whether something of the plan is still to come before the work is reported.
fn on_the_way(case: &Case, plan: &Plan) -> bool {
    (plan.asked.is_some() && case.questions.is_empty())
        || (plan.extended.is_some() && case.extensions.is_empty())
        || waiting_extension(case).is_some()
        || (plan.suspended_days.is_some() && case.suspensions.is_empty())
        || (plan.interim && case.replies.is_empty())
        || (plan.helpers_answer && case.tasks.iter().any(|task| task.is_open()))
}

fn waiting_extension(case: &Case) -> Option<ExtensionStage> {
    case.extensions
        .last()
        .map(|e| e.stage)
        .filter(|s| matches!(s, ExtensionStage::AtDepartment | ExtensionStage::AtDispatcher))
}

/// Somebody's turn.
struct Turn<'a, 'r> {
    stage: &'a Scene<'r>,
    now: Timestamp,
    command: CommandId,
    plan: Plan,
    kind: Option<KindCode>,
    rng: &'a mut Rng,
}

impl<'a> Turn<'a, '_> {
    fn desk(&self, actor: Actor) -> Desk<'a> {
        Desk { rules: self.stage.rules, now: self.now, actor, command: self.command }
    }

    fn anybody(&mut self, role: Role) -> Desk<'a> {
        let actor = self.stage.cast.anybody(role, self.rng);
        self.desk(actor)
    }

    fn phrase(&mut self, purpose: &str, case: &Case) -> String {
        self.stage.lines.phrase(purpose, case, self.rng)
    }

    /// Whoever handles for this department; a department without anybody leaves the case where it is.
    fn of(&self, department: &DepartmentCode) -> Option<Desk<'a>> {
        self.stage.cast.handler(department).map(|actor| self.desk(actor))
    }

    fn triage(&mut self, case: &Case) -> Act {
        let role = if self.rng.chance(700) { Role::Agent } else { Role::Dispatcher };
        let desk = self.anybody(role);
        if self.plan.hidden && case.hidden.is_none() {
            let reason = self.phrase("hide", case);
            let desk = self.anybody(Role::Dispatcher);
            return hide::hide(case, true, &reason, &desk).map(Some);
        }
        let Some(way) = self.plan.ends_at_triage else {
            let decision = Decision { kind: self.kind.clone(), ..Decision::ordinary() };
            return triage(case, &decision, &desk).map(Some);
        };
        let mut decision = Decision { kind: self.kind.clone(), ..Decision::by(way) };
        if way == Way::Answered {
            decision.answer = self.stage.lines.reply(case, self.rng);
        } else {
            decision.reason = triage_reason(way).to_owned();
            let authority = &self.stage.rules.settings.city.name;
            for (slot, value) in [("line", "110"), ("channel", channel_of(way)), ("authority", authority.as_str())] {
                decision.slots.insert(slot.to_owned(), value.to_owned());
            }
        }
        triage(case, &decision, &desk).map(Some)
    }

    fn dispatch(&mut self, case: &Case) -> Result<Change<Docket>, Refusal> {
        let desk = self.anybody(Role::Dispatcher);
        let last = case.dispatches.last();
        let mut choice = Choice::default();
        if let Some(back) = last.and_then(|d| d.returned.as_ref()) {
            choice.reason = format!("退单后改派：{}", back.reason);
            choice.lead.clone_from(&back.suggests);
        } else if case.round > 0 {
            "重办，按派单目录再次派遣".clone_into(&mut choice.reason);
        }
        if choice.lead.is_none() && suggestion(case, &desk).is_err() {
            let bottom_line = &self.stage.rules.settings.dispute.bottom_line.value;
            choice.lead = Some(bottom_line.clone());
            "派单目录没有结论，经研究由兜底单位承办".clone_into(&mut choice.reason);
        }
        dispatch(case, &choice, &desk)
    }

    fn take_or_return(&mut self, case: &Case) -> Act {
        let Some(lead) = case.lead() else { return Ok(None) };
        let Some(desk) = self.of(lead) else { return Ok(None) };
        let designated = case.dispatch().is_some_and(|d| d.designated);
        let first = case.dispatches.len() == 1 && case.round == 0;
        match self.plan.returned {
            Some(objection) if first && !designated && desk.actor.role == Role::Handler => {
                let dispute = objection == Objection::Dispute;
                let reason = self.phrase(if dispute { "objection" } else { "return" }, case);
                let suggests = Some(self.stage.rules.settings.dispute.bottom_line.value.clone()).filter(|d| d != lead);
                let back = Back { task: None, reason, objection: dispute, suggests };
                return_(case, &back, &desk).map(Some)
            }
            _ => accept::accept(case, None, &desk).map(Some),
        }
    }

    fn rule(&mut self, case: &Case) -> Result<Change<Docket>, Refusal> {
        let desk = self.anybody(Role::Supervisor);
        let ground = self.phrase("ruling", case);
        let lead = case.dispatches.first().map(|d| d.lead.clone()).filter(|_| self.rng.chance(600));
        rule(case, &Ruling { lead, co: None, ground }, &desk)
    }

    /// One act of the work: what stands on the way first, then the report that it is done.
    fn work(&mut self, case: &Case) -> Act {
        let Some(lead) = case.lead().cloned() else { return Ok(None) };
        let Some(desk) = self.of(&lead) else { return Ok(None) };
        let handler = desk.actor.role == Role::Handler;
        if handler && case.supervisions.iter().any(|s| s.answer_by.is_some() && s.answer.is_none()) {
            let words = self.phrase("supervision_answer", case);
            return supervise::answer_supervision(case, &words, &desk).map(Some);
        }
        if self.plan.asked.is_some() && case.questions.is_empty() && handler {
            let words = self.phrase("ask", case);
            return ask::ask(case, &words, &desk).map(Some);
        }
        if let Some(act) = self.more_time(case, &desk, handler) {
            return act.map(Some);
        }
        if let Some(days) = self.plan.suspended_days.filter(|_| case.suspensions.is_empty()) {
            let words = self.phrase("suspension", case);
            let until = self.now + SignedDuration::from_hours(24 * days);
            let desk = self.anybody(Role::Dispatcher);
            return suspend::suspend(case, until, &words, &desk).map(Some);
        }
        if self.plan.interim && case.replies.is_empty() && handler {
            let words = self.phrase("interim", case);
            return reply::reply(case, &words, &desk).map(Some);
        }
        if let Some(act) = self.joint(case, &lead, &desk) {
            return act.map(Some);
        }
        let unanswered = case.tasks.iter().any(|task| task.is_open());
        let over = if unanswered { "协办单位逾期未反馈，为不影响群众生活先行办结" } else { "" };
        let evidence = vec![picture(case, "before"), picture(case, "after")];
        let work =
            Work { task: None, result: self.phrase("handling", case), evidence, over_open_tasks: over.to_owned() };
        handle(case, work, &desk).map(Some)
    }

    fn more_time(&mut self, case: &Case, lead: &Desk<'_>, handler: bool) -> Option<Result<Change<Docket>, Refusal>> {
        let approve = self.plan.extended?;
        match waiting_extension(case) {
            Some(ExtensionStage::AtDepartment) => Some(extend::decide_extension(case, true, "同意上报", lead)),
            Some(_) => {
                let desk = self.anybody(Role::Dispatcher);
                let words =
                    if approve { "情况属实，同意延期" } else { "理由不充分，按原时限办理" };
                Some(extend::decide_extension(case, approve, words, &desk))
            }
            None if case.extensions.is_empty() && handler => {
                let late = case.clocks.open(Stage::Handle)?.clock.is_overdue(&self.stage.rules.calendar, self.now);
                if late {
                    return None;
                }
                let words = self.phrase("extension", case);
                Some(extend::extend(case, &words, lead))
            }
            None => None,
        }
    }

    /// Whistles, and the answers of those who help.
    fn joint(
        &mut self,
        case: &Case,
        lead: &DepartmentCode,
        desk: &Desk<'a>,
    ) -> Option<Result<Change<Docket>, Refusal>> {
        let departments = &self.stage.rules.departments;
        let local =
            departments.get(lead).is_some_and(|d| matches!(d.kind, DepartmentKind::Street | DepartmentKind::Community));
        if self.plan.whistled && local && !case.tasks.iter().any(|t| t.kind == TaskKind::Whistle) {
            let called: Vec<DepartmentCode> = ["urban-management", "police", "market"]
                .iter()
                .filter_map(|code| DepartmentCode::new(code).ok())
                .filter(|code| {
                    departments.get(code).is_some() && !case.tasks.iter().any(|t| t.is_open() && t.department == *code)
                })
                .take(2)
                .collect();
            let words = self.phrase("whistle", case);
            return Some(whistle::whistle(case, &called, &words, desk));
        }
        if !self.plan.helpers_answer {
            return None;
        }
        let task = case.tasks.iter().find(|task| task.is_open())?;
        let helper = self.of(&task.department)?;
        if task.accepted_at.is_none() {
            return Some(accept::accept(case, Some(task.id), &helper));
        }
        let result = self.phrase("handling", case);
        Some(handle(case, Work { task: Some(task.id), result, ..Work::default() }, &helper))
    }

    fn answer(&mut self, case: &Case) -> Act {
        let desk = self.desk(Actor::resident());
        ask::answer(case, "就在小区东门旁边，白天都可以联系我，现场有照片。", &desk).map(Some)
    }

    fn check(&mut self, case: &Case) -> Result<Change<Docket>, Refusal> {
        let actor = self.stage.cast.checker(case, self.rng);
        let desk = self.desk(actor);
        let passed = !(self.plan.fails_check && case.checks.is_empty());
        let remarks = self.phrase(if passed { "verify_pass" } else { "verify_fail" }, case);
        verify(case, Finding { passed, remarks, evidence: vec![picture(case, "check")] }, &desk)
    }

    fn reply(&mut self, case: &Case) -> Result<Change<Docket>, Refusal> {
        let text = self.stage.lines.reply(case, self.rng);
        let desk = match case.lead().and_then(|lead| self.of(lead)).filter(|d| d.actor.role == Role::Handler) {
            Some(desk) => desk,
            None => self.anybody(Role::Agent),
        };
        reply::reply(case, &text, &desk)
    }

    /// An agent calls; then the case is closed, done again, or called about once more.
    fn hear(&mut self, case: &Case) -> Act {
        let this_round = case.feedback.iter().filter(|f| f.round == case.round);
        let heard = this_round.clone().any(|f| f.reached);
        let attempts = this_round.count();
        let needed = self.stage.rules.settings.reopen.contact_attempts.value as usize;
        let desk = self.anybody(Role::Agent);
        if heard || attempts >= needed {
            let words = self.phrase("close", case);
            return close::close(case, &words, &desk).map(Some);
        }
        if !case.intake.reachable {
            // Nobody can be called; the program closes it when the term for a word with the key is over.
            return Ok(None);
        }
        let opinion = match self.plan.verdict {
            Opinion::Unsolved if case.round > 0 => Opinion::Satisfied,
            opinion => opinion,
        };
        let (solved, satisfied, purpose) = match opinion {
            Opinion::Satisfied => (Some(true), Some(true), "feedback_satisfied"),
            Opinion::Grudging => (Some(true), Some(false), "feedback_dissatisfied"),
            Opinion::Unsolved => (Some(false), Some(false), "feedback_dissatisfied"),
            Opinion::Unreached => (None, None, "feedback_unreached"),
        };
        let words = self.phrase(purpose, case);
        let said = Said { reached: opinion != Opinion::Unreached, solved, satisfied, words };
        feedback(case, &said, &desk).map(Some)
    }

    /// What may still come after the end: assessments of a whistle, an appeal and its reviews, a judgement, a second try.
    fn afterwards(&mut self, case: &Case) -> Act {
        if let Some(act) = self.assess(case) {
            return act.map(Some);
        }
        if let Some(act) = self.appeal(case) {
            return act.map(Some);
        }
        if self.plan.evaluated && case.evaluation.is_none() && !case.handlings.is_empty() {
            let desk = self.anybody(Role::Supervisor);
            let qualified = !self.rng.chance(60);
            let remarks =
                if qualified { "办理规范，佐证齐全" } else { "佐证照片与现场不符，退回整改" };
            return evaluate::evaluate(case, qualified, remarks, &desk).map(Some);
        }
        if self.plan.reopened && case.round == 0 && !case.handlings.is_empty() {
            let desk = self.desk(Actor::resident());
            return reopen::reopen(case, "同样的问题又出现了，请再处理一次。", &desk).map(Some);
        }
        Ok(None)
    }

    fn assess(&mut self, case: &Case) -> Option<Result<Change<Docket>, Refusal>> {
        let open = case.tasks.iter().find(|t| {
            t.kind == TaskKind::Whistle && t.answer.is_some() && (t.by_street.is_none() || t.by_department.is_none())
        })?;
        let side = if open.by_street.is_none() { open.asked_by.as_ref()? } else { &open.department };
        let desk = self.of(side)?;
        let approves = !self.rng.chance(120);
        let words = if approves { "响应及时，处置得当" } else { "到场较晚，需加强配合" };
        Some(whistle::assess(case, open.id, approves, words, &desk))
    }

    fn appeal(&mut self, case: &Case) -> Option<Result<Change<Docket>, Refusal>> {
        let (first, second) = self.stage.cast.two(Role::Supervisor);
        if let Some(open) = case.appeal.as_ref().filter(|a| a.rejected.is_none() && !case.exempt) {
            let reviewer = if open.approvals.is_empty() { first } else { second };
            let approve = !self.rng.chance(250);
            return Some(appeal::review(
                case,
                approve,
                if approve { "情况属实" } else { "理由不成立" },
                &self.desk(reviewer),
            ));
        }
        let calendar = &self.stage.rules.calendar;
        let late =
            [Stage::Accept, Stage::Handle, Stage::Total].iter().any(|s| case.clocks.was_late(*s, calendar, self.now));
        if !self.plan.appeals || case.appeal.is_some() || !late || case.intake.property == Property::Praise {
            return None;
        }
        let desk = self.of(case.lead()?).filter(|d| d.actor.role == Role::Handler)?;
        let days = self.stage.rules.settings.appeal.within_days.value;
        let closed_at = case.closing.as_ref()?.at;
        (self.now <= closed_at + SignedDuration::from_hours(24 * i64::from(days)))
            .then(|| appeal::appeal(case, "连日暴雨无法施工，非本单位原因造成超期，附气象证明。", &desk))
    }
}

/// A picture that nobody took: its address names what it would show.
fn picture(case: &Case, role: &str) -> Attachment {
    Attachment { reference: format!("demo:{}/{role}", case.id), role: role.to_owned(), sha256: String::new() }
}

const fn channel_of(way: Way) -> &'static str {
    match way {
        Way::OtherChannel => "劳动争议仲裁或者诉讼",
        Way::BeyondDuty => "与商家协商或者消费者组织调解",
        _ => "相应渠道",
    }
}

const fn triage_reason(way: Way) -> &'static str {
    match way {
        Way::Emergency => "涉及人身安全，已即时转接",
        Way::OtherChannel => "该事项已进入仲裁程序",
        Way::AlreadyKnown => "同一地点同一事项正在办理，没有新的事实",
        Way::Secret => "要求提供他人个人信息",
        Way::BeyondDuty => "属于市场主体之间的交易纠纷",
        Way::Unlawful => "要求为违法建设办理手续",
        Way::Ordinary | Way::Answered => "",
    }
}
