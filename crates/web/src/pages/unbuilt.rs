//! What stands at a front end's address when the program was made without it. The page says so instead of pretending.

use super::layout::{Shown, page};
use crate::Web;
use axum::response::Response;
use maud::html;

/// A page that says that this front end was not built, and how that is done.
pub(crate) fn unbuilt(web: &Web, shown: &Shown, zh: &str, en: &str) -> Response {
    let title = shown.pick(zh, en);
    page(
        web,
        shown,
        title,
        &html! {
            h1 { (title) }
            p { (shown.pick("这个程序编译时没有带上这一界面。请在源码目录中运行：", "This program was made without this screen. In the source folder run:")) }
            pre { code { "make ui && make run" } }
            p { (shown.pick("所有功能也可通过接口使用。", "Everything can be done over the API as well.")) " "
                a href="/docs/api" { (shown.pick("接口文档", "API documentation")) } }
        },
    )
}
