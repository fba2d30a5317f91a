//! The request ids that log lines state. The specification is in TypeScript: `extension-src/host/event-bytes.ts`,
//! `extension-src/host/nodejs/event-bytes.ts` and `extension-src/host/stated-ids.ts`.

use crate::event_bytes::{BEFORE_TIME, POSITION, RECORD_AT, TIME_BYTES, end_of_string, skip_space};

/// The members in which loggers write the invocation's id.
const NAMES: [&[u8]; 3] = [b"\"requestId\"", b"\"function_request_id\"", b"\"AWSRequestId\""];

const UUID_LENGTH: usize = 36;
const UUID_DASHES: [usize; 4] = [8, 13, 18, 23];

/// No id: an event begins with its time.
const NO_ID: usize = 0;
/// Several different ids.
const SEVERAL_IDS: usize = 1;

/// Returns for each series of lines that state the same: its first event, the number of its events, where the id is (or [`NO_ID`] or
/// [`SEVERAL_IDS`]), and where the earliest and the latest of their times are.
pub fn stated_requests(body: &[u8], positions: &[u32], first: usize, count: usize) -> Vec<u32> {
    let mut all: Vec<[u32; 5]> = Vec::new();
    let time = |at: u32| body.get(at as usize..at as usize + TIME_BYTES);
    for (event, place) in positions.chunks_exact(POSITION).enumerate().skip(first).take(count) {
        let (start, end) = (place[0] as usize, place[1] as usize);
        let record_at = start + RECORD_AT;
        let id = if body.get(record_at) == Some(&b'{') { stated_id_at(body, record_at, end) } else { NO_ID };
        let at = (start + BEFORE_TIME.len()) as u32;
        match all.last_mut() {
            Some([_, events, last, earliest, latest]) if is_same_id(body, *last as usize, id) => {
                *events += 1;
                if time(at) < time(*earliest) {
                    *earliest = at;
                } else if time(at) > time(*latest) {
                    *latest = at;
                }
            }
            _ => all.push([event as u32, 1, id as u32, at, at]),
        }
    }
    all.into_flattened()
}

/// Returns the position of the only id that a line states, [`NO_ID`], or [`SEVERAL_IDS`].
fn stated_id_at(body: &[u8], start: usize, end: usize) -> usize {
    let mut id = NO_ID;
    let is_whole = each_id(body, start, end, |at| {
        if id == NO_ID {
            id = at;
        } else if !is_same_id(body, id, at) {
            id = SEVERAL_IDS;
        }
    });
    if is_whole.is_some() { id } else { NO_ID }
}

fn is_same_id(body: &[u8], a: usize, b: usize) -> bool {
    if a <= SEVERAL_IDS || b <= SEVERAL_IDS {
        return a == b;
    }
    body.get(a..a + UUID_LENGTH) == body.get(b..b + UUID_LENGTH)
}

/// Visits the ids that the line's own members state. None if the line could not be read to its end.
fn each_id(body: &[u8], start: usize, end: usize, mut visit: impl FnMut(usize)) -> Option<()> {
    let mut position = skip_space(body, start + 1);
    while position < end && body.get(position) == Some(&b'"') {
        let end_of_name = end_of_string(body, position + 1)?;
        let colon = skip_space(body, end_of_name);
        if body.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(body, colon + 1);
        if NAMES.contains(&&body[position..end_of_name]) && is_uuid(body, value) {
            visit(value + 1);
        }
        let next = end_of_member(body, value)?;
        if next >= end {
            return None;
        }
        if body[next] == b'}' {
            return Some(());
        }
        position = skip_space(body, next + 1);
    }
    None
}

fn is_uuid(body: &[u8], start: usize) -> bool {
    let first = start + 1;
    body.get(start) == Some(&b'"')
        && body.get(first + UUID_LENGTH) == Some(&b'"')
        && UUID_DASHES.iter().all(|dash| body[first + dash] == b'-')
}

/// Returns the position of the comma or closing bracket that follows the value.
fn end_of_member(body: &[u8], start: usize) -> Option<usize> {
    if body.get(start) != Some(&b'"') {
        return end_of_value(body, start);
    }
    let next = skip_space(body, end_of_string(body, start + 1)?);
    matches!(body.get(next), Some(b',' | b'}')).then_some(next)
}

fn end_of_value(body: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut position = start;
    loop {
        match body.get(position)? {
            b'"' => {
                position = end_of_string(body, position + 1)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return Some(position),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        position += 1;
    }
}
