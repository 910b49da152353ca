//! `jingwei triage models`, `use` and `rollback`: what was learned, and which of it advises. Each choice is a fact.

use super::learn::Title;
use crate::config::Config;
use crate::premises::{Premises, commit_failure, new_command, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_store::triage::CATALOGUE_ALONE;
use jingwei_store::{Commit, ModelInForce, ModelTitle, Store, StoreError};
use jingwei_terms::Actor;
use jingwei_web::triage::adviser::Adviser;
use jingwei_web::triage::choice::{Choice, choose, take_back};
use serde_json::json;

/// Lists every model with its figures.
///
/// # Errors
/// When there is no place, or its database fails.
pub async fn list(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let failed = |error: StoreError| store_failure(&error);
    let titles = premises.store.models().await.map_err(failed)?;
    let choice = premises.store.model_in_force().await.map_err(failed)?;
    let in_force = choice.as_ref().and_then(|choice| choice.model.as_deref());
    answer.object(&json!({ "in_force": in_force, "models": titles }));
    for title in titles.iter().rev() {
        let mark = if in_force == Some(title.version.as_str()) { "*" } else { " " };
        let known = read_title(title);
        let figures = known.as_ref().and_then(|title| title.figures);
        let rows = known.as_ref().map_or(0, |title| title.rows);
        let shown = figures.map_or_else(
            || "—".to_owned(),
            |f| {
                format!(
                    "F1 {:.3}  准确率 {:.3}  有把握 {:.1}%→{:.3}",
                    f.macro_f1,
                    f.accuracy,
                    f.coverage * 100.0,
                    f.accuracy_covered
                )
            },
        );
        answer.say(format!("{mark} {}  {rows} 件  {shown}", title.version));
    }
    answer.say(match in_force {
        Some(version) => format!("启用中 / in force: {version}"),
        None => "启用中：仅目录用语 / in force: the catalogue's own words alone".to_owned(),
    });
    Ok(Verdict::Done)
}

/// Puts this model in force; `catalogue` lets the catalogue alone advise.
///
/// # Errors
/// When there is no such model, this program cannot read it, or the store takes no writes.
pub async fn use_one(version: &str, dry_run: bool, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let model = Some(version).filter(|version| *version != CATALOGUE_ALONE);
    let present = present(premises.store.as_ref()).await?;
    put_in_force(&premises, present, model.map(str::to_owned), "use", dry_run, answer).await
}

/// Puts the model in force that was in force before.
///
/// # Errors
/// When there was none before, or the store takes no writes.
pub async fn rollback(dry_run: bool, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let present = present(premises.store.as_ref()).await?;
    let before = present.as_ref().and_then(|choice| choice.before.last().cloned());
    let before = before.ok_or_else(|| {
        Failure::new("nothing_before", "此前没有启用过别的模型", "no other model was in force before").next(
            "jingwei triage models；jingwei triage use VERSION",
            "jingwei triage models; jingwei triage use VERSION",
        )
    })?;
    put_in_force(&premises, present, before, "rollback", dry_run, answer).await
}

async fn present(store: &dyn Store) -> Result<Option<ModelInForce>, Failure> {
    store.model_in_force().await.map_err(|error| store_failure(&error))
}

async fn put_in_force(
    premises: &Premises,
    present: Option<ModelInForce>,
    model: Option<String>,
    verb: &'static str,
    dry_run: bool,
    answer: Answer,
) -> Result<Verdict, Failure> {
    let from = present.as_ref().and_then(|choice| choice.model.clone());
    if let Some(version) = &model {
        readable(premises, version).await?;
    }
    let now = Timestamp::now();
    if from != model && !dry_run {
        let command = new_command();
        let because =
            |why: &str| Choice { model: model.clone(), actor: Actor::system(), why: why.to_owned(), command, now };
        let change = match verb {
            "rollback" => take_back(present, because("a person took the last choice back")),
            _ => choose(present, because("a person chose it")),
        };
        let commit = Commit::new(command, [0; 32], change);
        premises.store.commit_learned(commit).await.map_err(|error| commit_failure(&error))?;
    }
    let name = |model: &Option<String>| model.clone().unwrap_or_else(|| CATALOGUE_ALONE.to_owned());
    answer.object(&json!({ "from": from, "to": model, "changed": from != model && !dry_run, "dry_run": dry_run }));
    answer.say(format!("{} → {}", name(&from), name(&model)));
    Ok(Verdict::Done)
}

/// Refuses a model that is not here, or that this program would not be able to use.
async fn readable(premises: &Premises, version: &str) -> Result<(), Failure> {
    let stored = premises.store.model(version).await.map_err(|error| store_failure(&error))?;
    let stored = stored.ok_or_else(|| {
        Failure::new("no_such_model", format!("没有模型 `{version}`"), format!("there is no model `{version}`"))
            .next("jingwei triage models", "jingwei triage models")
    })?;
    let rules = premises.rulebook().await?;
    Adviser::learned(&rules, version, &stored.content).map(drop).map_err(|why| {
        Failure::new(
            "unreadable_model",
            format!("模型 `{version}` 读不了：{why}"),
            format!("the model `{version}`: {why}"),
        )
        .next("jingwei triage learn", "jingwei triage learn")
    })
}

/// What is known of a model, when this program wrote it.
pub(super) fn read_title(title: &ModelTitle) -> Option<Title> {
    serde_json::from_value(title.title.clone()).ok()
}
