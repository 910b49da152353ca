//! Passwords: Argon2id with 19 MiB and two passes (OWASP's first choice), at most two at a time.

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashing is meant to be slow and large; more than two at once would let strangers at the door use up the machine.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The hash of nobody's password. A name that is not known costs as much time as one that is.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let hash = argon2().hash_password_with_salt(b"nobody", b"nobody's salt....");
    hash.expect("fixed parameters and a salt of sixteen bytes are allowed").to_string()
});

/// The fewest characters of a password. There are no rules of composition (NIST SP 800-63B, 5.1.1.2).
pub const MIN_CHARS: usize = 10;

/// The most bytes of a password: enough for any phrase, and no work for an attacker to give us.
pub const MAX_BYTES: usize = 256;

/// The Argon2id text of a password, with fresh salt.
///
/// # Errors
/// When the operating system has no randomness or memory to give.
pub fn hash(password: &str) -> Result<String, String> {
    argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|why| why.to_string())
}

/// Whether this is the password behind the text; `None` for somebody who is not known, or who has no password.
pub(crate) async fn is_right(given: String, stored: Option<String>) -> bool {
    let turn = TURNS.acquire().await;
    let check = tokio::task::spawn_blocking(move || {
        let known = stored.filter(|text| !text.is_empty());
        let text = known.as_deref().unwrap_or(&NOBODY);
        let fits = PasswordHash::new(text).is_ok_and(|hash| argon2().verify_password(given.as_bytes(), &hash).is_ok());
        fits && known.is_some()
    });
    let answer = check.await.unwrap_or(false);
    drop(turn);
    answer
}

/// The same as [`hash`], in turn with the others.
pub(crate) async fn hash_in_turn(password: String) -> Result<String, String> {
    let turn = TURNS.acquire().await;
    let made = tokio::task::spawn_blocking(move || hash(&password)).await;
    drop(turn);
    made.map_err(|why| why.to_string())?
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("fixed parameters within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_nothing_fits_nobody() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right("correct horse battery".to_owned(), Some(stored.clone())).await);
        assert!(!is_right("incorrect horse".to_owned(), Some(stored)).await);
        for nobody in [None, Some(String::new())] {
            assert!(!is_right("nobody".to_owned(), nobody).await);
        }
    }
}
