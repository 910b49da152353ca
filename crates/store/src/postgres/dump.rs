//! Everything in the database, out and back in; the order is that of [`crate::dump`].

use super::group::joined;
use super::listener::CHANNEL;
use super::sql;
use crate::columns::{CaseColumns, column, index};
use crate::dump::{
    ActRow, AttachmentRow, CaseRow, CheckpointRow, CommandRow, CredentialRow, DumpRow, FollowRow, FollowUpRow, LeafRow,
    ModelRow, NetRow, ReporterRow, RulebookRow, ViewRow,
};
use crate::restore::{self, RestoredCase, Serials};
use crate::seal::hex;
use crate::skew::{self, LeafColumns, StoredColumns};
use crate::{StoreError, Trouble, facets};
use deadpool_postgres::{ClientWrapper, GenericClient as _, Transaction};
use jingwei_cases::case::Source;
use jingwei_terms::{CaseId, CommandId};
use std::collections::HashMap;
use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

type Sink = mpsc::Sender<Result<DumpRow, StoreError>>;

/// Rows read at a time.
const PIECE: i64 = 1000;

/// Sends everything, of one instant.
pub(super) async fn dump(client: &mut ClientWrapper, sink: &Sink) -> Result<(), StoreError> {
    let doing = sql("the dump cannot begin");
    let snapshot = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await
        .map_err(&doing)?;
    snapshot.batch_execute("SET LOCAL idle_in_transaction_session_timeout = 0").await.map_err(&doing)?;
    match parts(&snapshot, sink).await {
        Err(_) if sink.is_closed() => Ok(()),
        ended => ended,
    }
}

async fn linkages(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    let text = "SELECT act, ledger_index, content FROM linkage_acts ORDER BY ledger_index";
    for row in read(snapshot, text, &[]).await? {
        let (act, ledger_index, content) = (row.get(0), index(row.get(1))?, row.get(2));
        send(sink, DumpRow::LinkageAct(ActRow { act, ledger_index, content })).await?;
    }
    for row in read(snapshot, "SELECT name, body, version FROM linkages ORDER BY name", &[]).await? {
        send(sink, DumpRow::Linkage(credential(&row))).await?;
    }
    Ok(())
}

async fn parts(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    let text = "SELECT version, effective_ms, content, ledger_index FROM rulebooks ORDER BY ledger_index";
    for row in read(snapshot, text, &[]).await? {
        let (version, effective_ms, content) = (row.get(0), row.get(1), row.get(2));
        send(sink, DumpRow::Rulebook(RulebookRow { version, effective_ms, content, ledger_index: index(row.get(3))? }))
            .await?;
    }
    for row in read(snapshot, "SELECT net, ledger_index, content FROM nets ORDER BY ledger_index", &[]).await? {
        let (net, ledger_index, content) = (row.get(0), index(row.get(1))?, row.get(2));
        send(sink, DumpRow::Net(NetRow { net, ledger_index, content })).await?;
    }
    for row in read(snapshot, "SELECT net, body, version FROM net_standings ORDER BY net", &[]).await? {
        send(sink, DumpRow::NetStanding(credential(&row))).await?;
    }
    for row in read(snapshot, "SELECT name, body, version FROM accounts ORDER BY name", &[]).await? {
        send(sink, DumpRow::Account(credential(&row))).await?;
    }
    for row in read(snapshot, "SELECT secret_sha256, body, version FROM tokens ORDER BY secret_sha256", &[]).await? {
        send(sink, DumpRow::Token(credential(&row))).await?;
    }
    learned(snapshot, sink).await?;
    linkages(snapshot, sink).await?;
    ledger(snapshot, sink).await?;
    cases(snapshot, sink).await?;
    doors(snapshot, sink).await?;
    for row in read(snapshot, "SELECT size, note FROM checkpoints ORDER BY size", &[]).await? {
        send(sink, DumpRow::Checkpoint(CheckpointRow { size: index(row.get(0))?, note: row.get(1) })).await?;
    }
    Ok(())
}

