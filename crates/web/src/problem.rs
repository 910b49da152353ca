//! An answer of no over HTTP: RFC 9457 problem details, in the language that was asked for.
//!
//! A handler answers a [`Problem`] in both languages; the frame ([`crate::frame`]) writes it in the one that the caller
//! asked for, so that no handler has to know it. What went wrong inside is logged there under the request id and never
//! told to the caller.

use crate::Lang;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jingwei_store::{CommitError, ListError, StoreError};
use jingwei_terms::{Refusal, RefusalClass};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;
use utoipa::ToSchema;

/// A no, in both languages. Boxed, since nearly every function may answer one and nearly none does.
#[derive(Debug, Clone)]
pub struct Problem(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
    next_zh: Cow<'static, str>,
    next_en: Cow<'static, str>,
    ground: String,
    case: Option<Box<Value>>,
    retry_after: Option<u64>,
    log: Option<String>,
}

/// What stands in the body of every answer of no.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "about:blank", "title": "Unprocessable Content", "status": 422, "code": "wrong_state",
    "detail": "案件当前状态为“已结案”，不能派遣", "message": "案件当前状态为“已结案”，不能派遣",
    "next": "刷新后查看案件的最新状态", "instance": "/requests/0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10"
}))]
pub struct Wire<'a> {
    /// Always `about:blank`: `code` tells one problem from another.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'a str,
    /// The status again.
    status: u16,
    /// What happened, for programs; it never changes its meaning.
    code: &'a str,
    /// What happened, for people, in the language asked for.
    detail: &'a str,
    /// The same as `detail`.
    message: &'a str,
    /// What to do next; empty when nothing can be done.
    next: &'a str,
    /// The law or rule behind a refusal.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schema(required = false)]
    ground: &'a str,
    /// Names this answer in the logs.
    instance: &'a str,
    /// After a conflict: the case as it is now, for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, required = false)]
    case: Option<&'a Value>,
}

impl Problem {
    /// A problem with this status and code, in Chinese and English.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Told {
            status,
            code,
            zh: zh.into(),
            en: en.into(),
            next_zh: Cow::Borrowed(""),
            next_en: Cow::Borrowed(""),
            ground: String::new(),
            case: None,
            retry_after: None,
            log: None,
        }))
    }

    /// The same, with what to do next.
    pub(crate) fn next(mut self, zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        (self.0.next_zh, self.0.next_en) = (zh.into(), en.into());
        self
    }

    /// The same, with the case as it is now.
    pub(crate) fn with_case(mut self, case: Value) -> Self {
        self.0.case = Some(Box::new(case));
        self
    }

    /// The same, with the seconds after which another try makes sense.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// 400: what was sent is not of the form that is asked for. `why` is the parser's own word, in English.
    pub(crate) fn malformed(why: &str) -> Self {
        let (zh, en) = (format!("请求格式有误：{why}"), format!("the request is not well formed: {why}"));
        Self::new(StatusCode::BAD_REQUEST, "malformed", zh, en)
            .next("请按接口文档 /docs/api 修改后重发", "correct it after /docs/api and send it again")
    }

    /// 401: nobody is logged in here.
    pub(crate) fn who_are_you() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_logged_in", "请先登录", "log in first")
            .next("POST /api/v1/sessions，或使用 API 令牌", "POST /api/v1/sessions, or send an API token")
    }

    /// 403: the role does not carry that far.
    pub(crate) fn not_for_you() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_for_your_role", "您的角色无权进行该操作", "your role may not do this")
            .next("请有相应角色的同事办理", "ask a colleague who has that role")
    }

    /// 404: it is not here, or not for the caller to know about; the two are one answer.
    pub(crate) fn no_such_thing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "没有找到，或无权查看", "it is not here, or not for you to see")
            .next("请核对编号和密钥", "check the number and the key")
    }

    /// 429: too often.
    pub(crate) fn too_often(seconds: u64) -> Self {
        let (zh, en) = ("请求过于频繁，请稍后再试", "too many requests; try again later");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", zh, en).retry_after(seconds)
    }

    /// 413: too much at once.
    pub(crate) fn too_large(most: usize) -> Self {
        let (zh, en) = (format!("请求体超过 {most} 字节"), format!("the body is larger than {most} bytes"));
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", zh, en)
    }

    /// 503: the store takes no writes or cannot be read now. `why` goes to the log alone.
    #[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`, which gives the error away")]
    pub(crate) fn unavailable(why: impl ToString) -> Self {
        let (zh, en) = ("系统暂时不可用", "the service is not available now");
        let next =
            ("请用相同的 command_id 重试：不会重复受理", "repeat it with the same command_id: nothing is done twice");
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", zh, en).next(next.0, next.1);
        problem.retry_after(2).log(why.to_string())
    }

    /// 500: a mistake of ours. `why` goes to the log alone.
    #[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`, which gives the error away")]
    pub(crate) fn our_mistake(why: impl ToString) -> Self {
        let (zh, en) = ("系统内部错误", "something is wrong on our side");
        let next = ("请把 instance 告知管理员", "tell the administrator the `instance`");
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "our_mistake", zh, en).next(next.0, next.1);
        problem.log(why.to_string())
    }

    fn log(mut self, why: String) -> Self {
        self.0.log = Some(why);
        self
    }

    /// What the log keeps of it.
    pub(crate) fn for_the_log(&self) -> Option<&str> {
        self.0.log.as_deref()
    }

    /// What happened, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What happened, for people.
    #[must_use]
    pub fn detail(&self, lang: Lang) -> &str {
        lang.pick(&self.0.zh, &self.0.en)
    }

    /// What to do next.
    #[must_use]
    pub fn what_next(&self, lang: Lang) -> &str {
        lang.pick(&self.0.next_zh, &self.0.next_en)
    }

    /// The whole answer in one language; `instance` names it in the logs.
    #[must_use]
    pub(crate) fn render(&self, lang: Lang, instance: &str) -> Response {
        let detail = self.detail(lang);
        let wire = Wire {
            kind: "about:blank",
            title: self.0.status.canonical_reason().unwrap_or_default(),
            status: self.0.status.as_u16(),
            code: self.0.code,
            detail,
            message: detail,
            next: self.what_next(lang),
            ground: &self.0.ground,
            instance,
            case: self.0.case.as_deref(),
        };
        let body = serde_json::to_vec(&wire).expect("a problem is text and numbers");
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.0.status;
        self.dress(&mut response);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        response
    }

    /// The headers that belong to the status, whatever the body looks like.
    pub(crate) fn dress(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"jingwei\""));
        }
    }
}

