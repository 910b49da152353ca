//! The rows of a group of commits: what stands there now, and the writing of what was planned. Every table is written by
//! one statement whatever the size of the group, and the statements travel without waiting for one another.

use super::listener::CHANNEL;
use super::sql;
use crate::StoreError;
use crate::columns::{column, index, version};
use crate::group::{Known, Plan, PlannedCase, Present, PresentCase, about_key};
use crate::number::day_of;
use crate::prepare::{CaseRecord, Prepared, Record};
use crate::seal::name;
use deadpool_postgres::{GenericClient, Transaction};
use futures_util::future::try_join_all;
use jingwei_cases::case::Source;
use jingwei_terms::{CaseId, CommandId, Version};
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

type Params<'p> = &'p [&'p (dyn ToSql + Sync)];

/// How many leaves there are.
pub(super) async fn size(client: &impl GenericClient) -> Result<u64, StoreError> {
    let row = client.query_one("SELECT size FROM ledger_head", &[]).await;
    index(row.map_err(sql("the ledger's size cannot be read"))?.get(0))
}

/// What the database holds of everything that the group names.
///
/// The head is locked first, and every statement behind it sees what was committed before the lock was given.
pub(super) async fn present(transaction: &Transaction<'_>, group: &[Prepared]) -> Result<Present, StoreError> {
    let doing = sql("the ledger's head cannot be locked");
    let statement = transaction.prepare_cached("SELECT size FROM ledger_head FOR UPDATE").await.map_err(&doing)?;
    let size = index(transaction.query_one(&statement, &[]).await.map_err(&doing)?.get(0))?;
    let mut present = Present { size, ..Present::default() };
    let named = Named::of(group);
    commands(transaction, &named, &mut present).await?;
    cases(transaction, &named, &mut present).await?;
    filings(transaction, &named, &mut present).await?;
    others(transaction, &named, &mut present).await?;
    Ok(present)
}

/// Everything that a group names, each once.
#[derive(Default)]
struct Named {
    commands: Vec<Uuid>,
    cases: Vec<Uuid>,
    days: Vec<i32>,
    systems: Vec<String>,
    keys: Vec<String>,
    rulebooks: Vec<String>,
    nets: Vec<String>,
    accounts: Vec<String>,
    tokens: Vec<String>,
    models: Vec<String>,
    choices: Vec<String>,
    topics: Vec<String>,
    linkages: Vec<String>,
}

impl Named {
    fn of(group: &[Prepared]) -> Self {
        let mut named = Self { commands: group.iter().map(|p| p.command.uuid()).collect(), ..Self::default() };
        let mut days = BTreeSet::new();
        for step in group.iter().flat_map(|prepared| &prepared.steps) {
            match &step.record {
                Record::Case(record) => {
                    named.cases.push(record.id.uuid());
                    if step.expected.is_none() {
                        days.insert(day_of(step.at));
                        if let Some(source) = &record.columns.source {
                            named.systems.push(source.system.clone());
                            named.keys.push(source.key.clone());
                        }
                    }
                }
                Record::Rulebook(rulebook) => named.rulebooks.push(rulebook.version.clone()),
                Record::Net(net) => named.nets.push(net.standing.key.clone()),
                Record::Account(account) => named.accounts.push(account.key.clone()),
                Record::Token(token) => named.tokens.push(token.key.clone()),
                Record::Model(model) => named.models.push(model.version.clone()),
                Record::InForce(choice) => named.choices.push(choice.key.clone()),
                Record::Topic(topic) => named.topics.push(topic.key.clone()),
                Record::Linkage(linkage) => named.linkages.push(linkage.standing.key.clone()),
            }
        }
        named.days = days.into_iter().collect();
        named
    }
}

async fn rows(
    transaction: &Transaction<'_>,
    text: &str,
    params: Params<'_>,
) -> Result<Vec<tokio_postgres::Row>, StoreError> {
    let doing = sql("what the group names cannot be looked up");
    let statement = transaction.prepare_cached(text).await.map_err(&doing)?;
    transaction.query(&statement, params).await.map_err(&doing)
}

async fn commands(transaction: &Transaction<'_>, named: &Named, present: &mut Present) -> Result<(), StoreError> {
    let text = "SELECT command, payload_sha256, receipt FROM commands WHERE command = ANY ($1)";
    for row in rows(transaction, text, &[&named.commands]).await? {
        let payload: Vec<u8> = row.get(1);
        let payload_sha256 = payload.try_into().unwrap_or_default();
        present.commands.insert(CommandId::new(row.get(0)), Known { payload_sha256, receipt: row.get(2) });
    }
    Ok(())
}

async fn cases(transaction: &Transaction<'_>, named: &Named, present: &mut Present) -> Result<(), StoreError> {
    if named.cases.is_empty() {
        return Ok(());
    }
    let text = "SELECT id, version, seq, number, facets FROM cases WHERE id = ANY ($1)";
    for row in rows(transaction, text, &[&named.cases]).await? {
        let known = PresentCase {
            version: version(row.get::<_, i32>(1).into())?,
            seq: row.get(2),
            number: row.get(3),
            facets: row.get(4),
        };
        present.cases.insert(CaseId::new(row.get(0)), known);
    }
    Ok(())
}

async fn filings(transaction: &Transaction<'_>, named: &Named, present: &mut Present) -> Result<(), StoreError> {
    if !named.days.is_empty() {
        for row in rows(transaction, "SELECT day, last FROM serials WHERE day = ANY ($1)", &[&named.days]).await? {
            let last: i64 = row.get(1);
            present.serials.insert(row.get(0), u32::try_from(last).unwrap_or(u32::MAX));
        }
    }
    if !named.keys.is_empty() {
        let text = "SELECT c.source_system, c.source_key, c.id, c.number
                    FROM unnest($1::text[], $2::text[]) AS asked (system, key)
                    JOIN cases c ON c.source_system = asked.system AND c.source_key = asked.key";
        for row in rows(transaction, text, &[&named.systems, &named.keys]).await? {
            let source = Source { system: row.get(0), key: row.get(1) };
            present.sources.insert(source, (CaseId::new(row.get(2)), row.get(3)));
        }
    }
    Ok(())
}

async fn others(transaction: &Transaction<'_>, named: &Named, present: &mut Present) -> Result<(), StoreError> {
    type Table<'n> = (&'n [String], &'n str, fn(&str) -> String);
    let tables: [Table<'_>; 8] = [
        (&named.rulebooks, "SELECT version, 1 FROM rulebooks WHERE version = ANY ($1)", name::rulebook),
        (&named.nets, "SELECT net, version FROM net_standings WHERE net = ANY ($1)", name::net_standing),
        (&named.accounts, "SELECT name, version FROM accounts WHERE name = ANY ($1)", name::account),
        (&named.tokens, "SELECT secret_sha256, version FROM tokens WHERE secret_sha256 = ANY ($1)", name::token),
        (&named.models, "SELECT version, 1 FROM models WHERE version = ANY ($1)", name::model),
        (&named.choices, "SELECT name, version FROM model_in_force WHERE name = ANY ($1)", name::in_force),
        (&named.topics, "SELECT id, version FROM monthly_topics WHERE id = ANY ($1)", name::topic),
        (&named.linkages, "SELECT name, version FROM linkages WHERE name = ANY ($1)", name::linkage),
    ];
    for (keys, text, name) in tables {
        if keys.is_empty() {
            continue;
        }
        for row in rows(transaction, text, &[&keys]).await? {
            let number: i32 = row.get(1);
            present.others.insert(name(row.get(0)), Version::new(number.unsigned_abs()));
        }
    }
    Ok(())
}

/// The reporter's contact as JSON.
pub(super) async fn reporter(transaction: &Transaction<'_>, case: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
    let found = rows(transaction, "SELECT body FROM reporters WHERE id = $1", &[&case.uuid()]).await?;
    Ok(found.first().map(|row| row.get(0)))
}

/// One statement on its way, and how many rows it will have written.
type Sent<'t> = Pin<Box<dyn Future<Output = Result<u64, StoreError>> + Send + 't>>;

/// Statements on their way, in the order in which they were sent.
struct Convoy<'t> {
    transaction: &'t Transaction<'t>,
    sent: Vec<Sent<'t>>,
}

