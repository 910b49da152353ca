//! The OpenAPI 3.1 document: what the doors are, made from the doors themselves.

use crate::answers::problem_schema;
use crate::policy::{Answer, Subject, To, answer};
use crate::router;
use std::sync::LazyLock;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Components, InfoBuilder, License, OpenApi, OpenApiBuilder};

const ABOUT: &str = "经纬 Jingwei：一网统管的受理、分派、办理、答复与证明。One intake, dispatch, handling, answer and proof.\n\n\
    Errors are RFC 9457 problem details with `code`, a sentence in the language of `Accept-Language` (zh-CN or en) and what to do \
    next. 422 is the town hall saying no, with its ground; 409 carries the case as it is now. Commands carry a `command_id` \
    (UUIDv7) made by the client: the same one again gets the same answer and does nothing twice.";

const TAGS: [(&str, &str); 19] = [
    ("cases", "案件 Cases: filed, listed, shown, and everything that is done to them"),
    ("attachments", "附件 Pictures, sent whole or in pieces, and shown with their case"),
    ("follows", "关注 Following a case that somebody else filed"),
    ("public", "公开 What everybody may know of the city's cases"),
    ("callers", "来电人 Who is on the line"),
    ("views", "视图 Lists as their owner has arranged them"),
    ("evaluation", "评价 Figures of a period and the lists behind them"),
    ("events", "变更 Changes as they happen"),
    ("rulebook", "规则手册 The city's rules"),
    ("rulebooks", "规则手册管理 Rulebooks: looked through, compared, brought into force, and the former one again"),
    ("grids", "网格 The city's grids: the map, where a point lies, and whom to call"),
    ("nets", "网格网 Nets: drafted, compared, activated, withdrawn"),
    ("ledger", "账本 Proof: C2SP tlog-tiles and tlog-proof"),
    ("open311", "Open311 GeoReport v2"),
    ("sessions", "登录 Coming in and going out"),
    ("accounts", "账号 Accounts"),
    ("tokens", "令牌 API tokens"),
    ("health", "运维 Alive, ready, figures"),
    ("pages", "网页 Pages"),
];

/// The document as the server tells it.
#[must_use]
pub fn document() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let text = router::description().to_pretty_json();
        text.expect("a document made of texts and numbers can be written") + "\n"
    });
    &TEXT
}

/// The document before there is a door in it.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Jingwei 经纬")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(License::builder().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    let mut components = Components::new();
    components
        .add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("jingwei"))));
    components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Case-Key"))));
    components.schemas.extend([problem_schema()]);
    OpenApiBuilder::new().info(info).tags(Some(tags)).components(Some(components)).build()
}

/// What somebody shows to be let in, as the policy has it. An empty requirement is "nothing at all".
pub(crate) fn needs(to: To) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    let named = ["token", "session"].map(|name| SecurityRequirement::new(name, none));
    let mut needs: Vec<SecurityRequirement> = named.to_vec();
    if answer(to, Subject::KeyHolder) == Answer::In {
        needs.push(SecurityRequirement::new("key", none));
    }
    if answer(to, Subject::Nobody) == Answer::In {
        needs.push(SecurityRequirement::default());
    }
    needs
}
