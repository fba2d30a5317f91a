//! Leaves out events, and masks what must not leave the function. The specification is in TypeScript: `extension-src/host/screen.ts` and
//! `extension-src/host/nodejs/screening/`.

pub mod beginnings;
pub mod budget;
pub mod built_ins;
pub mod filter;
pub mod level;
pub mod mask;
pub mod patterns;
pub mod payment_card;
pub mod text;

use budget::Budget;
use filter::{Filter, FilterRule};
use level::{Levels, UNKNOWN};
use mask::{Failed, Mask, MaskRules};
use patterns::Unusable;
use std::time::Duration;
use text::{member, skip_space};

/// One call may take so much processor time. What is left then is not matched against patterns: `LIMIT_MS` of the specification.
const LIMIT: Duration = Duration::from_millis(250);

/// The numbers of `positions` for each event.
const POSITION: usize = 3;

const FUNCTION: &str = "function";
const EXTENSION: &str = "extension";

const UNMASKABLE: &[u8] = b"\"(masked: this record could not be masked)\"";

/// How Lambda begins an event, before and after its time, which has 24 bytes.
const BEFORE_TIME: &[u8] = b"{\"time\":\"";
const TYPE_AT: usize = BEFORE_TIME.len() + 24;
const BEFORE_TYPE: &[u8] = b"\",\"type\":\"";
const BEFORE_RECORD: &[u8] = b"\",\"record\":";
const MEMBERS: u32 = 3;

/// What to leave out and to mask.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Whether the levels of events are wanted.
    pub levels: bool,
    /// Words for levels.
    pub level_words: Vec<(Vec<u8>, u8)>,
    /// 0 for none.
    pub min_level: u8,
    /// Types that are left out.
    pub omit_types: Vec<String>,
    /// By pattern.
    pub filters: Vec<FilterRule>,
    /// What to mask, if anything.
    pub mask: Option<MaskRules>,
    /// The names of the mask's rules, each as JSON.
    pub mask_names: Vec<Vec<u8>>,
}

/// Examines events.
pub struct Screen {
    wants_levels: bool,
    min_level: u8,
    omit_types: Vec<String>,
    levels: Levels,
    filter: Filter,
    mask: Option<Mask>,
    mask_names: Vec<Vec<u8>>,
    /// The type of the last call, and the rules that hold for it.
    holding: (String, Vec<usize>),
    limit: Duration,
}

/// Events of one type, in a body.
#[derive(Clone, Copy, Debug)]
pub struct Events<'a> {
    /// What the positions mean.
    pub body: &'a [u8],
    /// For each event its start, its end, and the number of its members.
    pub positions: &'a [u32],
    /// The index of the first event.
    pub first: usize,
    /// The number of events.
    pub count: usize,
    /// Of all of them.
    pub event_type: &'a str,
}

/// What is left of events.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// The events that are kept. None if it is the body that was given.
    pub body: Option<Vec<u8>>,
    /// Where the events that are kept are. None if all are kept where they are.
    pub positions: Option<Vec<u32>>,
    /// The number of events that are kept.
    pub count: usize,
    /// The level of each event that is kept, if wanted.
    pub levels: Vec<u8>,
    /// A rule, the number of events that it has left out, and their bytes; and so on.
    pub omitted: Vec<u32>,
    /// A rule, and the number of its replacements; and so on.
    pub masked: Vec<u32>,
}

impl Screen {
    /// Compiles the rules.
    ///
    /// # Errors
    /// If a pattern cannot be used.
    pub fn new(rules: Rules) -> Result<Self, Unusable> {
        Ok(Screen {
            wants_levels: rules.levels,
            min_level: rules.min_level,
            omit_types: rules.omit_types,
            levels: Levels::new(rules.level_words),
            filter: Filter::new(rules.filters)?,
            mask: rules.mask.map(Mask::new).transpose()?,
            mask_names: rules.mask_names,
            holding: Default::default(),
            limit: LIMIT,
        })
    }