impl<'t> Convoy<'t> {
    async fn send(&mut self, text: &str, params: Vec<Box<dyn ToSql + Sync + Send + 't>>) -> Result<(), StoreError> {
        let doing = sql("the group cannot be written");
        let statement = self.transaction.prepare_cached(text).await.map_err(&doing)?;
        let transaction = self.transaction;
        self.sent.push(Box::pin(async move {
            let params: Vec<&(dyn ToSql + Sync)> =
                params.iter().map(|param| param.as_ref() as &(dyn ToSql + Sync)).collect();
            transaction.execute(&statement, &params).await.map_err(sql("the group cannot be written"))
        }));
        Ok(())
    }
}

macro_rules! params {
    ($($param:expr),+ $(,)?) => { vec![$(Box::new($param) as Box<dyn ToSql + Sync + Send>),+] };
}

/// Writes what was planned.
pub(super) async fn write(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), StoreError> {
    if plan.leaves.is_empty() {
        // Every one was refused or a repeat: nothing to write, and nobody to wake.
        return Ok(());
    }
    let mut convoy = Convoy { transaction, sent: Vec::new() };
    write_ledger(&mut convoy, plan).await?;
    write_new_cases(&mut convoy, plan).await?;
    write_changed_cases(&mut convoy, plan).await?;
    write_facets(&mut convoy, plan).await?;
    write_reporters(&mut convoy, plan).await?;
    write_others(&mut convoy, plan).await?;
    try_join_all(convoy.sent).await?;
    Ok(())
}

