//! Opens the doors of the imaginary city on a fresh database, for clients and fuzzers that want something to talk to:
//! `cargo run -p jingwei-web --example tinglan -- 8460 city.db`. Prints the address and one API token per role.

use jiff::Timestamp;
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_store::{Account, Commit, Credential, Database, Store, Token};
use jingwei_terms::{About, Actor, Change, CommandId, DepartmentCode, Fact, Role, Version};
use jingwei_web::{AddressBook, FrontEnds, Parts, Secret, TriageDesk, Web, WebConfig};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Uuid;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().unwrap_or_else(|| "8460".to_owned());
    let file = arguments.next().unwrap_or_else(|| "city.db".to_owned());
    let store = jingwei_store::open(&Database::Sqlite(PathBuf::from(file))).await?;
    let secret = Secret::new([7; 32]);
    let mut told = String::new();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Resident) {
        let token = admit(&*store, &secret, role).await?;
        told += &format!("{:<14} {token}\n", role.code());
    }
    let rules = Arc::new(rulebook()?);
    let web = Web::new(Parts {
        store,
        triage: TriageDesk::new(&rules),
        rules: watch::channel(rules).1,
        clock: Arc::new(Timestamp::now),
        ids: Arc::new(|_| Uuid::now_v7()),
        secret,
        addresses: AddressBook::default(),
        front_ends: FrontEnds::default(),
        config: WebConfig { filings_per_minute: 0, ..WebConfig::default() },
    });
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    writeln!(std::io::stdout(), "http://{}\n{told}", listener.local_addr()?)?;
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    Ok(jingwei_web::serve(listener, web, stop).await?)
}

fn rulebook() -> Result<Rulebook, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let mut files = Files::new();
    for name in FILES {
        files.insert(name.to_owned(), std::fs::read_to_string(folder.join(name))?);
    }
    Rulebook::parse("2026.1", &files).map_err(|problems| format!("{problems:?}").into())
}

/// An account of this role that comes in by a token.
async fn admit(store: &dyn Store, secret: &Secret, role: Role) -> Result<String, Box<dyn Error>> {
    let name = role.code();
    let now = Timestamp::now();
    let account = Account {
        name: name.to_owned(),
        version: Version::FIRST,
        display: role.zh().to_owned(),
        role,
        department: Some(DepartmentCode::new("hotline-12345")?),
        area: None,
        password_hash: String::new(),
        disabled: false,
    };
    let command = CommandId::new(Uuid::now_v7());
    let text = secret.api_token(command);
    let token = Token {
        secret_sha256: jingwei_web::sha256(text.as_bytes()),
        version: Version::FIRST,
        name: name.to_owned(),
        account: name.to_owned(),
        role,
        created_at: now,
        expires_at: None,
        revoked: false,
    };
    let fact = |verb| Fact::new(command, now, Actor::system(), verb, About::Account(name.to_owned()));
    let change = Change::made(Credential::Account(account), fact("create_account"));
    let change = change.and(Change::made(Credential::Token(token), fact("create_token")));
    store.commit_credentials(Commit::new(command, [0; 32], change)).await?;
    Ok(text)
}
