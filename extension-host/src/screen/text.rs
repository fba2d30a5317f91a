//! Text inside JSON strings: its escapes resolved, and the way back to where a part of it was written.

use memchr::{memchr, memchr2};

/// U+FFFD stands for half of a surrogate pair, which UTF-8 cannot express.
const REPLACEMENT: char = '\u{fffd}';

/// Text of a JSON string with its escapes resolved.
#[derive(Debug, Default)]
pub struct Plain {
    /// The text.
    pub text: Vec<u8>,
    /// After each escape: the position in the text, and in what was written.
    jumps: Vec<(usize, usize)>,
}

impl Plain {
    /// Replaces the text. What is no escape of JSON stays as it is.
    pub fn resolve(&mut self, written: &[u8]) {
        self.text.clear();
        self.jumps.clear();
        let mut from = 0;
        while let Some(found) = memchr(b'\\', &written[from..]) {
            let at = from + found;
            self.text.extend_from_slice(&written[from..at]);
            let length = escape_length(written, at);
            from = at + length;
            if length == 1 {
                self.text.push(b'\\');
            } else {
                self.push(&written[at..from]);
                self.jumps.push((self.text.len(), from));
            }
        }
        self.text.extend_from_slice(&written[from..]);
    }

    /// Where the character at this position of the text was written; at the end of the text, the end.
    pub fn origin(&self, at: usize) -> usize {
        let after = self.jumps.partition_point(|(position, _)| *position <= at);
        match after.checked_sub(1).and_then(|last| self.jumps.get(last)) {
            Some((position, written)) => written + (at - position),
            None => at,
        }
    }

    fn push(&mut self, escape: &[u8]) {
        let simple = match escape {
            [_, b'b'] => 8,
            [_, b'f'] => 12,
            [_, b'n'] => b'\n',
            [_, b'r'] => b'\r',
            [_, b't'] => b'\t',
            [_, other] => *other,
            _ => {
                let high = unit(escape, 0).unwrap_or_default();
                let point = match unit(escape, 6) {
                    Some(low) => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                    None => high,
                };
                let mut bytes = [0; 4];
                let character = char::from_u32(point).unwrap_or(REPLACEMENT);
                self.text.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
                return;
            }
        };
        self.text.push(simple);
    }
}

/// The length of the escape that begins with this backslash: 2, 6, or 12 for a surrogate pair; 1 if it is none.
pub fn escape_length(written: &[u8], at: usize) -> usize {
    match written.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
        Some(b'u') => match unit(written, at) {
            Some(0xd800..0xdc00) => match unit(written, at + 6) {
                Some(0xdc00..0xe000) => 12,
                _ => 6,
            },
            Some(_) => 6,
            None => 1,
        },
        _ => 1,
    }
}

/// The UTF-16 code unit of `\uXXXX`.
fn unit(written: &[u8], at: usize) -> Option<u32> {
    let [b'\\', b'u', digits @ ..] = written.get(at..at + 6)? else { return None };
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
}

/// The escapes in a text: their starts and ends.
pub fn escapes(text: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(offset) = memchr(b'\\', &text[from..]) {
        let at = from + offset;
        from = at + escape_length(text, at);
        if from > at + 1 {
            found.push((at, from));
        }
    }
    found
}

/// Extends a range so that it cuts no escape into two.
pub fn without_cut(escapes: &[(usize, usize)], start: usize, end: usize) -> (usize, usize) {
    let around = |at: usize| {
        let before = escapes.partition_point(|(start, _)| *start < at);
        before.checked_sub(1).and_then(|last| escapes.get(last)).filter(|(_, end)| *end > at)
    };
    (around(start).map_or(start, |escape| escape.0), around(end).map_or(end, |escape| escape.1))
}

/// The next quote, from `start` on, that is not part of an escape.
pub fn next_quote(text: &[u8], start: usize) -> Option<usize> {
    let mut from = start;
    loop {
        let at = from + memchr2(b'"', b'\\', text.get(from..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        from = at + escape_length(text, at);
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
        let plain = plain(r"a\tb\u00e9c\ud83d\ude00d");
        assert_eq!(plain.text, "a\tbéc😀d".as_bytes());
        let origins: Vec<usize> = [0, 1, 2, 3, 5, 6, 10, 11].iter().map(|at| plain.origin(*at)).collect();
        assert_eq!(origins, [0, 1, 3, 4, 10, 11, 23, 24]);
    }

    #[test]
    fn a_range_that_cuts_an_escape_is_extended() {
        let text = br"ab\u0041cd\n";
        let escapes = escapes(text);
        assert_eq!(escapes, [(2, 8), (10, 12)]);
        assert_eq!(without_cut(&escapes, 3, 11), (2, 12));
        assert_eq!(without_cut(&escapes, 2, 8), (2, 8));
        assert_eq!(without_cut(&escapes, 8, 10), (8, 10));
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