async fn write_ledger<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    let leaves = &plan.leaves;
    let text = "INSERT INTO facts SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[], $5::uuid[],
                    $6::bytea[], $7::bytea[], $8::bytea[])";
    let params = params![
        leaves.iter().map(|leaf| column(leaf.index)).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| about_key(&leaf.step.about)).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.step.verb.as_str()).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.step.at.as_millisecond()).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.command.uuid()).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.entry.as_slice()).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.step.salt.as_slice()).collect::<Vec<_>>(),
        leaves.iter().map(|leaf| leaf.body.as_slice()).collect::<Vec<_>>(),
    ];
    convoy.send(text, params).await?;
    let commands = &plan.commands;
    let text = "INSERT INTO commands SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[])";
    let params = params![
        commands.iter().map(|row| column(row.ledger_index)).collect::<Vec<_>>(),
        commands.iter().map(|row| row.command.uuid()).collect::<Vec<_>>(),
        commands.iter().map(|row| row.payload_sha256.as_slice()).collect::<Vec<_>>(),
        commands.iter().map(|row| row.receipt.as_slice()).collect::<Vec<_>>(),
    ];
    convoy.send(text, params).await?;
    if !plan.serials.is_empty() {
        let text = "INSERT INTO serials SELECT * FROM unnest($1::integer[], $2::bigint[])
                    ON CONFLICT (day) DO UPDATE SET last = excluded.last";
        let days: Vec<i32> = plan.serials.keys().copied().collect();
        let last: Vec<i64> = plan.serials.values().map(|last| i64::from(*last)).collect();
        convoy.send(text, params![days, last]).await?;
    }
    convoy.send("UPDATE ledger_head SET size = $1", params![column(plan.size)]).await?;
    let notify = format!("SELECT pg_notify('{CHANNEL}', $1)");
    convoy.send(&notify, params![plan.size.to_string()]).await
}

/// One column of some cases.
fn each<'p, T>(cases: &[&'p PlannedCase<'p>], read: impl Fn(&'p PlannedCase<'p>) -> T) -> Vec<T> {
    cases.iter().map(|case| read(case)).collect()
}

