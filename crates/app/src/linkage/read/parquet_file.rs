//! Parquet files with flat columns, every column on a thread of its own.

use super::{Table, Wanted};
use crate::Failure;
use jiff::civil::Date;
use jingwei_linkage::register::Cells;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;

/// Rows read at a time.
const AT_A_TIME: usize = 8192;

/// Reads the wanted columns.
pub(super) fn read(path: &Path, wanted: &Wanted<'_>) -> Result<Table, Failure> {
    let file = open(path)?;
    let rows = usize::try_from(file.metadata().file_metadata().num_rows()).unwrap_or_default();
    let columns: Result<Vec<(String, Cells)>, Failure> =
        columns(&file, wanted).into_par_iter().map(|(at, name)| Ok((name, column(path, at)?))).collect();
    // A row's number stands for its line: there are no lines to point at.
    Ok(Table { columns: columns?, lines: (1..).take(rows).collect(), faults: Vec::new() })
}

/// Reads the wanted columns so many records at a time.
pub(super) fn pieces(
    path: &Path,
    wanted: &Wanted<'_>,
    at_a_time: usize,
    each: &mut dyn FnMut(Table) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let file = open(path)?;
    let columns = columns(&file, wanted);
    let mut line = 1_u32;
    for group in 0..file.num_row_groups() {
        let readers: Result<Vec<ColumnReader>, Failure> =
            columns.iter().map(|(at, _)| group_reader(&open(path)?, path, group, *at)).collect();
        let mut readers = readers?;
        let mut left = usize::try_from(file.metadata().row_group(group).num_rows()).unwrap_or_default();
        while left > 0 {
            let take = left.min(at_a_time);
            let read = readers.par_iter_mut().zip(&columns).map(|(reader, (at, name))| {
                let mut cells = Cells::default();
                group_of(reader, logical(&file, *at).as_ref(), &mut cells, take).map_err(|why| broken(path, &why))?;
                Ok((name.clone(), cells))
            });
            let read: Result<Vec<(String, Cells)>, Failure> = read.collect();
            let lines: Vec<u32> = (line..).take(take).collect();
            line = line.saturating_add(u32::try_from(take).unwrap_or(u32::MAX));
            left -= take;
            each(Table { columns: read?, lines, faults: Vec::new() })?;
        }
    }
    Ok(())
}

/// About how many records a file has.
pub(super) fn count(path: &Path) -> Result<u64, Failure> {
    Ok(u64::try_from(open(path)?.metadata().file_metadata().num_rows()).unwrap_or_default())
}

/// The wanted columns with their places.
fn columns(file: &SerializedFileReader<File>, wanted: &Wanted<'_>) -> Vec<(usize, String)> {
    let schema = file.metadata().file_metadata().schema_descr();
    let flat = (0..schema.num_columns()).map(|at| (at, schema.column(at))).filter(|(_, column)| {
        column.max_rep_level() == 0 && column.path().parts().len() == 1 && wanted.is(column.name())
    });
    flat.map(|(at, column)| (at, column.name().to_owned())).collect()
}

fn logical(file: &SerializedFileReader<File>, at: usize) -> Option<LogicalType> {
    file.metadata().file_metadata().schema_descr().column(at).logical_type_ref().cloned()
}

fn group_reader(
    file: &SerializedFileReader<File>,
    path: &Path,
    group: usize,
    at: usize,
) -> Result<ColumnReader, Failure> {
    let reader = file.get_row_group(group).and_then(|group| group.get_column_reader(at));
    reader.map_err(|why| broken(path, &why))
}

/// Each column opens the file for itself: handles made from one another share their place in it.
fn open(path: &Path) -> Result<SerializedFileReader<File>, Failure> {
    let file = File::open(path).map_err(|why| Failure::unreadable(path, &why))?;
    SerializedFileReader::new(file).map_err(|why| broken(path, &why))
}

