//! Text inside JSON strings: its escapes resolved, and the way back to where a part of it was written.

use memchr::{memchr, memchr2};

/// U+FFFD stands for half of a surrogate pair, which UTF-8 cannot express.
const REPLACEMENT: char = '\u{fffd}';

/// Text of a JSON string with its escapes resolved.
#[derive(Debug, Default)]
pub struct Plain {
    /// The text.
    pub text: Vec<u8>,
    /// After some escapes: the position in the text, and in what was written.
    marks: Vec<(u32, u32)>,
}

/// There is a mark after so many escapes: few take little memory, and between two of them there is little to read again.
const ESCAPES_PER_MARK: u32 = 64;

/// So many bytes are compared one by one before a search that is faster for many. Where escapes are dense, it would cost more than it finds.
const NEAR: usize = 16;

/// What a record has needed of memory is kept for the next one, up to this.
pub const MOST_SCRATCH_BYTES: usize = 64 * 1024;

impl Plain {
    /// Replaces the text. What is no escape of JSON stays as it is.
    pub fn resolve(&mut self, written: &[u8]) {
        self.marks.clear();
        // No escape is shorter than what it stands for.
        self.text.clear();
        self.text.resize(written.len(), 0);
        let text = &mut self.text[..];
        let mut unmarked = 0;
        let mut from = 0;
        let mut length = 0;
        while from < written.len() {
            let end = if written[from] == b'\\' { from } else { next_backslash(written, from + 1) };
            if end - from <= NEAR {
                while from < end {
                    text[length] = written[from];
                    length += 1;
                    from += 1;
                }
            } else {
                text[length..length + end - from].copy_from_slice(&written[from..end]);
                length += end - from;
                from = end;
            }
            if end == written.len() {
                break;
            }
            match written.get(from + 1).map_or(0, |kind| SIMPLE[usize::from(*kind)]) {
                0 => {
                    let escape = escape_length(written, from);
                    let mut bytes = [0; 4];
                    let character = if escape == 1 { '\\' } else { character(&written[from..from + escape]) };
                    let bytes = character.encode_utf8(&mut bytes).as_bytes();
                    text[length..length + bytes.len()].copy_from_slice(bytes);
                    length += bytes.len();
                    from += escape;
                }
                simple => {
                    text[length] = simple;
                    length += 1;
                    from += 2;
                }
            }
            unmarked += 1;
            if unmarked == ESCAPES_PER_MARK {
                unmarked = 0;
                self.marks.push((length as u32, from as u32));
            }
        }
        self.text.truncate(length);
    }

    /// Finds where characters of the text were written.
    pub fn origins<'a>(&'a self, written: &'a [u8]) -> Origins<'a> {
        Origins { marks: &self.marks, written, position: 0, from: 0 }
    }

    /// Gives much memory back: a record that needs so much is rare.
    pub fn forget(&mut self) {
        if self.text.capacity() > MOST_SCRATCH_BYTES {
            *self = Plain::default();
        }
    }
}

/// Finds where characters were written: fast, if they are asked for in their order.
#[derive(Debug)]
pub struct Origins<'a> {
    marks: &'a [(u32, u32)],
    written: &'a [u8],
    /// The position in the text up to which it has read, and the one in what was written.
    position: usize,
    from: usize,
}

impl Origins<'_> {
    /// Where the character at this position of the text was written; at the end of the text, the end.
    pub fn of(&mut self, at: usize) -> usize {
        let mark = self.marks.partition_point(|(position, _)| *position as usize <= at);
        let (position, from) = match mark.checked_sub(1).and_then(|last| self.marks.get(last)) {
            Some((position, from)) => (*position as usize, *from as usize),
            None => (0, 0),
        };
        if self.position > at || self.position < position {
            (self.position, self.from) = (position, from);
        }
        while self.position < at {
            let most = self.written.len().min(self.from + at - self.position);
            let end = next_backslash(&self.written[..most], self.from);
            self.position += end - self.from;
            self.from = end;
            if end == most {
                break;
            }
            let escape = escape_length(self.written, end);
            self.position += match escape {
                1 | 2 => 1,
                _ => character(&self.written[end..end + escape]).len_utf8(),
            };
            self.from += escape;
        }
        self.from
    }
}