/// Pictures, followers and views.
async fn doors(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    // One by one: a city's pictures together are larger than any memory.
    for name in read(snapshot, "SELECT sha256 FROM attachments ORDER BY sha256", &[]).await? {
        let sha256: &[u8] = name.get(0);
        let text =
            "SELECT original, width, height, uploader, uploaded_ms, thumb, content FROM attachments WHERE sha256 = $1";
        let held = "SELECT case_id FROM attachment_cases WHERE sha256 = $1 ORDER BY case_id";
        let cases = read(snapshot, held, &[&sha256]).await?;
        for row in read(snapshot, text, &[&sha256]).await? {
            let picture = AttachmentRow {
                sha256: hex(sha256),
                original: hex(row.get(0)),
                width: row.get::<_, i32>(1).unsigned_abs(),
                height: row.get::<_, i32>(2).unsigned_abs(),
                uploader: row.get(3),
                uploaded_ms: row.get(4),
                cases: cases.iter().map(|row| CaseId::new(row.get(0))).collect(),
                thumb: row.get(5),
                content: row.get(6),
            };
            send(sink, DumpRow::Attachment(picture)).await?;
        }
    }
    for row in read(snapshot, "SELECT key_sha256, case_id, at_ms FROM follows ORDER BY key_sha256", &[]).await? {
        let follow = FollowRow { key_sha256: hex(row.get(0)), case: CaseId::new(row.get(1)), at_ms: row.get(2) };
        send(sink, DumpRow::Follow(follow)).await?;
    }
    for row in read(snapshot, "SELECT account, name, body FROM saved_views ORDER BY account, name", &[]).await? {
        send(sink, DumpRow::View(ViewRow { account: row.get(0), name: row.get(1), body: row.get(2) })).await?;
    }
    Ok(())
}

async fn learned(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    let text = "SELECT version, ledger_index, title, content FROM models ORDER BY ledger_index";
    for row in read(snapshot, text, &[]).await? {
        let (version, title, content) = (row.get(0), row.get(2), row.get(3));
        send(sink, DumpRow::Model(ModelRow { version, ledger_index: index(row.get(1))?, title, content })).await?;
    }
    for row in read(snapshot, "SELECT name, body, version FROM model_in_force ORDER BY name", &[]).await? {
        send(sink, DumpRow::InForce(credential(&row))).await?;
    }
    for row in read(snapshot, "SELECT id, body, version FROM monthly_topics ORDER BY id", &[]).await? {
        send(sink, DumpRow::Topic(credential(&row))).await?;
    }
    Ok(())
}

async fn read(snapshot: &Transaction<'_>, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
    let doing = sql("the dump cannot go on");
    let statement = snapshot.prepare_cached(text).await.map_err(&doing)?;
    snapshot.query(&statement, params).await.map_err(&doing)
}

async fn send(sink: &Sink, row: DumpRow) -> Result<(), StoreError> {
    let gone = |_| StoreError::new(Trouble::Other, "nobody takes the dump any more");
    sink.send(Ok(row)).await.map_err(gone)
}

/// Three tables side by side, piece by piece, each in the order of the leaves.
async fn ledger(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    let mut from = 0_i64;
    loop {
        let text = "SELECT ledger_index, entry, salt, body, about, verb, at_ms, command FROM facts
                    WHERE ledger_index >= $1 ORDER BY ledger_index LIMIT $2";
        let rows = read(snapshot, text, &[&from, &PIECE]).await?;
        // Behind the last leaf comes what has none; the audit ought to see it.
        let last_piece = i64::try_from(rows.len()).unwrap_or(i64::MAX) < PIECE;
        let to = match rows.last() {
            Some(row) if !last_piece => row.get::<_, i64>(0),
            _ => i64::MAX,
        };
        let mut behind = Behind::read(snapshot, from, to).await?;
        for row in &rows {
            let leaf = leaf(row)?;
            let index = leaf.index;
            send(sink, DumpRow::Leaf(leaf)).await?;
            behind.send_up_to(index, sink).await?;
        }
        if last_piece {
            return behind.send_up_to(u64::MAX, sink).await;
        }
        from = to + 1;
    }
}

/// Commands and follow-ups of a piece, the next one last.
struct Behind {
    commands: Vec<CommandRow>,
    follow_ups: Vec<FollowUpRow>,
}

impl Behind {
    async fn read(snapshot: &Transaction<'_>, from: i64, to: i64) -> Result<Self, StoreError> {
        let text = "SELECT ledger_index, command, payload_sha256, receipt FROM commands
                    WHERE ledger_index BETWEEN $1 AND $2 ORDER BY ledger_index DESC";
        let commands = read(snapshot, text, &[&from, &to]).await?;
        let text = "SELECT ledger_index, ordinal, body, done_ms IS NOT NULL, job, key FROM outbox
                    WHERE ledger_index BETWEEN $1 AND $2 ORDER BY ledger_index DESC, ordinal DESC";
        let follow_ups = read(snapshot, text, &[&from, &to]).await?;
        Ok(Self {
            commands: commands.iter().map(command).collect::<Result<_, _>>()?,
            follow_ups: follow_ups.iter().map(follow_up).collect::<Result<_, _>>()?,
        })
    }

