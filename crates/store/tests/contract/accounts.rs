//! Accounts, tokens and sessions.

use crate::sample;
use crate::stage::play;
use jiff::SignedDuration;
use jingwei_store::{Account, Commit, CommitError, Credential, Session, Sessions, Token};
use jingwei_terms::{About, Actor, Change, Fact, Role, Version};

pub(crate) fn account(name: &str) -> Account {
    Account {
        name: name.to_owned(),
        version: Version::FIRST,
        display: "李\"主任\"".to_owned(),
        role: Role::Dispatcher,
        department: Some("water".parse().unwrap()),
        area: None,
        password_hash: "$argon2id$…".to_owned(),
        disabled: false,
    }
}

pub(crate) fn token(secret: u8, account: &str) -> Token {
    Token {
        secret_sha256: [secret; 32],
        version: Version::FIRST,
        name: format!("系统{secret}"),
        account: account.to_owned(),
        role: Role::Agent,
        created_at: sample::at(u64::from(secret)),
        expires_at: None,
        revoked: false,
    }
}

pub(crate) fn commit(n: u64, credential: Credential, seen: Option<Version>) -> Commit<Credential> {
    let owner = match &credential {
        Credential::Account(account) => account.name.clone(),
        Credential::Token(token) => token.account.clone(),
    };
    let command = sample::command(n, 0);
    let fact = Fact::new(command, sample::at(n), Actor::system(), "grant", About::Account(owner));
    let change = match seen {
        None => Change::made(credential, fact),
        Some(version) => Change::changed(credential, version, fact),
    };
    Commit::new(command, sample::payload(n), change)
}

#[test]
fn accounts_and_tokens_change_only_from_the_version_that_was_seen() {
    play(|stage| async move {
        let store = &stage.store;
        store.commit_credentials(commit(1, Credential::Account(account("li \"zr\"")), None)).await.unwrap();
        store.commit_credentials(commit(2, Credential::Token(token(7, "li \"zr\"")), None)).await.unwrap();
        let twice = store.commit_credentials(commit(3, Credential::Account(account("li \"zr\"")), None)).await;
        assert!(matches!(twice, Err(CommitError::Conflict { present: Some(Version::FIRST), .. })));

        let shut = Account { disabled: true, ..account("li \"zr\"") };
        store.commit_credentials(commit(4, Credential::Account(shut.clone()), Some(Version::FIRST))).await.unwrap();
        let stored = store.account("li \"zr\"").await.unwrap().unwrap();
        assert_eq!(stored, Account { version: Version::new(2), ..shut });
        assert_eq!(store.accounts().await.unwrap(), [stored]);
        assert_eq!(store.account("nobody").await.unwrap(), None);

        let gone = Token { revoked: true, ..token(7, "li \"zr\"") };
        store.commit_credentials(commit(5, Credential::Token(gone), Some(Version::FIRST))).await.unwrap();
        assert!(store.token(&[7; 32]).await.unwrap().unwrap().revoked);
        assert_eq!(store.token(&[8; 32]).await.unwrap(), None);
        assert_eq!(store.tokens().await.unwrap().len(), 1);
        assert_eq!(store.timeline(&About::Account("li \"zr\"".to_owned()), 0, 9).await.unwrap().len(), 4);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_session_lasts_until_it_ends_is_closed_or_goes_stale() {
    play(|stage| async move {
        let store = &stage.store;
        let minute = SignedDuration::from_mins(1);
        let session = |secret: u8| Session {
            secret_sha256: [secret; 32],
            account: "li".to_owned(),
            created_at: sample::at(0),
            seen_at: sample::at(0),
            expires_at: sample::at(0) + minute * 30,
        };
        for secret in 1..=4 {
            store.open_session(&session(secret)).await.unwrap();
        }
        let soon = sample::at(0) + SignedDuration::from_secs(59);
        assert_eq!(store.session(&[1; 32], soon).await.unwrap(), Some(session(1)));
        let seen = store.session(&[1; 32], sample::at(0) + minute * 10).await.unwrap().unwrap();
        assert_eq!(seen.seen_at, sample::at(0) + minute * 10);
        assert_eq!(store.session(&[1; 32], sample::at(0) + minute * 30).await.unwrap(), None);
        assert_eq!(store.close_sessions(&Sessions::One([2; 32])).await.unwrap(), 1);
        assert_eq!(store.session(&[2; 32], soon).await.unwrap(), None);
        let stale = Sessions::Stale { now: soon, idle_since: sample::at(0) + minute };
        assert_eq!(store.close_sessions(&stale).await.unwrap(), 2);
        assert_eq!(store.close_sessions(&Sessions::Of("li".to_owned())).await.unwrap(), 1);
    });
}