/// For the second byte of an escape of two what it stands for. 0 if there is no such escape.
const SIMPLE: [u8; 256] = {
    let mut simple = [0; 256];
    let pairs = *b"\"\"\\\\//b\x08f\x0cn\nr\rt\t";
    let mut at = 0;
    while at < pairs.len() {
        simple[pairs[at] as usize] = pairs[at + 1];
        at += 2;
    }
    simple
};

/// The values of hexadecimal digits. `NO_DIGIT` for all other bytes.
const HEXADECIMAL: [u32; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u32;
        values[b"0123456789ABCDEF"[value] as usize] = value as u32;
        value += 1;
    }
    values
};

const NO_DIGIT: u32 = 0x1_0000;

/// What an escape of 6 or 12 bytes stands for.
fn character(escape: &[u8]) -> char {
    let high = unit(escape, 0).unwrap_or_default();
    let point = match unit(escape, 6) {
        Some(low) => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
        None => high,
    };
    char::from_u32(point).unwrap_or(REPLACEMENT)
}

/// The position of the next backslash, or the end.
fn next_backslash(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        if text[at] == b'\\' {
            return at;
        }
        if at - from == NEAR {
            return memchr(b'\\', &text[at..]).map_or(text.len(), |found| at + found);
        }
        at += 1;
    }
    text.len()
}

/// The length of the escape that begins with this backslash: 2, 6, or 12 for a surrogate pair; 1 if it is none.
#[inline]
pub fn escape_length(written: &[u8], at: usize) -> usize {
    match written.get(at + 1) {
        Some(b'u') => length_by_units(written, at),
        Some(kind) if SIMPLE[usize::from(*kind)] != 0 => 2,
        _ => 1,
    }
}

fn length_by_units(written: &[u8], at: usize) -> usize {
    match unit(written, at) {
        Some(0xd800..0xdc00) => match unit(written, at + 6) {
            Some(0xdc00..0xe000) => 12,
            _ => 6,
        },
        Some(_) => 6,
        None => 1,
    }
}

/// The UTF-16 code unit of `\uXXXX`.
fn unit(written: &[u8], at: usize) -> Option<u32> {
    let [b'\\', b'u', digits @ ..] = written.get(at..at + 6)? else { return None };
    // The value of what is no digit sets bits that those of digits do not.
    let unit = digits.iter().fold(0, |unit, digit| unit << 4 | HEXADECIMAL[usize::from(*digit)]);
    (unit <= 0xffff).then_some(unit)
}

/// Extends ranges so that they cut no escape into two: fast, if they are given in their order.
#[derive(Debug)]
pub struct Uncut<'a> {
    text: &'a [u8],
    /// The position that was asked for last.
    last: usize,
    /// The first escape that ends after it.
    escape: (usize, usize),
}

impl<'a> Uncut<'a> {
    /// For ranges of this text.
    pub fn new(text: &'a [u8]) -> Self {
        Uncut { text, last: 0, escape: (0, 0) }
    }

    /// The range with the whole of the escapes at its ends.
    pub fn range(&mut self, start: usize, end: usize) -> (usize, usize) {
        let start = self.around(start).map_or(start, |escape| escape.0);
        let end = self.around(end).map_or(end, |escape| escape.1);
        (start, end)
    }

    /// The escape of which this position is in the middle.
    fn around(&mut self, at: usize) -> Option<(usize, usize)> {
        if at < self.last {
            self.escape = (0, 0);
        }
        self.last = at;
        while self.escape.1 <= at && self.escape.1 < self.text.len() {
            let start = next_backslash(self.text, self.escape.1);
            let length = if start < self.text.len() { escape_length(self.text, start) } else { 0 };
            // What is no escape is not cut either.
            self.escape = (start, start + length);
        }
        (self.escape.0 < at && at < self.escape.1).then_some(self.escape)
    }
}

/// The next quote, from `start` on, that is not part of an escape.
pub fn next_quote(text: &[u8], start: usize) -> Option<usize> {
    let mut near = start + NEAR;
    let mut from = start;
    loop {
        match text.get(from)? {
            b'"' => return Some(from),
            b'\\' => {
                from += escape_length(text, from);
                near = from + NEAR;
            }
            _ if from < near => from += 1,
            _ => {
                from += memchr2(b'"', b'\\', &text[from..])?;
                near = from + NEAR;
            }
        }
    }
}

/// The first position, from `start` on, that is no white space.
pub fn skip_space(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while text.get(at).is_some_and(|byte| *byte <= b' ') {
        at += 1;
    }
    at
}

