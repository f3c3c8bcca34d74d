//! Hides the values of secrets in what scripts print. A best effort: a script that wants to tell a secret can always
//! write it in a way that nobody recognises.

use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

/// Shorter values are refused: they would hide half of every output, and guess themselves.
const SHORTEST: usize = 5;

/// Why secrets cannot be hidden.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// A value is too short.
    #[error(
        "the value of the secret {name} has fewer than {SHORTEST} characters, so it cannot be hidden; use a longer one, or take it out of `secrets`"
    )]
    TooShort {
        /// The variable.
        name: String,
    },
    /// There are too many of them, or they are too long.
    #[error("the secrets are too long to be looked for; take what is no secret out of `secrets`")]
    TooLarge,
}

/// Values that are not to be seen, with their encodings.
#[derive(Clone, Default)]
pub struct Secrets {
    finder: Option<AhoCorasick>,
    longest: usize,
    shown: Vec<String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

impl Secrets {
    /// Takes the names of variables and their values.
    pub fn new(values: impl IntoIterator<Item = (String, String)>) -> Result<Self, SecretsError> {
        let mut patterns: BTreeMap<Vec<u8>, String> = BTreeMap::new();
        for (name, value) in values {
            if value.chars().count() < SHORTEST {
                return Err(SecretsError::TooShort { name });
            }
            for form in forms(&value).into_iter().filter(|form| form.len() >= SHORTEST) {
                patterns.entry(form).or_insert_with(|| format!("[hidden {name}]"));
            }
        }
        if patterns.is_empty() {
            return Ok(Self::default());
        }
        let longest = patterns.keys().map(Vec::len).max().unwrap_or_default();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns.keys());
        let finder = Some(finder.map_err(|_| SecretsError::TooLarge)?);
        Ok(Self { finder, longest, shown: patterns.into_values().collect() })
    }

    /// Hides them in a whole text.
    pub fn hide(&self, text: &str) -> String {
        let mut filter = Filter::new(self.clone());
        let mut hidden = Vec::with_capacity(text.len());
        filter.add(text.as_bytes(), &mut hidden);
        filter.finish(&mut hidden);
        String::from_utf8_lossy(&hidden).into_owned()
    }
}

