//! `GET /guide`: what can be reported, who handles it and how soon: the rulebook's catalogue, for people.

use super::layout::{Shown, page_with, sorry};
use crate::answers::PageFailures;
use crate::body::Asked;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::Response;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::catalogue::{Holder, Rule};
use jingwei_cases::rulebook::departments::DepartmentKind;
use jingwei_cases::rulebook::kinds::Kind;
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::IntoParams;

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The code of a major kind.
    kind: String,
    /// Words that stand in a kind's name or among the words that residents use for it.
    #[param(max_length = 100)]
    q: String,
}

/// More hits than this help nobody.
const MOST: usize = 60;

/// The guide.
#[utoipa::path(get, path = "/guide", tag = "pages", params(Wanted), responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn guide(State(web): State<Web>, shown: Shown, asked: Result<Asked<Wanted>, Problem>) -> Response {
    let wanted = match asked {
        Ok(Asked(wanted)) => wanted,
        Err(problem) => return sorry(&web, &shown, problem),
    };
    let rules = web.rules();
    let title = shown.pick("服务指南", "Service guide");
    let major = wanted.kind.parse().ok().and_then(|code| rules.kinds.get(&code)).filter(|kind| kind.parent.is_none());
    let body = html! {
        h1 { (title) }
        form.filter action="/guide" method="get" {
            label { (shown.pick("您遇到了什么", "What is it about")) input name="q" value=(wanted.q) maxlength="100" type="search"; }
            button { (shown.pick("查找", "Search")) }
        }
        @if !wanted.q.trim().is_empty() { (found(&web, &shown, wanted.q.trim())) }
        @else if let Some(major) = major {
            p { a href="/guide" { (shown.pick("全部类别", "All kinds")) } }
            h2 { (shown.name(&major.name, &major.name_en)) }
            (kinds(&web, &shown, rules.kinds.iter().filter(|kind| kind.parent.as_ref() == Some(&major.code))))
        } @else { (majors(&shown, &rules)) (promises(&shown, &rules)) }
    };
    page_with(&web, &shown, title, &[], &body)
}

fn majors(shown: &Shown, rules: &Rulebook) -> Markup {
    let classes = [
        ("matter", "街面和环境", "Streets and surroundings"),
        ("hotline", "生活和服务", "Life and services"),
        ("component", "公共设施", "Public installations"),
    ];
    html! {
        @for (class, zh, en) in classes {
            h2 { (shown.pick(zh, en)) }
            ul.plain { @for kind in rules.kinds.iter().filter(|kind| kind.parent.is_none() && kind.class == class) {
                li { a href={ "/guide?kind=" (kind.code) } { (shown.name(&kind.name, &kind.name_en)) } }
            } }
        }
    }
}

/// What the city promises for every report, with its ground.
fn promises(shown: &Shown, rules: &Rulebook) -> Markup {
    let limits = &rules.settings.limits;
    let lines = [
        (&limits.intake, "看您的诉求，决定怎样办理", "Your report is read and it is decided how it is dealt with"),
        (&limits.dispatch, "派给承办单位", "It goes to a department"),
        (&limits.accept, "承办单位签收", "The department accepts it"),
        (&limits.consultation, "答复咨询", "A question is answered"),
        (
            &limits.reply,
            "答复其他诉求（派单目录另有规定的从其规定）",
            "Anything else is answered, unless the catalogue says otherwise",
        ),
    ];
    html! {
        h2 { (shown.pick("我们承诺的时限", "What we promise")) }
        table { tbody { @for (limit, zh, en) in lines { tr {
            td { (shown.pick(zh, en)) small.quiet { " " (limit.basis) } }
            td.number { (limit.value) }
        } } } }
    }
}

fn found(web: &Web, shown: &Shown, words: &str) -> Markup {
    let rules = web.rules();
    let wanted = words.to_lowercase();
    let speaks = |kind: &&Kind| {
        let english = kind.name_en.to_lowercase().contains(&wanted);
        kind.parent.is_some()
            && (english
                || kind.name.contains(words)
                || kind.keywords.iter().any(|k| k.contains(words) || words.contains(k.as_str())))
    };
    let hits: Vec<&Kind> = rules.kinds.iter().filter(speaks).take(MOST).collect();
    html! {
        @if hits.is_empty() {
            p.empty { (shown.pick("没有找到这一类。您照样可以反映，由工作人员判断类别。", "No such kind. You can report it all the same; the staff will find its kind.")) }
        } @else { (kinds(web, shown, hits.into_iter())) }
        p { a.button href="/report" { (shown.pick("我要反映", "Report")) } }
    }
}

fn kinds<'k>(web: &Web, shown: &Shown, kinds: impl Iterator<Item = &'k Kind>) -> Markup {
    let rules = web.rules();
    let today = rules.day(web.now());
    html! {
        table {
            thead { tr { th scope="col" { (shown.pick("事项", "Kind")) } th scope="col" { (shown.pick("谁来办", "Who handles it")) }
                th.number scope="col" { (shown.pick("办理时限", "Handled within")) } } }
            tbody { @for kind in kinds {
                @let rule = rules.catalogue.look_up_whole_city(&kind.code, today);
                tr {
                    td { (shown.name(&kind.name, &kind.name_en))
                        @if kind.emergency { " " strong { (shown.pick("危险时先打 110 / 119 / 120", "in danger call 110 / 119 / 120 first")) } }
                        @if let Some(rule) = rule { small.quiet { " " (rule.legal_basis) } } }
                    td { (who(shown, rule, &rules)) }
                    td.number { @match rule { Some(rule) => (rule.handle_limit), None => (rules.settings.limits.reply.value) } }
                }
            } }
        }
    }
}

fn who(shown: &Shown, rule: Option<&Rule>, rules: &Rulebook) -> Markup {
    html! {
        @match rule.map(|rule| &rule.lead) {
            None => (shown.pick("由工作人员确定", "Decided by the staff")),
            Some(Holder::OfThePlace(DepartmentKind::District)) => (shown.pick("所在区", "Your district")),
            Some(Holder::OfThePlace(DepartmentKind::Street)) => (shown.pick("所在街道", "Your street office")),
            Some(Holder::OfThePlace(_)) => (shown.pick("所在社区", "Your community")),
            Some(Holder::Named(code)) => @match rules.departments.get(code) {
                Some(found) => { (shown.name(&found.name, &found.name_en)) @if !found.phone.is_empty() { small.quiet { " " (found.phone) } } }
                None => (code),
            },
        }
    }
}
