//! Every no of this room, with its sentences and what to do next.

use crate::case::Case;
use crate::state::Verb;
use jingwei_terms::{DepartmentCode, Purpose, Refusal, RefusalClass, Role, StaffId};

use RefusalClass::{Forbidden, Invalid, Missing, State};

pub(crate) fn wrong_state(case: &Case, verb: Verb) -> Refusal {
    let zh = format!("案件当前状态为“{}”，不能{}", case.state.zh(), verb.zh());
    let en = format!("the case is `{}`; `{}` is not possible now", case.state.code(), verb.code());
    Refusal::new(State, "wrong_state", zh, en)
        .next("刷新后查看案件的最新状态", "load the case again and look at its state")
}

pub(crate) fn wrong_role(verb: Verb, by: &[Role]) -> Refusal {
    let names =
        |word: fn(Role) -> &'static str, between: &str| by.iter().map(|r| word(*r)).collect::<Vec<_>>().join(between);
    let zh = format!("“{}”只能由{}办理", verb.zh(), names(Role::zh, "、"));
    let en = format!("`{}` is for: {}", verb.code(), names(Role::code, ", "));
    Refusal::new(Forbidden, "wrong_role", zh, en).next("请有相应角色的同事办理", "ask a colleague who has that role")
}

pub(crate) fn not_your_department(lead: &DepartmentCode) -> Refusal {
    let zh = format!("该事项由“{lead}”办理，不属于本部门");
    Refusal::new(Forbidden, "not_your_department", zh, format!("this belongs to `{lead}`, not to your department"))
}

pub(crate) fn no_department() -> Refusal {
    Refusal::new(Forbidden, "no_department", "您的账号没有所属部门", "your account belongs to no department")
        .next("请管理员为账号登记部门", "ask the administrator to enter your department")
}

pub(crate) fn in_that_hand(staff: Option<&StaffId>) -> Refusal {
    match staff {
        Some(staff) => {
            let (zh, en) = (format!("已由“{staff}”经办"), format!("`{staff}` has it in hand already"));
            Refusal::new(State, "already_so", zh, en)
        }
        None => Refusal::new(State, "already_so", "目前无人经办", "nobody has it in hand"),
    }
}

pub(crate) fn nobody_leads() -> Refusal {
    Refusal::new(State, "nobody_leads", "案件尚未派遣到部门", "the case is with no department yet")
        .next("请先派遣", "dispatch it first")
}

pub(crate) fn missing_text(field: &'static str) -> Refusal {
    Refusal::new(Invalid, "missing_text", format!("请填写“{field}”"), format!("`{field}` may not be empty"))
}

pub(crate) fn too_long(field: &'static str, most: usize) -> Refusal {
    let zh = format!("“{field}”超过 {most} 字");
    Refusal::new(Invalid, "too_long", zh, format!("`{field}` is longer than {most} characters"))
        .next("请精简，或作为附件提交", "shorten it, or send it as an attachment")
}

pub(crate) fn too_many_attachments(most: usize) -> Refusal {
    Refusal::new(Invalid, "too_many_attachments", format!("附件最多 {most} 个"), format!("at most {most} attachments"))
        .next("请分次补充", "send the rest with a note")
}

pub(crate) fn bad_digest() -> Refusal {
    let en = "`attachments.sha256` must be 64 lower-case hexadecimal digits";
    Refusal::new(Invalid, "bad_digest", "附件摘要应为 64 位小写十六进制", en)
        .next("没有摘要时请留空", "leave it empty when there is none")
}

pub(crate) fn anonymous_with_contact() -> Refusal {
    let en = "an anonymous report may not carry a name or phone";
    Refusal::new(Invalid, "anonymous_with_contact", "匿名诉求不能附带姓名或电话", en)
        .next("请去掉姓名和电话，或改为保密", "leave the contact out, or report in confidence")
}

pub(crate) fn bad_phone() -> Refusal {
    let en = "a phone holds digits, blanks and + - ( ) * # only, at most 40";
    Refusal::new(Invalid, "bad_phone", "电话只能包含数字、空格和 + - ( ) * #，最多 40 位", en)
}

pub(crate) fn contact_not_kept() -> Refusal {
    Refusal::new(
        State,
        "contact_not_kept",
        "诉求人没有留下联系方式，或者已经清除",
        "no contact was left, or it was erased",
    )
    .next("诉求人可凭密钥查看答复", "the reporter reads the answer with the key")
}

