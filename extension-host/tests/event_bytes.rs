//! The bytes of events, against a naive model: the specification in TypeScript, written down again without any trick.
//! `test/` of the repository compares both with the TypeScript itself.

use extension_host::event_bytes::{Envelopes, FoundEvents, copy_envelopes, find_events};
use proptest::prelude::*;

/// Byte by byte, as extension-src/host/nodejs/event-bytes.ts.
fn model(body: &mut [u8]) -> FoundEvents {
    for byte in body.iter_mut() {
        if *byte == b'\n' {
            *byte = b' ';
        }
    }
    let mut found = FoundEvents::default();
    let mut in_run = false;
    let mut at = 0;
    let skip = |body: &[u8], mut at: usize| {
        while at < body.len() && body[at] <= b' ' {
            at += 1;
        }
        at
    };
    at = skip(body, at);
    if body.get(at) != Some(&b'[') {
        found.malformed = Some("not a JSON array".into());
        return found;
    }
    at = skip(body, at + 1);
    if body.get(at) == Some(&b']') {
        return found;
    }
    loop {
        if body.get(at) != Some(&b'{') {
            found.malformed = Some(format!("expected an event at byte {at}"));
            return found;
        }
        let Some((end, members)) = model_end(body, at) else {
            found.malformed = Some(format!("unterminated event at byte {at}"));
            return found;
        };
        let event = (found.positions.len() / 3) as u32;
        let text = body[at..end].to_vec();
        let is_line = members == 3 && model_is_line(&text);
        if is_line {
            let time = at as u32 + 9;
            let of = |at: u32| body[at as usize..at as usize + 24].to_vec();
            if in_run {
                let run = found.runs.len() - 5;
                found.runs[run + 1] += 1;
                if of(time) < of(found.runs[run + 2]) {
                    found.runs[run + 2] = time;
                } else if of(time) > of(found.runs[run + 3]) {
                    found.runs[run + 3] = time;
                }
            } else {
                found.runs.extend([event, 1, time, time, 0]);
            }
        }
        if is_line && text[62] == b'{' {
            let last = found.runs.len() - 1;
            found.runs[last] += 1;
        }
        in_run = is_line;
        found.positions.extend([at as u32, end as u32, members]);
        at = skip(body, end);
        if body.get(at) == Some(&b']') {
            return found;
        }
        if body.get(at) != Some(&b',') {
            found.malformed = Some(format!("expected a comma at byte {at}"));
            return found;
        }
        at = skip(body, at + 1);
    }
}

fn model_end(body: &mut [u8], start: usize) -> Option<(usize, u32)> {
    let (mut depth, mut members, mut in_string, mut is_escaped) = (0, 1, false, false);
    for (at, slot) in body.iter_mut().enumerate().skip(start) {
        let byte = *slot;
        if in_string {
            if is_escaped {
                is_escaped = false;
            } else if byte == b'\\' {
                is_escaped = true;
            } else if byte == b'"' {
                in_string = false;
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some((at + 1, members));
                }
            }
            b',' if depth == 1 => members += 1,
            0..=0x1f => *slot = b' ',
            _ => {}
        }
    }
    None
}

fn model_is_line(event: &[u8]) -> bool {
    // A # stands for a digit or a separator.
    let pattern = b"{\"time\":\"#######################Z\",\"type\":\"function\",\"record\":";
    let allows = |wanted: u8, byte: u8| {
        if wanted == b'#' { byte.is_ascii_digit() || b":-.T".contains(&byte) } else { wanted == byte }
    };
    event.len() >= pattern.len() && pattern.iter().zip(event).all(|(wanted, byte)| allows(*wanted, *byte))
}

fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0u32..60, 0u32..1000).prop_map(|(s, ms)| format!("2026-11-20T09:00:{s:02}.{ms:03}Z")),
        1 => "[0-9:.TZ-]{23,25}",
    ]
}

