//! Everything in the file, out and back in; the order is that of [`crate::dump`].

use super::group::{CaseToInsert, add_facets, insert_case, insert_words};
use super::sql;
use crate::columns::{CaseColumns, column};
use crate::dump::{
    ActRow, AttachmentRow, CaseRow, CheckpointRow, CommandRow, CredentialRow, DumpRow, FollowRow, FollowUpRow, LeafRow,
    ModelRow, NetRow, ReporterRow, RulebookRow, ViewRow,
};
use crate::restore::{self, Serials};
use crate::seal::hex;
use crate::skew::{self, LeafColumns, StoredColumns};
use crate::{StoreError, facets};
use jingwei_cases::case::Source;
use jingwei_terms::{CaseId, CommandId};
use rusqlite::{Connection, OptionalExtension as _, Row, Rows, params};
use tokio::sync::mpsc;
use uuid::Uuid;

type Sink = mpsc::Sender<Result<DumpRow, StoreError>>;

/// Nobody takes the rows any more.
const GONE: rusqlite::Error = rusqlite::Error::QueryReturnedNoRows;

/// Sends everything, of one instant.
pub(super) fn dump(connection: &mut Connection, sink: &Sink) -> Result<(), StoreError> {
    let snapshot = connection.transaction().map_err(sql("the dump cannot begin"))?;
    match parts(&snapshot, sink) {
        Ok(()) => Ok(()),
        Err(_) if sink.is_closed() => Ok(()),
        Err(error) => Err(sql("the dump cannot go on")(error)),
    }
}

fn parts(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    let sql = "SELECT version, effective_ms, content, ledger_index FROM rulebooks ORDER BY ledger_index";
    each(snapshot, sql, sink, |row| {
        Ok(DumpRow::Rulebook(RulebookRow {
            version: row.get(0)?,
            effective_ms: row.get(1)?,
            content: row.get(2)?,
            ledger_index: unsigned(row, 3)?,
        }))
    })?;
    each(snapshot, "SELECT net, ledger_index, content FROM nets ORDER BY ledger_index", sink, |row| {
        Ok(DumpRow::Net(NetRow { net: row.get(0)?, ledger_index: unsigned(row, 1)?, content: row.get(2)? }))
    })?;
    each(snapshot, "SELECT net, body, version FROM net_standings ORDER BY net", sink, |row| {
        credential(row).map(DumpRow::NetStanding)
    })?;
    each(snapshot, "SELECT name, body, version FROM accounts ORDER BY name", sink, |row| {
        credential(row).map(DumpRow::Account)
    })?;
    each(snapshot, "SELECT secret_sha256, body, version FROM tokens ORDER BY secret_sha256", sink, |row| {
        credential(row).map(DumpRow::Token)
    })?;
    learned(snapshot, sink)?;
    linkages(snapshot, sink)?;
    ledger(snapshot, sink)?;
    cases(snapshot, sink)?;
    doors(snapshot, sink)?;
    let sql = "SELECT size, note FROM checkpoints ORDER BY size";
    each(snapshot, sql, sink, |row| {
        Ok(DumpRow::Checkpoint(CheckpointRow { size: unsigned(row, 0)?, note: row.get(1)? }))
    })
}

fn learned(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    let sql = "SELECT version, ledger_index, title, content FROM models ORDER BY ledger_index";
    each(snapshot, sql, sink, |row| {
        Ok(DumpRow::Model(ModelRow {
            version: row.get(0)?,
            ledger_index: unsigned(row, 1)?,
            title: row.get(2)?,
            content: row.get(3)?,
        }))
    })?;
    each(snapshot, "SELECT name, body, version FROM model_in_force ORDER BY name", sink, |row| {
        credential(row).map(DumpRow::InForce)
    })?;
    each(snapshot, "SELECT id, body, version FROM monthly_topics ORDER BY id", sink, |row| {
        credential(row).map(DumpRow::Topic)
    })
}