pub(crate) fn control_character(field: &'static str) -> Refusal {
    let zh = format!("“{field}”含有不可见的控制字符");
    Refusal::new(Invalid, "control_character", zh, format!("`{field}` holds a control character"))
        .next("请以纯文本重新输入", "type it again as plain text")
}

pub(crate) fn unknown(code: &'static str, what_zh: &str, what_en: &str, value: &str) -> Refusal {
    Refusal::new(Missing, code, format!("没有{what_zh}“{value}”"), format!("there is no {what_en} `{value}`"))
        .next("请核对编码", "check the code")
}

pub(crate) fn not_fileable(kind: &str) -> Refusal {
    let zh = format!("“{kind}”是大类，请选择其下的小类");
    Refusal::new(Invalid, "major_kind", zh, format!("`{kind}` is a major kind; choose a minor kind below it"))
}

pub(crate) fn impossible_time(field: &'static str) -> Refusal {
    let zh = format!("“{field}”的时间不可能");
    Refusal::new(Invalid, "impossible_time", zh, format!("the time in `{field}` is not possible"))
        .next("时间应在 2000 年之后，且不晚于现在", "it must be after the year 2000 and not in the future")
}

pub(crate) fn rule_of_six_needs(what: &'static str, en: &'static str) -> Refusal {
    Refusal::new(Invalid, "triage_incomplete", what, en)
}

pub(crate) fn way_unknown() -> Refusal {
    Refusal::new(Missing, "way_unknown", "本市规则手册没有该分流方式的答复", "the rulebook has no answer for this way")
        .next("请管理员补充 city.toml 的 [[triage]]", "ask the administrator to add it to city.toml, [[triage]]")
}

pub(crate) fn slot_missing(slot: &str) -> Refusal {
    let zh = format!("答复用语中的 {slot} 还没有填写");
    Refusal::new(Invalid, "slot_missing", zh, format!("the wording of the answer still needs {slot}"))
        .next("在 slots 中给出，或自己写明答复", "give it in `slots`, or write the answer yourself")
}

pub(crate) fn needs_person(zh: &str, en: &str) -> Refusal {
    Refusal::new(State, "needs_person", format!("派单目录没有结论：{zh}"), format!("the catalogue says nothing: {en}"))
        .next("请派遣员指定部门并说明理由", "a dispatcher names the department and says why")
}

pub(crate) fn reason_against_catalogue(rule: &str) -> Refusal {
    let zh = format!("与派单目录第“{rule}”条不一致，请说明理由");
    Refusal::new(Invalid, "reason_needed", zh, format!("this differs from rule `{rule}` of the catalogue; say why"))
}

pub(crate) fn just_returned(department: &DepartmentCode) -> Refusal {
    let zh = format!("“{department}”刚刚退回此件，原样再派须说明理由");
    let en = format!("`{department}` has just returned it; say why it is sent there again");
    Refusal::new(Invalid, "just_returned", zh, en)
}

pub(crate) fn return_too_late() -> Refusal {
    Refusal::new(State, "return_too_late", "已超过退单期限", "the term for returning it is over")
        .next("请办理，或通过申诉、裁决途径提出", "handle it, or raise it with the supervisor")
}

pub(crate) fn designated(ground: &str) -> Refusal {
    let zh = "本件已经裁决指定，不得再退";
    Refusal::new(State, "designated", zh, "the department was named by a ruling and may not return it").ground(ground)
}

pub(crate) fn task_missing(id: u32) -> Refusal {
    Refusal::new(Missing, "task_missing", format!("没有第 {id} 号协办任务"), format!("there is no task {id}"))
}

pub(crate) fn task_done(id: u32) -> Refusal {
    Refusal::new(
        State,
        "task_done",
        format!("第 {id} 号协办任务已经办结"),
        format!("task {id} is already answered or withdrawn"),
    )
}

pub(crate) fn already_accepted() -> Refusal {
    Refusal::new(State, "already_accepted", "已经签收", "it is already accepted")
}

pub(crate) fn open_tasks(ids: &[u32]) -> Refusal {
    let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Refusal::new(State, "open_tasks", format!("协办任务 {list} 尚未反馈"), format!("tasks {list} are not answered yet"))
        .next("请等待协办反馈，或说明为何先行办结", "wait for them, or state why the case is reported without them")
        .ground("《北京市接诉即办工作条例》第十四条")
}

pub(crate) fn evidence_needed() -> Refusal {
    Refusal::new(
        Invalid,
        "evidence_needed",
        "该类事项须附处置后照片或凭证",
        "this kind of matter needs evidence of the finished work",
    )
    .next("请上传处置后的照片", "attach a picture taken afterwards")
}

