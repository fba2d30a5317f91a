//! What can be masked by a name: scanners, each of which reads a text once, whatever the text is.
//!
//! The specification is in TypeScript: `extension-src/host/nodejs/screening/built-ins.ts`.

use super::payment_card;
use memchr::{memchr, memchr2, memmem};

/// Reports the starts and the ends of what is found, in order, as long as the answer is that more is wanted.
pub type Scanner = fn(&[u8], &mut dyn FnMut(usize, usize) -> bool);

/// In the order of their numbers: `BUILT_INS` in `extension-src/host/screening/plan.ts`.
pub const SCANNERS: [Scanner; 6] = [email, payment_card::payment_card, aws_access_key, jwt, ipv4, bearer_token];

/// Whether a built-in may be in a text: whether what each of its matches contains is there. Fast, and right wherever the text is cut.
pub fn may_be_in(built_in: usize, text: &[u8]) -> bool {
    match built_in {
        0 => memchr(b'@', text).is_some(),
        1 => payment_card::has_enough_digits(text),
        // One byte that is rare in text, and then the others: a search for all of them has to be prepared, which costs more than these lines do.
        2 => memchr::memchr2_iter(b'K', b'S', text)
            .any(|at| text[..at].ends_with(b"A") && text[at + 1..].starts_with(b"IA")),
        3 => memchr::memchr_iter(b'J', text).any(|at| text[..at].ends_with(b"ey")),
        // Each of the three dots follows a digit. One of them is in most lines, in the time.
        4 => memchr::memchr_iter(b'.', text).filter(|dot| *dot > 0 && text[dot - 1].is_ascii_digit()).nth(2).is_some(),
        5 => memchr::memchr2_iter(b'b', b'B', text).any(|at| is_bearer(text, at)),
        _ => false,
    }
}

/// `local@domain.tld`. Letters may have accents (U+00C0 to U+024F).
fn email(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    let mut from = 0;
    while let Some(offset) = memchr(b'@', &text[from..]) {
        let at = from + offset;
        let start = start_of_local_part(text, from, at);
        from = at + 1;
        if start < at
            && let Some(end) = end_of_domain(text, at + 1)
        {
            if !found(start, end) {
                return;
            }
            from = end;
        }
    }
}

fn start_of_local_part(text: &[u8], floor: usize, at: usize) -> usize {
    let mut start = at;
    while start > floor {
        let byte = text[start - 1];
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'') {
            start -= 1;
        } else if start >= floor + 2 && is_accented(text, start - 2) {
            start -= 2;
        } else {
            break;
        }
    }
    // More likely the quote around the address.
    while start < at && matches!(text[start], b'.' | b'\'') {
        start += 1;
    }
    start
}

/// Whether the two bytes here are one letter of U+00C0 to U+024F.
fn is_accented(text: &[u8], at: usize) -> bool {
    matches!(text.get(at..at + 2), Some([0xc3..=0xc9, 0x80..0xc0]))
}

