//! Pictures in PostgreSQL.

use super::PostgresStore;
use crate::attachments::{AttachmentRef, AttachmentTitle, Attachments, NewAttachment, PictureSize, Piece};
use crate::columns::bad;
use crate::commit::millis;
use crate::{StoreError, Trouble};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::CaseId;

#[async_trait]
impl Attachments for PostgresStore {
    async fn keep_attachment(&self, new: NewAttachment) -> Result<AttachmentTitle, StoreError> {
        if let Some(known) = self.attachment(AttachmentRef::Sent(new.original)).await? {
            return Ok(known);
        }
        let text = "INSERT INTO attachments VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
        let (sha256, original) = (new.sha256.as_slice(), new.original.as_slice());
        let [width, height] = [new.width, new.height].map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        let at = millis(new.at);
        self.write(text, &[&sha256, &original, &width, &height, &new.uploader, &at, &new.thumb, &new.content]).await?;
        let kept = self.attachment(AttachmentRef::Kept(new.sha256)).await?;
        kept.ok_or_else(|| StoreError::new(Trouble::Other, "a picture was kept and is not there"))
    }

    async fn attachment(&self, which: AttachmentRef) -> Result<Option<AttachmentTitle>, StoreError> {
        let (column, digest) = match &which {
            AttachmentRef::Kept(digest) => ("sha256", digest.as_slice()),
            AttachmentRef::Sent(digest) => ("original", digest.as_slice()),
        };
        let text = format!(
            "SELECT sha256, width, height, length(content), uploader FROM attachments WHERE {column} = $1
             ORDER BY uploaded_ms, sha256 LIMIT 1"
        );
        let rows = self.read(&text, &[&digest]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let sha256: &[u8] = row.get(0);
        let held = "SELECT case_id FROM attachment_cases WHERE sha256 = $1 ORDER BY case_id";
        let cases = self.read(held, &[&sha256]).await?;
        Ok(Some(AttachmentTitle {
            sha256: sha256.try_into().map_err(bad("a digest"))?,
            width: row.get::<_, i32>(1).unsigned_abs(),
            height: row.get::<_, i32>(2).unsigned_abs(),
            bytes: u64::from(row.get::<_, i32>(3).unsigned_abs()),
            uploader: row.get(4),
            cases: cases.iter().map(|row| CaseId::new(row.get(0))).collect(),
        }))
    }

    async fn picture(&self, sha256: &[u8; 32], size: PictureSize) -> Result<Option<Vec<u8>>, StoreError> {
        let text = format!("SELECT {} FROM attachments WHERE sha256 = $1", size.column());
        Ok(self.read(&text, &[&sha256.as_slice()]).await?.first().map(|row| row.get(0)))
    }

    async fn hold(&self, sha256s: &[[u8; 32]], case: CaseId) -> Result<Vec<[u8; 32]>, StoreError> {
        let asked: Vec<&[u8]> = sha256s.iter().map(<[u8; 32]>::as_slice).collect();
        let there = self.read("SELECT sha256 FROM attachments WHERE sha256 = ANY ($1)", &[&asked]).await?;
        let is_there = |digest: &&[u8; 32]| there.iter().any(|row| row.get::<_, &[u8]>(0) == digest.as_slice());
        let missing: Vec<[u8; 32]> = sha256s.iter().filter(|digest| !is_there(digest)).copied().collect();
        if missing.is_empty() {
            let text = "INSERT INTO attachment_cases SELECT unnest($1::bytea[]), $2 ON CONFLICT DO NOTHING";
            self.write(text, &[&asked, &case.uuid()]).await?;
        }
        Ok(missing)
    }

    async fn keep_piece(&self, piece: Piece) -> Result<(), StoreError> {
        let text = "INSERT INTO attachment_pieces VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (uploader, original, piece) DO UPDATE
                    SET at_ms = excluded.at_ms, content = excluded.content";
        let (original, number) = (piece.original.as_slice(), i32::try_from(piece.number).unwrap_or(i32::MAX));
        self.write(text, &[&piece.uploader, &original, &number, &millis(piece.at), &piece.content]).await.map(|_| ())
    }

    async fn pieces(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<(u32, u64)>, StoreError> {
        let text =
            "SELECT piece, length(content) FROM attachment_pieces WHERE uploader = $1 AND original = $2 ORDER BY piece";
        let rows = self.read(text, &[&uploader, &original.as_slice()]).await?;
        let piece = |row: &tokio_postgres::Row| {
            (row.get::<_, i32>(0).unsigned_abs(), u64::from(row.get::<_, i32>(1).unsigned_abs()))
        };
        Ok(rows.iter().map(piece).collect())
    }

    async fn put_together(&self, uploader: &str, original: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        let text = "SELECT content FROM attachment_pieces WHERE uploader = $1 AND original = $2 ORDER BY piece";
        let rows = self.read(text, &[&uploader, &original.as_slice()]).await?;
        Ok(rows.iter().flat_map(|row| row.get::<_, &[u8]>(0)).copied().collect())
    }

    async fn sweep_attachments(&self, pictures: Timestamp, pieces: Timestamp) -> Result<u64, StoreError> {
        let gone = self.write("DELETE FROM attachment_pieces WHERE at_ms < $1", &[&millis(pieces)]).await?;
        let text = "DELETE FROM attachments a WHERE a.uploaded_ms < $1
                        AND NOT EXISTS (SELECT 1 FROM attachment_cases c WHERE c.sha256 = a.sha256)";
        Ok(gone + self.write(text, &[&millis(pictures)]).await?)
    }
}