fn linkages(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    each(snapshot, "SELECT act, ledger_index, content FROM linkage_acts ORDER BY ledger_index", sink, |row| {
        Ok(DumpRow::LinkageAct(ActRow { act: row.get(0)?, ledger_index: unsigned(row, 1)?, content: row.get(2)? }))
    })?;
    each(snapshot, "SELECT name, body, version FROM linkages ORDER BY name", sink, |row| {
        credential(row).map(DumpRow::Linkage)
    })
}

/// Pictures, followers and views.
fn doors(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    let mut held = snapshot.prepare("SELECT case_id FROM attachment_cases WHERE sha256 = ?1 ORDER BY case_id")?;
    let mut pictures = snapshot.prepare(
        "SELECT sha256, original, width, height, uploader, uploaded_ms, thumb, content FROM attachments ORDER BY sha256",
    )?;
    let mut rows = pictures.query(())?;
    while let Some(row) = rows.next()? {
        let sha256: [u8; 32] = row.get(0)?;
        let cases = held.query_map([sha256], |row| Ok(CaseId::new(Uuid::from_bytes(row.get(0)?))))?;
        let picture = AttachmentRow {
            sha256: hex(&sha256),
            original: hex(&row.get::<_, [u8; 32]>(1)?),
            width: row.get(2)?,
            height: row.get(3)?,
            uploader: row.get(4)?,
            uploaded_ms: row.get(5)?,
            cases: cases.collect::<Result<_, _>>()?,
            thumb: row.get(6)?,
            content: row.get(7)?,
        };
        send(sink, DumpRow::Attachment(picture))?;
    }
    each(snapshot, "SELECT key_sha256, case_id, at_ms FROM follows ORDER BY key_sha256", sink, |row| {
        let case = CaseId::new(Uuid::from_bytes(row.get(1)?));
        Ok(DumpRow::Follow(FollowRow { key_sha256: hex(&row.get::<_, [u8; 32]>(0)?), case, at_ms: row.get(2)? }))
    })?;
    each(snapshot, "SELECT account, name, body FROM saved_views ORDER BY account, name", sink, |row| {
        Ok(DumpRow::View(ViewRow { account: row.get(0)?, name: row.get(1)?, body: row.get(2)? }))
    })
}

fn each(
    snapshot: &Connection,
    sql: &str,
    sink: &Sink,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<DumpRow>,
) -> rusqlite::Result<()> {
    let mut statement = snapshot.prepare(sql)?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        send(sink, read(row)?)?;
    }
    Ok(())
}

fn send(sink: &Sink, row: DumpRow) -> rusqlite::Result<()> {
    sink.blocking_send(Ok(row)).map_err(|_| GONE)
}

/// Three tables side by side, each in the order of the leaves.
fn ledger(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    let mut leaves = snapshot.prepare(
        "SELECT ledger_index, entry, salt, body, about, verb, at_ms, command FROM facts ORDER BY ledger_index",
    )?;
    let mut commands = snapshot
        .prepare("SELECT ledger_index, command, payload_sha256, receipt FROM commands ORDER BY ledger_index")?;
    let mut follow_ups = snapshot.prepare(
        "SELECT ledger_index, ordinal, body, done_ms IS NOT NULL, job, key FROM outbox ORDER BY ledger_index, ordinal",
    )?;
    let mut leaves = leaves.query(())?;
    let mut commands = Beside::new(commands.query(())?, command)?;
    let mut follow_ups = Beside::new(follow_ups.query(())?, follow_up)?;
    while let Some(row) = leaves.next()? {
        let leaf = leaf(row)?;
        let index = leaf.index;
        send(sink, DumpRow::Leaf(leaf))?;
        commands.send_up_to(index, sink)?;
        follow_ups.send_up_to(index, sink)?;
    }
    // What has no leaf was not written by us, and the audit ought to see it.
    commands.send_up_to(u64::MAX, sink)?;
    follow_ups.send_up_to(u64::MAX, sink)
}