/// The last label begins with a letter, and has two bytes at least.
fn end_of_domain(text: &[u8], start: usize) -> Option<usize> {
    let mut end = start;
    while let Some(byte) = text.get(end) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') {
            end += 1;
        } else if is_accented(text, end) {
            end += 2;
        } else {
            break;
        }
    }
    while end > start {
        while end > start && matches!(text[end - 1], b'-' | b'.') {
            end -= 1;
        }
        // Labels are short.
        let dot = start + text[start..end].iter().rposition(|byte| *byte == b'.')?;
        let first = text[dot + 1];
        if dot > start && end - dot > 2 && (first.is_ascii_alphabetic() || first >= 0x80) {
            return Some(end);
        }
        end = dot;
    }
    None
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>
fn aws_access_key(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    const LEAST: usize = 20;
    let mut from = 0;
    while let Some(offset) = memchr2(b'K', b'S', &text[from..]) {
        let at = from + offset;
        from = at + 1;
        if at == 0 || text[at - 1] != b'A' || text.get(at + 1..at + 3) != Some(b"IA") {
            continue;
        }
        let end = end_of_run(text, at + 3, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if end - (at - 1) >= LEAST {
            if !found(at - 1, end) {
                return;
            }
            from = end;
        } else {
            // A key that begins in this run would be shorter still.
            from = from.max(end);
        }
    }
}

/// Two parts of JSON and a signature, which may be empty.
fn jwt(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    const JSON: &[u8] = b"eyJ";
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let part = |from: usize| end_of_run(text, from, is_base64url);
    let mut from = 0;
    while let Some(offset) = memmem::find(&text[from..], JSON) {
        let start = from + offset;
        let header = part(start);
        from = header;
        if text.get(header) != Some(&b'.') || !text[header + 1..].starts_with(JSON) {
            continue;
        }
        let payload = part(header + 1);
        if text.get(payload) == Some(&b'.') {
            from = part(payload + 1);
            if !found(start, from) {
                return;
            }
        }
    }
}

/// Four numbers up to 255, and no fifth.
fn ipv4(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    let mut from = 0;
    while let Some(offset) = memchr(b'.', &text[from..]) {
        let dot = from + offset;
        from = dot + 1;
        let digits = text[..dot].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        let start = dot - digits;
        if (1..=3).contains(&digits)
            && !continues_before(text, start)
            && let Some(end) = end_of_address(text, start)
        {
            if !found(start, end) {
                return;
            }
            from = end;
        }
    }
}

fn end_of_address(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for octet in 0..4 {
        if octet > 0 {
            if text.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
        let end = end_of_run(text, at, |byte| byte.is_ascii_digit());
        if !(1..=3).contains(&(end - at)) {
            return None;
        }
        let number = text[at..end].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        if number > 255 {
            return None;
        }
        at = end;
    }
    (!continues_after(text, at)).then_some(at)
}

/// The token of `Bearer TOKEN`, in any case: of eight characters at least, or with one that words do not have.
fn bearer_token(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    const LIKE_NO_WORD: usize = 8;
    let mut from = 0;
    while let Some(offset) = memchr2(b'b', b'B', &text[from..]) {
        let at = from + offset;
        from = at + 1;
        if at > 0 && is_word(text[at - 1]) || !is_bearer(text, at) {
            continue;
        }
        let start = end_of_run(text, at + 6, |byte| matches!(byte, b' ' | b'\t'));
        let is_symbol = |byte: u8| matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'-');
        let end = end_of_run(text, start, |byte| byte.is_ascii_alphanumeric() || is_symbol(byte));
        if start > at + 6 {
            from = start;
            if end - start >= LIKE_NO_WORD
                || text[start..end].iter().any(|byte| byte.is_ascii_digit() || is_symbol(*byte))
            {
                from = end_of_run(text, end, |byte| byte == b'=');
                if !found(start, from) {
                    return;
                }
            }
        }
    }
}

fn is_bearer(text: &[u8], at: usize) -> bool {
    text.get(at + 1..at + 6).is_some_and(|rest| rest.eq_ignore_ascii_case(b"earer"))
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a number that begins here is the rest of a word, or of a number with a point.
pub(super) fn continues_before(text: &[u8], at: usize) -> bool {
    match text[..at] {
        [.., before, b'.'] => before.is_ascii_digit(),
        [.., before] => is_word(before),
        [] => false,
    }
}

/// Whether a number that ends here is the beginning of a word, or of a number with a point.
pub(super) fn continues_after(text: &[u8], at: usize) -> bool {
    match text[at..] {
        [b'.', after, ..] => after.is_ascii_digit(),
        [after, ..] => is_word(after),
        [] => false,
    }
}

fn end_of_run(text: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    from + text[from..].iter().take_while(|byte| belongs(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the order of [`SCANNERS`].
    const MATCHES: [&str; 6] = [
        "ann@example.com",
        "4111111111111111",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "10.0.0.1",
        "bEaReR abc12345",
    ];

    fn finds(built_in: usize, text: &str) -> bool {
        let mut any = false;
        SCANNERS[built_in](text.as_bytes(), &mut |_, _| {
            any = true;
            false
        });
        any
    }

    #[test]
    fn what_a_scanner_finds_may_be_in_the_text() {
        for (built_in, found) in MATCHES.iter().enumerate() {
            for text in [found.to_string(), format!("SK JJ b.a {found} KS"), format!("{found}{found}")] {
                assert!(may_be_in(built_in, text.as_bytes()), "{built_in}: {text}");
            }
            assert!(finds(built_in, found), "{found}");
        }
        assert!(may_be_in(2, b"ASIAIOSFODNN7EXAMPLE"));
        // As few digits as a card can have, and not more in the run.
        for card in ["4222222222222", "card 4222222222222.", "4222-2222-22222", "123, 4222 2222 22222"] {
            assert!(may_be_in(1, card.as_bytes()) && finds(1, card), "{card}");
        }
    }

    #[test]
    fn what_is_not_in_a_text_is_not_looked_for() {
        for built_in in 0..SCANNERS.len() {
            for text in [
                "",
                "K",
                "S",
                "J",
                "eJ",
                "AKI",
                "KIA SIA",
                ".",
                "a.b",
                "b",
                "beare",
                "123456789012",
                "1.2.3",
                "1. 2 .3.",
                "123456 - 123456",
            ] {
                assert!(!may_be_in(built_in, text.as_bytes()), "{built_in}: {text}");
            }
        }
    }
}