    async fn send_up_to(&mut self, index: u64, sink: &Sink) -> Result<(), StoreError> {
        while let Some(row) = self.commands.pop_if(|row| row.ledger_index <= index) {
            send(sink, DumpRow::Command(row)).await?;
        }
        while let Some(row) = self.follow_ups.pop_if(|row| row.ledger_index <= index) {
            send(sink, DumpRow::FollowUp(row)).await?;
        }
        Ok(())
    }
}

fn leaf(row: &Row) -> Result<LeafRow, StoreError> {
    let leaf =
        LeafRow { index: index(row.get(0))?, entry: row.get(1), salt: row.get(2), body: row.get(3), skewed: None };
    let beside =
        LeafColumns { about: row.get(4), verb: row.get(5), at_ms: row.get(6), command: CommandId::new(row.get(7)) };
    Ok(skew::leaf(leaf, &beside))
}

fn command(row: &Row) -> Result<CommandRow, StoreError> {
    Ok(CommandRow {
        ledger_index: index(row.get(0))?,
        command: CommandId::new(row.get(1)),
        payload_sha256: row.get(2),
        receipt: row.get(3),
    })
}

fn follow_up(row: &Row) -> Result<FollowUpRow, StoreError> {
    let ordinal = u16::try_from(row.get::<_, i32>(1)).unwrap_or(u16::MAX);
    let (ledger_index, body, done) = (index(row.get(0))?, row.get(2), row.get(3));
    let stored = FollowUpRow { ledger_index, ordinal, body, done, skewed: None };
    Ok(skew::follow_up(stored, row.get(4), row.get(5)))
}

fn credential(row: &Row) -> CredentialRow {
    let stored = CredentialRow { key: row.get(0), body: row.get(1), skewed: None };
    skew::credential(stored, row.get::<_, i32>(2).into())
}

async fn cases(snapshot: &Transaction<'_>, sink: &Sink) -> Result<(), StoreError> {
    let mut after: Option<i64> = None;
    loop {
        let text =
            "SELECT id, seq, number, version, wake_ms, due_ms, changed_ms, body, state, hidden, headline, address,
                        lng, lat, area, grid, kind, lead, channel, property, filed_ms, source_system, source_key, facets
                    FROM cases WHERE $1::bigint IS NULL OR seq > $1 ORDER BY seq LIMIT $2";
        let rows = read(snapshot, text, &[&after, &PIECE]).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect();
        let found = read(snapshot, "SELECT id, salt, body FROM reporters WHERE id = ANY ($1)", &[&ids]).await?;
        let mut reporters: HashMap<Uuid, ReporterRow> = found.iter().map(|row| (row.get(0), reporter(row))).collect();
        for row in &rows {
            send(sink, DumpRow::Case(case(row))).await?;
            if let Some(row) = reporters.remove(&row.get(0)) {
                send(sink, DumpRow::Reporter(row)).await?;
            }
        }
        match rows.last() {
            Some(row) => after = Some(row.get(1)),
            None => break,
        }
    }
    let text = "SELECT id, salt, body FROM reporters r WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = r.id)
                ORDER BY id";
    for row in read(snapshot, text, &[]).await? {
        send(sink, DumpRow::Reporter(reporter(&row))).await?;
    }
    Ok(())
}

fn case(row: &Row) -> CaseRow {
    let case = CaseRow {
        id: CaseId::new(row.get(0)),
        seq: row.get(1),
        number: row.get(2),
        version: row.get::<_, i32>(3).unsigned_abs(),
        wake_ms: row.get(4),
        due_ms: row.get(5),
        changed_ms: row.get(6),
        body: row.get(7),
        skewed: None,
    };
    let source = row.get::<_, Option<String>>(21).zip(row.get(22));
    let columns = CaseColumns {
        state: skew::state(row.get(8)),
        is_open: false,
        hidden: row.get(9),
        headline: row.get(10),
        address: row.get(11),
        lng: row.get(12),
        lat: row.get(13),
        area: row.get(14),
        grid: row.get(15),
        kind: row.get(16),
        lead: row.get(17),
        channel: row.get(18),
        property: row.get(19),
        filed_ms: row.get(20),
        due_ms: case.due_ms,
        source: source.map(|(system, key)| Source { system, key }),
        departments: Default::default(),
        hands: Default::default(),
    };
    skew::case(case, StoredColumns { columns, facets: row.get(23) })
}

fn reporter(row: &Row) -> ReporterRow {
    ReporterRow { case: CaseId::new(row.get(0)), salt: row.get(1), body: row.get(2) }
}