/// Rows that belong to leaves, with the next one in hand.
struct Beside<'s> {
    rows: Rows<'s>,
    read: fn(&Row<'_>) -> rusqlite::Result<(u64, DumpRow)>,
    next: Option<(u64, DumpRow)>,
}

impl<'s> Beside<'s> {
    fn new(rows: Rows<'s>, read: fn(&Row<'_>) -> rusqlite::Result<(u64, DumpRow)>) -> rusqlite::Result<Self> {
        let mut beside = Self { rows, read, next: None };
        beside.advance()?;
        Ok(beside)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.next = self.rows.next()?.map(self.read).transpose()?;
        Ok(())
    }

    fn send_up_to(&mut self, index: u64, sink: &Sink) -> rusqlite::Result<()> {
        while let Some((_, row)) = self.next.take_if(|(at, _)| *at <= index) {
            send(sink, row)?;
            self.advance()?;
        }
        Ok(())
    }
}

fn leaf(row: &Row<'_>) -> rusqlite::Result<LeafRow> {
    let leaf =
        LeafRow { index: unsigned(row, 0)?, entry: row.get(1)?, salt: row.get(2)?, body: row.get(3)?, skewed: None };
    let beside = LeafColumns {
        about: row.get(4)?,
        verb: row.get(5)?,
        at_ms: row.get(6)?,
        command: CommandId::new(Uuid::from_bytes(row.get(7)?)),
    };
    Ok(skew::leaf(leaf, &beside))
}

fn command(row: &Row<'_>) -> rusqlite::Result<(u64, DumpRow)> {
    let command = CommandRow {
        ledger_index: unsigned(row, 0)?,
        command: CommandId::new(Uuid::from_bytes(row.get(1)?)),
        payload_sha256: row.get(2)?,
        receipt: row.get(3)?,
    };
    Ok((command.ledger_index, DumpRow::Command(command)))
}

fn follow_up(row: &Row<'_>) -> rusqlite::Result<(u64, DumpRow)> {
    let follow_up = FollowUpRow {
        ledger_index: unsigned(row, 0)?,
        ordinal: row.get(1)?,
        body: row.get(2)?,
        done: row.get(3)?,
        skewed: None,
    };
    let (job, key): (String, String) = (row.get(4)?, row.get(5)?);
    Ok((follow_up.ledger_index, DumpRow::FollowUp(skew::follow_up(follow_up, &job, &key))))
}

fn credential(row: &Row<'_>) -> rusqlite::Result<CredentialRow> {
    Ok(skew::credential(CredentialRow { key: row.get(0)?, body: row.get(1)?, skewed: None }, row.get(2)?))
}

fn cases(snapshot: &Connection, sink: &Sink) -> rusqlite::Result<()> {
    let mut statement = snapshot.prepare(
        "SELECT id, seq, number, version, wake_ms, due_ms, changed_ms, body, state, hidden, headline, address, lng, lat,
             area, grid, kind, lead, channel, property, filed_ms, source_system, source_key, facets
         FROM cases ORDER BY seq",
    )?;
    let mut reporters = snapshot.prepare("SELECT id, salt, body FROM reporters WHERE id = ?1")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let case = case(row)?;
        let id = case.id;
        send(sink, DumpRow::Case(case))?;
        if let Some(reporter) = reporters.query_one([id.uuid().as_bytes()], reporter).optional()? {
            send(sink, DumpRow::Reporter(reporter))?;
        }
    }
    let sql = "SELECT id, salt, body FROM reporters WHERE id NOT IN (SELECT id FROM cases) ORDER BY id";
    each(snapshot, sql, sink, |row| reporter(row).map(DumpRow::Reporter))
}

