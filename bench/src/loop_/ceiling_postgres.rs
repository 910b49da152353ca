//! The machine's own ceiling on PostgreSQL: the very rows that the store wrote, written once more, one `INSERT … SELECT
//! FROM UNNEST` per table and group, each group one transaction that is sent down the wire in one go.

use super::rows::{TABLES, Table, check_nothing_is_missing};
use crate::{Fault, Outcome, count};
use futures_util::{TryStreamExt as _, future};
use std::time::Instant;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

/// One column of the rows of one group.
enum Column {
    Whole(Vec<Option<i64>>),
    Int(Vec<Option<i32>>),
    Flag(Vec<Option<bool>>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Id(Vec<Option<Uuid>>),
}

impl Column {
    fn of(kind: &Type) -> Outcome<Self> {
        Ok(match *kind {
            Type::INT8 => Self::Whole(Vec::new()),
            Type::INT4 => Self::Int(Vec::new()),
            Type::BOOL => Self::Flag(Vec::new()),
            Type::FLOAT8 => Self::Real(Vec::new()),
            Type::TEXT => Self::Text(Vec::new()),
            Type::BYTEA => Self::Bytes(Vec::new()),
            Type::UUID => Self::Id(Vec::new()),
            ref other => return Err(format!("the ceiling does not know how to write the type `{other}`").into()),
        })
    }

    fn push(&mut self, row: &Row, at: usize) -> Result<(), tokio_postgres::Error> {
        match self {
            Self::Whole(values) => values.push(row.try_get(at)?),
            Self::Int(values) => values.push(row.try_get(at)?),
            Self::Flag(values) => values.push(row.try_get(at)?),
            Self::Real(values) => values.push(row.try_get(at)?),
            Self::Text(values) => values.push(row.try_get(at)?),
            Self::Bytes(values) => values.push(row.try_get(at)?),
            Self::Id(values) => values.push(row.try_get(at)?),
        }
        Ok(())
    }

    fn as_parameter(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Whole(values) => values,
            Self::Int(values) => values,
            Self::Flag(values) => values,
            Self::Real(values) => values,
            Self::Text(values) => values,
            Self::Bytes(values) => values,
            Self::Id(values) => values,
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Whole(_) => "bigint",
            Self::Int(_) => "integer",
            Self::Flag(_) => "boolean",
            Self::Real(_) => "double precision",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytea",
            Self::Id(_) => "uuid",
        }
    }
}

/// The rows of a database, by table in the order of [`TABLES`], then by group.
pub(super) struct Rows {
    tables: Vec<Vec<Vec<Column>>>,
    pub(super) rows: usize,
}

/// Connects; the connection is driven by the runtime until the client is dropped.
pub(super) async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(why) = connection.await {
            crate::say(&format!("the connection to PostgreSQL broke: {why}"));
        }
    });
    Ok(client)
}