fn event() -> impl Strategy<Value = String> {
    let record = prop_oneof![
        "\"[a-z \\\\\\\\]{0,30}\"",
        Just(r#""a \"quoted\" \\""#.to_owned()),
        Just(r#"{"a":[1,{"b":"}],"}],"c":2}"#.to_owned()),
        Just("\"line\nbreak\"".to_owned()),
        "[0-9]{1,20}",
    ];
    prop_oneof![
        6 => (time(), record.clone()).prop_map(|(t, r)| format!("{{\"time\":\"{t}\",\"type\":\"function\",\"record\":{r}}}")),
        1 => (time(), record.clone()).prop_map(|(t, r)| format!("{{\"time\":\"{t}\",\"type\":\"function\",\"record\":{r},\"more\":1}}")),
        1 => (time(), record).prop_map(|(t, r)| format!("{{ \"time\": \"{t}\",\r\n\t\"type\":\"platform.start\",\"record\":{r}}}")),
        1 => Just("{}".to_owned()),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let separator = prop_oneof![6 => Just(","), 1 => Just(" , "), 1 => Just(",\n"), 1 => Just("\t,")];
    let array = prop::collection::vec((event(), separator), 0..12).prop_map(|events| {
        let mut text = String::from("[");
        for (index, (event, separator)) in events.iter().enumerate() {
            if index > 0 {
                text.push_str(separator);
            }
            text.push_str(event);
        }
        text.push(']');
        text.into_bytes()
    });
    // One byte of some is damaged, and some end early.
    (array, any::<prop::sample::Index>(), any::<u8>(), 0u8..4).prop_map(|(mut bytes, at, byte, how)| {
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => bytes.truncate(at),
            _ => {}
        }
        bytes
    })
}

fn structural() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop::sample::select(b"[]{},\"\\ \n\ta:0\x00\xff".to_vec());
    prop::collection::vec(byte, 0..40).prop_map(|mut bytes| {
        bytes.insert(0, b'[');
        bytes
    })
}

fn assert_as_model(bytes: Vec<u8>) {
    let (mut ours, mut theirs) = (bytes.clone(), bytes);
    assert_eq!(find_events(&mut ours), model(&mut theirs));
    assert_eq!(ours, theirs);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn events_are_found_as_the_specification_says(bytes in body()) {
        assert_as_model(bytes);
    }

    #[test]
    fn any_bytes_are_scanned_as_the_specification_says(bytes in prop_oneof![structural(), prop::collection::vec(any::<u8>(), 0..200)]) {
        assert_as_model(bytes);
    }

    #[test]
    fn envelopes_are_written_as_the_specification_says(
        bytes in body(), at in 0usize..20, left in 0usize..1500, room in 0usize..1600, first in 0usize..4, count in 0usize..12,
        fields in "[a-z]{0,20}", tail in "[a-z]{0,10}", sequence in prop_oneof![0u64..2000, Just(9_007_199_254_740_991)], per in 0usize..4,
    ) {
        let mut bytes = bytes;
        let found = find_events(&mut bytes);
        let envelopes = Envelopes {
            body: &bytes, positions: &found.positions, first, count, fields: fields.as_bytes(), tail: tail.as_bytes(),
            sequence, bytes_per_envelope: per,
        };
        let mut into = vec![0; at + room];
        let (copied, position) = copy_envelopes(&mut into, at, left as f64, &envelopes);

        let mut expected = vec![0; at];
        let (mut free, mut expected_copied) = (left as i64, 0);
        for event in found.positions.chunks(3).skip(first).take(count) {
            let text = &bytes[event[0] as usize..event[1] as usize];
            if (text.len() + fields.len() + 16 + tail.len() + per) as i64 - 1 > free {
                break;
            }
            let mut envelope = text[..text.len() - 1].to_vec();
            envelope.extend(format!("{fields}{}{tail}", sequence + expected_copied as u64).bytes());
            // What does not fit is cut off, as Buffer.copy does.
            envelope.truncate(into.len().saturating_sub(expected.len()));
            free -= (envelope.len() + per) as i64;
            expected.extend(envelope);
            expected_copied += 1;
        }
        prop_assert_eq!(copied, expected_copied);
        prop_assert_eq!(&into[..expected.len()], &expected[..]);
        prop_assert!(into[expected.len()..].iter().all(|byte| *byte == 0));
        prop_assert_eq!(position, expected.len());
    }
}

#[test]
fn positions_that_mean_nothing_write_nothing_outside() {
    let positions = [5, 2, 0, u32::MAX, u32::MAX, 1, 0, u32::MAX, 1];
    let envelopes = Envelopes {
        body: b"[{}]",
        positions: &positions,
        first: 0,
        count: 9,
        fields: b",",
        tail: b"}",
        sequence: u64::MAX,
        bytes_per_envelope: 0,
    };
    let mut into = [0; 64];
    let (copied, position) = copy_envelopes(&mut into, 60, 1e300, &envelopes);
    assert!(copied <= 3 && position <= 64);
    assert_eq!(copy_envelopes(&mut into, 1000, f64::NAN, &envelopes).1, 1000);
}