/// Whether a byte ends a value that is neither a string nor in brackets.
pub fn ends_token(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
}

/// The end of the value that begins here: of all of the text, if it does not end before. The position itself, if there is no value.
pub fn end_of_value(text: &[u8], start: usize) -> usize {
    let end_of_string = |quote: usize| next_quote(text, quote + 1).map_or(text.len(), |end| end + 1);
    match text.get(start) {
        Some(b'"') => end_of_string(start),
        Some(b'{' | b'[') => {
            let mut depth = 0usize;
            let mut at = start;
            while let Some(byte) = text.get(at) {
                at += 1;
                match byte {
                    b'"' => at = end_of_string(at - 1),
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return at;
                        }
                    }
                    _ => {}
                }
            }
            text.len()
        }
        _ => start + text[start.min(text.len())..].iter().take_while(|byte| !ends_token(**byte)).count(),
    }
}

/// The value of the first member of this name: where it begins and ends.
pub fn member(object: &[u8], name: &[u8]) -> Option<(usize, usize)> {
    let mut at = skip_space(object, 1);
    while object.get(at) == Some(&b'"') {
        let end = next_quote(object, at + 1)?;
        let colon = skip_space(object, end + 1);
        if object.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(object, colon + 1);
        let after = end_of_value(object, value);
        if &object[at + 1..end] == name {
            return Some((value, after));
        }
        let comma = skip_space(object, after);
        if object.get(comma) != Some(&b',') {
            return None;
        }
        at = skip_space(object, comma + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(written: &str) -> Plain {
        let mut plain = Plain::default();
        plain.resolve(written.as_bytes());
        plain
    }

    #[test]
    fn escapes_are_resolved_and_what_is_none_stays() {
        assert_eq!(plain(r#"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"#).text, "\"\\/\u{8}\u{c}\n\r\té😀".as_bytes());
        assert_eq!(plain(r"\x\u12\u12g4\").text, br"\x\u12\u12g4\");
        assert_eq!(plain(r"\ud800a\udc00\ud800\u0041").text, "\u{fffd}a\u{fffd}\u{fffd}A".as_bytes());
    }

    #[test]
    fn each_position_leads_back_to_where_it_was_written() {
        let written = r"a\tb\u00e9c\ud83d\ude00d";
        let plain = plain(written);
        assert_eq!(plain.text, "a\tbéc😀d".as_bytes());
        let mut origins = plain.origins(written.as_bytes());
        let there: Vec<usize> = [0, 1, 2, 3, 5, 6, 10, 11].iter().map(|at| origins.of(*at)).collect();
        assert_eq!(there, [0, 1, 3, 4, 10, 11, 23, 24]);
        let back: Vec<usize> = [11, 10, 6, 5, 3, 2, 1, 0].iter().map(|at| origins.of(*at)).collect();
        assert_eq!(back, [24, 23, 11, 10, 4, 3, 1, 0]);
    }

    #[test]
    fn a_range_that_cuts_an_escape_is_extended() {
        let mut uncut = Uncut::new(br"ab\u0041cd\n\x");
        assert_eq!(uncut.range(3, 11), (2, 12));
        assert_eq!(uncut.range(2, 8), (2, 8));
        assert_eq!(uncut.range(8, 10), (8, 10));
        assert_eq!(uncut.range(13, 14), (13, 14));
    }

    #[test]
    fn positions_lead_back_through_many_escapes_in_any_order() {
        let written = r"\n\u0041bc\\".repeat(500);
        let plain = plain(&written);
        let positions: Vec<usize> = (0..plain.text.len()).collect();
        let mut origins = plain.origins(written.as_bytes());
        let expected = |at: usize| at / 5 * 12 + [0, 2, 8, 9, 10][at % 5];
        for at in positions.iter().chain(positions.iter().rev().step_by(7)) {
            assert_eq!(origins.of(*at), expected(*at));
        }
        assert_eq!(origins.of(plain.text.len()), written.len());
    }

    #[test]
    fn values_end_where_they_end_or_with_the_text() {
        for (text, end) in [
            (r#""a\"b",c"#, 6),
            (r#"{"a":"}"},c"#, 9),
            ("[[1],2]x", 7),
            ("12.5,c", 4),
            ("\"abc", 4),
            ("{[", 2),
            (",", 0),
            ("", 0),
        ] {
            assert_eq!(end_of_value(text.as_bytes(), 0), end, "{text}");
        }
    }
}