fn column(path: &Path, at: usize) -> Result<Cells, Failure> {
    let file = open(path)?;
    let logical = logical(&file, at);
    let mut cells = Cells::default();
    for group in 0..file.num_row_groups() {
        let mut reader = group_reader(&file, path, group, at)?;
        group_of(&mut reader, logical.as_ref(), &mut cells, usize::MAX).map_err(|why| broken(path, &why))?;
    }
    Ok(cells)
}

/// Takes the next cells of a group, at most so many.
fn group_of(
    reader: &mut ColumnReader,
    logical: Option<&LogicalType>,
    cells: &mut Cells,
    most: usize,
) -> Result<(), ParquetError> {
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => each(
            reader,
            |value, cells: &mut Cells| {
                cells.push(value.map(|bytes| std::str::from_utf8(bytes.data()).unwrap_or("\u{fffd}")));
            },
            cells,
            most,
        ),
        ColumnReader::Int32ColumnReader(reader) => {
            let days = matches!(logical, Some(LogicalType::Date));
            each(
                reader,
                |value, cells: &mut Cells| {
                    cells.push(value.map(|n| if days { day(i64::from(*n)) } else { n.to_string() }).as_deref());
                },
                cells,
                most,
            )
        }
        ColumnReader::Int64ColumnReader(reader) => {
            let per_day = match logical {
                Some(LogicalType::Timestamp(timestamp)) => Some(match timestamp.unit {
                    TimeUnit::MILLIS => 86_400_000,
                    TimeUnit::MICROS => 86_400_000_000,
                    TimeUnit::NANOS => 86_400_000_000_000,
                }),
                _ => None,
            };
            let text = |n: i64| per_day.map_or_else(|| n.to_string(), |per_day: i64| day(n.div_euclid(per_day)));
            each(reader, |value, cells| cells.push(value.map(|n| text(*n)).as_deref()), cells, most)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            each(reader, |value, cells| cells.push(value.map(ToString::to_string).as_deref()), cells, most)
        }
        ColumnReader::FloatColumnReader(reader) => {
            each(reader, |value, cells| cells.push(value.map(ToString::to_string).as_deref()), cells, most)
        }
        ColumnReader::BoolColumnReader(reader) => {
            each(reader, |value, cells| cells.push(value.map(ToString::to_string).as_deref()), cells, most)
        }
        ColumnReader::FixedLenByteArrayColumnReader(_) | ColumnReader::Int96ColumnReader(_) => {
            Err(ParquetError::General("a column is of a type that is no text, number or date".to_owned()))
        }
    }
}

/// Hands over each cell in order; a null as `None`.
fn each<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    put: impl Fn(Option<&T::T>, &mut Cells),
    cells: &mut Cells,
    mut most: usize,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::with_capacity(AT_A_TIME), Vec::with_capacity(AT_A_TIME));
    loop {
        values.clear();
        levels.clear();
        if most == 0 {
            return Ok(());
        }
        let (records, _, _) = reader.read_records(AT_A_TIME.min(most), Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Ok(());
        }
        most -= records;
        if levels.is_empty() {
            values.iter().for_each(|value| put(Some(value), cells));
            continue;
        }
        let mut values = values.iter();
        for level in &levels {
            put(if *level > 0 { values.next() } else { None }, cells);
        }
    }
}

/// A day by its number since the beginning of 1970.
fn day(number: i64) -> String {
    let days = jiff::Span::new().try_days(number).ok();
    let day = days.and_then(|days| Date::constant(1970, 1, 1).checked_add(days).ok());
    day.map_or_else(String::new, |day| day.to_string())
}

fn broken(path: &Path, why: &ParquetError) -> Failure {
    let shown = path.display();
    Failure::new(
        "broken_parquet",
        format!("`{shown}` 不是完好的 Parquet：{why}"),
        format!("`{shown}` is no sound Parquet: {why}"),
    )
    .next("重新导出，或改用 CSV", "export it again, or as CSV")
}
