//! UTF-8, Latin-1, hexadecimal and base64, as `Buffer` of Node.js has them.

use base64::{Engine, engine::general_purpose::STANDARD};
use std::borrow::Cow;

/// How bytes become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Invalid sequences become U+FFFD.
    Utf8,
    /// A byte is a character.
    Latin1,
    /// Two lower-case digits a byte.
    Hex,
    /// With padding.
    Base64,
}

impl Encoding {
    /// By the name that Node.js gives it.
    pub fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"utf8" => Some(Encoding::Utf8),
            b"latin1" => Some(Encoding::Latin1),
            b"hex" => Some(Encoding::Hex),
            b"base64" => Some(Encoding::Base64),
            _ => None,
        }
    }
}

/// QuickJS writes half of a surrogate pair as three bytes that no valid UTF-8 has. They become U+FFFD, which has three bytes too.
pub fn whole_surrogates(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = half_surrogate(text, 0) else {
        return Cow::Borrowed(text);
    };
    let mut text = text.to_vec();
    replace_half_surrogates(&mut text, first);
    Cow::Owned(text)
}

/// Writes text, as QuickJS gives it, to the beginning of the bytes. Returns how many were written, or none if they do not fit.
pub fn write(into: &mut [u8], text: &[u8], encoding: Encoding) -> Option<usize> {
    if encoding == Encoding::Latin1 && !text.is_ascii() {
        return write_latin1(into, text);
    }
    let into = into.get_mut(..text.len())?;
    into.copy_from_slice(text);
    if encoding == Encoding::Utf8
        && let Some(first) = half_surrogate(into, 0)
    {
        replace_half_surrogates(into, first);
    }
    Some(text.len())
}

/// Writes base64 to the beginning of the bytes. Returns how many were written, or none if they do not fit.
pub fn write_base64(into: &mut [u8], from: &[u8]) -> Option<usize> {
    STANDARD.encode_slice(from, into).ok()
}

/// Returns the text of the bytes.
pub fn decode(bytes: &[u8], encoding: Encoding) -> Cow<'_, str> {
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes),
        Encoding::Latin1 => match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Cow::Borrowed(text),
            _ => bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
        },
        Encoding::Hex => hex(bytes).into(),
        Encoding::Base64 => STANDARD.encode(bytes).into(),
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Of each UTF-16 code unit the lower byte, as Node.js does.
fn write_latin1(into: &mut [u8], text: &[u8]) -> Option<usize> {
    let mut written = 0;
    let mut put = |unit: u32| {
        *into.get_mut(written)? = unit as u8;
        written += 1;
        Some(())
    };
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let more = match first {
            0..0xc0 => 0,
            0xc0..0xe0 => 1,
            0xe0..0xf0 => 2,
            _ => 3,
        };
        let continuation = after.get(..more)?;
        let lead = u32::from(*first) & if more == 0 { 0x7f } else { 0x3f >> more };
        let point = continuation.iter().fold(lead, |point, byte| point << 6 | u32::from(byte & 0x3f));
        if point > 0xffff {
            put(0xd800 + ((point - 0x10000) >> 10))?;
            put(0xdc00 + ((point - 0x10000) & 0x3ff))?;
        } else {
            put(point)?;
        }
        rest = &after[more..];
    }
    Some(written)
}

fn half_surrogate(text: &[u8], from: usize) -> Option<usize> {
    memchr::memchr_iter(0xed, text.get(from..)?)
        .map(|at| at + from)
        .find(|at| text.get(at + 1).is_some_and(|next| *next >= 0xa0))
}

fn replace_half_surrogates(text: &mut [u8], first: usize) {
    let mut next = Some(first);
    while let Some(at) = next {
        if let Some(half) = text.get_mut(at..at + 3) {
            half.copy_from_slice("\u{fffd}".as_bytes());
        }
        next = half_surrogate(text, at + 3);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// U+D800 and U+DFFF, as QuickJS writes them.
    const HALVES: &[u8] = b"a\xed\xa0\x80\xed\xbf\xbfb\xed\x9f\xbf";

    #[test]
    fn half_of_a_surrogate_pair_becomes_the_replacement_character() {
        assert_eq!(&*whole_surrogates(HALVES), "a\u{fffd}\u{fffd}b\u{d7ff}".as_bytes());
        let mut into = [0; 16];
        assert_eq!(write(&mut into, HALVES, Encoding::Utf8), Some(11));
        assert_eq!(&into[..11], "a\u{fffd}\u{fffd}b\u{d7ff}".as_bytes());
    }

    #[test]
    fn text_without_halves_is_not_copied() {
        assert!(matches!(whole_surrogates("\u{d7ff}ü😀".as_bytes()), Cow::Borrowed(_)));
    }

    #[test]
    fn latin1_is_the_lower_byte_of_each_code_unit() {
        let mut into = [0; 8];
        // As Buffer.from('aÿĀ😀', 'latin1') of Node.js.
        assert_eq!(write(&mut into, "aÿĀ😀".as_bytes(), Encoding::Latin1), Some(5));
        assert_eq!(into[..5], [0x61, 0xff, 0x00, 0x3d, 0x00]);
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        assert_eq!(write(&mut [0; 2], b"abc", Encoding::Utf8), None);
        assert_eq!(write(&mut [0; 2], "äöü".as_bytes(), Encoding::Latin1), None);
        assert_eq!(write_base64(&mut [0; 3], b"a"), None);
    }

    #[test]
    fn bytes_become_text_as_in_node() {
        let bytes = b"\xf0\x9f\x98a\xff\x00";
        assert_eq!(decode(bytes, Encoding::Utf8), "\u{fffd}a\u{fffd}\0");
        assert_eq!(decode(bytes, Encoding::Latin1), "ð\u{9f}\u{98}aÿ\0");
        assert_eq!(decode(bytes, Encoding::Hex), "f09f9861ff00");
        assert_eq!(decode(bytes, Encoding::Base64), "8J+YYf8A");
        assert!(matches!(decode(b"abc", Encoding::Latin1), Cow::Borrowed("abc")));
    }
}
