//! The machine and the folder: room, rights, the clock, the port, the keys.

use super::Problem;
use crate::config::Config;
use crate::config::settings::find;
use crate::keys::is_open_to_others;
use jiff::Timestamp;
use std::fs::File;
use std::net::TcpListener;
use std::path::Path;

/// What is wrong with the ground.
#[must_use]
pub fn look(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(folder(&config.data_dir()));
    problems.extend(room(config));
    problems.extend(clock());
    problems.extend(port(config));
    problems.extend(doors(config));
    for path in [config.case_key_file(), config.ledger_key_file(), config.data_dir().join("jingwei.db")] {
        problems.extend(rights(&path));
    }
    problems.extend(origin(config));
    problems
}

fn folder(dir: &Path) -> Option<Problem> {
    if !dir.is_dir() {
        return None;
    }
    let probe = dir.join(format!(".doctor-{}", std::process::id()));
    let written = File::create_new(&probe);
    drop(std::fs::remove_file(&probe));
    written.err().map(|why| {
        let shown = dir.display();
        Problem::new(
            "data_dir_read_only",
            (
                &format!("数据目录 `{shown}` 写不了：{why}"),
                &format!("the data directory `{shown}` cannot be written: {why}"),
            ),
            ("核对目录的属主和权限", "check who owns it and its permissions"),
        )
    })
}

fn room(config: &Config) -> Option<Problem> {
    let dir = config.data_dir();
    let there = if dir.is_dir() { dir } else { std::env::current_dir().ok()? };
    let disk = rustix::fs::statvfs(&there).ok()?;
    let free_mib = disk.f_bavail.saturating_mul(disk.f_frsize) >> 20;
    let least = config.disk_warning_mib();
    (free_mib < least).then(|| {
        Problem::new(
            "disk_nearly_full",
            (
                &format!("磁盘只剩 {free_mib} MiB，少于 {least}"),
                &format!("{free_mib} MiB of disk are left, less than {least}"),
            ),
            ("清理或扩容磁盘；写满时将停止受理", "free or add room; when it is full nothing can be filed"),
        )
    })
}

/// Deadlines hang on the clock; a year before this program was written is no year to file a case in.
fn clock() -> Option<Problem> {
    const WRITTEN: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
    const FAR: i64 = WRITTEN + 30 * 366 * 86_400;
    let now = Timestamp::now();
    (!(WRITTEN..FAR).contains(&now.as_second())).then(|| {
        Problem::new(
            "clock_wrong",
            (&format!("系统时间是 {now}，不可能"), &format!("the clock says {now}, which cannot be")),
            ("校准时间（如 chrony）后再启动", "set the clock (chrony, for one) before starting"),
        )
    })
}

fn port(config: &Config) -> Option<Problem> {
    let address = config.listen();
    TcpListener::bind(address).err().map(|why| {
        Problem::new(
            "address_taken",
            (
                &format!("{address} 不能监听：{why}（若是正在运行的 jingwei serve 则正常）"),
                &format!("cannot listen on {address}: {why} (in order if `jingwei serve` runs there)"),
            ),
            ("换端口，或停掉占用它的程序", "choose another port, or stop what holds it"),
        )
    })
}

/// Settings that each fit and do not fit together.
fn doors(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    let web = config.web();
    if !web.behind_tls && !config.listen().ip().is_loopback() {
        problems.push(Problem::new(
            "plain_http",
            (
                "对外监听但没有 TLS：密码和联系方式将明文传输",
                "it listens to the world without TLS: passwords and contacts travel in the clear",
            ),
            (
                "经代理终止 TLS，并设 web.behind_tls = true",
                "put a proxy with TLS in front and set `web.behind_tls = true`",
            ),
        ));
    }
    if web.behind_tls && web.trusted_proxies.is_empty() {
        problems.push(Problem::new(
            "no_trusted_proxy",
            (
                "在代理之后却没有可信代理：所有人共用一个地址和一份限额",
                "behind a proxy without a trusted one: everybody shares one address and one allowance",
            ),
            ("设 web.trusted_proxies 为代理的 IP", "set `web.trusted_proxies` to the proxy's IP"),
        ));
    }
    if config.data_dir().starts_with(std::env::temp_dir()) {
        problems.push(Problem::new(
            "data_in_temp",
            (
                "数据目录在临时目录中，重启后可能消失",
                "the data directory lies in the temporary folder and may vanish with a restart",
            ),
            ("换一个 --data-dir", "choose another `--data-dir`"),
        ));
    }
    problems
}

fn rights(path: &Path) -> Option<Problem> {
    is_open_to_others(path).filter(|open| *open).map(|_| {
        let shown = path.display();
        Problem::new(
            "readable_by_others",
            (&format!("`{shown}` 他人可读"), &format!("others can read `{shown}`")),
            (&format!("chmod 600 {shown}"), &format!("chmod 600 {shown}")),
        )
    })
}

fn origin(config: &Config) -> Option<Problem> {
    let default = find("ledger.origin").map(|setting| setting.default)?;
    (config.origin() == default && !config.ledger_key_file().exists()).then(|| {
        Problem::new(
            "origin_is_default",
            (
                "账本还没有自己的名称，载入城市后就不能再改",
                "the log has no name of its own yet, and after a city is loaded it cannot be changed",
            ),
            (
                "先设 ledger.origin，如 hotline.example.gov.cn/ledger",
                "set `ledger.origin` first, such as `hotline.example.gov.cn/ledger`",
            ),
        )
    })
}