    /// The same screen with another limit for the time of a call.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Screen { limit, ..self }
    }

    /// Leaves out events, and masks the others.
    pub fn examine(&mut self, events: &Events<'_>) -> Screened {
        let Events { body, positions, first, count, event_type } = *events;
        let mut budget = Budget::new(self.limit);
        if self.holding.0 != event_type {
            self.holding = (event_type.to_owned(), self.filter.rules_for(event_type));
        }
        let is_omitted = self.omit_types.iter().any(|omitted| omitted == event_type);
        let is_function = event_type == FUNCTION;
        let masks = self.mask.is_some() && (is_function || event_type == EXTENSION);

        let mut kept = Kept::new(body, positions, first);
        let mut omitted = vec![[0; 2]; self.filter.rule_count()];
        let mut counts = vec![0; self.mask.as_ref().map_or(0, Mask::rule_count)];
        let mut counts_of_event = counts.clone();
        let mut levels = Vec::new();
        for position in positions.chunks_exact(POSITION).skip(first).take(count) {
            let event = body.get(position[0] as usize..position[1] as usize).unwrap_or_default();
            let record = record_of(event, event_type, position[2]);
            let text = record.map_or(&[][..], |(start, end)| &event[start..end]);
            let level =
                if is_function && (self.wants_levels || self.min_level > 0) { self.levels.of(text) } else { UNKNOWN };
            let rule = if is_omitted {
                Some(filter::TYPES)
            } else if level != UNKNOWN && level < self.min_level {
                Some(filter::MIN_LEVEL)
            } else if budget.is_spent_after(event.len()) || self.holding.1.is_empty() {
                None
            } else {
                self.filter.omits(text, &self.holding.1)
            };
            if let Some(rule) = rule {
                omitted[rule][0] += 1;
                omitted[rule][1] += event.len() as u32;
                kept.omit();
                continue;
            }
            if self.wants_levels {
                levels.push(level);
            }
            match self.mask.as_mut().filter(|_| masks) {
                Some(mask) => {
                    let event = Event { text: event, record, event_type, position };
                    let counts = (&mut counts_of_event[..], &mut counts[..]);
                    mask_event(mask, &self.mask_names, &event, budget, counts, &mut kept);
                }
                None => kept.keep(position),
            }
        }
        let omitted = omitted.iter().enumerate().filter(|(_, [events, _])| *events > 0);
        let masked = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        Screened {
            count: kept.count,
            body: kept.body,
            positions: kept.positions,
            levels,
            omitted: omitted.flat_map(|(rule, [events, bytes])| [rule as u32, *events, *bytes]).collect(),
            masked: masked.flat_map(|(rule, count)| [rule as u32, *count]).collect(),
        }
    }
}

/// An event to be masked.
struct Event<'a> {
    text: &'a [u8],
    /// Where its record starts and ends. None if it cannot be found.
    record: Option<(usize, usize)>,
    event_type: &'a str,
    position: &'a [u32],
}

/// Counts replacements: those of the event, and in all.
fn mask_event(
    mask: &mut Mask,
    names: &[Vec<u8>],
    event: &Event<'_>,
    budget: Budget,
    (counts, totals): (&mut [u32], &mut [u32]),
    kept: &mut Kept<'_>,
) {
    let Event { text: event, record, event_type, position } = *event;
    counts.fill(0);
    let result = match record {
        Some((start, end)) => mask.examine(&event[start..end], budget, counts),
        None => Err(Failed),
    };
    if let Ok(false) = result {
        kept.keep(position);
        return;
    }
    if result.is_err() {
        counts.fill(0);
        counts[mask::FAILED] = 1;
    }
    kept.replace(position[2] + 1, |into| {
        match (record, &result) {
            (Some((start, end)), Ok(_)) => {
                into.extend_from_slice(&event[..start]);
                mask.write(&event[start..end], into);
                into.extend_from_slice(&event[end..event.len() - 1]);
            }
            (Some((start, end)), Err(Failed)) => {
                into.extend_from_slice(&event[..start]);
                into.extend_from_slice(UNMASKABLE);
                into.extend_from_slice(&event[end..event.len() - 1]);
            }
            (None, _) => {
                into.extend_from_slice(b"{\"type\":\"");
                into.extend_from_slice(event_type.as_bytes());
                into.extend_from_slice(BEFORE_RECORD);
                into.extend_from_slice(UNMASKABLE);
            }
        }
        into.extend_from_slice(b",\"masked\":{");
        let mut separator: &[u8] = b"";
        for (rule, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            into.extend_from_slice(separator);
            into.extend_from_slice(names.get(rule).map_or(b"\"\"", Vec::as_slice));
            into.extend_from_slice(format!(":{count}").as_bytes());
            totals[rule] += count;
            separator = b",";
        }
        into.extend_from_slice(b"}}");
    });
}