/// Fills an empty database. A crash before the end leaves it empty.
pub(super) async fn restore(client: &mut ClientWrapper, mut rows: mpsc::Receiver<DumpRow>) -> Result<u64, StoreError> {
    let doing = sql("the dump cannot be brought back");
    let transaction = client.transaction().await.map_err(&doing)?;
    transaction.batch_execute("SET LOCAL idle_in_transaction_session_timeout = 0").await.map_err(&doing)?;
    // The head is locked, so that nobody files a case while the rest comes in.
    let text = "SELECT size = 0 AND NOT EXISTS (SELECT 1 FROM facts) AND NOT EXISTS (SELECT 1 FROM cases)
                    AND NOT EXISTS (SELECT 1 FROM rulebooks) AND NOT EXISTS (SELECT 1 FROM accounts)
                    AND NOT EXISTS (SELECT 1 FROM tokens) AND NOT EXISTS (SELECT 1 FROM models)
                    AND NOT EXISTS (SELECT 1 FROM nets) AND NOT EXISTS (SELECT 1 FROM linkages) FROM ledger_head FOR UPDATE";
    let empty: bool = transaction.query_one(text, &[]).await.map_err(&doing)?.get(0);
    if !empty {
        return Err(restore::not_empty());
    }
    let (mut serials, mut size, mut count) = (Serials::default(), 0, 0);
    while let Some(row) = rows.recv().await {
        if let DumpRow::Leaf(leaf) = &row {
            size = leaf.index + 1;
        }
        bring_back(&transaction, &row, &mut serials).await?;
        count += 1;
    }
    for (day, last) in &serials.0 {
        write(&transaction, "INSERT INTO serials VALUES ($1, $2)", &[day, &i64::from(*last)]).await?;
    }
    write(&transaction, "UPDATE ledger_head SET size = $1", &[&column(size)]).await?;
    write(&transaction, &format!("SELECT pg_notify('{CHANNEL}', $1)"), &[&size.to_string()]).await?;
    transaction.commit().await.map_err(&doing)?;
    Ok(count)
}

async fn write(transaction: &Transaction<'_>, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
    let doing = sql("a row of the dump cannot be brought back");
    let statement = transaction.prepare_cached(text).await.map_err(&doing)?;
    transaction.execute(&statement, params).await.map_err(&doing).map(|_| ())
}

async fn bring_back(transaction: &Transaction<'_>, row: &DumpRow, serials: &mut Serials) -> Result<(), StoreError> {
    match row {
        DumpRow::Rulebook(row) => {
            let text = "INSERT INTO rulebooks VALUES ($1, $2, $3, $4)";
            let index = column(row.ledger_index);
            write(transaction, text, &[&row.version, &row.effective_ms, &index, &row.content]).await
        }
        DumpRow::Net(row) => {
            let text = "INSERT INTO nets VALUES ($1, $2, $3)";
            write(transaction, text, &[&row.net, &column(row.ledger_index), &row.content]).await
        }
        DumpRow::LinkageAct(row) => {
            let text = "INSERT INTO linkage_acts VALUES ($1, $2, $3)";
            write(transaction, text, &[&row.act, &column(row.ledger_index), &row.content]).await
        }
        DumpRow::Linkage(row) => bring_back_credential(transaction, "linkages", row).await,
        DumpRow::NetStanding(row) => bring_back_credential(transaction, "net_standings", row).await,
        DumpRow::Account(row) => bring_back_credential(transaction, "accounts", row).await,
        DumpRow::Token(row) => bring_back_credential(transaction, "tokens", row).await,
        DumpRow::InForce(row) => bring_back_credential(transaction, "model_in_force", row).await,
        DumpRow::Topic(row) => bring_back_credential(transaction, "monthly_topics", row).await,
        DumpRow::Model(row) => {
            let text = "INSERT INTO models VALUES ($1, $2, $3, $4)";
            write(transaction, text, &[&row.version, &column(row.ledger_index), &row.title, &row.content]).await
        }
        DumpRow::Leaf(row) => {
            let LeafColumns { about, verb, at_ms, command } = restore::leaf(row)?;
            let text = "INSERT INTO facts VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
            let (index, command) = (column(row.index), command.uuid());
            write(transaction, text, &[&index, &about, &verb, &at_ms, &command, &row.entry, &row.salt, &row.body]).await
        }
        DumpRow::Command(row) => {
            let text = "INSERT INTO commands VALUES ($1, $2, $3, $4)";
            let (index, command) = (column(row.ledger_index), row.command.uuid());
            write(transaction, text, &[&index, &command, &row.payload_sha256, &row.receipt]).await
        }
        DumpRow::FollowUp(row) => bring_back_follow_up(transaction, row).await,
        DumpRow::Case(row) => {
            serials.see(&row.number)?;
            bring_back_case(transaction, row, &restore::case(row)?).await
        }
        DumpRow::Reporter(row) => {
            let text = "INSERT INTO reporters VALUES ($1, $2, $3)";
            write(transaction, text, &[&row.case.uuid(), &row.salt, &row.body]).await
        }
        DumpRow::Attachment(row) => bring_back_attachment(transaction, row).await,
        DumpRow::Follow(row) => {
            let text = "INSERT INTO follows VALUES ($1, $2, $3)";
            let key = restore::digest(&row.key_sha256)?;
            write(transaction, text, &[&key.as_slice(), &row.case.uuid(), &row.at_ms]).await
        }
        DumpRow::View(row) => {
            let text = "INSERT INTO saved_views VALUES ($1, $2, $3)";
            write(transaction, text, &[&row.account, &row.name, &row.body]).await
        }
        DumpRow::Checkpoint(row) => {
            write(transaction, "INSERT INTO checkpoints VALUES ($1, $2)", &[&column(row.size), &row.note]).await
        }
    }
}

