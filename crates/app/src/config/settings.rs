//! Every setting: its key, what it may hold, its default and what it is for. A flat table; the sample file and `config explain`
//! are made from it.

use super::holds::Holds;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// `section.key`; in the environment `JINGWEI__SECTION__KEY`.
    pub key: &'static str,
    /// What it may hold.
    pub holds: Holds,
    /// Its value when nobody says otherwise; empty means "made up from the others", as `zh` and `en` say.
    pub default: &'static str,
    /// What it is for, in Chinese.
    pub zh: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
}

const fn setting(
    key: &'static str,
    holds: Holds,
    default: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    Setting { key, holds, default, zh, en }
}

/// All settings, by section.
pub const SETTINGS: &[Setting] = &[
    setting(
        "store.data_dir",
        Holds::Text,
        "./jingwei-data",
        "数据目录：数据库、密钥和检查点都在其中",
        "the data directory: database, keys and checkpoints lie in it",
    ),
    setting(
        "store.database",
        Holds::DatabaseUrl,
        "",
        "数据库；留空则用数据目录中的 jingwei.db",
        "the database; empty means jingwei.db in the data directory",
    ),
    setting(
        "keys.case_key_file",
        Holds::Text,
        "",
        "生成案件查询码的密钥文件（32 字节）；留空则为数据目录中的 secret.key",
        "the secret from which the keys of cases are made (32 bytes); empty means secret.key in the data directory",
    ),
    setting(
        "keys.ledger_key_file",
        Holds::Text,
        "",
        "签署账本的私钥文件；留空则为数据目录中的 ledger.key",
        "the key that signs the ledger; empty means ledger.key in the data directory",
    ),
    setting(
        "addresses.register",
        Holds::Text,
        "",
        "本市地址库文件；留空则为数据目录中的 addresses.jsonl（用 jingwei addresses register 放入）",
        "the city's register of addresses; empty means addresses.jsonl in the data directory (put in by `jingwei addresses register`)",
    ),
    setting(
        "ledger.origin",
        Holds::LogName,
        "jingwei.local/ledger",
        "账本名称，生成私钥时写入，此后不变；建议用本单位的域名",
        "the name of the log, written into its key when that is made and kept from then on; use a domain of yours",
    ),
    setting(
        "ledger.checkpoint_dir",
        Holds::Text,
        "",
        "在数据库之外保存已签检查点的目录；留空则为数据目录中的 checkpoints，最好放在另一台机器上",
        "where signed checkpoints are kept outside the database; empty means checkpoints in the data directory, another machine is better",
    ),
    setting(
        "ledger.fold_every_ms",
        Holds::Whole(50, 60_000),
        "1000",
        "新记录至多等待多少毫秒即并入树并签署检查点",
        "after how many milliseconds at most new leaves are folded into the tree and signed",
    ),
    setting(
        "ledger.fold_leaves",
        Holds::Whole(256, 1_000_000),
        "16384",
        "一次至多并入多少条记录",
        "how many leaves one fold takes at most",
    ),
    setting("web.listen", Holds::Address, "127.0.0.1:8460", "监听地址", "where the pages and the API are served"),
    setting(
        "web.behind_tls",
        Holds::Flag,
        "false",
        "公众是否经由终止 TLS 的代理访问；为 true 时 Cookie 带 Secure 与 __Host- 前缀",
        "whether people come in through a proxy that ends TLS; cookies are then Secure with the __Host- prefix",
    ),
    setting(
        "web.trusted_proxies",
        Holds::Addresses,
        "",
        "可信代理的 IP，逗号分隔；只采信它们的 X-Forwarded-For",
        "IP addresses of proxies whose X-Forwarded-For is believed, separated by commas",
    ),
    setting(
        "web.max_body_bytes",
        Holds::Whole(1_024, 1 << 30),
        "1048576",
        "请求正文的最大字节数",
        "the largest body that is taken, in bytes",
    ),
    setting(
        "web.timeout_seconds",
        Holds::Whole(1, 600),
        "30",
        "一个请求至多多少秒",
        "how long one request may take, in seconds",
    ),
    setting(
        "web.filings_per_minute",
        Holds::Whole(0, 1_000_000),
        "30",
        "未登录的同一地址每分钟至多提交多少件；0 为不限",
        "how many reports an address may file in a minute without an account; 0 is no limit",
    ),
    setting(
        "web.open311_needs_key",
        Holds::Flag,
        "false",
        "Open311 提交是否必须带令牌",
        "whether an Open311 client has to send its API token to file",
    ),
    setting(
        "web.publish_descriptions",
        Holds::Flag,
        "false",
        "公开案件是否公开诉求原文",
        "whether the reporters' words are published with cases that are public",
    ),
    setting(
        "web.front_ends",
        Holds::Text,
        "",
        "改用这个目录中的前端（其下为 console/dist 与 field/dist）；留空则用程序自带的",
        "a folder whose front ends are served instead of the program's own (console/dist and field/dist below it); empty means the program's own",
    ),
    setting(
        "web.max_event_streams",
        Holds::Whole(0, 1_000_000),
        "256",
        "同时打开的事件流至多多少条",
        "how many event streams may be open at once",
    ),
    setting(
        "web.session_idle_minutes",
        Holds::Whole(1, 1_440),
        "30",
        "登录后多少分钟不操作即失效",
        "after how many minutes without use a session ends",
    ),
    setting(
        "web.session_hours",
        Holds::Whole(1, 720),
        "12",
        "一次登录至多多少小时",
        "how long a session lasts at most, in hours",
    ),
    setting(
        "web.grace_seconds",
        Holds::Whole(0, 600),
        "10",
        "停机时至多等待未完成请求多少秒",
        "how many seconds requests in hand may take when the program is asked to stop",
    ),
    setting(
        "workers.poll_ms",
        Holds::Whole(50, 60_000),
        "1000",
        "后台作业在无人唤醒时多少毫秒看一次",
        "how often the workers look when nothing wakes them, in milliseconds",
    ),
    setting(
        "workers.batch",
        Holds::Whole(1, 10_000),
        "200",
        "后台作业一次取多少件",
        "how many follow-ups or cases a worker takes in one round",
    ),
    setting(
        "triage.learn_at_hour",
        Holds::Whole(0, 23),
        "3",
        "每天几点以后重新学习（本市时间）",
        "from which hour of the day on the city learns anew, by its own clock",
    ),
    setting(
        "triage.learn_after",
        Holds::Whole(0, 10_000_000),
        "200",
        "新增多少次人工审定后才重新学习；0 为不自动学习",
        "how many new reviews it takes to learn anew; 0 is never by itself",
    ),
    setting(
        "triage.learn_cases",
        Holds::Whole(100, 10_000_000),
        "200000",
        "学习时至多查看多少件最近的案件",
        "how many of the newest cases are looked at for learning",
    ),
    setting(
        "log.filter",
        Holds::Text,
        "info",
        "日志级别：error、warn、info、debug、trace，可按模块，如 info,jingwei_web=debug",
        "what is logged: error, warn, info, debug, trace, also by module, such as info,jingwei_web=debug",
    ),
    setting(
        "log.format",
        Holds::OneOf(&["text", "json"]),
        "text",
        "日志格式：text 或 json",
        "how it is logged: text or json",
    ),
    setting(
        "doctor.disk_warning_mib",
        Holds::Whole(1, 10_000_000),
        "1024",
        "磁盘剩余空间少于多少 MiB 时提醒",
        "below how many MiB of free room the doctor warns",
    ),
];

/// The setting with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_fits_its_own_setting_and_every_key_stands_once() {
        for setting in SETTINGS {
            assert_eq!(setting.holds.fault(setting.default), None, "{}", setting.key);
            assert_eq!(SETTINGS.iter().filter(|s| s.key == setting.key).count(), 1, "{}", setting.key);
        }
    }

    #[test]
    fn values_of_another_sort_are_faults() {
        let cases = [
            ("web.listen", "localhost"),
            ("web.listen", "127.0.0.1:99999"),
            ("web.behind_tls", "yes"),
            ("web.trusted_proxies", "10.0.0.1, proxy"),
            ("log.format", "xml"),
            ("ledger.fold_every_ms", "1"),
            ("ledger.fold_every_ms", "soon"),
            ("ledger.origin", "two words"),
            ("store.database", "mysql://x"),
            ("store.data_dir", "a\nb"),
        ];
        for (key, value) in cases {
            assert!(find(key).unwrap().holds.fault(value).is_some(), "{key} = {value}");
        }
    }
}
