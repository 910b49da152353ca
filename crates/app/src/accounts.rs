//! `jingwei account` and `jingwei token`: who may come in, by password or by API token.

use crate::config::Config;
use crate::premises::{Premises, commit_failure, new_command, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::{SignedDuration, Timestamp};
use jingwei_store::{Account, Commit, Credential, Token};
use jingwei_terms::{About, Actor, Change, DepartmentCode, Fact, Purpose, Role, Version};
use jingwei_web::{hash_password, sha256};
use serde_json::json;
use std::io::{BufRead as _, IsTerminal as _};

/// What to do with accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 列出账号 / list the accounts
    List,
    /// 设置密码：从终端或标准输入读一行 / set a password, read from the terminal or as one line of standard input
    Password {
        /// 登录名 / the login name
        name: String,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 停用账号，其会话立即失效 / shut an account; its sessions end at once
    Disable {
        /// 登录名 / the login name
        name: String,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 重新启用账号 / open an account again
    Enable {
        /// 登录名 / the login name
        name: String,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// What to do with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum TokenCommand {
    /// 生成接口令牌；只显示这一次 / make an API token; it is shown this once
    Create {
        /// 以哪个账号的名义；没有则新建 / for which account; it is made when there is none
        #[arg(long, value_name = "NAME")]
        user: String,
        /// 角色 / the role
        #[arg(long, value_parser = role)]
        role: Role,
        /// 部门 / the department, for roles that belong to one
        #[arg(long, value_name = "CODE")]
        department: Option<DepartmentCode>,
        /// 多少天后失效 / ends by itself after so many days
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
        days: Option<u32>,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 列出令牌（不含密文）/ list the tokens, without their secrets
    List,
    /// 收回某账号的全部令牌 / take back every token of an account
    Revoke {
        /// 账号 / the account
        #[arg(long, value_name = "NAME")]
        user: String,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// The fewest characters and the most bytes of a password, as at the door.
const PASSWORD_CHARS: usize = jingwei_web::sessions::password::MIN_CHARS;
const PASSWORD_BYTES: usize = jingwei_web::sessions::password::MAX_BYTES;

/// Does something with accounts.
///
/// # Errors
/// When there is no such account, or the store takes no writes.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    match command {
        Command::List => list(&premises, answer).await,
        Command::Password { name, dry_run } => {
            let account = find(&premises, &name).await?;
            let password = read_password()?;
            if !dry_run {
                set_password(&premises, account, &password).await?;
                end_sessions(&premises, &name).await?;
            }
            Ok(done(answer, &name, "密码已设置 / the password is set", dry_run))
        }
        Command::Disable { name, dry_run } => {
            let account = find(&premises, &name).await?;
            if !dry_run {
                save(&premises, Account { disabled: true, ..account }, "disable").await?;
                end_sessions(&premises, &name).await?;
            }
            Ok(done(answer, &name, "账号已停用 / the account is shut", dry_run))
        }
        Command::Enable { name, dry_run } => {
            let account = find(&premises, &name).await?;
            if !dry_run {
                save(&premises, Account { disabled: false, ..account }, "enable").await?;
            }
            Ok(done(answer, &name, "账号已启用 / the account is open", dry_run))
        }
    }
}

/// Does something with tokens.
///
/// # Errors
/// When the account has another role, or the store takes no writes.
pub async fn run_token(command: TokenCommand, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    match command {
        TokenCommand::Create { user, role, department, days, dry_run } => {
            let wish = Wish { user, role, department, days };
            create_token(&premises, wish, dry_run, answer).await
        }
        TokenCommand::List => list_tokens(&premises, answer).await,
        TokenCommand::Revoke { user, dry_run } => revoke(&premises, &user, dry_run, answer).await,
    }
}

/// Gives an account this password.
///
/// # Errors
/// When it is too short or too long, or the store takes no writes.
pub async fn set_password(premises: &Premises, account: Account, password: &str) -> Result<(), Failure> {
    if password.chars().count() < PASSWORD_CHARS || password.len() > PASSWORD_BYTES {
        let zh = format!("密码至少 {PASSWORD_CHARS} 个字符，至多 {PASSWORD_BYTES} 字节");
        let en = format!("a password has at least {PASSWORD_CHARS} characters and at most {PASSWORD_BYTES} bytes");
        return Err(Failure::new("bad_password", zh, en).next("换一个更长的密码", "choose a longer one"));
    }
    let hash = hash_password(password).map_err(|why| {
        Failure::new("no_hash", format!("密码散列失败：{why}"), format!("the password cannot be hashed: {why}"))
    })?;
    save(premises, Account { password_hash: hash, ..account }, "password").await
}

async fn save(premises: &Premises, account: Account, verb: &'static str) -> Result<(), Failure> {
    let seen = account.version;
    let command = new_command();
    let about = About::Account(account.name.clone());
    let fact = Fact::new(command, Timestamp::now(), Actor::system(), verb, about).for_purpose(Purpose::Administration);
    let change = Change::changed(Credential::Account(Account { version: seen.next(), ..account }), seen, fact);
    commit(premises, change).await
}

async fn commit(premises: &Premises, change: Change<Credential>) -> Result<(), Failure> {
    let command = change.steps().first().expect("a change has at least one step").fact.command;
    let commit = Commit::new(command, [0; 32], change);
    premises.store.commit_credentials(commit).await.map(drop).map_err(|error| commit_failure(&error))
}

async fn end_sessions(premises: &Premises, name: &str) -> Result<(), Failure> {
    let which = jingwei_store::Sessions::Of(name.to_owned());
    premises.store.close_sessions(&which).await.map(drop).map_err(|error| store_failure(&error))
}

async fn find(premises: &Premises, name: &str) -> Result<Account, Failure> {
    let account = premises.store.account(name).await.map_err(|error| store_failure(&error))?;
    account.ok_or_else(|| {
        Failure::new("no_account", format!("没有账号 `{name}`"), format!("there is no account `{name}`"))
            .next("用 jingwei account list 查看", "see `jingwei account list`")
    })
}

async fn list(premises: &Premises, answer: Answer) -> Result<Verdict, Failure> {
    let accounts = premises.store.accounts().await.map_err(|error| store_failure(&error))?;
    let items: Vec<_> = accounts
        .iter()
        .map(|a| {
            json!({
                "name": a.name, "display": a.display, "role": a.role, "department": a.department, "area": a.area,
                "has_password": !a.password_hash.is_empty(), "disabled": a.disabled,
            })
        })
        .collect();
    answer.object(&json!({ "accounts": items }));
    for a in &accounts {
        let state = match (a.disabled, a.password_hash.is_empty()) {
            (true, _) => "停用 / shut",
            (false, true) => "无密码 / no password",
            (false, false) => "",
        };
        let department = a.department.as_ref().map_or("-", |code| code.as_str());
        answer.say(format!("{}  {}  {}  {department}  {state}", a.name, a.display, a.role.code()));
    }
    Ok(Verdict::Done)
}

fn done(answer: Answer, name: &str, words: &str, dry_run: bool) -> Verdict {
    answer.object(&json!({ "account": name, "dry_run": dry_run }));
    let preview = if dry_run { "（预览，未写入 / preview, nothing written）" } else { "" };
    answer.say(format!("{name}：{words}{preview}"));
    Verdict::Done
}

/// A token that somebody wants.
struct Wish {
    user: String,
    role: Role,
    department: Option<DepartmentCode>,
    days: Option<u32>,
}

async fn create_token(premises: &Premises, wish: Wish, dry_run: bool, answer: Answer) -> Result<Verdict, Failure> {
    let rules = premises.rulebook().await?;
    if let Some(code) = wish.department.as_ref().filter(|code| rules.departments.get(code).is_none()) {
        let failure = Failure::new(
            "unknown_department",
            format!("没有部门 `{code}`"),
            format!("there is no department `{code}`"),
        );
        return Err(failure.next("核对 departments.csv", "see departments.csv"));
    }
    let known = premises.store.account(&wish.user).await.map_err(|error| store_failure(&error))?;
    if let Some(account) = &known {
        fits(account, &wish)?;
    } else if !is_login(&wish.user) {
        return Err(Failure::bad_argument(
            "账号名只能用小写字母、数字、点和连字符",
            "an account name holds lower-case letters, digits, dots and hyphens",
        ));
    }
    let command = new_command();
    let secret = premises.secret()?.api_token(command);
    let now = Timestamp::now();
    let fact = |verb, detail| {
        let about = About::Account(wish.user.clone());
        Fact::new(command, now, Actor::system(), verb, about).for_purpose(Purpose::Administration).with(detail)
    };
    let token = Token {
        secret_sha256: sha256(secret.as_bytes()),
        version: Version::FIRST,
        name: format!("{} {}", wish.role.code(), now.strftime("%Y-%m-%d")),
        account: wish.user.clone(),
        role: wish.role,
        created_at: now,
        expires_at: wish.days.map(|days| now + SignedDuration::from_hours(24 * i64::from(days))),
        revoked: false,
    };
    let detail = json!({ "role": wish.role, "department": wish.department, "expires_at": token.expires_at });
    let mut change = Change::made(Credential::Token(token), fact("token", detail));
    if known.is_none() {
        let account = Account {
            name: wish.user.clone(),
            version: Version::FIRST,
            display: wish.user.clone(),
            role: wish.role,
            department: wish.department.clone(),
            area: None,
            password_hash: String::new(),
            disabled: false,
        };
        let enrol = fact("enrol", json!({ "role": wish.role, "department": wish.department }));
        change = Change::made(Credential::Account(account), enrol).and(change);
    }
    if !dry_run {
        commit(premises, change).await?;
    }
    let shown = if dry_run { None } else { Some(secret) };
    answer.object(&json!({ "token": shown, "user": wish.user, "role": wish.role, "dry_run": dry_run }));
    answer.say(match &shown {
        Some(secret) => format!("{secret}\n只显示这一次，请妥善保存 / shown this once, keep it safe"),
        None => "预览，未写入 / preview, nothing written".to_owned(),
    });
    Ok(Verdict::Done)
}

/// A token may not reach further than the account that it acts for.
fn fits(account: &Account, wish: &Wish) -> Result<(), Failure> {
    let same_department = wish.department.is_none() || wish.department == account.department;
    if account.role == wish.role && same_department && !account.disabled {
        return Ok(());
    }
    let department = account.department.as_ref().map_or("-", |code| code.as_str());
    let (name, role) = (&account.name, account.role.code());
    let state = if account.disabled { "，已停用 / shut" } else { "" };
    let failure = Failure::new(
        "other_role",
        format!("账号 `{name}` 是 {role}（{department}）{state}"),
        format!("the account `{name}` is {role} of `{department}`{state}"),
    );
    Err(failure.next("用相同的角色和部门，或换一个账号名", "use its role and department, or another name"))
}

fn is_login(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    !name.is_empty() && name.len() <= 64 && name.bytes().all(allowed)
}

async fn list_tokens(premises: &Premises, answer: Answer) -> Result<Verdict, Failure> {
    let tokens = premises.store.tokens().await.map_err(|error| store_failure(&error))?;
    let items: Vec<_> = tokens
        .iter()
        .map(|t| {
            json!({
                "name": t.name, "user": t.account, "role": t.role, "created_at": t.created_at,
                "expires_at": t.expires_at, "revoked": t.revoked,
            })
        })
        .collect();
    answer.object(&json!({ "tokens": items }));
    for t in &tokens {
        let state = if t.revoked { "已收回 / taken back" } else { "" };
        answer.say(format!("{}  {}  {}  {state}", t.account, t.name, t.created_at));
    }
    Ok(Verdict::Done)
}

async fn revoke(premises: &Premises, user: &str, dry_run: bool, answer: Answer) -> Result<Verdict, Failure> {
    let tokens = premises.store.tokens().await.map_err(|error| store_failure(&error))?;
    let open: Vec<Token> = tokens.into_iter().filter(|t| t.account == user && !t.revoked).collect();
    let count = open.len();
    let (command, now) = (new_command(), Timestamp::now());
    let changes = open.into_iter().map(|token| {
        let seen = token.version;
        let fact = Fact::new(command, now, Actor::system(), "revoke", About::Account(user.to_owned()));
        let fact = fact.for_purpose(Purpose::Administration);
        Change::changed(Credential::Token(Token { version: seen.next(), revoked: true, ..token }), seen, fact)
    });
    if let Some(change) = changes.reduce(Change::and).filter(|_| !dry_run) {
        commit(premises, change).await?;
    }
    answer.object(&json!({ "revoked": count, "dry_run": dry_run }));
    answer.say(format!("收回 {count} 个令牌 / {count} tokens taken back"));
    Ok(Verdict::Done)
}

fn role(text: &str) -> Result<Role, String> {
    let open = |role: &Role| !matches!(role, Role::Resident | Role::System);
    Role::from_code(text).filter(open).ok_or_else(|| {
        let codes: Vec<&str> = Role::ALL.into_iter().filter(|role| open(role)).map(Role::code).collect();
        format!("the roles are {}", codes.join(", "))
    })
}

/// A password from the terminal, unseen and asked for twice; from a pipe, its first line.
fn read_password() -> Result<String, Failure> {
    let unreadable = |why: std::io::Error| {
        Failure::new("no_password", format!("读不到密码：{why}"), format!("no password can be read: {why}"))
    };
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("新密码 / new password: ").map_err(unreadable)?;
    let second = rpassword::prompt_password("再输一遍 / once more: ").map_err(unreadable)?;
    if first == second {
        Ok(first)
    } else {
        Err(Failure::new("passwords_differ", "两次输入不一致", "the two inputs differ").next("重来一次", "try again"))
    }
}
