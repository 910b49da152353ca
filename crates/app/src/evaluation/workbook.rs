//! The figures of a period as a workbook: one row a figure, with what it is made of and how it is made.

use super::report::{Row, shown};
use crate::Failure;
use jingwei_evaluation::{Light, Period, Value};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

const HEADS: [&str; 12] = [
    "分组 Group",
    "名称 Name",
    "指标 Indicator",
    "Indicator",
    "数值 Value",
    "单位 Unit",
    "分子 Numerator",
    "分母 Denominator",
    "灯 Light",
    "上期 Before",
    "去年同期 Year before",
    "口径 Formula",
];

pub(super) fn write(path: &Path, period: Period, grouped: bool, rows: &[Row]) -> Result<(), Failure> {
    let book = fill(period, grouped, rows).and_then(|mut book| book.save(path));
    book.map_err(|why| {
        let path = path.display();
        Failure::new("unwritable", format!("写不了文件 `{path}`：{why}"), format!("`{path}` cannot be written: {why}"))
            .next("请核对路径和权限", "check the path and its permissions")
    })
}

fn fill(period: Period, grouped: bool, rows: &[Row]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(period.to_string())?;
    let head = Format::new().set_bold();
    for (column, text) in (0u16..).zip(HEADS) {
        sheet.write_with_format(0, column, text, &head)?;
    }
    for (at, row) in (1u32..).zip(rows) {
        write_row(sheet, at, grouped, row)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    Ok(book)
}

fn write_row(sheet: &mut Worksheet, at: u32, grouped: bool, row: &Row) -> Result<(), XlsxError> {
    let (indicator, figure) = (row.line.indicator, row.line.figure);
    if grouped {
        sheet.write(at, 0, shown(&row.group))?.write(at, 1, row.group_name.as_str())?;
    }
    sheet.write(at, 2, indicator.zh)?.write(at, 3, indicator.en)?;
    write_value(sheet, at, 4, figure.value)?;
    sheet.write(at, 5, unit(figure.value))?;
    sheet.write(at, 6, figure.numerator)?.write(at, 7, figure.denominator)?;
    sheet.write(at, 8, row.light.map_or("", Light::code))?;
    write_value(sheet, at, 9, row.before)?;
    write_value(sheet, at, 10, row.year_before)?;
    sheet.write(at, 11, indicator.formula_zh)?;
    Ok(())
}

fn write_value(sheet: &mut Worksheet, at: u32, column: u16, value: Value) -> Result<(), XlsxError> {
    match value {
        Value::None => sheet.write(at, column, "—")?,
        Value::Count(n) => sheet.write(at, column, n)?,
        Value::Share(share) => sheet.write_with_format(at, column, share, &Format::new().set_num_format("0.0%"))?,
        Value::Hours(hours) => sheet.write_with_format(at, column, hours, &Format::new().set_num_format("0.0"))?,
    };
    Ok(())
}

const fn unit(value: Value) -> &'static str {
    match value {
        Value::None => "",
        Value::Count(_) => "件",
        Value::Share(_) => "%",
        Value::Hours(_) => "小时",
    }
}
