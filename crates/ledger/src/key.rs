//! Ed25519 keys with a name, in the text forms of C2SP signed-note and of Go's `sumdb/note`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::Signer as _;

use crate::hash::sha256;

/// The byte signed-note assigns to plain Ed25519 signatures.
const ED25519: u8 = 0x01;

/// What stands before the name in a key file, so that nobody mistakes a secret for something to publish.
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// A log's secret key and its name. The name is also the origin line of every checkpoint it signs.
#[derive(Clone)]
pub struct SigningKey {
    verifier: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key made from 32 secret random bytes drawn by the caller.
    ///
    /// # Errors
    /// When the name is empty or holds a space, a plus or a control character.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, secret.verifying_key())?;
        Ok(Self { verifier, secret })
    }

    /// Reads the text form kept in a key file, see [`SigningKey::to_secret_text`].
    ///
    /// # Errors
    /// When the text is no such form, or its parts do not belong together.
    pub fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        let rest = text.trim_end().strip_prefix(SECRET_PREFIX).ok_or(KeyError::Malformed)?;
        let (name, id, seed) = parse(rest)?;
        let key = Self::from_seed(name, seed)?;
        if key.verifier.id == id { Ok(key) } else { Err(KeyError::WrongId) }
    }

    /// The text form for a key file: `PRIVATE+KEY+<name>+<id>+<base64>`. Whoever reads it can sign.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        format!("{SECRET_PREFIX}{}", print(&self.verifier, self.secret.as_bytes()))
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    /// The public half, to be published.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text. Not public: what a log may sign is decided in one place, [`crate::checkpoint`].
    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.secret.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    /// Shows the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, …)", self.verifier)
    }
}

/// The public half of a log's key: enough to check its signatures.
///
/// Printed and read as `<name>+<id>+<base64>`, where the id is eight hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, key: ed25519_dalek::VerifyingKey) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::BadName);
        }
        let digest = sha256(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
        let [a, b, c, d, ..] = *digest.as_bytes();
        Ok(Self { name: name.to_owned(), id: u32::from_be_bytes([a, b, c, d]), key })
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The short number that stands before each of its signatures: a label, not a proof.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Whether this is the key's signature on that text. Strict: a signature with more than one spelling is refused.
    #[must_use]
    pub fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self, self.key.as_bytes()))
    }
}

impl std::str::FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.starts_with(SECRET_PREFIX) {
            return Err(KeyError::Secret);
        }
        let (name, id, bytes) = parse(text.trim_end())?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Malformed)?;
        // A point of small order would accept signatures that nobody made.
        if key.is_weak() {
            return Err(KeyError::Malformed);
        }
        let verifier = Self::new(name, key)?;
        if verifier.id == id { Ok(verifier) } else { Err(KeyError::WrongId) }
    }
}

/// Whether signed-note allows this as the name of a key.
pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The name is empty or holds a space, a plus or a control character.
    BadName,
    /// The text does not have the form of a key, or is a key of another kind.
    Malformed,
    /// The id in the text is not the one that follows from name and key.
    WrongId,
    /// A secret key was given where a public one belongs.
    Secret,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadName => "the name of a key must not be empty or contain spaces, plus signs or control characters",
            Self::Malformed => "the text is not an Ed25519 key of the form `name+id+base64`",
            Self::WrongId => "the id of the key does not belong to its name and bytes",
            Self::Secret => "this is a secret key; the public key is wanted here",
        })
    }
}

impl std::error::Error for KeyError {}

/// `<name>+<id>+<base64 of type and bytes>`.
fn print(verifier: &VerifierKey, bytes: &[u8; 32]) -> String {
    let typed = [&[ED25519], &bytes[..]].concat();
    format!("{}+{:08x}+{}", verifier.name, verifier.id, BASE64.encode(typed))
}

/// Reads what [`print`] wrote. The base64 may itself hold a plus, so only the first two are separators.
fn parse(text: &str) -> Result<(&str, u32, [u8; 32]), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Malformed)?;
    let (id, bytes) = rest.split_once('+').ok_or(KeyError::Malformed)?;
    if id.len() != 8 || !id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(KeyError::Malformed);
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Malformed)?;
    let bytes = BASE64.decode(bytes).map_err(|_| KeyError::Malformed)?;
    match bytes.split_first() {
        Some((&ED25519, bytes)) => Ok((name, id, bytes.try_into().map_err(|_| KeyError::Malformed)?)),
        _ => Err(KeyError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed("city.example/jingwei", [3; 32]).unwrap()
    }

    #[test]
    fn both_halves_are_read_back_from_their_text() {
        let key = key();
        assert_eq!(key.verifier().to_string().parse(), Ok(key.verifier().clone()));
        let again = SigningKey::from_secret_text(&format!("{}\n", key.to_secret_text())).unwrap();
        assert_eq!(again.to_secret_text(), key.to_secret_text());
    }

    #[test]
    fn a_secret_key_is_not_printed_or_taken_for_a_public_one() {
        let key = key();
        let secret = key.to_secret_text();
        assert_eq!(secret.parse::<VerifierKey>(), Err(KeyError::Secret));
        assert!(!format!("{key:?}").contains(secret.rsplit('+').next().unwrap()));
    }

    #[test]
    fn a_changed_name_or_id_is_noticed() {
        let text = key().verifier().to_string();
        assert_eq!(text.replace("city", "town").parse::<VerifierKey>(), Err(KeyError::WrongId));
        for bad in ["", "a+b", "name+00+AQ==", "name+0000000g+AQ==", "na me+00000000+AQ==", "name+00000000+Ag=="] {
            assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
        }
        for bad in ["", "two words", "a+b", "tab\there"] {
            assert_eq!(SigningKey::from_seed(bad, [0; 32]).unwrap_err(), KeyError::BadName);
        }
    }
}
