//! Taking addresses apart: our executable and python-crfsuite, trained and tested on the same rows, one after the other.

use super::{Args, command, number};
use crate::Outcome;
use crate::sheet::{Line, Sheet};
use std::process::Command;

/// The sets: name, training rows, test rows, and the F1 to hold.
const SETS: [(&str, &str, &str, f64); 2] = [
    ("NCAP 2019", "addr_parsing/ncap2019_train.jsonl", "addr_parsing/ncap2019_test.jsonl", 0.890),
    ("CCKS 2021-2", "addr_parsing/ccks2021t2_train.jsonl", "addr_parsing/ccks2021t2_dev.jsonl", 0.895),
];

/// Measures, and adds the lines.
pub(super) fn measure(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let jingwei = args.jingwei()?;
    let folder = tempfile::tempdir()?;
    for (name, train, test, least) in SETS {
        let (Some(train), Some(test)) = (args.data(train), args.data(test)) else { continue };
        let model = folder.path().join("model");
        crate::say(&format!("{name}: ours"));
        let learn = ["addresses", "train", "--json", "--input"];
        let learnt = command(Command::new(&jingwei).args(learn).arg(&train).arg("--out").arg(&model))?;
        let judge = ["addresses", "evaluate", "--json", "--input"];
        let ours = command(Command::new(&jingwei).args(judge).arg(&test).arg("--model").arg(&model))?;
        let shipped = command(Command::new(&jingwei).args(judge).arg(&test))?;
        let line = |what: &str, value: f64, unit: &'static str| Line::new(format!("{name}: {what}"), value, unit);
        let f1 = line("F1 over exact spans", number(&ours["f1"])?, "").at_least(least);
        let rate = line("taken apart", number(&ours["addresses_per_second"])?, "addresses/s").at_least(200_000.0);
        let peer = args.python("text").map(|python| {
            crate::say(&format!("{name}: python-crfsuite"));
            command(
                Command::new(python).arg(args.peer("crf_addr.py")).arg("--train").arg(&train).arg("--test").arg(&test),
            )
        });
        match peer.transpose()? {
            Some(peer) => {
                let peer = &peer["results"][0];
                sheet.add(f1.against(number(&peer["f1"])?, "python-crfsuite"));
                sheet.add(rate.against(number(&peer["addresses_per_second"])?, "python-crfsuite"));
            }
            None => {
                sheet.add(f1);
                sheet.add(rate);
            }
        }
        sheet.add(line("training", number(&learnt["seconds"])?, "s"));
        sheet.add(line("F1 of the model that ships, which has never seen the set", number(&shipped["f1"])?, ""));
    }
    divisions(args, sheet)
}

/// The share of provinces, cities and districts found, beside cpca.
fn divisions(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let (Some(test), Some(python)) = (args.data(SETS[0].2), args.python("text")) else { return Ok(()) };
    crate::say("divisions: cpca");
    let peer =
        command(Command::new(python).arg(args.peer("addr_tools.py")).args(["--tools", "cpca", "--test"]).arg(&test))?;
    let rate = number(&peer["results"][0]["addresses_per_second"])?;
    let judge = ["addresses", "evaluate", "--json", "--input"];
    let ours = command(Command::new(args.jingwei()?).args(judge).arg(&test))?;
    for level in ["prov", "city", "district"] {
        sheet.add(Line::new(format!("model that ships: F1 of {level}"), number(&ours["by_label"][level])?, ""));
    }
    let line = Line::new("model that ships: taken apart", number(&ours["addresses_per_second"])?, "addresses/s");
    sheet.add(line.against(rate, "cpca").note("cpca stops at the district"));
    Ok(())
}
