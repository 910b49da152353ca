//! `GET /api/v1/rulebook/templates`: words that a desk may begin from, as the city has laid them down in `templates.csv`.

use super::FOR_A_WHILE;
use crate::Web;
use crate::answers::Failures;
use crate::body::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jingwei_cases::rulebook::{Problem as Fault, TEMPLATES};
use jingwei_cases::state::{MOVES, Verb};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The longest text of one template, in characters: as long as the room takes a reply.
const LONGEST: usize = 4_000;

/// One template. Slots stand in braces: `{number}`, `{kind}`, `{department}`, `{place}`, `{filed_at}`, `{due_at}`; the screen fills in
/// what it knows and leaves the rest to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "reply-done", "verb": "reply", "kind": "", "name": "已办结", "name_en": "Done", "text": "您好，您反映的{kind}问题已由{department}处理完毕。" }))]
pub(crate) struct Template {
    /// Its code.
    code: String,
    /// For which verb; the word of its door.
    verb: String,
    /// For a kind and those below it alone; empty for all.
    kind: String,
    /// Its name.
    name: String,
    /// The same in English.
    name_en: String,
    /// The words.
    text: String,
}

/// The city's templates, in the order of its file. A city without `templates.csv` has none.
#[utoipa::path(get, path = "/api/v1/rulebook/templates", tag = "rulebook", responses(
    (status = 200, description = "the templates", body = [Template]), Failures))]
pub(crate) async fn templates(State(web): State<Web>) -> Response {
    // Its faults were told when the rulebook was loaded; what is sound in it is used.
    ([FOR_A_WHILE], Json(parse(&web.rules().templates).0)).into_response()
}

/// The templates of this text, and what is wrong with it.
pub(super) fn parse(text: &str) -> (Vec<Template>, Vec<Fault>) {
    let (mut templates, mut faults, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
    if text.trim().is_empty() {
        return (templates, faults);
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    for row in reader.deserialize::<Template>() {
        let (line, why) = match row {
            Ok(template) => match fault(&template, &mut known) {
                None => {
                    templates.push(template);
                    continue;
                }
                Some(why) => (0, format!("`{}`: {why}", template.code)),
            },
            Err(why) => (why.position().map_or(0, csv::Position::line), format!("the row cannot be read: {why}")),
        };
        faults.push(Fault { file: TEMPLATES.to_owned(), line, message: why });
    }
    (templates, faults)
}

fn fault(template: &Template, known: &mut BTreeSet<String>) -> Option<&'static str> {
    let is_verb = |verb: &Verb| verb.code() == template.verb;
    match template {
        t if t.code.is_empty() || t.name.is_empty() || t.text.is_empty() => {
            Some("code, name and text may not be empty")
        }
        t if !known.insert(t.code.clone()) => Some("the code stands here twice"),
        _ if !MOVES.iter().any(|line| is_verb(&line.verb)) => Some("there is no such verb"),
        t if t.text.chars().count() > LONGEST => Some("the text is longer than 4000 characters"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "code,verb,kind,name,name_en,text\n";

    #[test]
    fn what_cannot_be_meant_is_named_and_the_rest_is_used() {
        let (templates, faults) =
            parse(&format!("{HEAD}a,reply,,好,ok,您好\na,reply,,再,again,您好\nb,dance,,舞,,舞\nc,ask,,,,\n"));
        assert_eq!((templates.len(), faults.len()), (1, 3));
        assert!(parse("").1.is_empty());
        assert_eq!(parse("code,text\na,b\n").1.len(), 1);
    }
}
