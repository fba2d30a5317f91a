//! Numbers of payment cards.

use super::built_ins::{continues_after, continues_before};

/// <https://www.iso.org/standard/70484.html>
const LEAST_DIGITS: usize = 13;
const MOST_DIGITS: usize = 19;

/// 13 to 19 digits that a payment scheme gives, in groups with one space or dash between, and with a right check digit.
///
/// The first digit is 2 to 6; cards with 2 begin with 2200 to 2720. So times, which are numbers of this length too, are not hit.
pub fn payment_card(text: &[u8], found: &mut dyn FnMut(usize, usize) -> bool) {
    let mut from = 0;
    while let Some((start, end)) = next_run(text, from) {
        if !cards_of_run(text, start, end, found) {
            return;
        }
        from = end + 1;
    }
}

/// Whether digits somewhere are as many as those of a card, with nothing but spaces and dashes between.
pub fn has_enough_digits(text: &[u8]) -> bool {
    next_run(text, 0).is_some()
}

/// The next digits, spaces and dashes, from `from` on, among which there are enough digits for a card.
fn next_run(text: &[u8], mut from: usize) -> Option<(usize, usize)> {
    // What is before `from` belongs to no run that goes on here. A run that begins in the next bytes would have the last of them.
    while let Some(last) = text.get(from + LEAST_DIGITS - 1) {
        if !in_run(*last) {
            from += LEAST_DIGITS;
            continue;
        }
        let in_a_row = text[from..from + LEAST_DIGITS].iter().rev().take_while(|byte| in_run(**byte)).count();
        if in_a_row < LEAST_DIGITS {
            from += LEAST_DIGITS - in_a_row;
            continue;
        }
        let end = from + text[from..].iter().take_while(|byte| in_run(**byte)).count();
        if text[from..end].iter().filter(|byte| byte.is_ascii_digit()).count() >= LEAST_DIGITS {
            return Some((from, end));
        }
        from = end + 1;
    }
    None
}

fn in_run(byte: u8) -> bool {
    byte.is_ascii_digit() || is_separator(byte)
}

fn is_separator(byte: u8) -> bool {
    byte == b' ' || byte == b'-'
}

/// Whether more cards are wanted.
fn cards_of_run(text: &[u8], start: usize, end: usize, found: &mut dyn FnMut(usize, usize) -> bool) -> bool {
    let mut at = start;
    while at < end {
        if is_separator(text[at]) {
            at += 1;
            continue;
        }
        match card_at(text, at, end) {
            Some(after) => {
                if !found(at, after) {
                    return false;
                }
                at = after;
            }
            None => at += 1,
        }
        // The next group.
        while at < end && !is_separator(text[at]) {
            at += 1;
        }
    }
    true
}

/// The end of the longest card that begins with this group of digits.
fn card_at(text: &[u8], start: usize, end: usize) -> Option<usize> {
    if !(b'2'..=b'6').contains(&text[start]) || continues_before(text, start) {
        return None;
    }
    let mut card = None;
    // By the parity of the number of digits: which are doubled depends on it.
    let mut sums = [0; 2];
    let mut digits = 0;
    let mut first_four = 0;
    let mut at = start;
    while at < end && digits < MOST_DIGITS {
        let byte = text[at];
        if is_separator(byte) {
            if !text.get(at + 1).is_some_and(u8::is_ascii_digit) {
                break;
            }
            at += 1;
            continue;
        }
        let digit = u32::from(byte - b'0');
        let doubled = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
        sums[digits % 2] += digit;
        sums[1 - digits % 2] += doubled;
        digits += 1;
        at += 1;
        if digits <= 4 {
            first_four = first_four * 10 + digit;
            if digits == 4 && !(2200..=2720).contains(&first_four) && first_four < 3000 {
                return None;
            }
        }
        let ends_group = !text.get(at).is_some_and(u8::is_ascii_digit);
        if digits >= LEAST_DIGITS
            && ends_group
            && sums[(digits - 1) % 2].is_multiple_of(10)
            && !continues_after(text, at)
        {
            card = Some(at);
        }
    }
    card
}