fn case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let case = CaseRow {
        id: CaseId::new(Uuid::from_bytes(row.get(0)?)),
        seq: row.get(1)?,
        number: row.get(2)?,
        version: row.get(3)?,
        wake_ms: row.get(4)?,
        due_ms: row.get(5)?,
        changed_ms: row.get(6)?,
        body: row.get(7)?,
        skewed: None,
    };
    let state: String = row.get(8)?;
    let source: Option<(String, String)> = row.get::<_, Option<String>>(21)?.zip(row.get(22)?);
    let columns = CaseColumns {
        state: skew::state(&state),
        is_open: false,
        hidden: row.get(9)?,
        headline: row.get(10)?,
        address: row.get(11)?,
        lng: row.get(12)?,
        lat: row.get(13)?,
        area: row.get(14)?,
        grid: row.get(15)?,
        kind: row.get(16)?,
        lead: row.get(17)?,
        channel: row.get(18)?,
        property: row.get(19)?,
        filed_ms: row.get(20)?,
        due_ms: case.due_ms,
        source: source.map(|(system, key)| Source { system, key }),
        departments: Default::default(),
        hands: Default::default(),
    };
    Ok(skew::case(case, StoredColumns { columns, facets: row.get(23)? }))
}

fn reporter(row: &Row<'_>) -> rusqlite::Result<ReporterRow> {
    Ok(ReporterRow { case: CaseId::new(Uuid::from_bytes(row.get(0)?)), salt: row.get(1)?, body: row.get(2)? })
}

fn unsigned(row: &Row<'_>, place: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(place).map(i64::unsigned_abs)
}

/// Fills an empty file. A crash before the end leaves it empty.
pub(super) fn restore(connection: &mut Connection, mut rows: mpsc::Receiver<DumpRow>) -> Result<u64, StoreError> {
    let doing = sql("the dump cannot be brought back");
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(&doing)?;
    for table in ["facts", "cases", "rulebooks", "nets", "accounts", "tokens", "models", "linkages"] {
        let holds = |mut statement: rusqlite::Statement<'_>| statement.exists(());
        if transaction.prepare(&format!("SELECT 1 FROM {table}")).and_then(holds).map_err(&doing)? {
            return Err(restore::not_empty());
        }
    }
    let mut serials = Serials::default();
    let mut count = 0;
    while let Some(row) = rows.blocking_recv() {
        bring_back(&transaction, &row, &mut serials)?;
        count += 1;
    }
    for serial in &serials.0 {
        transaction.execute("INSERT INTO serials VALUES (?1, ?2)", serial).map_err(&doing)?;
    }
    transaction.commit().map_err(&doing)?;
    Ok(count)
}