/// Where the record of an event is. None if the event has none.
fn record_of(event: &[u8], event_type: &str, members: u32) -> Option<(usize, usize)> {
    let record_at = TYPE_AT + BEFORE_TYPE.len() + event_type.len() + BEFORE_RECORD.len();
    let has = |at: usize, bytes: &[u8]| event.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    if members == MEMBERS
        && has(0, BEFORE_TIME)
        && has(TYPE_AT, BEFORE_TYPE)
        && has(TYPE_AT + BEFORE_TYPE.len(), event_type.as_bytes())
        && has(record_at - BEFORE_RECORD.len(), BEFORE_RECORD)
        && record_at < event.len()
    {
        // Spaces around it belong to it, and stay.
        let end = event[record_at..event.len() - 1].iter().rposition(|byte| *byte > b' ')?;
        let start = skip_space(event, record_at);
        return Some((start, record_at + end + 1));
    }
    member(event, b"record").filter(|(start, end)| start < end && *end < event.len())
}

/// The events that are kept: as they are, until the first one is left out or masked.
struct Kept<'a> {
    given: &'a [u8],
    given_positions: &'a [u32],
    first: usize,
    count: usize,
    positions: Option<Vec<u32>>,
    body: Option<Vec<u8>>,
}

impl<'a> Kept<'a> {
    fn new(given: &'a [u8], given_positions: &'a [u32], first: usize) -> Self {
        Kept { given, given_positions, first, count: 0, positions: None, body: None }
    }

    fn omit(&mut self) {
        self.own_positions();
    }

    fn keep(&mut self, position: &[u32]) {
        self.count += 1;
        let Some(positions) = &mut self.positions else { return };
        match &mut self.body {
            Some(body) => append(self.given, body, positions, position),
            None => positions.extend_from_slice(position),
        }
    }

    /// Keeps an event with other bytes.
    fn replace(&mut self, members: u32, write: impl FnOnce(&mut Vec<u8>)) {
        self.own_positions();
        let positions = self.positions.get_or_insert_default();
        let body = self.body.get_or_insert_with(|| {
            let mut body = Vec::with_capacity(self.given.len() + self.given.len() / 8);
            for position in std::mem::take(positions).chunks_exact(POSITION) {
                append(self.given, &mut body, positions, position);
            }
            body
        });
        let start = body.len() as u32;
        write(body);
        positions.extend([start, body.len() as u32, members]);
        self.count += 1;
    }

    fn own_positions(&mut self) {
        let kept = self.first * POSITION..(self.first + self.count) * POSITION;
        self.positions.get_or_insert_with(|| self.given_positions.get(kept).unwrap_or_default().to_vec());
    }
}

fn append(given: &[u8], body: &mut Vec<u8>, positions: &mut Vec<u32>, position: &[u32]) {
    let start = body.len() as u32;
    body.extend_from_slice(given.get(position[0] as usize..position[1] as usize).unwrap_or_default());
    positions.extend([start, body.len() as u32, position[2]]);
}
