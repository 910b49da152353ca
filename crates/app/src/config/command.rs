//! `jingwei config`: check what is written, explain every setting, print a sample.

use super::settings::SETTINGS;
use super::source::{self, PREFIX};
use crate::cli::Common;
use crate::{Answer, Failure, Verdict};
use serde_json::json;

/// What to do with the configuration.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 检查配置，列出全部问题 / check the configuration and name every fault
    Check,
    /// 逐项说明：取值、来源、默认值、用途 / every setting with value, source, default and meaning
    Explain,
    /// 打印一份带说明的样例 / print a sample file with explanations
    Sample,
}

/// Does it.
///
/// # Errors
/// When a file that was named cannot be read.
pub fn run(command: &Command, common: &Common, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Check => check(common, answer),
        Command::Explain => explain(common, answer),
        Command::Sample => {
            answer.object(&json!({ "sample": sample() }));
            answer.say(sample().trim_end());
            Ok(Verdict::Done)
        }
    }
}

fn check(common: &Common, answer: Answer) -> Result<Verdict, Failure> {
    let (_, faults) = source::read(common, std::env::vars())?;
    let next = "改正此处，或用 jingwei config explain 查看全部设置 / correct it, or see `jingwei config explain`";
    let problems: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "code": "bad_config", "message": fault.to_string(), "next": next }))
        .collect();
    answer.object(&json!({ "problems": problems }));
    for fault in &faults {
        answer.say(fault);
    }
    answer.say(match faults.len() {
        0 => "配置无误 / the configuration is in order".to_owned(),
        n => format!("{n} 处有误 / {n} faults"),
    });
    Ok(Verdict::of(faults.is_empty()))
}

fn explain(common: &Common, answer: Answer) -> Result<Verdict, Failure> {
    let (values, faults) = source::read(common, std::env::vars())?;
    let settings: Vec<_> = SETTINGS
        .iter()
        .map(|s| {
            json!({
                "key": s.key, "value": values.get(s.key), "source": values.source(s.key).to_string(),
                "default": s.default, "environment": variable(s.key), "zh": s.zh, "en": s.en,
            })
        })
        .collect();
    answer.object(&json!({ "settings": settings, "faults": faults }));
    for s in SETTINGS {
        answer.say(format!("{} = {:?}  ← {}", s.key, values.get(s.key), values.source(s.key)));
        answer.say(format!("    {}\n    {}\n    默认 / default {:?} · {}", s.zh, s.en, s.default, variable(s.key)));
    }
    for fault in &faults {
        answer.remark(fault);
    }
    Ok(Verdict::of(faults.is_empty()))
}

/// The environment's name for a setting.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_ascii_uppercase().replace('.', "__"))
}

/// A file that sets every setting to its default, each with what it is for.
#[must_use]
pub fn sample() -> String {
    let mut text = String::from(
        "# 经纬的配置样例，由 `jingwei config sample` 生成；每一项都是默认值，需要改时去掉行首的 #。\n\
         # A sample configuration, made by `jingwei config sample`. Every line holds the default; take away its # to change it.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        let (head, name) = setting.key.split_once('.').expect("every key is `section.key`");
        if head != section {
            section = head;
            text += &format!("\n[{section}]\n");
        }
        let value = match setting.default.parse::<u64>() {
            Ok(number) => number.to_string(),
            Err(_) if matches!(setting.default, "true" | "false") => setting.default.to_owned(),
            Err(_) => format!("{:?}", setting.default),
        };
        text += &format!("# {}\n# {}\n# {name} = {value}\n", setting.zh, setting.en);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_sample_is_the_one_the_program_makes() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/jingwei.sample.toml");
        if std::env::var_os("JINGWEI_BLESS").is_some() {
            std::fs::write(path, sample()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == sample(), "docs/jingwei.sample.toml is stale; run `make bless` and look at the diff");
    }

    #[test]
    fn every_line_of_the_sample_is_a_setting_once_its_hash_is_taken_away() {
        let assignments = |line: &&str| line.starts_with("# ") && line.contains(" = ");
        let mut section = "";
        let mut seen = 0;
        for line in sample().lines() {
            if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = SETTINGS.iter().map(|s| s.key.split_once('.').unwrap().0).find(|s| *s == head).unwrap();
            } else if assignments(&line) && !section.is_empty() {
                let (name, _) = line[2..].split_once(" = ").unwrap();
                assert!(super::super::settings::find(&format!("{section}.{name}")).is_some(), "{line}");
                seen += 1;
            }
        }
        assert_eq!(seen, SETTINGS.len());
    }
}
