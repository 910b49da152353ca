//! Secrets: what is derived from the server's own, and what is compared with a digest. None of them is ever stored.

use hmac::{Hmac, KeyInit, Mac};
use jingwei_terms::{CaseId, CommandId};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use subtle::ConstantTimeEq;

/// What every derived secret hangs on: 32 random bytes that the operator keeps outside the database.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    /// It stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

// Without I, L, O and U: people read these over the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many letters a case's key has; with 32 letters that is 80 bits.
const KEY_LETTERS: usize = 16;

/// A Chinese mobile number has eleven digits; what stands before them is the country's.
const PHONE_DIGITS: usize = 11;

/// A number of a town's exchange has at least seven.
const FEWEST_DIGITS: usize = 7;

impl Secret {
    /// A secret of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of a case, such as `7KQ2-M0XA-9TRE-4GHB`. The same case has the same key for ever, so that a repeated
    /// filing can be given the same answer although the key is kept nowhere.
    #[must_use]
    pub fn case_key(&self, id: CaseId) -> String {
        in_groups(&self.derive("case key", id.uuid().as_bytes()))
    }

    /// The key of somebody who follows a case: the same command on the same case makes the same one.
    #[must_use]
    pub fn follow_key(&self, case: CaseId, command: CommandId) -> String {
        let of = [*case.uuid().as_bytes(), *command.uuid().as_bytes()].concat();
        in_groups(&self.derive("follow key", &of))
    }

    /// The digest by which a telephone is found again: of its last digits, so that it is the same however it was written. `None` for what
    /// has too few of them to be one.
    #[must_use]
    pub fn caller_digest(&self, phone: &str) -> Option<[u8; 32]> {
        let digits: String =
            phone.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
        let last = digits.len().checked_sub(PHONE_DIGITS).map_or(digits.as_str(), |from| &digits[from..]);
        (last.len() >= FEWEST_DIGITS).then(|| self.derive("caller", last.as_bytes()))
    }

    /// The API token that a command makes: the same command makes the same one.
    #[must_use]
    pub fn api_token(&self, command: CommandId) -> String {
        format!("{TOKEN_PREFIX}{}", base32(&self.derive("api token", command.uuid().as_bytes())).to_ascii_lowercase())
    }

    fn derive(&self, what: &str, of: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(what.as_bytes());
        mac.update(&[0]);
        mac.update(of);
        mac.finalize().into_bytes().into()
    }
}

/// What an API token begins with, so that scanners for leaked secrets can know it.
const TOKEN_PREFIX: &str = "jw_";

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The digest under which a case keeps its key, in hexadecimal.
#[must_use]
pub fn key_digest(key: &str) -> String {
    let digest = sha256(plain_key(key).as_bytes());
    let mut text = String::with_capacity(64);
    for byte in digest {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
    }
    text
}

/// Whether this is the key behind the digest. Takes the same time whatever the answer.
#[must_use]
pub(crate) fn is_key(given: &str, digest: &str) -> bool {
    key_digest(given).as_bytes().ct_eq(digest.as_bytes()).into()
}

/// A fresh secret for a session, 256 bits from the operating system.
///
/// # Errors
/// When the operating system has no randomness to give.
pub(crate) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(base32(&bytes).to_ascii_lowercase())
}

/// The key as people may type it: in any case, with or without hyphens, with O for zero and I or L for one.
fn plain_key(key: &str) -> String {
    let letters = key.chars().filter(|c| c.is_ascii_alphanumeric()).take(64);
    letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// The first letters of a secret, in groups that can be read over the telephone.
fn in_groups(secret: &[u8]) -> String {
    let letters = base32(secret);
    let mut key = String::with_capacity(KEY_LETTERS + 3);
    for (at, letter) in letters.chars().take(KEY_LETTERS).enumerate() {
        if at > 0 && at % 4 == 0 {
            key.push('-');
        }
        key.push(letter);
    }
    key
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u16, 0);
    for byte in bytes {
        held = (held << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[usize::from(held >> bits) & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[usize::from(held << (5 - bits)) & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn case(number: u128) -> CaseId {
        CaseId::new(Uuid::from_u128(number))
    }

    #[test]
    fn a_key_opens_its_own_case_however_it_is_typed_and_no_other() {
        let secret = Secret::new([7; 32]);
        let key = secret.case_key(case(1));
        assert_eq!(key.len(), 19);
        assert_eq!(key, secret.case_key(case(1)));
        let digest = key_digest(&key);
        assert!(is_key(&key, &digest));
        assert!(is_key(&key.to_lowercase().replace('-', " "), &digest));
        assert!(is_key(&key.replace('0', "o").replace('1', "l"), &digest));
        assert!(!is_key(&secret.case_key(case(2)), &digest));
        assert!(!is_key(&Secret::new([8; 32]).case_key(case(1)), &digest));
        assert!(!is_key("", &digest));
    }

    #[test]
    fn a_command_makes_one_token_and_a_token_can_be_told_by_its_beginning() {
        let secret = Secret::new([7; 32]);
        let token = secret.api_token(CommandId::new(Uuid::from_u128(1)));
        assert!(token.starts_with("jw_") && token.len() > 50);
        assert_eq!(token, secret.api_token(CommandId::new(Uuid::from_u128(1))));
        assert_ne!(token, secret.api_token(CommandId::new(Uuid::from_u128(2))));
    }

    #[test]
    fn letters_carry_every_bit() {
        assert_eq!(base32(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "ZZZZZZZZ");
        assert_eq!(base32(&[0x00, 0x44, 0x32, 0x14, 0xC7]), "01234567");
        assert_eq!(base32(&[0x80]), "G0");
    }
}