/// Returns every form in which a value is looked for: as it is, line by line, and as usual encodings write it.
fn forms(value: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![value.as_bytes().to_vec()];
    let lines = value.lines().map(str::trim_end).filter(|line| line.chars().count() >= SHORTEST);
    forms.extend(lines.map(|line| line.as_bytes().to_vec()));
    let plain = forms.clone();
    for part in plain {
        for at in 0..3 {
            forms.push(base64(&part, at, *b"+/"));
            forms.push(base64(&part, at, *b"-_"));
        }
        for upper in [true, false] {
            let byte = |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
            let unreserved = |it: u8| it.is_ascii_alphanumeric() || b"-_.~".contains(&it);
            let percent = |keep: &dyn Fn(u8) -> bool| -> String {
                part.iter()
                    .map(|it| if keep(*it) { char::from(*it).to_string() } else { byte(*it) })
                    .collect()
            };
            let reserved = percent(&unreserved);
            forms.push(reserved.replace("%20", "+").into_bytes());
            forms.push(reserved.into_bytes());
            forms.push(percent(&|_| false).into_bytes());
        }
        let text = String::from_utf8_lossy(&part).into_owned();
        forms.push(json(&text).into_bytes());
        forms.push(text.replace('\'', "'\\''").into_bytes());
        forms.push(hex(&part).into_bytes());
    }
    forms
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Escapes as JSON does (RFC 8259 §7).
fn json(text: &str) -> String {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Returns what base 64 (RFC 4648 §4) makes of the bytes where `at` others come before them in their group of three: the
/// characters that depend on nothing but them.
fn base64(bytes: &[u8], at: usize, last: [u8; 2]) -> Vec<u8> {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bit = |n: usize| usize::from(bytes[n / 8] >> (7 - n % 8) & 1);
    // The first sextet that begins within the bytes, counted in bits from their start.
    let first = (6 - at * 8 % 6) % 6;
    let starts = (first..).step_by(6).take_while(|start| start + 6 <= bytes.len() * 8);
    let sextet = |start: usize| (start..start + 6).fold(0, |value, n| value << 1 | bit(n));
    starts
        .map(|start| match sextet(start) {
            at @ ..62 => ALPHABET[at],
            62 => last[0],
            _ => last[1],
        })
        .collect()
}

/// Hides secrets in a stream, however it is cut into chunks: what could be the beginning of one is held back.
#[derive(Debug)]
pub struct Filter {
    secrets: Secrets,
    held: Vec<u8>,
}

impl Filter {
    /// Begins a stream.
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets, held: Vec::new() }
    }

    /// Takes in a chunk, and appends what may be shown to `shown`.
    pub fn add(&mut self, chunk: &[u8], shown: &mut Vec<u8>) {
        if self.secrets.finder.is_none() {
            shown.extend_from_slice(chunk);
            return;
        }
        self.held.extend_from_slice(chunk);
        let sure = self.held.len().saturating_sub(self.secrets.longest - 1);
        self.release(sure, shown);
    }

    /// Ends the stream.
    pub fn finish(mut self, shown: &mut Vec<u8>) {
        let all = self.held.len();
        self.release(all, shown);
    }

    /// Lets go of everything that begins before `sure`: no longer form could begin there.
    fn release(&mut self, sure: usize, shown: &mut Vec<u8>) {
        let Some(finder) = &self.secrets.finder else { return };
        let mut at = 0;
        for found in finder.find_iter(&self.held).take_while(|found| found.start() < sure) {
            shown.extend_from_slice(&self.held[at..found.start()]);
            shown.extend_from_slice(self.secrets.shown[found.pattern().as_usize()].as_bytes());
            at = found.end();
        }
        if at < sure {
            shown.extend_from_slice(&self.held[at..sure]);
            at = sure;
        }
        self.held.drain(..at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "s3cr3t pa'ss/word+\"x\"";
    const KEY: &str = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nabc\n-----END KEY-----\n";

    fn secrets() -> Secrets {
        Secrets::new([("DB".to_owned(), VALUE.to_owned()), ("KEY".to_owned(), KEY.to_owned())]).unwrap()
    }

    fn through(chunks: &[&[u8]]) -> String {
        let (mut filter, mut shown) = (Filter::new(secrets()), Vec::new());
        chunks.iter().for_each(|chunk| filter.add(chunk, &mut shown));
        filter.finish(&mut shown);
        String::from_utf8(shown).unwrap()
    }

    #[test]
    fn cut_at_every_byte_it_is_never_seen() {
        let text = format!("connecting with {VALUE} to db\n{KEY} done");
        let expected = through(&[text.as_bytes()]);
        assert_eq!(expected, "connecting with [hidden DB] to db\n[hidden KEY] done");
        for at in 0..text.len() {
            let (one, two) = text.as_bytes().split_at(at);
            assert_eq!(through(&[one, two]), expected, "cut at {at}");
        }
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(through(&bytes), expected);
    }

    #[test]
    fn each_line_of_a_long_one_is_hidden_by_itself() {
        assert_eq!(secrets().hide("> MIIEvQIBADANBg <"), "> [hidden KEY] <");
    }

    #[test]
    fn usual_encodings_are_known() {
        // `printf %s "$VALUE" | base64`, with zero to two bytes before it.
        for encoded in [
            "czNjcjN0IHBhJ3NzL3dvcmQrIngi",
            "IHMzY3IzdCBwYSdzcy93b3JkKyJ4Ig==",
            "ICBzM2NyM3QgcGEnc3Mvd29yZCsieCI=",
        ] {
            let hidden = secrets().hide(encoded);
            assert!(hidden.contains("[hidden DB]") && hidden.len() < 20, "{encoded}: {hidden}");
        }
        let others = [
            "s3cr3t%20pa%27ss%2Fword%2B%22x%22",
            "s3cr3t%20pa%27ss%2fword%2b%22x%22",
            "s3cr3t+pa%27ss%2Fword%2B%22x%22",
            "s3cr3t pa'ss/word+\\\"x\\\"",
            "s3cr3t pa'\\''ss/word+\"x\"",
        ];
        for other in others {
            assert_eq!(secrets().hide(other), "[hidden DB]", "{other}");
        }
    }

    #[test]
    fn short_ones_are_refused_and_none_is_shown() {
        let error = Secrets::new([("PIN".to_owned(), "1234".to_owned())]).unwrap_err();
        assert_eq!(error, SecretsError::TooShort { name: "PIN".to_owned() });
        assert_eq!(format!("{:?}", secrets()), "Secrets { .. }");
        assert_eq!(Secrets::default().hide("x"), "x");
    }
}