impl Rows {
    /// Reads back every row that the filing of reports has written.
    pub(super) async fn read(url: &str, leaves_in_a_group: usize) -> Outcome<Self> {
        let client = connect(url).await?;
        let names = client.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[]).await?;
        let names: Vec<String> = names.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        let mut filled = Vec::new();
        for name in &names {
            let row = client.query_one(&format!("SELECT EXISTS (SELECT 1 FROM {name})"), &[]).await?;
            filled.extend(row.try_get::<_, bool>(0)?.then(|| name.clone()));
        }
        check_nothing_is_missing(&names, |table| Ok(filled.iter().any(|name| name == table)))?;
        let mut rows = Self { tables: Vec::new(), rows: 0 };
        for table in TABLES {
            let groups = rows.read_table(&client, table, leaves_in_a_group).await?;
            rows.tables.push(groups);
        }
        Ok(rows)
    }

    async fn read_table(&mut self, client: &Client, table: &Table, size: usize) -> Outcome<Vec<Vec<Column>>> {
        let statement = client.prepare(&table.select(1, size)).await?;
        let kinds: Vec<Type> = statement.columns().iter().skip(1).map(|column| column.type_().clone()).collect();
        let nothing: [&(dyn ToSql + Sync); 0] = [];
        let found = client.query_raw(&statement, nothing).await?;
        let mut found = std::pin::pin!(found);
        let mut groups: Vec<Vec<Column>> = Vec::new();
        while let Some(row) = found.try_next().await? {
            let part: i64 = row.try_get(0)?;
            while groups.len() <= usize::try_from(part)? {
                groups.push(kinds.iter().map(Column::of).collect::<Outcome<_>>()?);
            }
            let columns = groups.last_mut().expect("the loop above has made it");
            for (at, column) in columns.iter_mut().enumerate() {
                column.push(&row, at + 1)?;
            }
            self.rows += 1;
        }
        Ok(groups)
    }

    /// Writes them into the store's empty tables at this address, and says how many reports that is in a second.
    pub(super) async fn write(&self, url: &str, reports: usize) -> Outcome<f64> {
        let client = connect(url).await?;
        let mut statements = Vec::new();
        for (table, groups) in TABLES.iter().zip(&self.tables) {
            statements.push(match groups.first() {
                Some(columns) => Some(client.prepare(&insertion(table, columns)).await?),
                None => None,
            });
        }
        let head = client.prepare("UPDATE ledger_head SET size = $1").await?;
        let leaves = leaves_of(&self.tables[0])?;
        let begun = Instant::now();
        for (group, size) in leaves.iter().enumerate() {
            self.write_group(&client, group, &statements, (&head, size)).await?;
        }
        Ok(count(reports) / begun.elapsed().as_secs_f64())
    }

    /// Everything is sent before the first answer is awaited; the server works it off in order.
    async fn write_group(
        &self,
        client: &Client,
        group: usize,
        statements: &[Option<Statement>],
        (head, size): (&Statement, &i64),
    ) -> Outcome<()> {
        let parameters: Vec<(&Statement, Vec<&(dyn ToSql + Sync)>)> = statements
            .iter()
            .zip(&self.tables)
            .filter_map(|(statement, groups)| Some((statement.as_ref()?, groups.get(group)?)))
            .map(|(statement, columns)| (statement, columns.iter().map(Column::as_parameter).collect()))
            .collect();
        let inserts = parameters.iter().map(|(statement, columns)| client.execute(*statement, columns));
        let new_size: [&(dyn ToSql + Sync); 1] = [size];
        // Each future sends when it is first polled, and `join` polls them from left to right.
        let (begin, inserts, size, commit) = future::join4(
            client.batch_execute("BEGIN"),
            future::join_all(inserts),
            client.execute(head, &new_size),
            client.batch_execute("COMMIT"),
        )
        .await;
        begin?;
        inserts.into_iter().collect::<Result<Vec<u64>, _>>()?;
        size?;
        Ok(commit?)
    }
}

fn insertion(table: &Table, columns: &[Column]) -> String {
    let kinds: Vec<String> =
        columns.iter().zip(1..).map(|(column, nth)| format!("${nth}::{}[]", column.kind())).collect();
    // A vector of words is carried as text, which is what it was read as.
    let what = if table.name == "words" { "a, b::tsvector" } else { "*" };
    let names = if table.name == "words" { " AS given (a, b)" } else { "" };
    format!("INSERT INTO {} SELECT {what} FROM UNNEST({}){names}{}", table.name, kinds.join(", "), table.again)
}

/// How many leaves there are after each group: what the head of the ledger must say.
fn leaves_of(facts: &[Vec<Column>]) -> Outcome<Vec<i64>> {
    let last = |columns: &Vec<Column>| match columns.first() {
        Some(Column::Whole(indexes)) => indexes.last().copied().flatten().map(|index| index + 1),
        _ => None,
    };
    let sizes: Option<Vec<i64>> = facts.iter().map(last).collect();
    sizes.ok_or_else(|| Fault::from("the facts do not begin with their index"))
}
