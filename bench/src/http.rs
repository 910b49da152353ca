//! The leanest HTTP/1.1 client that will do: requests are rendered before the clock starts, an answer is read once and
//! looked at where it lies. The machine that is measured is also the one that measures, so every cycle spent here is
//! missing there.

use crate::{Fault, Outcome};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request for this path, as it goes over the wire; without a token when that is empty.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    let who = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{who}accept: application/json\r\n\r\n").into_bytes()
}

/// The same, bringing JSON.
pub(crate) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// One connection that is kept.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The text of a field of the outermost object, where its value holds no escapes; numbers of receipts do not.
    pub(crate) fn text_field(&self, name: &str) -> Option<&str> {
        let body = std::str::from_utf8(self.body).ok()?;
        let begin = body.find(&format!("\"{name}\":\""))? + name.len() + 4;
        body[begin..].split_once('"').map(|(value, _)| value)
    }
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(to: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.read_more().await?;
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break Head::read(&self.buffer[..end + 4])?;
            }
        };
        let end = head.length + head.body;
        while self.buffer.len() < end {
            self.read_more().await?;
        }
        Ok(Answer { status: head.status, body: &self.buffer[head.length..end] })
    }

    async fn read_more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(Fault::from("the server closed the connection")),
            _ => Ok(()),
        }
    }
}

/// What the head of an answer says.
#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    /// Bytes of the head itself.
    length: usize,
    /// Bytes of the body.
    body: usize,
}

impl Head {
    fn read(bytes: &[u8]) -> Outcome<Self> {
        let text = std::str::from_utf8(bytes)?;
        let status = text.split(' ').nth(1).ok_or("the answer has no status")?.parse()?;
        let mut fields = text.lines().skip(1).filter_map(|line| line.split_once(':'));
        let body = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let (_, body) = body.ok_or("the answer does not say how long it is; this client needs that")?;
        Ok(Self { status, length: bytes.len(), body: body.trim().parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_gives_status_and_lengths_and_one_without_length_is_refused() {
        let text = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(Head::read(text).unwrap(), Head { status: 201, length: text.len(), body: 12 });
        assert!(Head::read(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }

    #[test]
    fn a_text_field_is_found_where_it_lies() {
        let answer = Answer { status: 201, body: br#"{"key":"k","number":"202611230000426","state":"received"}"# };
        assert_eq!(answer.text_field("number"), Some("202611230000426"));
        assert_eq!(answer.text_field("grid"), None);
    }
}