pub(crate) fn own_work() -> Refusal {
    Refusal::new(
        Forbidden,
        "own_work",
        "核查须由处置人以外的人进行",
        "the check must be made by somebody other than the handler",
    )
}

pub(crate) fn no_more(code: &'static str, zh: String, en: String) -> Refusal {
    Refusal::new(State, code, zh, en)
}

pub(crate) fn overdue_already() -> Refusal {
    Refusal::new(
        State,
        "overdue_already",
        "已经超期，不能再申请延期",
        "it is overdue; more time can only be asked for before the deadline",
    )
}

pub(crate) fn extension_pending(pending: bool) -> Refusal {
    if pending {
        return Refusal::new(
            State,
            "extension_pending",
            "已有延期申请待审批",
            "an extension is already waiting for a decision",
        );
    }
    Refusal::new(State, "no_extension", "没有待审批的延期申请", "no extension is waiting for a decision")
}

pub(crate) fn bad_day(zh: String, en: String) -> Refusal {
    Refusal::new(Invalid, "bad_day", zh, en)
}

pub(crate) fn feedback_contradicts() -> Refusal {
    let zh = "未联系上时不能填写是否解决、是否满意";
    Refusal::new(
        Invalid,
        "feedback_contradicts",
        zh,
        "somebody who was not reached cannot have said whether it is solved",
    )
}

pub(crate) fn feedback_empty() -> Refusal {
    Refusal::new(
        Invalid,
        "feedback_empty",
        "请填写是否解决或是否满意",
        "say whether it is solved or whether you are satisfied",
    )
}

pub(crate) fn contact_first(attempts: u32, needed: u32) -> Refusal {
    let zh = format!("结案前须回访：已联系 {attempts} 次，至少 {needed} 次，或取得评价");
    let en = format!("the reporter must be contacted first: {attempts} of {needed} attempts made and no feedback yet");
    Refusal::new(State, "contact_first", zh, en).ground("《北京市接诉即办工作条例》第二十三条")
}

pub(crate) fn too_late_to_reopen(days: u32) -> Refusal {
    let zh = format!("结案已超过 {days} 天");
    Refusal::new(State, "too_late_to_reopen", zh, format!("it was closed more than {days} days ago"))
        .next("请作为新的诉求提交，并注明原编号", "file it anew and name the old number")
}

pub(crate) fn cluster(code: &'static str, zh: &str, en: &str) -> Refusal {
    Refusal::new(State, code, zh, en)
}

pub(crate) fn supervision_missing() -> Refusal {
    Refusal::new(Missing, "supervision_missing", "没有待答复的督办", "no supervision waits for an answer")
}

pub(crate) fn appeal(code: &'static str, zh: &str, en: &str) -> Refusal {
    Refusal::new(State, code, zh, en)
}

pub(crate) fn not_a_street() -> Refusal {
    let en = "only a street or community office may whistle";
    Refusal::new(Forbidden, "not_a_street", "只有街道、社区可以吹哨", en)
        .next("请属地街道吹哨，或由派遣员加派协办", "ask the street of the place, or the dispatcher to add a helper")
}

pub(crate) fn called_itself() -> Refusal {
    Refusal::new(Invalid, "called_itself", "不能吹哨给本单位", "a street does not call itself")
}

pub(crate) fn wrong_purpose(purpose: Purpose) -> Refusal {
    let zh = format!("不能以“{}”为目的查看联系方式", purpose.zh());
    let en = format!("the contact is not read for `{}`", purpose.code());
    Refusal::new(Forbidden, "wrong_purpose", zh, en).ground("《中华人民共和国个人信息保护法》第六条")
}

pub(crate) fn own_appeal() -> Refusal {
    let en = "a department does not review its own appeal";
    Refusal::new(Forbidden, "own_appeal", "申诉不能由提出申诉的部门审核", en)
        .next("请其他部门的督办员审核", "ask a supervisor of another department")
}

pub(crate) fn anonymous() -> Refusal {
    Refusal::new(State, "anonymous", "该诉求匿名提交，没有联系方式", "the report is anonymous; there is no contact")
}

pub(crate) fn no_contact() -> Refusal {
    Refusal::new(State, "no_contact", "没有联系方式可以清除", "there is no contact to erase")
}

pub(crate) fn withheld() -> Refusal {
    let zh = "诉求人要求保密，被反映的部门不能查看其联系方式";
    Refusal::new(Forbidden, "withheld", zh, "the reporter asked for confidence; the department may not see the contact")
        .next("请通过热线坐席联系", "ask the hotline to make the contact")
}
