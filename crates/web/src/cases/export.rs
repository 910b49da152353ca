//! `GET /api/v1/cases/export`: the list that the caller sees, as a table to take along.
//!
//! Whatever a reporter wrote stays text: a spreadsheet program runs nothing of it (ASVS 1.2.10). What was taken along, with which
//! filter and how many lines, is a fact. Names and telephones are in no list, and so in no table.

use super::list::CaseLine;
use super::query::Filter;
use crate::answers::Failures;
use crate::body::Asked;
use crate::caller::Caller;
use crate::recorded::{Reading, record};
use crate::{Problem, Web};
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_store::CaseQuery;
use jingwei_terms::{CommandId, Purpose};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

/// The most lines of one table.
const MOST: usize = 50_000;

/// How the table is written.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// `csv` (UTF-8 with a mark, as spreadsheet programs want it) or `xlsx`; CSV when it is not said.
    #[param(max_length = 10)]
    format: String,
}

/// The columns, in both languages.
const COLUMNS: [&str; 15] = [
    "编号 number",
    "状态 state",
    "标题 headline",
    "地址 address",
    "经度 lng",
    "纬度 lat",
    "区域 area",
    "网格 grid",
    "事项 kind",
    "承办部门 department",
    "渠道 channel",
    "诉求性质 property",
    "受理时间 filed_at",
    "期限 due_at",
    "是否超期 overdue",
];

/// The list as a table. Takes the filters of the list, cursor and limit excepted; at most 50,000 lines.
#[utoipa::path(get, path = "/api/v1/cases/export", tag = "cases", params(Filter, How), responses(
    (status = 200, description = "the table", content((String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Failures))]
pub(crate) async fn export(
    State(web): State<Web>,
    caller: Caller,
    Asked(How { format }): Asked<How>,
    RawQuery(asked): RawQuery,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let as_workbook = match format.as_str() {
        "" | "csv" => false,
        "xlsx" => true,
        _ => return Err(Problem::malformed("`format`: it is csv or xlsx")),
    };
    let (rules, now) = (web.rules(), web.now());
    let query = filter.into_query(caller.staff()?, &rules, now)?;
    let lines = match query {
        Some(query) => read(&web, query, now).await?,
        None => Vec::new(),
    };
    let asked = asked.unwrap_or_default();
    let reading = Reading {
        command: CommandId::new(web.new_id(now)),
        digest: crate::sha256(asked.as_bytes()),
        verb: "export_cases",
        purpose: Purpose::Casework,
        // The words that were searched for may be a name.
        detail: json!({ "filter": without_words(&asked), "lines": lines.len(), "format": if as_workbook { "xlsx" } else { "csv" } }),
    };
    record(&web, &caller, &reading).await?;
    let zone = crate::evaluation::zone(&rules)?;
    let written = tokio::task::spawn_blocking(move || match as_workbook {
        true => workbook(&lines, &zone).map_err(Problem::our_mistake),
        false => table(&lines, &zone).map_err(Problem::our_mistake),
    });
    let bytes = written.await.map_err(Problem::our_mistake)??;
    let (kind, name) = match as_workbook {
        true => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "cases.xlsx"),
        false => ("text/csv; charset=utf-8", "cases.csv"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn read(web: &Web, mut query: CaseQuery, now: Timestamp) -> Result<Vec<CaseLine>, Problem> {
    let rules = web.rules();
    (query.limit, query.cursor) = (200, None);
    let mut lines = Vec::new();
    loop {
        let page = web.store().list(&query).await?;
        lines.extend(page.items.into_iter().map(|summary| CaseLine::of(summary, &rules, now)));
        if lines.len() > MOST {
            let (zh, en) = (format!("结果超过 {MOST} 行"), format!("there are more than {MOST} lines"));
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_lines", zh, en);
            return Err(problem.next(
                "请按时间或部门缩小范围后分次导出",
                "narrow it down by time or department, and take it in parts",
            ));
        }
        match page.next {
            Some(cursor) => query.cursor = Some(cursor),
            None => return Ok(lines),
        }
    }
}

fn without_words(asked: &str) -> String {
    let is_words = |pair: &&str| pair.starts_with("q=");
    asked.split('&').filter(|pair| !is_words(pair)).collect::<Vec<_>>().join("&")
}

fn table(lines: &[CaseLine], zone: &TimeZone) -> Result<Vec<u8>, Box<csv::Error>> {
    // Spreadsheet programs take a file without this mark for the system's own encoding.
    let mut writer = csv::WriterBuilder::new().from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(COLUMNS)?;
    for line in lines {
        writer.write_record(line.cells(zone).map(|cell| as_text(&cell)))?;
    }
    writer.into_inner().map_err(|why| Box::new(why.into_error().into()))
}

/// A cell that a spreadsheet program takes for what it is: what begins like a formula gets an apostrophe before it.
fn as_text(cell: &str) -> String {
    match cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

fn workbook(lines: &[CaseLine], zone: &TimeZone) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        for (column, cell) in (0_u16..).zip(line.cells(zone)) {
            // A string cell is never a formula, whatever it begins with.
            sheet.write_string(row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for cell in ["=1+1", "+86 138", "-2", "@SUM(A1)", " =cmd|' /C calc'!A0", "\t=1", "＝1"] {
            assert!(as_text(cell).starts_with('\''), "{cell}");
        }
        for cell in ["路灯不亮", "3号楼", "20260302-000017", ""] {
            assert_eq!(as_text(cell), cell);
        }
    }

    #[test]
    fn the_words_that_were_searched_for_are_in_no_fact() {
        assert_eq!(without_words("state=handling&q=%E5%BC%A0%E4%B8%89&sort=due_at"), "state=handling&sort=due_at");
    }
}
