//! The rows of a group of commits: what stands there now, and the writing of what was planned.

use crate::columns::{CaseColumns, column};
use crate::group::{Known, Plan, PlannedCase, Present, PresentCase, about_key, name_of};
use crate::number::day_of;
use crate::prepare::{Prepared, PreparedStep, Record};
use jingwei_cases::case::Source;
use jingwei_terms::{CaseId, CommandId, Version};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::btree_map::Entry;
use uuid::Uuid;

/// How many leaves there are. Indexes have no gap, so the last one tells.
pub(super) fn size(connection: &Connection) -> rusqlite::Result<u64> {
    let last: Option<i64> =
        connection.prepare_cached("SELECT max(ledger_index) FROM facts")?.query_one((), |row| row.get(0))?;
    Ok(last.map_or(0, |last| last.unsigned_abs() + 1))
}

/// What the database holds of everything that the group names.
pub(super) fn present(connection: &Connection, group: &[Prepared]) -> rusqlite::Result<Present> {
    let mut present = Present { size: size(connection)?, ..Present::default() };
    for prepared in group {
        if let Some(known) = command(connection, prepared.command)? {
            present.commands.insert(prepared.command, known);
        }
        for step in &prepared.steps {
            look_up(connection, step, &mut present)?;
        }
    }
    Ok(present)
}

fn look_up(connection: &Connection, step: &PreparedStep, present: &mut Present) -> rusqlite::Result<()> {
    match &step.record {
        Record::Case(record) => {
            if !present.cases.contains_key(&record.id)
                && let Some(known) = case(connection, record.id)?
            {
                present.cases.insert(record.id, known);
            }
            if step.expected.is_none() {
                look_up_filing(connection, step, present)?;
            }
        }
        Record::Rulebook(rulebook) => {
            let sql = "SELECT 1 FROM rulebooks WHERE version = ?1";
            version(connection, sql, &rulebook.version, name_of(&step.record), present)?;
        }
        Record::Net(net) => {
            let sql = "SELECT version FROM net_standings WHERE net = ?1";
            version(connection, sql, &net.standing.key, name_of(&step.record), present)?;
        }
        Record::Linkage(linkage) => {
            let sql = "SELECT version FROM linkages WHERE name = ?1";
            version(connection, sql, &linkage.standing.key, name_of(&step.record), present)?;
        }
        Record::Account(account) => {
            let sql = "SELECT version FROM accounts WHERE name = ?1";
            version(connection, sql, &account.key, name_of(&step.record), present)?;
        }
        Record::Token(token) => {
            let sql = "SELECT version FROM tokens WHERE secret_sha256 = ?1";
            version(connection, sql, &token.key, name_of(&step.record), present)?;
        }
        Record::Model(model) => {
            let sql = "SELECT 1 FROM models WHERE version = ?1";
            version(connection, sql, &model.version, name_of(&step.record), present)?;
        }
        Record::InForce(choice) => {
            let sql = "SELECT version FROM model_in_force WHERE name = ?1";
            version(connection, sql, &choice.key, name_of(&step.record), present)?;
        }
        Record::Topic(topic) => {
            let sql = "SELECT version FROM monthly_topics WHERE id = ?1";
            version(connection, sql, &topic.key, name_of(&step.record), present)?;
        }
    }
    Ok(())
}

/// What a new case needs: its day's serial, and whether its source was filed before.
fn look_up_filing(connection: &Connection, step: &PreparedStep, present: &mut Present) -> rusqlite::Result<()> {
    let day = day_of(step.at);
    if let Entry::Vacant(unknown) = present.serials.entry(day) {
        let mut statement = connection.prepare_cached("SELECT last FROM serials WHERE day = ?1")?;
        let last: Option<u32> = statement.query_one([day], |row| row.get(0)).optional()?;
        unknown.insert(last.unwrap_or_default());
    }
    if let Record::Case(record) = &step.record
        && let Some(source) = &record.columns.source
    {
        let mut statement =
            connection.prepare_cached("SELECT id, number FROM cases WHERE source_system = ?1 AND source_key = ?2")?;
        let found = statement.query_one([&source.system, &source.key], |row| {
            Ok((CaseId::new(Uuid::from_bytes(row.get(0)?)), row.get(1)?))
        });
        if let Some(found) = found.optional()? {
            present.sources.insert(source.clone(), found);
        }
    }
    Ok(())
}

fn command(connection: &Connection, command: CommandId) -> rusqlite::Result<Option<Known>> {
    let mut statement = connection.prepare_cached("SELECT payload_sha256, receipt FROM commands WHERE command = ?1")?;
    let known = |row: &rusqlite::Row<'_>| Ok(Known { payload_sha256: row.get(0)?, receipt: row.get(1)? });
    statement.query_one([command.uuid().as_bytes()], known).optional()
}

