//! A place where Jingwei lives: its data directory, its store, its keys and the rulebook in force there.

use crate::config::Config;
use crate::{Failure, keys};
use jiff::Timestamp;
use jingwei_cases::rulebook::Files;
use jingwei_cases::rulebook::areas::Areas;
use jingwei_cases::{Docket, Rulebook};
use jingwei_ledger::SigningKey;
use jingwei_store::{
    Commit, CommitError, Database, ListError, Receipt, Store, StoreError, StoredRulebook, Trouble, net_in_force,
};
use jingwei_terms::{Change, CommandId};
use jingwei_web::Secret;
use jingwei_web::grids::ground;
use std::path::Path;
use std::sync::Arc;

/// The store of this place and the way to its keys.
#[derive(Clone)]
pub struct Premises {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    config: Config,
}

impl Premises {
    /// Opens a place that is there.
    ///
    /// # Errors
    /// When there is none, or its database cannot be opened.
    pub async fn open(config: &Config) -> Result<Self, Failure> {
        if let Database::Sqlite(path) = database(config)?
            && !path.exists()
        {
            let shown = path.display();
            let failure =
                Failure::new("no_database", format!("没有数据库 `{shown}`"), format!("there is no database `{shown}`"));
            return Err(failure.next(
                "先载入城市：jingwei city load DIR；或指明 --data-dir",
                "load a city first with `jingwei city load DIR`, or give `--data-dir`",
            ));
        }
        Self::enter(config).await
    }

    /// Opens a place, and founds it when it is not there: its folder, its database and its two keys.
    ///
    /// # Errors
    /// When its folder or keys cannot be made or its database cannot be opened.
    pub async fn found(config: &Config) -> Result<Self, Failure> {
        let premises = Self::enter(config).await?;
        let size = premises.store.size().await.map_err(|error| store_failure(&error))?;
        // Keys are made with the place and never later: a key that is missing where facts stand was lost, and a new one
        // in its stead would shut every resident out and begin a second log.
        if size == 0 {
            let (secret, ledger) = (config.case_key_file(), config.ledger_key_file());
            if keys::read_secret(&secret)?.is_none() {
                keys::make_secret(&secret)?;
            }
            if keys::read_ledger_key(&ledger)?.is_none() {
                keys::make_ledger_key(&ledger, config.origin())?;
            }
        }
        Ok(premises)
    }

    async fn enter(config: &Config) -> Result<Self, Failure> {
        keys::make_dir(&config.data_dir())?;
        let store = jingwei_store::open(&database(config)?).await.map_err(|error| store_failure(&error))?;
        Ok(Self { store, config: config.clone() })
    }

    /// The settings of this place.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The rulebook in force now, with the grids of the net in force where the city has one. This is the one place where the two come
    /// together: whoever asks where something is asks the rulebook that comes out here.
    ///
    /// # Errors
    /// When none was loaded, or it or the net cannot be read.
    pub async fn rulebook(&self) -> Result<Arc<Rulebook>, Failure> {
        self.rulebook_at(Timestamp::now()).await.map(Arc::new)
    }

    /// The same as it was, or will be, at an instant.
    ///
    /// # Errors
    /// As [`Self::rulebook`].
    pub async fn rulebook_at(&self, at: Timestamp) -> Result<Rulebook, Failure> {
        let rules = self.own_rulebook(at).await?;
        let titles = self.store.nets().await.map_err(|error| store_failure(&error))?;
        let Some(title) = net_in_force(&titles, at) else { return Ok(rules) };
        let record = self.store.net(title.net).await.map_err(|error| store_failure(&error))?;
        Ok(match record {
            Some(record) => ground::with_net(rules, &record.net),
            None => rules,
        })
    }

    /// The divisions and grids of the rulebook in force, whatever net there is.
    ///
    /// # Errors
    /// As [`Self::rulebook`].
    pub async fn own_areas(&self) -> Result<Areas, Failure> {
        self.own_rulebook(Timestamp::now()).await.map(|rules| rules.areas)
    }

    async fn own_rulebook(&self, at: Timestamp) -> Result<Rulebook, Failure> {
        let stored = self.store.rulebook_at(at).await.map_err(|error| store_failure(&error))?;
        unpack(&stored.ok_or_else(no_rulebook)?)
    }

    /// The secret from which the keys of cases are made.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn secret(&self) -> Result<Secret, Failure> {
        let path = self.config.case_key_file();
        keys::read_secret(&path)?.ok_or_else(|| lost_key(&path, "案件查询码", "the keys of the cases"))
    }

    /// The key that signs the ledger.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn ledger_key(&self) -> Result<SigningKey, Failure> {
        let path = self.config.ledger_key_file();
        keys::read_ledger_key(&path)?.ok_or_else(|| lost_key(&path, "账本签名", "the signatures of the ledger"))
    }
}