fn bring_back(connection: &Connection, row: &DumpRow, serials: &mut Serials) -> Result<(), StoreError> {
    let written = match row {
        DumpRow::Rulebook(row) => execute(
            connection,
            "INSERT INTO rulebooks VALUES (?1, ?2, ?3, ?4)",
            params![row.version, row.effective_ms, column(row.ledger_index), row.content],
        ),
        DumpRow::Net(row) => execute(
            connection,
            "INSERT INTO nets VALUES (?1, ?2, ?3)",
            params![row.net, column(row.ledger_index), row.content],
        ),
        DumpRow::LinkageAct(row) => execute(
            connection,
            "INSERT INTO linkage_acts VALUES (?1, ?2, ?3)",
            params![row.act, column(row.ledger_index), row.content],
        ),
        DumpRow::Linkage(row) => bring_back_keyed(connection, "linkages", row),
        DumpRow::NetStanding(row) => bring_back_keyed(connection, "net_standings", row),
        DumpRow::Account(row) => bring_back_keyed(connection, "accounts", row),
        DumpRow::Token(row) => bring_back_keyed(connection, "tokens", row),
        DumpRow::InForce(row) => bring_back_keyed(connection, "model_in_force", row),
        DumpRow::Topic(row) => bring_back_keyed(connection, "monthly_topics", row),
        DumpRow::Model(row) => execute(
            connection,
            "INSERT INTO models VALUES (?1, ?2, ?3, ?4)",
            params![row.version, column(row.ledger_index), row.title, row.content],
        ),
        DumpRow::Leaf(row) => bring_back_leaf(connection, row, &restore::leaf(row)?),
        DumpRow::Command(row) => execute(
            connection,
            "INSERT INTO commands VALUES (?1, ?2, ?3, ?4)",
            params![column(row.ledger_index), row.command.uuid().as_bytes(), row.payload_sha256, row.receipt],
        ),
        DumpRow::FollowUp(row) => {
            let (follow_up, due) = restore::follow_up(row)?;
            execute(
                connection,
                "INSERT INTO outbox (ledger_index, ordinal, job, key, due_ms, attempts, done_ms, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)",
                params![
                    column(row.ledger_index),
                    row.ordinal,
                    follow_up.job,
                    follow_up.key,
                    due,
                    row.done.then_some(0),
                    row.body
                ],
            )
        }
        DumpRow::Case(row) => {
            serials.see(&row.number)?;
            bring_back_case(connection, row, &restore::case(row)?)
        }
        DumpRow::Reporter(row) => execute(
            connection,
            "INSERT INTO reporters VALUES (?1, ?2, ?3)",
            params![row.case.uuid().as_bytes(), row.salt, row.body],
        ),
        DumpRow::Attachment(row) => bring_back_attachment(connection, row, &restore::digests(row)?),
        DumpRow::Follow(row) => execute(
            connection,
            "INSERT INTO follows VALUES (?1, ?2, ?3)",
            params![restore::digest(&row.key_sha256)?, row.case.uuid().as_bytes(), row.at_ms],
        ),
        DumpRow::View(row) => {
            execute(connection, "INSERT INTO saved_views VALUES (?1, ?2, ?3)", params![row.account, row.name, row.body])
        }
        DumpRow::Checkpoint(row) => {
            execute(connection, "INSERT INTO checkpoints VALUES (?1, ?2)", params![column(row.size), row.note])
        }
    };
    written.map_err(sql("a row of the dump cannot be brought back"))
}

/// A record that is one JSON under one key; its version stands in it.
fn bring_back_keyed(connection: &Connection, table: &str, row: &CredentialRow) -> rusqlite::Result<()> {
    let sql = format!("INSERT INTO {table} VALUES (?1, json_extract(CAST(?2 AS TEXT), '$.version'), ?2)");
    execute(connection, &sql, params![row.key, row.body])
}

fn bring_back_leaf(connection: &Connection, row: &LeafRow, columns: &LeafColumns) -> rusqlite::Result<()> {
    let LeafColumns { about, verb, at_ms, command } = columns;
    execute(
        connection,
        "INSERT INTO facts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![column(row.index), about, verb, at_ms, command.uuid().as_bytes(), row.entry, row.salt, row.body],
    )
}

fn bring_back_case(connection: &Connection, row: &CaseRow, restored: &restore::RestoredCase) -> rusqlite::Result<()> {
    insert_case(
        connection,
        &CaseToInsert {
            seq: row.seq,
            number: &row.number,
            version: row.version,
            changed_ms: row.changed_ms,
            wake_ms: row.wake_ms,
            id: row.id,
            columns: &restored.columns,
            source: restored.columns.source.as_ref(),
            filed_ms: restored.columns.filed_ms,
            facets: &restored.facets,
            body: &row.body,
        },
    )?;
    add_facets(connection, facets::added("", &restored.facets).map(|facet| (facet, row.seq)))?;
    insert_words(connection, row.seq, &row.number, restored.words.iter())
}

fn bring_back_attachment(
    connection: &Connection,
    row: &AttachmentRow,
    digests: &[[u8; 32]; 2],
) -> rusqlite::Result<()> {
    let [sha256, original] = digests;
    let AttachmentRow { width, height, uploader, uploaded_ms, thumb, content, .. } = row;
    execute(
        connection,
        "INSERT INTO attachments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![sha256, original, width, height, uploader, uploaded_ms, thumb, content],
    )?;
    for case in &row.cases {
        let case = case.uuid();
        execute(connection, "INSERT INTO attachment_cases VALUES (?1, ?2)", params![sha256, case.as_bytes()])?;
    }
    Ok(())
}

fn execute(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(params).map(|_| ())
}