fn case(connection: &Connection, id: CaseId) -> rusqlite::Result<Option<PresentCase>> {
    let mut statement = connection.prepare_cached("SELECT version, seq, number, facets FROM cases WHERE id = ?1")?;
    let known = |row: &rusqlite::Row<'_>| {
        Ok(PresentCase {
            version: Version::new(row.get(0)?),
            seq: row.get(1)?,
            number: row.get(2)?,
            facets: row.get(3)?,
        })
    };
    statement.query_one([id.uuid().as_bytes()], known).optional()
}

fn version(connection: &Connection, sql: &str, key: &str, name: String, present: &mut Present) -> rusqlite::Result<()> {
    let version: Option<u32> = connection.prepare_cached(sql)?.query_one([key], |row| row.get(0)).optional()?;
    if let Some(version) = version {
        present.others.insert(name, Version::new(version));
    }
    Ok(())
}

/// The reporter's contact as JSON.
pub(super) fn reporter(connection: &Connection, case: CaseId) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT body FROM reporters WHERE id = ?1")?;
    statement.query_one([case.uuid().as_bytes()], |row| row.get(0)).optional()
}

/// Writes what was planned.
pub(super) fn write(connection: &Connection, plan: &Plan<'_>) -> rusqlite::Result<()> {
    write_ledger(connection, plan)?;
    for case in &plan.cases {
        match &case.before {
            Some(_) => update(connection, case)?,
            None => file(connection, case)?,
        }
    }
    let (gone, added) = plan.facets();
    let mut take = connection.prepare_cached("DELETE FROM facets WHERE facet = ?1 AND seq = ?2")?;
    for facet in gone {
        take.execute(facet)?;
    }
    add_facets(connection, added.into_iter())?;
    write_reporters(connection, plan)?;
    write_others(connection, plan)
}

fn write_ledger(connection: &Connection, plan: &Plan<'_>) -> rusqlite::Result<()> {
    let mut facts = connection.prepare_cached("INSERT INTO facts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for leaf in &plan.leaves {
        facts.execute(params![
            column(leaf.index),
            about_key(&leaf.step.about),
            leaf.step.verb,
            leaf.step.at.as_millisecond(),
            leaf.command.uuid().as_bytes(),
            leaf.entry,
            leaf.step.salt,
            leaf.body,
        ])?;
    }
    let mut commands = connection.prepare_cached("INSERT INTO commands VALUES (?1, ?2, ?3, ?4)")?;
    for row in &plan.commands {
        let command = row.command.uuid();
        commands.execute(params![column(row.ledger_index), command.as_bytes(), row.payload_sha256, row.receipt])?;
    }
    let mut serials = connection
        .prepare_cached("INSERT INTO serials VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET last = excluded.last")?;
    for serial in &plan.serials {
        serials.execute(serial)?;
    }
    Ok(())
}

fn file(connection: &Connection, case: &PlannedCase<'_>) -> rusqlite::Result<()> {
    let filing = case.filing.expect("a case that was not there before is being filed");
    let columns = &case.record.columns;
    let new = CaseToInsert {
        seq: case.seq,
        number: &case.number,
        version: case.version.number(),
        changed_ms: case.changed_ms,
        wake_ms: case.record.wake_ms,
        id: case.record.id,
        columns,
        source: filing.columns.source.as_ref(),
        filed_ms: filing.columns.filed_ms,
        facets: &case.record.facets,
        body: &case.record.body,
    };
    insert_case(connection, &new)?;
    insert_words(connection, case.seq, &case.number, filing.words.iter())
}

/// A case with everything that its new rows need.
pub(super) struct CaseToInsert<'a> {
    pub(super) seq: i64,
    pub(super) number: &'a str,
    pub(super) version: u32,
    pub(super) changed_ms: i64,
    pub(super) wake_ms: Option<i64>,
    pub(super) id: CaseId,
    pub(super) columns: &'a CaseColumns,
    pub(super) source: Option<&'a Source>,
    pub(super) filed_ms: i64,
    pub(super) facets: &'a str,
    pub(super) body: &'a [u8],
}

/// The row of a new case.
pub(super) fn insert_case(connection: &Connection, case: &CaseToInsert<'_>) -> rusqlite::Result<()> {
    let columns = case.columns;
    let mut statement = connection.prepare_cached(
        "INSERT INTO cases (seq, id, number, version, state, hidden, headline, address, lng, lat, area, grid, kind, lead,
             channel, property, filed_ms, due_ms, wake_ms, changed_ms, source_system, source_key, facets, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
             ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
    )?;
    statement.execute(params![
        case.seq,
        case.id.uuid().as_bytes(),
        case.number,
        case.version,
        columns.state,
        columns.hidden,
        columns.headline,
        columns.address,
        columns.lng,
        columns.lat,
        columns.area,
        columns.grid,
        columns.kind,
        columns.lead,
        columns.channel,
        columns.property,
        case.filed_ms,
        columns.due_ms,
        case.wake_ms,
        case.changed_ms,
        case.source.map(|source| &source.system),
        case.source.map(|source| &source.key),
        case.facets,
        case.body,
    ])?;
    Ok(())
}

