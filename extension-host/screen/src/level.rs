//! The level of a line of a log.

use super::text::{Plain, member, skip_space};

/// Unknown, which no least level leaves out.
pub const UNKNOWN: u8 = 0;

const TIME_BYTES: usize = 24;
const UUID_BYTES: usize = 36;
/// Longer than any word for a level.
const MOST_WORD_BYTES: usize = 16;

/// Words for levels, in lower case, and their numbers: 1 for trace to 6 for fatal.
pub struct Levels {
    words: Vec<(Vec<u8>, u8)>,
    plain: Plain,
}

impl Levels {
    /// Levels by these words.
    pub fn new(words: Vec<(Vec<u8>, u8)>) -> Self {
        Levels { words, plain: Plain::default() }
    }

    /// The level of a record, which is a JSON value.
    pub fn of(&mut self, record: &[u8]) -> u8 {
        match record {
            [b'{', ..] => self.of_object(record),
            [b'"', text @ .., b'"'] => self.of_text(text),
            _ => UNKNOWN,
        }
    }

    /// A level that JSON in the text states counts more than the one before the text: `console.log` writes its own.
    fn of_text(&mut self, written: &[u8]) -> u8 {
        let (prefix, message) = prefix(written);
        let start = skip_space(written, message);
        let stated = if written.get(start) == Some(&b'{') {
            let mut plain = std::mem::take(&mut self.plain);
            plain.resolve(&written[start..]);
            let level = self.of_object(&plain.text);
            plain.forget();
            self.plain = plain;
            level
        } else {
            UNKNOWN
        };
        if stated == UNKNOWN { self.word(prefix) } else { stated }
    }

    /// The value of its own first member `level`.
    fn of_object(&self, object: &[u8]) -> u8 {
        member(object, b"level").map_or(UNKNOWN, |(start, end)| self.value(&object[start..end]))
    }

    fn value(&self, value: &[u8]) -> u8 {
        match value {
            [b'"', word @ .., b'"'] => self.word(word),
            // As pino and Bunyan write them: 10 for trace to 60 for fatal.
            [tens @ b'1'..=b'6', b'0'..=b'9'] => tens - b'0',
            _ => UNKNOWN,
        }
    }

    fn word(&self, word: &[u8]) -> u8 {
        if word.is_empty() || word.len() > MOST_WORD_BYTES {
            return UNKNOWN;
        }
        self.words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map_or(UNKNOWN, |(_, level)| *level)
    }
}

/// The word for the level before the message of a runtime, and where the message begins. The tabs are still escaped.
///
/// Node.js: `TIME\tREQUEST\tLEVEL\tMESSAGE`. Python: `[LEVEL]\tTIME\tREQUEST\tMESSAGE`, and `[LEVEL] MESSAGE`.
fn prefix(written: &[u8]) -> (&[u8], usize) {
    const NOTHING: (&[u8], usize) = (&[], 0);
    const TAB: &[u8] = b"\\t";
    let field = |from: usize, most: usize| {
        let rest = written.get(from..)?;
        let length = memchr::memmem::find(&rest[..rest.len().min(most + TAB.len())], TAB)?;
        Some((&rest[..length], from + length + TAB.len()))
    };
    if written.first() == Some(&b'[') {
        let Some(length) = written.iter().take(MOST_WORD_BYTES + 2).position(|byte| *byte == b']') else {
            return NOTHING;
        };
        let word = &written[1..length];
        let after = length + 1;
        if written[after..].starts_with(TAB) {
            let message = field(after + TAB.len(), TIME_BYTES)
                .filter(|(time, _)| time.len() == TIME_BYTES)
                .and_then(|(_, request)| field(request, UUID_BYTES))
                .map_or(after + TAB.len(), |(_, message)| message);
            return (word, message);
        }
        return if written.get(after) == Some(&b' ') { (word, after + 1) } else { NOTHING };
    }
    let Some((time, request)) = field(0, TIME_BYTES) else { return NOTHING };
    if time.len() != TIME_BYTES || !time.ends_with(b"Z") {
        return NOTHING;
    }
    let Some((word, message)) = field(request, UUID_BYTES).and_then(|(_, level)| field(level, MOST_WORD_BYTES)) else {
        return NOTHING;
    };
    (word, message)
}
