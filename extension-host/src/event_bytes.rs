//! What is done with each byte of an event. The specification is in TypeScript: `extension-src/host/event-bytes.ts` and
//! `extension-src/host/nodejs/event-bytes.ts`.

const SPACE: u8 = b' ';

/// How Lambda begins a line of a function's log: `{"time":"2026-11-20T09:00:00.123Z","type":"function","record":…`
pub(crate) const BEFORE_TIME: &[u8] = b"{\"time\":\"";
pub(crate) const TIME_BYTES: usize = 24;
const AFTER_TIME: &[u8] = b"\",\"type\":\"function\",\"record\":";
pub(crate) const RECORD_AT: usize = BEFORE_TIME.len() + TIME_BYTES + AFTER_TIME.len();
const LINE_MEMBERS: u32 = 3;

/// The numbers of `positions`, and of `runs`, for each event or run.
pub(crate) const POSITION: usize = 3;
const RUN: usize = 5;

/// Room for the digits of a sequence number.
const SEQUENCE_DIGITS: usize = 16;

/// The events in a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FoundEvents {
    /// For each event its start, its end, and the number of its members.
    pub positions: Vec<u32>,
    /// For each run of lines of the function's log: its first event, the number of its events, where the earliest and the latest of their
    /// times stand, and the number of its events whose record is an object.
    pub runs: Vec<u32>,
    /// What is wrong with the body after the last event.
    pub malformed: Option<String>,
}

/// Finds the events in a Telemetry API body. Writes spaces over line breaks, and over control characters between the tokens of events.
pub fn find_events(body: &mut [u8]) -> FoundEvents {
    let mut found = FoundEvents::default();
    blank_line_feeds(body);
    found.malformed = scan(body, &mut found).err();
    found
}

fn blank_line_feeds(body: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\n', &body[from..]) {
        body[from + at] = SPACE;
        from += at + 1;
    }
}

fn scan(body: &mut [u8], found: &mut FoundEvents) -> Result<(), String> {
    let mut position = skip_space(body, 0);
    if body.get(position) != Some(&b'[') {
        return Err("not a JSON array".to_owned());
    }
    position = skip_space(body, position + 1);
    if body.get(position) == Some(&b']') {
        return Ok(());
    }
    let mut in_run = false;
    loop {
        if body.get(position) != Some(&b'{') {
            return Err(format!("expected an event at byte {position}"));
        }
        let Some((end, members)) = end_of_event(body, position) else {
            return Err(format!("unterminated event at byte {position}"));
        };
        in_run = members == LINE_MEMBERS && is_line(&body[position..end]) && {
            let event = found.positions.len() / POSITION;
            add_to_run(body, &mut found.runs, event, position, in_run);
            true
        };
        // Bodies have at most 4 MiB.
        found.positions.extend([position as u32, end as u32, members]);
        position = skip_space(body, end);
        match body.get(position) {
            Some(b']') => return Ok(()),
            Some(b',') => position = skip_space(body, position + 1),
            _ => return Err(format!("expected a comma at byte {position}")),
        }
    }
}

pub(crate) fn skip_space(body: &[u8], start: usize) -> usize {
    body[start.min(body.len())..]
        .iter()
        .position(|byte| *byte > SPACE)
        .map_or(body.len().max(start), |count| start + count)
}

/// Returns the position after the event, and the number of its members; none if the body ends first.
fn end_of_event(body: &mut [u8], start: usize) -> Option<(usize, u32)> {
    let mut depth = 0usize;
    let mut members = 1;
    let mut position = start;
    while let Some(byte) = body.get_mut(position) {
        position += 1;
        match *byte {
            b'"' => position = end_of_string(body, position)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some((position, members));
                }
            }
            b',' => members += u32::from(depth == 1),
            0..SPACE => *byte = SPACE,
            _ => {}
        }
    }
    None
}

