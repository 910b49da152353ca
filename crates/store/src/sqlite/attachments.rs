//! Pictures in SQLite.

use super::{SqliteStore, sql};
use crate::StoreError;
use crate::attachments::{AttachmentRef, AttachmentTitle, Attachments, NewAttachment, PictureSize, Piece};
use crate::commit::millis;
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::CaseId;
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

#[async_trait]
impl Attachments for SqliteStore {
    async fn keep_attachment(&self, new: NewAttachment) -> Result<AttachmentTitle, StoreError> {
        let kept = self.writer.run(move |connection| {
            if let Some(known) = title(connection, AttachmentRef::Sent(new.original))? {
                return Ok(Some(known));
            }
            connection
                .prepare_cached("INSERT OR IGNORE INTO attachments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![
                    new.sha256,
                    new.original,
                    new.width,
                    new.height,
                    new.uploader,
                    millis(new.at),
                    new.thumb,
                    new.content
                ])?;
            title(connection, AttachmentRef::Kept(new.sha256))
        });
        kept.await?.ok_or_else(|| StoreError::new(crate::Trouble::Other, "a picture was kept and is not there"))
    }

    async fn attachment(&self, which: AttachmentRef) -> Result<Option<AttachmentTitle>, StoreError> {
        let read =
            move |connection: &mut Connection| title(connection, which).map_err(sql("a picture cannot be found"));
        self.readers.read(read).await
    }

    async fn picture(&self, sha256: &[u8; 32], size: PictureSize) -> Result<Option<Vec<u8>>, StoreError> {
        let sha256 = *sha256;
        let text = format!("SELECT {} FROM attachments WHERE sha256 = ?1", size.column());
        let read = move |connection: &mut Connection| {
            let found =
                connection.prepare_cached(&text).and_then(|mut s| s.query_one([sha256], |row| row.get(0)).optional());
            found.map_err(sql("a picture cannot be read"))
        };
        self.readers.read(read).await
    }

    async fn hold(&self, sha256s: &[[u8; 32]], case: CaseId) -> Result<Vec<[u8; 32]>, StoreError> {
        let sha256s = sha256s.to_vec();
        let held = self.writer.run(move |connection| {
            let mut there = connection.prepare_cached("SELECT 1 FROM attachments WHERE sha256 = ?1")?;
            let mut missing = Vec::new();
            for sha256 in &sha256s {
                if !there.exists([sha256])? {
                    missing.push(*sha256);
                }
            }
            if missing.is_empty() {
                let mut link = connection.prepare_cached("INSERT OR IGNORE INTO attachment_cases VALUES (?1, ?2)")?;
                for sha256 in &sha256s {
                    link.execute(params![sha256, case.uuid().as_bytes()])?;
                }
            }
            Ok(missing)
        });
        held.await
    }

    async fn keep_piece(&self, piece: Piece) -> Result<(), StoreError> {
        let kept = self.writer.run(move |connection| {
            let mut statement =
                connection.prepare_cached("REPLACE INTO attachment_pieces VALUES (?1, ?2, ?3, ?4, ?5)")?;
            statement.execute(params![piece.uploader, piece.original, piece.number, millis(piece.at), piece.content])
        });
        kept.await.map(|_| ())
    }

    async fn pieces(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<(u32, u64)>, StoreError> {
        let (uploader, original) = (uploader.to_owned(), *original);
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<(u32, u64)>> {
            let mut statement = connection.prepare_cached(
                "SELECT piece, length(content) FROM attachment_pieces WHERE uploader = ?1 AND original = ?2 ORDER BY piece",
            )?;
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()));
            statement.query_map(params![uploader, original], row)?.collect()
        };
        self.readers.read(move |connection| read(connection).map_err(sql("the pieces cannot be counted"))).await
    }

    async fn put_together(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        let (uploader, original) = (uploader.to_owned(), *original);
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<u8>> {
            let mut statement = connection.prepare_cached(
                "SELECT content FROM attachment_pieces WHERE uploader = ?1 AND original = ?2 ORDER BY piece",
            )?;
            let rows = statement.query_map(params![uploader, original], |row| row.get::<_, Vec<u8>>(0))?;
            rows.collect::<Result<Vec<_>, _>>().map(|pieces| pieces.concat())
        };
        self.readers.read(move |connection| read(connection).map_err(sql("the pieces cannot be read"))).await
    }

    async fn sweep_attachments(&self, pictures: Timestamp, pieces: Timestamp) -> Result<u64, StoreError> {
        let swept = self.writer.run(move |connection| {
            let pieces = connection.execute("DELETE FROM attachment_pieces WHERE at_ms < ?1", [millis(pieces)])?;
            let pictures = connection.execute(
                "DELETE FROM attachments WHERE uploaded_ms < ?1
                     AND NOT EXISTS (SELECT 1 FROM attachment_cases c WHERE c.sha256 = attachments.sha256)",
                [millis(pictures)],
            )?;
            Ok(pieces + pictures)
        });
        Ok(swept.await?.try_into().unwrap_or(u64::MAX))
    }
}

fn title(connection: &Connection, which: AttachmentRef) -> rusqlite::Result<Option<AttachmentTitle>> {
    let (column, digest) = match which {
        AttachmentRef::Kept(digest) => ("sha256", digest),
        AttachmentRef::Sent(digest) => ("original", digest),
    };
    let text = format!(
        "SELECT sha256, width, height, length(content), uploader FROM attachments WHERE {column} = ?1
         ORDER BY uploaded_ms, sha256 LIMIT 1"
    );
    let found = connection.prepare_cached(&text)?.query_one([digest], |row| {
        Ok(AttachmentTitle {
            sha256: row.get(0)?,
            width: row.get(1)?,
            height: row.get(2)?,
            bytes: row.get::<_, i64>(3)?.unsigned_abs(),
            uploader: row.get(4)?,
            cases: Vec::new(),
        })
    });
    let Some(mut title) = found.optional()? else { return Ok(None) };
    let mut statement =
        connection.prepare_cached("SELECT case_id FROM attachment_cases WHERE sha256 = ?1 ORDER BY case_id")?;
    let cases = statement.query_map([title.sha256], |row| Ok(CaseId::new(Uuid::from_bytes(row.get(0)?))))?;
    title.cases = cases.collect::<Result<_, _>>()?;
    Ok(Some(title))
}
