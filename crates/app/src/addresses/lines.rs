//! Lines in, lines out, in the same order and in bounded memory.

use crate::Failure;
use rayon::prelude::*;
use std::io::{BufRead, ErrorKind, Write};
use std::path::Path;

/// So many lines are read, answered on every core, and written, before the next are read.
const TOGETHER: usize = 4096;
/// A longer line than this is no address; the rest of it is read over, so that memory stays bounded.
const LONGEST: usize = 1 << 20;

/// Where lines come from: a file, or standard input.
///
/// # Errors
/// When the file cannot be opened.
pub(super) fn input(path: Option<&Path>) -> Result<Box<dyn BufRead>, Failure> {
    Ok(match path {
        Some(path) => {
            let file = std::fs::File::open(path).map_err(|why| Failure::unreadable(path, &why))?;
            Box::new(std::io::BufReader::with_capacity(1 << 18, file))
        }
        None => Box::new(std::io::stdin().lock()),
    })
}

/// Answers every line that is not blank; `one` has room of its own on every core, and is told the number of the line.
///
/// # Errors
/// When the input cannot be read on, or the output takes no more.
pub(super) fn answer_lines<R: Send>(
    mut input: impl BufRead,
    mut output: impl Write,
    room: impl Fn() -> R + Sync + Send,
    one: impl Fn(&mut R, u64, &str) -> String + Sync + Send,
) -> Result<u64, Failure> {
    let unreadable = |why: std::io::Error| {
        Failure::new("unreadable", format!("输入读不下去：{why}"), format!("the input cannot be read on: {why}"))
    };
    let (mut number, mut ended) = (0_u64, false);
    while !ended {
        let mut lines: Vec<(u64, Vec<u8>)> = Vec::with_capacity(TOGETHER);
        while lines.len() < TOGETHER {
            let mut line = Vec::new();
            if !read_line(&mut input, &mut line).map_err(unreadable)? {
                ended = true;
                break;
            }
            number += 1;
            if !line.iter().all(u8::is_ascii_whitespace) {
                lines.push((number, line));
            }
        }
        let answers: Vec<String> =
            lines.par_iter().map_init(&room, |room, (at, line)| one(room, *at, &text_of(*at, line))).collect();
        for answer in answers {
            match writeln!(output, "{answer}") {
                Ok(()) => {}
                // `… | head` has taken what it wanted.
                Err(why) if why.kind() == ErrorKind::BrokenPipe => return Ok(number),
                Err(why) => return Err(Failure::unwritable(Path::new("stdout"), &why)),
            }
        }
        drop(output.flush());
    }
    Ok(number)
}

fn text_of(number: u64, line: &[u8]) -> std::borrow::Cow<'_, str> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::GB18030.decode(line).0,
    }
}

/// Reads one line without its end; `false` when there is none.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(why) if why.kind() == ErrorKind::Interrupted => continue,
            Err(why) => return Err(why),
        };
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = LONGEST.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        input.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return Ok(true);
        }
    }
}
