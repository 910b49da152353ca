//! `jingwei grids picture`: a net as one SVG page.

use super::merge::write;
use crate::{Answer, Failure, Verdict};
use jingwei_grids::Layer;
use jingwei_grids::picture::{Colour, Label, Wish, svg};
use serde_json::json;
use std::path::PathBuf;

/// What to draw.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网格图层 / the layer of grids
    #[arg(value_name = "NET.geojson")]
    net: PathBuf,
    /// 图写入此文件 / the picture goes into this file
    #[arg(long, value_name = "NET.svg")]
    out: PathBuf,
    /// 格内标注 / what is written into each grid
    #[arg(long, value_enum, default_value_t = LabelBy::Code)]
    label: LabelBy,
    /// 着色依据 / what the colours say
    #[arg(long, visible_alias = "color-by", value_enum, default_value_t = ColourBy::Apart)]
    colour_by: ColourBy,
    /// 标题 / the title
    #[arg(long, value_name = "TEXT", default_value = "")]
    title: String,
    /// 图幅宽度（像素） / width of the map in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 1200, value_parser = clap::value_parser!(u32).range(200..=8000))]
    width: u32,
}

/// A label, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LabelBy {
    /// 不标注 / nothing
    None,
    /// 编码 / the code
    Code,
    /// 名称 / the name
    Name,
    /// 户数 / the number of households
    Households,
}

/// A colouring, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ColourBy {
    /// 仅区分相邻网格 / only to tell neighbours apart
    Apart,
    /// 户数 / the number of households
    Households,
    /// 社区 / the community
    Community,
    /// 网格员 / the worker
    Worker,
}

/// Draws it.
///
/// # Errors
/// When the layer cannot be read, or the picture cannot be written.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let bytes = std::fs::read(&args.net).map_err(|why| Failure::unreadable(&args.net, &why))?;
    let layer = Layer::parse(&bytes, None)?.layer;
    let label = match args.label {
        LabelBy::None => Label::None,
        LabelBy::Code => Label::Code,
        LabelBy::Name => Label::Name,
        LabelBy::Households => Label::Households,
    };
    let colour = match args.colour_by {
        ColourBy::Apart => Colour::Apart,
        ColourBy::Households => Colour::Households,
        ColourBy::Community => Colour::Community,
        ColourBy::Worker => Colour::Worker,
    };
    let picture = svg(&layer, &Wish { title: args.title.clone(), colour, label, width: args.width });
    write(&args.out, picture.as_bytes())?;
    let grids = layer.features.len();
    answer.object(&json!({ "grids": grids, "bytes": picture.len(), "out": args.out.display().to_string() }));
    answer.say(format!("{grids} 个网格 → {} / {grids} grids", args.out.display()));
    Ok(Verdict::Done)
}