impl IntoResponse for Problem {
    /// The status alone; the frame writes the body once it knows the language.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.status;
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<Refusal> for Problem {
    /// A refusal is 422, whatever its class, so that clients tell "the town hall says no" (422) from "the address is
    /// wrong" (404) and "that is no JSON" (400). The one exception is a refusal for want of a right: 403.
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.class {
            RefusalClass::Forbidden => StatusCode::FORBIDDEN,
            RefusalClass::Invalid | RefusalClass::State | RefusalClass::Missing => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let Refusal { code, zh, en, next_zh, next_en, ground, .. } = refusal;
        let mut problem = Self::new(status, code, zh, en).next(next_zh, next_en);
        problem.0.ground = ground;
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::unavailable(error)
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::BadCursor => Self::new(
                StatusCode::BAD_REQUEST,
                "bad_cursor",
                "cursor 不属于这个列表",
                "the cursor does not belong to this list",
            )
            .next("请不带 cursor 重新查询", "begin again without a cursor"),
            ListError::Store(error) => error.into(),
        }
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        let conflict = StatusCode::CONFLICT;
        match error {
            CommitError::Conflict { .. } => {
                Self::new(conflict, "conflict", "记录已被他人更新", "somebody else changed the record in the meantime")
                    .next("请查看最新内容后再操作", "look at it as it is now, then decide again")
            }
            CommitError::AlreadyFiled { number, .. } => {
                let (zh, en) =
                    (format!("该来源记录已受理，编号“{number}”"), format!("it was filed before, as `{number}`"));
                Self::new(conflict, "already_filed", zh, en)
            }
            CommitError::CommandReused => {
                let (zh, en) = ("command_id 已用于另一请求", "the command_id was used before, for something else");
                Self::new(conflict, "command_reused", zh, en)
                    .next("请为新的请求生成新的 command_id", "make a new command_id for a new command")
            }
            CommitError::Malformed(why) => Self::our_mistake(why),
            CommitError::Unavailable(error) => Self::unavailable(error),
        }
    }
}