/// Returns the position after the closing quote.
pub(crate) fn end_of_string(body: &[u8], start: usize) -> Option<usize> {
    let mut position = start;
    loop {
        let at = position + memchr::memchr2(b'"', b'\\', body.get(position..)?)?;
        if body[at] == b'"' {
            return Some(at + 1);
        }
        position = at + 2;
    }
}

fn is_line(event: &[u8]) -> bool {
    let after_time = BEFORE_TIME.len() + TIME_BYTES;
    event.starts_with(BEFORE_TIME)
        && event.get(after_time..).is_some_and(|rest| rest.starts_with(AFTER_TIME))
        && is_time(&event[BEFORE_TIME.len()..after_time])
}

/// Whether the bytes are digits and separators, and a Z.
fn is_time(time: &[u8]) -> bool {
    matches!(time, [digits @ .., b'Z'] if digits.iter().all(|byte| matches!(byte, b'0'..=b':' | b'-' | b'.' | b'T')))
}

fn add_to_run(body: &[u8], runs: &mut Vec<u32>, event: usize, start: usize, continues: bool) {
    let time_at = start + BEFORE_TIME.len();
    let is_object = u32::from(body.get(start + RECORD_AT) == Some(&b'{'));
    let time = |at: usize| &body[at..at + TIME_BYTES];
    let at = time_at as u32;
    match runs.last_chunk_mut::<RUN>() {
        Some([_, count, earliest, latest, objects]) if continues => {
            *count += 1;
            *objects += is_object;
            if time(time_at) < time(*earliest as usize) {
                *earliest = at;
            } else if time(time_at) > time(*latest as usize) {
                *latest = at;
            }
        }
        _ => runs.extend([event as u32, 1, at, at, is_object]),
    }
}

/// Events that become envelopes.
#[derive(Clone, Copy, Debug)]
pub struct Envelopes<'a> {
    /// What the positions mean.
    pub body: &'a [u8],
    /// As [`FoundEvents::positions`].
    pub positions: &'a [u32],
    /// The index of the first event.
    pub first: usize,
    /// The number of events.
    pub count: usize,
    /// Written after the event without its last brace.
    pub fields: &'a [u8],
    /// Written after the sequence number.
    pub tail: &'a [u8],
    /// Of the first event.
    pub sequence: u64,
    /// Counted for each envelope, and not written.
    pub bytes_per_envelope: usize,
}

/// Writes envelopes until the next one may not fit in `left` bytes. Returns how many were written, and the position after the last.
pub fn copy_envelopes(into: &mut [u8], at: usize, left: f64, envelopes: &Envelopes<'_>) -> (usize, usize) {
    let Envelopes { body, positions, first, count, fields, tail, sequence, bytes_per_envelope } = *envelopes;
    let around = (fields.len() + SEQUENCE_DIGITS + tail.len() + bytes_per_envelope) as f64 - 1.0;
    let mut free = left;
    let mut position = at;
    let events = positions.chunks_exact(POSITION).skip(first).take(count);
    let mut copied = 0;
    for event in events {
        let (start, end) = (event[0] as usize, event[1] as usize);
        if end as f64 - start as f64 + around > free {
            break;
        }
        let begin = position;
        position = append(into, position, body.get(start..(end.saturating_sub(1)).min(body.len())).unwrap_or_default());
        position = append(into, position, fields);
        position = append_number(into, position, sequence.wrapping_add(copied as u64));
        position = append(into, position, tail);
        free -= (position - begin + bytes_per_envelope) as f64;
        copied += 1;
    }
    (copied, position)
}

/// Writes what fits, as `Buffer.copy` does. Returns the position after it.
fn append(into: &mut [u8], at: usize, bytes: &[u8]) -> usize {
    let Some(free) = into.get_mut(at..) else { return at };
    let length = bytes.len().min(free.len());
    free[..length].copy_from_slice(&bytes[..length]);
    at + length
}

fn append_number(into: &mut [u8], at: usize, mut number: u64) -> usize {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return append(into, at, &digits[start..]);
        }
    }
}