/// Carries out a change that this program decided, under the command that its facts name.
///
/// # Errors
/// When it may not be written.
pub async fn commit(store: &dyn Store, change: Change<Docket>) -> Result<Receipt, CommitError> {
    let command = change.steps().first().expect("a change has at least one step, by its constructors").fact.command;
    // The digest tells two uses of one command apart; a command that was made a moment ago has one use.
    store.commit(Commit::new(command, [0; 32], change)).await
}

/// A fresh command, made by this program.
#[must_use]
pub fn new_command() -> CommandId {
    CommandId::new(uuid::Uuid::now_v7())
}

/// The bytes under which a rulebook is stored: its files by name as JSON, compressed.
///
/// # Errors
/// When they cannot be compressed, for want of memory.
pub fn pack(files: &Files) -> Result<Vec<u8>, Failure> {
    let json = serde_json::to_vec(files).expect("names and texts are always JSON");
    zstd::encode_all(json.as_slice(), 9).map_err(|why| {
        Failure::new(
            "cannot_pack",
            format!("规则手册压缩失败：{why}"),
            format!("the rulebook cannot be compressed: {why}"),
        )
    })
}

/// The files of a stored rulebook.
///
/// # Errors
/// When its bytes are none of ours.
pub fn unpack_files(stored: &StoredRulebook) -> Result<Files, Failure> {
    let version = &stored.version;
    let damaged = |why: String| {
        Failure::new(
            "damaged_rulebook",
            format!("规则手册 {version} 已损坏：{why}"),
            format!("the rulebook {version} is damaged: {why}"),
        )
        .next("用 jingwei ledger verify 核验，从备份恢复", "verify with `jingwei ledger verify`, restore from a backup")
    };
    let json = zstd::decode_all(stored.content.as_slice()).map_err(|why| damaged(why.to_string()))?;
    serde_json::from_slice(&json).map_err(|why| damaged(why.to_string()))
}

/// The rulebook in these bytes.
///
/// # Errors
/// When its bytes are none of ours, or this program reads the format more strictly than the one that loaded it.
pub fn unpack(stored: &StoredRulebook) -> Result<Rulebook, Failure> {
    let files = unpack_files(stored)?;
    Rulebook::parse(&stored.version, &files).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::new(
            "unfit_rulebook",
            format!("规则手册 {} 有误：{first}", stored.version),
            format!("the rulebook {} has faults: {first}", stored.version),
        )
        .next("改正后重新载入：jingwei city load DIR", "correct it and load it again with `jingwei city load DIR`")
    })
}

/// The failure of a store that could not do what was asked.
#[must_use]
pub fn store_failure(error: &StoreError) -> Failure {
    let (code, zh, next) = match error.trouble() {
        Trouble::Unreachable => (
            "store_unreachable",
            "数据库连不上",
            ("核对 --database 与数据库服务，稍后再试", "check `--database` and the server, then try again"),
        ),
        Trouble::Damaged => (
            "store_damaged",
            "存储的内容已损坏",
            ("用 jingwei ledger verify 核验，从备份恢复", "verify with `jingwei ledger verify`, restore from a backup"),
        ),
        Trouble::Unfit => ("store_unfit", "数据库不能这样使用", ("用 jingwei doctor 查看", "see `jingwei doctor`")),
        Trouble::Other => ("store_failed", "数据库出错", ("用 jingwei doctor 查看", "see `jingwei doctor`")),
    };
    Failure::new(code, format!("{zh}：{error}"), error.to_string()).next(next.0, next.1)
}

/// The failure of a commit that was not carried out.
#[must_use]
pub fn commit_failure(error: &CommitError) -> Failure {
    match error {
        CommitError::Unavailable(error) => store_failure(error),
        CommitError::Conflict { .. } => {
            Failure::new("conflict", format!("记录已被他人更新：{error}"), error.to_string()).next("重试", "try again")
        }
        other => Failure::new("not_committed", format!("没有写入：{other}"), other.to_string()),
    }
}

/// The failure of a list that there is not.
#[must_use]
pub fn list_failure(error: &ListError) -> Failure {
    match error {
        ListError::BadCursor => Failure::bad_argument(format!("翻页标记不对：{error}"), error.to_string()),
        ListError::Store(error) => store_failure(error),
    }
}

fn database(config: &Config) -> Result<Database, Failure> {
    config.database().parse().map_err(|why: jingwei_store::DatabaseError| {
        Failure::bad_argument(format!("数据库写法不对：{why}"), why.to_string())
    })
}

fn no_rulebook() -> Failure {
    Failure::new("no_rulebook", "还没有载入城市规则手册", "no rulebook of a city has been loaded")
        .next("jingwei city load DIR", "jingwei city load DIR")
}

fn lost_key(path: &Path, zh: &str, en: &str) -> Failure {
    let shown = path.display();
    Failure::new(
        "lost_key",
        format!("密钥文件 `{shown}` 不见了，{zh}都靠它"),
        format!("the key file `{shown}` is missing, and {en} hang on it"),
    )
    .next(
        "从备份或另一台服务器取回该文件，不要新建",
        "bring the file back from a backup or another server; do not make a new one",
    )
}