/// The words of a new case; its number is one of them.
pub(super) fn insert_words<'a>(
    connection: &Connection,
    seq: i64,
    number: &str,
    words: impl Iterator<Item = &'a String>,
) -> rusqlite::Result<()> {
    let mut text = number.to_owned();
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
    connection.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?.execute(params![seq, text])?;
    Ok(())
}

/// Adds facets, best in the order of their table.
pub(super) fn add_facets<'a>(
    connection: &Connection,
    facets: impl Iterator<Item = (&'a str, i64)>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO facets VALUES (?1, ?2)")?;
    for facet in facets {
        statement.execute(facet)?;
    }
    Ok(())
}

/// Id, number, source and the time of filing stay as they were filed.
fn update(connection: &Connection, case: &PlannedCase<'_>) -> rusqlite::Result<()> {
    let columns = &case.record.columns;
    let mut statement = connection.prepare_cached(
        "UPDATE cases SET version = ?2, state = ?3, hidden = ?4, headline = ?5, address = ?6, lng = ?7, lat = ?8,
             area = ?9, grid = ?10, kind = ?11, lead = ?12, channel = ?13, property = ?14, due_ms = ?15, wake_ms = ?16,
             changed_ms = ?17, facets = ?18, body = ?19
         WHERE seq = ?1",
    )?;
    statement.execute(params![
        case.seq,
        case.version.number(),
        columns.state,
        columns.hidden,
        columns.headline,
        columns.address,
        columns.lng,
        columns.lat,
        columns.area,
        columns.grid,
        columns.kind,
        columns.lead,
        columns.channel,
        columns.property,
        columns.due_ms,
        case.record.wake_ms,
        case.changed_ms,
        case.record.facets,
        case.record.body,
    ])?;
    Ok(())
}

fn write_reporters(connection: &Connection, plan: &Plan<'_>) -> rusqlite::Result<()> {
    let mut store = connection.prepare_cached(
        "INSERT INTO reporters VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET salt = excluded.salt, body = excluded.body",
    )?;
    for row in &plan.reporters {
        store.execute(params![row.case.uuid().as_bytes(), row.salt, row.body])?;
    }
    let mut erase = connection.prepare_cached("DELETE FROM reporters WHERE id = ?1")?;
    for case in &plan.erased {
        erase.execute([case.uuid().as_bytes()])?;
    }
    Ok(())
}

fn write_others(connection: &Connection, plan: &Plan<'_>) -> rusqlite::Result<()> {
    let mut rulebooks = connection.prepare_cached("INSERT INTO rulebooks VALUES (?1, ?2, ?3, ?4)")?;
    for row in &plan.rulebooks {
        rulebooks.execute(params![row.version, row.effective_ms, column(row.ledger_index), row.content])?;
    }
    let mut models = connection.prepare_cached("INSERT INTO models VALUES (?1, ?2, ?3, ?4)")?;
    for row in &plan.models {
        models.execute(params![row.version, column(row.ledger_index), row.title, row.content])?;
    }
    let mut nets = connection.prepare_cached("INSERT INTO nets VALUES (?1, ?2, ?3)")?;
    for row in &plan.nets {
        nets.execute(params![row.net, column(row.ledger_index), row.content])?;
    }
    let mut acts = connection.prepare_cached("INSERT INTO linkage_acts VALUES (?1, ?2, ?3)")?;
    for row in &plan.linkage_acts {
        acts.execute(params![row.act, column(row.ledger_index), row.content])?;
    }
    let tables = [
        ("net_standings", &plan.net_standings),
        ("linkages", &plan.linkages),
        ("accounts", &plan.accounts),
        ("tokens", &plan.tokens),
        ("model_in_force", &plan.in_force),
        ("monthly_topics", &plan.topics),
    ];
    for (table, rows) in tables {
        // `REPLACE` is a whole new row under the same key, which is what a new version is.
        let mut statement = connection.prepare_cached(&format!("REPLACE INTO {table} VALUES (?1, ?2, ?3)"))?;
        for planned in rows.values() {
            statement.execute(params![planned.row.key, planned.version.number(), planned.row.body])?;
        }
    }
    let mut outbox = connection.prepare_cached(
        "INSERT INTO outbox (ledger_index, ordinal, job, key, due_ms, attempts, body) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)",
    )?;
    for (row, follow_up) in &plan.follow_ups {
        let index = column(row.ledger_index);
        outbox.execute(params![index, row.ordinal, follow_up.job, follow_up.key, follow_up.due_ms, row.body])?;
    }
    Ok(())
}
