//! `jingwei triage train`: a kind model from reviewed reports.

use super::evaluate::{one_line, tell};
use super::messages::{Fields, Labelled, kinds, labelled};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_triage::kind::{Example, Figures, Model, Options, TrainingError, cross_validate};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Instant;

/// What to learn from, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 已审定的诉求（JSONL、CSV 或 XLSX），可重复 / reviewed reports; may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    input: Vec<PathBuf>,
    #[command(flatten)]
    fields: Fields,
    /// 类别字段 / the field with the kind
    #[arg(long, value_name = "FIELD")]
    label: String,
    /// 模型写到这里 / where to write the model
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// 有把握的回答中应有多大比例正确 / the share of sure answers that must be right
    #[arg(long, value_name = "SHARE", default_value_t = Options::default().promised)]
    promised: f64,
    /// 事项目录（kinds.csv），用于上级类别 / the catalogue of kinds (kinds.csv), for the classes above them
    #[arg(long, value_name = "FILE")]
    kinds: Option<PathBuf>,
    /// 规则手册版本，随模型保存 / the version of the rulebook, kept with the model
    #[arg(long, value_name = "VERSION", default_value = "")]
    rulebook: String,
    /// 另作交叉验证的份数，近似重复不拆开 / also cross-validate in so many parts, near-duplicates kept together
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(2..=20))]
    cross_validate: Option<u16>,
    /// 交叉验证按此字段分组列出 / list the cross-validation by this field, such as the district
    #[arg(long, value_name = "FIELD", requires = "cross_validate")]
    by: Option<String>,
    /// 跳过读不出或缺字段的行 / leave out lines that cannot be read or lack a field
    #[arg(long)]
    skip: bool,
    /// 只训练，不写文件 / train, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Trains.
///
/// # Errors
/// When the input cannot be read or learnt from, or the model cannot be written.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || train(&args, answer)).await
}

fn train(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let (rows, skipped) = labelled(&args.input, &args.fields, &args.label, args.by.as_deref(), args.skip)?;
    let options = options(args)?;
    let examples: Vec<Example<'_>> = rows.iter().map(Labelled::example).collect();
    let started = Instant::now();
    let model = Model::train(&examples, &options).map_err(|why| refused(&why))?;
    let seconds = started.elapsed().as_secs_f64();
    let bytes = model.to_bytes();
    if !args.dry_run {
        write(&args.out, &bytes)?;
    }
    let mut object = json!({
        "rows": rows.len(), "classes": model.kinds().len(), "seconds": rounded(seconds), "skipped": skipped,
        "bytes": bytes.len(), "model": args.out, "about": model.about(), "sure_from": model.sure_from(),
        "dry_run": args.dry_run,
    });
    answer.say(format!(
        "学习 {} 条、{} 类，{seconds:.2} 秒，模型 {} KiB\n{} rows, {} classes, {seconds:.2} s, model of {} KiB",
        rows.len(),
        model.kinds().len(),
        bytes.len() / 1024,
        rows.len(),
        model.kinds().len(),
        bytes.len() / 1024
    ));
    say_figures(&model, answer);
    if let Some(parts) = args.cross_validate {
        let groups: Vec<&str> = rows.iter().filter(|_| args.by.is_some()).map(Labelled::group).collect();
        let (evaluation, of_parts) =
            cross_validate(&examples, &groups, &options, usize::from(parts)).map_err(|why| refused(&why))?;
        answer.say(format!(
            "\n交叉验证 {parts} 份，近似重复不拆开 / cross-validated in {parts} parts, near-duplicates kept together"
        ));
        tell(&evaluation, answer);
        object["cross_validation"] = json!(evaluation);
        object["cross_validation"]["parts"] = json!(of_parts);
    }
    answer.object(&object);
    Ok(Verdict::Done)
}

fn options(args: &Args) -> Result<Options, Failure> {
    let mut options = Options { promised: args.promised, rulebook: args.rulebook.clone(), ..Options::default() };
    if let Some(path) = &args.kinds {
        let below = kinds(path)?.into_iter().filter(|kind| !kind.parent.is_empty());
        options.parents = below.map(|kind| (kind.code, kind.parent)).collect();
    }
    Ok(options)
}

/// Written beside and moved into place: a reader finds the old model or the new one, never half of either.
fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| std::path::Path::new("."));
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    std::io::Write::write_all(&mut file, bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|why| Failure::unwritable(path, &why.error))?;
    Ok(())
}

fn say_figures(model: &Model, answer: Answer) {
    match &model.about().figures {
        Some(figures) => {
            let Figures { n, .. } = figures;
            answer.say(format!("内部检验（每条都由没见过它的模型判断，{n} 条）/ on examples held back in turn:"));
            answer.say(one_line(figures));
        }
        None => answer.say(
            "例子太少，尚不能检验，模型对任何回答都不作保证 / too few examples to judge by: no answer will be sure",
        ),
    }
}

fn refused(why: &TrainingError) -> Failure {
    let zh = match why {
        TrainingError::NoExamples => "没有可学的例子".to_owned(),
        TrainingError::NoKind(at) => format!("第 {} 个例子没有类别", at + 1),
        TrainingError::TooManyKinds(n) => format!("{n} 个类别太多，类别字段可能选错了"),
        TrainingError::Promised(share) => format!("--promised `{share}` 应不小于 0.5 且小于 1"),
        TrainingError::Parts(parts) => format!("份数 `{parts}` 应为 2 到 20"),
    };
    Failure::new("cannot_train", zh, why.to_string()).next("请核对输入和选项", "check the input and the options")
}

/// Seconds to the millisecond.
fn rounded(seconds: f64) -> Value {
    json!((seconds * 1000.0).round() / 1000.0)
}