async fn bring_back_credential(
    transaction: &Transaction<'_>,
    table: &str,
    row: &CredentialRow,
) -> Result<(), StoreError> {
    let text = format!("INSERT INTO {table} SELECT $1, (convert_from($2, 'UTF8')::jsonb ->> 'version')::integer, $2");
    write(transaction, &text, &[&row.key, &row.body]).await
}

async fn bring_back_attachment(transaction: &Transaction<'_>, row: &AttachmentRow) -> Result<(), StoreError> {
    let [sha256, original] = restore::digests(row)?;
    let (sha256, original) = (sha256.as_slice(), original.as_slice());
    let [width, height] = [row.width, row.height].map(|side| i32::try_from(side).unwrap_or(i32::MAX));
    let AttachmentRow { uploader, uploaded_ms, thumb, content, .. } = row;
    let text = "INSERT INTO attachments VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    write(transaction, text, &[&sha256, &original, &width, &height, uploader, uploaded_ms, thumb, content]).await?;
    let cases: Vec<Uuid> = row.cases.iter().map(|case| case.uuid()).collect();
    write(transaction, "INSERT INTO attachment_cases SELECT $1, unnest($2::uuid[])", &[&sha256, &cases]).await
}

async fn bring_back_follow_up(transaction: &Transaction<'_>, row: &FollowUpRow) -> Result<(), StoreError> {
    let (follow_up, due) = restore::follow_up(row)?;
    let text = "INSERT INTO outbox (ledger_index, ordinal, job, key, due_ms, attempts, done_ms, body)
                VALUES ($1, $2, $3, $4, $5, 0, $6, $7)";
    let (index, ordinal, done) = (column(row.ledger_index), i32::from(row.ordinal), row.done.then_some(0_i64));
    write(transaction, text, &[&index, &ordinal, &follow_up.job, &follow_up.key, &due, &done, &row.body]).await
}

async fn bring_back_case(
    transaction: &Transaction<'_>,
    row: &CaseRow,
    restored: &RestoredCase,
) -> Result<(), StoreError> {
    let columns = &restored.columns;
    let (system, key) = columns.source.as_ref().map(|source| (&source.system, &source.key)).unzip();
    let text = "INSERT INTO cases (seq, id, number, version, state, hidden, headline, address, lng, lat, area, grid, kind,
                    lead, channel, property, filed_ms, due_ms, wake_ms, changed_ms, source_system, source_key, facets, body)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                    $21, $22, $23, $24)";
    let params: [&(dyn ToSql + Sync); 24] = [
        &row.seq,
        &row.id.uuid(),
        &row.number,
        &i32::try_from(row.version).unwrap_or(i32::MAX),
        &columns.state,
        &columns.hidden,
        &columns.headline,
        &columns.address,
        &columns.lng,
        &columns.lat,
        &columns.area,
        &columns.grid,
        &columns.kind,
        &columns.lead,
        &columns.channel,
        &columns.property,
        &columns.filed_ms,
        &row.due_ms,
        &row.wake_ms,
        &row.changed_ms,
        &system,
        &key,
        &restored.facets,
        &row.body,
    ];
    write(transaction, text, &params).await?;
    let facets: Vec<&str> = facets::added("", &restored.facets).collect();
    write(transaction, "INSERT INTO facets SELECT unnest($1::text[]), $2", &[&facets, &row.seq]).await?;
    let text = "INSERT INTO words VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))";
    write(transaction, text, &[&row.seq, &joined(&row.number, restored.words.iter())]).await
}
