//! The beginning of a record that is too large. The specification is in TypeScript: `extension-src/host/event-bytes.ts` and
//! `extension-src/host/nodejs/record-beginning.ts`.

use crate::event_bytes::{end_of_string, skip_space};
use extension_screen::text::escape_length;

const SPACE: u8 = b' ';
const NAME: &[u8] = b"\"record\"";

/// Where the value of the event's first member `record` starts and ends.
pub fn find_record(event: &[u8]) -> Option<(usize, usize)> {
    let mut position = skip_space(event, 1);
    while event.get(position) == Some(&b'"') {
        let end_of_name = end_of_string(event, position + 1)?;
        let colon = skip_space(event, end_of_name);
        if event.get(colon) != Some(&b':') {
            return None;
        }
        let end = end_of_value(event, colon + 1)?;
        if &event[position..end_of_name] == NAME {
            let start = skip_space(event, colon + 1);
            let length = event.get(start..end)?.iter().rposition(|byte| *byte > SPACE)? + 1;
            return Some((start, start + length));
        }
        position = skip_space(event, end + 1);
    }
    None
}

/// The position of the comma or of the bracket after the value.
fn end_of_value(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut position = start;
    while let Some(byte) = text.get(position) {
        match byte {
            b'"' => {
                position = end_of_string(text, position + 1)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(position),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(position),
            _ => {}
        }
        position += 1;
    }
    None
}

/// As much of a JSON value as fits into a JSON string of `most` bytes without its quotes; and how many bytes of the value that is.
pub fn json_beginning(json: &[u8], most: usize) -> Option<(Vec<u8>, usize)> {
    match json {
        [b'"', content @ .., b'"'] => {
            let end = beginning_of_string(content, most)?;
            Some((content[..end].to_vec(), end))
        }
        [b'"', ..] => None,
        _ => beginning_of_text(json, most),
    }
}

fn beginning_of_string(content: &[u8], most: usize) -> Option<usize> {
    let mut end = 0;
    while let Some(byte) = content.get(end) {
        let length = match byte {
            b'\\' => match escape_length(content, end) {
                1 => return None,
                length => length,
            },
            b'"' | 0..SPACE => return None,
            _ => character_length(content, end),
        };
        if end + length > most {
            break;
        }
        end += length;
    }
    Some(end)
}

fn beginning_of_text(text: &[u8], most: usize) -> Option<(Vec<u8>, usize)> {
    let mut written = Vec::with_capacity(most.min(text.len() * 2));
    let mut end = 0;
    while let Some(byte) = text.get(end) {
        if let Some(letter) = letter_of_escape(*byte) {
            if written.len() + 2 > most {
                break;
            }
            written.extend_from_slice(&[b'\\', letter]);
            end += 1;
            continue;
        }
        if *byte < SPACE {
            return None;
        }
        let length = character_length(text, end);
        if written.len() + length > most {
            break;
        }
        written.extend_from_slice(&text[end..end + length]);
        end += length;
    }
    Some((written, end))
}

/// What JSON between its strings, or a string in it, may contain and a string may not.
fn letter_of_escape(byte: u8) -> Option<u8> {
    match byte {
        b'"' | b'\\' => Some(byte),
        b'\t' => Some(b't'),
        b'\n' => Some(b'n'),
        b'\r' => Some(b'r'),
        _ => None,
    }
}

/// With all continuation bytes of UTF-8, however many follow.
fn character_length(text: &[u8], at: usize) -> usize {
    1 + text[at + 1..].iter().take_while(|byte| **byte & 0xc0 == 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(json: &str, most: usize) -> Option<(String, usize)> {
        json_beginning(json.as_bytes(), most).map(|(text, taken)| (String::from_utf8(text).unwrap(), taken))
    }

    #[test]
    fn a_string_is_cut_only_between_characters_and_escapes() {
        let json = r#""a\n\u0041\ud83d\ude00é😀\ud83d""#;
        let ends = [0, 1, 3, 9, 21, 23, 27, 33];
        for most in 0..40 {
            let end = *ends.iter().rfind(|end| **end <= most).unwrap();
            assert_eq!(beginning(json, most), Some((json[1..=end].to_owned(), end)), "{most}");
        }
    }

    #[test]
    fn other_json_is_escaped() {
        assert_eq!(beginning(r#"{"é":"\n"}"#, 100), Some((r#"{\"é\":\"\\n\"}"#.to_owned(), 11)));
        assert_eq!(beginning(r#"{"é":"\n"}"#, 4), Some((r#"{\""#.to_owned(), 2)));
        assert_eq!(beginning("12", 1), Some(("1".to_owned(), 1)));
        assert_eq!(beginning("[\r\n\t1 ]", 100), Some((r"[\r\n\t1 ]".to_owned(), 7)));
        assert_eq!(beginning("[\n1]", 2), Some(("[".to_owned(), 1)));
    }

    #[test]
    fn what_is_no_json_has_no_beginning() {
        for json in [r#"""#, r#""a"b""#, r#""\x""#, "\"\t\"", "[\x0b]", r#""\""#] {
            assert_eq!(beginning(json, 100), None, "{json}");
        }
    }

    #[test]
    fn the_first_record_is_found() {
        for (event, record) in [
            (r#"{"a":{"record":1},"record": "x,}" ,"record":2}"#, Some(r#""x,}""#)),
            (r#"{ "record" : [1,{"a":2}] }"#, Some(r#"[1,{"a":2}]"#)),
            (r#"{"records":1,"Record":2}"#, None),
            (r#"{"record":}"#, None),
            (r#"{"record":[1"#, None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(find_record(event.as_bytes()).map(|(start, end)| &event[start..end]), record, "{event}");
        }
    }
}