async fn write_new_cases<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    let cases: Vec<&PlannedCase<'_>> = plan.cases.iter().filter(|case| case.filing.is_some()).collect();
    let filings: Vec<&CaseRecord> = cases.iter().filter_map(|case| case.filing).collect();
    if cases.is_empty() {
        return Ok(());
    }
    let source = |part: fn(&Source) -> &str| {
        filings.iter().map(|filing| filing.columns.source.as_ref().map(part)).collect::<Vec<_>>()
    };
    let text = "INSERT INTO cases (seq, id, number, version, state, hidden, headline, address, lng, lat, area, grid, kind,
                    lead, channel, property, filed_ms, due_ms, wake_ms, changed_ms, source_system, source_key, facets, body)
                SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::boolean[],
                    $7::text[], $8::text[], $9::float8[], $10::float8[], $11::text[], $12::text[], $13::text[],
                    $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[],
                    $21::text[], $22::text[], $23::text[], $24::bytea[])";
    let params = params![
        each(&cases, |c| c.seq),
        each(&cases, |c| c.record.id.uuid()),
        each(&cases, |c| c.number.as_str()),
        each(&cases, |c| number(c.version)),
        each(&cases, |c| c.record.columns.state),
        each(&cases, |c| c.record.columns.hidden),
        each(&cases, |c| c.record.columns.headline.as_str()),
        each(&cases, |c| c.record.columns.address.as_str()),
        each(&cases, |c| c.record.columns.lng),
        each(&cases, |c| c.record.columns.lat),
        each(&cases, |c| c.record.columns.area.as_deref()),
        each(&cases, |c| c.record.columns.grid.as_deref()),
        each(&cases, |c| c.record.columns.kind.as_deref()),
        each(&cases, |c| c.record.columns.lead.as_deref()),
        each(&cases, |c| c.record.columns.channel.as_str()),
        each(&cases, |c| c.record.columns.property.as_str()),
        filings.iter().map(|filing| filing.columns.filed_ms).collect::<Vec<_>>(),
        each(&cases, |c| c.record.columns.due_ms),
        each(&cases, |c| c.record.wake_ms),
        each(&cases, |c| c.changed_ms),
        source(|source| &source.system),
        source(|source| &source.key),
        each(&cases, |c| c.record.facets.as_str()),
        each(&cases, |c| c.record.body.as_slice()),
    ];
    convoy.send(text, params).await?;
    let text = "INSERT INTO words SELECT seq, array_to_tsvector(string_to_array(words, ' '))
                FROM unnest($1::bigint[], $2::text[]) AS filed (seq, words)";
    let words = cases.iter().zip(&filings).map(|(case, filing)| joined(&case.number, filing.words.iter()));
    convoy.send(text, params![each(&cases, |c| c.seq), words.collect::<Vec<_>>()]).await
}

/// The words of a case in one text; its number is one of them.
pub(super) fn joined<'a>(number: &str, words: impl Iterator<Item = &'a String>) -> String {
    words.fold(number.to_owned(), |text, word| text + " " + word)
}

async fn write_changed_cases<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    let cases: Vec<&PlannedCase<'_>> = plan.cases.iter().filter(|case| case.before.is_some()).collect();
    if cases.is_empty() {
        return Ok(());
    }
    // Id, number, source and the time of filing stay as they were filed.
    let text =
        "UPDATE cases SET version = new.version, state = new.state, hidden = new.hidden, headline = new.headline,
                    address = new.address, lng = new.lng, lat = new.lat, area = new.area, grid = new.grid,
                    kind = new.kind, lead = new.lead, channel = new.channel, property = new.property,
                    due_ms = new.due_ms, wake_ms = new.wake_ms, changed_ms = new.changed_ms, facets = new.facets,
                    body = new.body
                FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::boolean[], $5::text[], $6::text[],
                    $7::float8[], $8::float8[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                    $14::text[], $15::bigint[], $16::bigint[], $17::bigint[], $18::text[], $19::bytea[])
                    AS new (seq, version, state, hidden, headline, address, lng, lat, area, grid, kind, lead, channel,
                        property, due_ms, wake_ms, changed_ms, facets, body)
                WHERE cases.seq = new.seq";
    let params = params![
        each(&cases, |c| c.seq),
        each(&cases, |c| number(c.version)),
        each(&cases, |c| c.record.columns.state),
        each(&cases, |c| c.record.columns.hidden),
        each(&cases, |c| c.record.columns.headline.as_str()),
        each(&cases, |c| c.record.columns.address.as_str()),
        each(&cases, |c| c.record.columns.lng),
        each(&cases, |c| c.record.columns.lat),
        each(&cases, |c| c.record.columns.area.as_deref()),
        each(&cases, |c| c.record.columns.grid.as_deref()),
        each(&cases, |c| c.record.columns.kind.as_deref()),
        each(&cases, |c| c.record.columns.lead.as_deref()),
        each(&cases, |c| c.record.columns.channel.as_str()),
        each(&cases, |c| c.record.columns.property.as_str()),
        each(&cases, |c| c.record.columns.due_ms),
        each(&cases, |c| c.record.wake_ms),
        each(&cases, |c| c.changed_ms),
        each(&cases, |c| c.record.facets.as_str()),
        each(&cases, |c| c.record.body.as_slice()),
    ];
    convoy.send(text, params).await
}

async fn write_facets<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    let (gone, added) = plan.facets();
    if !gone.is_empty() {
        let text = "DELETE FROM facets USING unnest($1::text[], $2::bigint[]) AS gone (facet, seq)
                    WHERE facets.facet = gone.facet AND facets.seq = gone.seq";
        let (facets, places): (Vec<&str>, Vec<i64>) = gone.into_iter().unzip();
        convoy.send(text, params![facets, places]).await?;
    }
    if !added.is_empty() {
        let text = "INSERT INTO facets SELECT * FROM unnest($1::text[], $2::bigint[])";
        let (facets, places): (Vec<&str>, Vec<i64>) = added.into_iter().unzip();
        convoy.send(text, params![facets, places]).await?;
    }
    Ok(())
}

async fn write_reporters<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    let rows = &plan.reporters;
    if !rows.is_empty() {
        let text = "INSERT INTO reporters SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[])
                    ON CONFLICT (id) DO UPDATE SET salt = excluded.salt, body = excluded.body";
        let params = params![
            rows.iter().map(|row| row.case.uuid()).collect::<Vec<_>>(),
            rows.iter().map(|row| row.salt.as_slice()).collect::<Vec<_>>(),
            rows.iter().map(|row| row.body.as_slice()).collect::<Vec<_>>(),
        ];
        convoy.send(text, params).await?;
    }
    if !plan.erased.is_empty() {
        let erased: Vec<Uuid> = plan.erased.iter().map(|case| case.uuid()).collect();
        convoy.send("DELETE FROM reporters WHERE id = ANY ($1)", params![erased]).await?;
    }
    Ok(())
}

async fn write_others<'t>(convoy: &mut Convoy<'t>, plan: &'t Plan<'_>) -> Result<(), StoreError> {
    for row in &plan.rulebooks {
        let params = params![row.version.as_str(), row.effective_ms, column(row.ledger_index), row.content.as_slice()];
        convoy.send("INSERT INTO rulebooks VALUES ($1, $2, $3, $4)", params).await?;
    }
    for row in &plan.models {
        let params =
            params![row.version.as_str(), column(row.ledger_index), row.title.as_slice(), row.content.as_slice()];
        convoy.send("INSERT INTO models VALUES ($1, $2, $3, $4)", params).await?;
    }
    for row in &plan.nets {
        let params = params![row.net.as_str(), column(row.ledger_index), row.content.as_slice()];
        convoy.send("INSERT INTO nets VALUES ($1, $2, $3)", params).await?;
    }
    for row in &plan.linkage_acts {
        let params = params![row.act.as_str(), column(row.ledger_index), row.content.as_slice()];
        convoy.send("INSERT INTO linkage_acts VALUES ($1, $2, $3)", params).await?;
    }
    let tables = [
        ("net_standings", "net", &plan.net_standings),
        ("linkages", "name", &plan.linkages),
        ("accounts", "name", &plan.accounts),
        ("tokens", "secret_sha256", &plan.tokens),
        ("model_in_force", "name", &plan.in_force),
        ("monthly_topics", "id", &plan.topics),
    ];
    for (table, key, rows) in tables {
        let text = format!(
            "INSERT INTO {table} VALUES ($1, $2, $3)
             ON CONFLICT ({key}) DO UPDATE SET version = excluded.version, body = excluded.body"
        );
        for planned in rows.values() {
            let row = &planned.row;
            convoy.send(&text, params![row.key.as_str(), number(planned.version), row.body.as_slice()]).await?;
        }
    }
    let rows = &plan.follow_ups;
    if rows.is_empty() {
        return Ok(());
    }
    let text = "INSERT INTO outbox (ledger_index, ordinal, job, key, due_ms, attempts, body)
                SELECT ledger_index, ordinal, job, key, due_ms, 0, body
                FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::bigint[], $6::bytea[])
                    AS new (ledger_index, ordinal, job, key, due_ms, body)";
    let params = params![
        rows.iter().map(|(row, _)| column(row.ledger_index)).collect::<Vec<_>>(),
        rows.iter().map(|(row, _)| i32::from(row.ordinal)).collect::<Vec<_>>(),
        rows.iter().map(|(_, follow_up)| follow_up.job.as_str()).collect::<Vec<_>>(),
        rows.iter().map(|(_, follow_up)| follow_up.key.as_str()).collect::<Vec<_>>(),
        rows.iter().map(|(_, follow_up)| follow_up.due_ms).collect::<Vec<_>>(),
        rows.iter().map(|(row, _)| row.body.as_slice()).collect::<Vec<_>>(),
    ];
    convoy.send(text, params).await
}

/// A version as a column holds it.
pub(super) fn number(version: Version) -> i32 {
    i32::try_from(version.number()).unwrap_or(i32::MAX)
}
