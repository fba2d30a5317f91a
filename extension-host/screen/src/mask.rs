//! Replaces in a record what rules name: built-ins, fields, and patterns.
//!
//! Text is examined as a reader of the JSON sees it, with escapes resolved, and so is JSON in strings of JSON, some levels deep. What no rule
//! names keeps its bytes.

use super::{
    beginnings::Beginnings,
    budget::Budget,
    built_ins::{SCANNERS, may_be_in},
    patterns::{Patterns, Unusable},
    text::{MOST_SCRATCH_BYTES, Plain, Uncut, end_of_value, ends_token, next_quote, skip_space},
};
use std::cmp::Reverse;

/// The numbers of rules: 0 for records that could not be masked, then the built-ins, the fields, and the patterns in their order.
pub const FAILED: usize = 0;
const FIRST_BUILT_IN: usize = 1;
const FIELDS: usize = FIRST_BUILT_IN + SCANNERS.len();
const FIRST_PATTERN: usize = FIELDS + 1;

/// JSON in strings of JSON is read this deep. A string of the record is level 1.
pub const MAX_LEVEL: usize = 4;

/// A pattern is not matched against a text if its size times the bytes of the text is more. `MAX_WORK` of the specification.
pub const MAX_WORK: u64 = 200_000_000;

/// A number in a text is not longer.
const MOST_NUMBER_BYTES: usize = 64;

/// What to mask.
#[derive(Clone, Debug, Default)]
pub struct MaskRules {
    /// Numbers of [`SCANNERS`].
    pub built_ins: Vec<usize>,
    /// Names, in lower case.
    pub fields: Vec<Vec<u8>>,
    /// Trees.
    pub patterns: Vec<Vec<u32>>,
    /// The numbers of literals and classes of each, with its repeats expanded.
    pub sizes: Vec<u64>,
    /// Whether any of them has an anchor, so that it may match in a string what it does not match in the whole.
    pub anchored: bool,
    /// For the default, and for each pattern: as a JSON value; then for each level as text inside a string, and as a value there.
    pub replacements: Vec<Vec<Vec<u8>>>,
}

/// A record cannot be masked: it is no JSON, or takes too long.
#[derive(Debug)]
pub struct Failed;

/// What to write instead of a part of the record.
#[derive(Clone, Copy, Debug)]
struct Edit {
    start: usize,
    end: usize,
    rule: usize,
    level: usize,
    is_value: bool,
}

/// Masks records.
pub struct Mask {
    rules: MaskRules,
    fields: Beginnings,
    patterns: Patterns,
    size: u64,
    edits: Vec<Edit>,
    found: Vec<(usize, usize, usize)>,
    scratch: Vec<Plain>,
    name: Plain,
    /// The built-ins that may match in this record.
    built_ins: Vec<usize>,
    /// Whether patterns may match in it.
    matches_patterns: bool,
    /// Whether it may have fields to mask.
    has_fields: bool,
    budget: Option<Budget>,
}

impl Mask {
    /// Compiles the rules.
    ///
    /// # Errors
    /// If a pattern cannot be used.
    pub fn new(rules: MaskRules) -> Result<Self, Unusable> {
        let patterns = Patterns::new(&rules.patterns, true)?;
        let size = rules.sizes.iter().sum();
        Ok(Mask {
            fields: Beginnings::of_names(&rules.fields),
            rules,
            patterns,
            size,
            edits: Vec::new(),
            found: Vec::new(),
            scratch: (0..=MAX_LEVEL).map(|_| Plain::default()).collect(),
            name: Plain::default(),
            built_ins: Vec::new(),
            matches_patterns: false,
            has_fields: false,
            budget: None,
        })
    }

    /// The number of rules, for counts.
    pub fn rule_count(&self) -> usize {
        FIRST_PATTERN + self.rules.patterns.len()
    }

    /// Finds what is to be masked in a record, which is a JSON value. Counts the replacements of each rule.
    ///
    /// # Errors
    /// If that cannot be known for sure.
    pub fn examine(&mut self, record: &[u8], budget: Budget, counts: &mut [u32]) -> Result<bool, Failed> {
        self.edits.clear();
        self.budget = Some(budget);
        if std::str::from_utf8(record).is_err() {
            return Err(Failed);
        }
        self.narrow(record);
        let walked = if self.only_fields() && !self.has_fields { Ok(()) } else { self.walk(record) };
        self.forget();
        walked?;
        self.merge();
        for edit in &self.edits {
            if let Some(count) = counts.get_mut(edit.rule) {
                *count += 1;
            }
        }
        Ok(!self.edits.is_empty())
    }

    /// Writes the record that was examined last, masked.
    pub fn write(&self, record: &[u8], into: &mut Vec<u8>) {
        let mut from = 0;
        for edit in &self.edits {
            into.extend_from_slice(&record[from..edit.start]);
            let set = edit.rule.checked_sub(FIRST_PATTERN).map_or(0, |pattern| pattern + 1);
            // As a value of the record; then two for each level.
            let variant = if edit.level == 0 { 0 } else { 2 * edit.level - usize::from(!edit.is_value) };
            if let Some(replacement) = self.rules.replacements.get(set).and_then(|set| set.get(variant)) {
                into.extend_from_slice(replacement);
            }
            from = edit.end;
        }
        into.extend_from_slice(&record[from..]);
    }

    /// Finds out what matches in this record, because most rules match in few records.
    ///
    /// What is examined later is a part of the record in which escapes are resolved as often as it is in strings of JSON, between quotes. So what
    /// matches in none of these texts as a whole matches in no part of them.
    fn narrow(&mut self, record: &[u8]) {
        self.matches_patterns = false;
        self.has_fields = false;
        self.built_ins.clear();
        let has_escapes = memchr::memchr(b'\\', record).is_some();
        // Such an escape may stand for any character. The others stand for none that a built-in needs.
        let hides = has_escapes && has_unit_escape(record);
        let may_be = |built_in: &&usize| hides || may_be_in(**built_in, record);
        let mut others: Vec<usize> = self.rules.built_ins.iter().filter(may_be).copied().collect();
        // An anchor matches at the ends of a string.
        self.matches_patterns = self.rules.anchored;
        let (mut plain, mut next) = (std::mem::take(&mut self.scratch[0]), std::mem::take(&mut self.scratch[1]));
        // The escapes of a name are resolved once more than those of the string in which it is.
        for level in 1..=MAX_LEVEL + 1 {
            if level > MAX_LEVEL {
                others.clear();
            }
            let seeks_patterns = level <= MAX_LEVEL && !self.matches_patterns && !self.rules.patterns.is_empty();
            let seeks_fields = !self.has_fields && !self.rules.fields.is_empty();
            if others.is_empty() && !seeks_patterns && !seeks_fields {
                break;
            }
            if has_escapes {
                next.resolve(if level == 1 { record } else { &plain.text });
                std::mem::swap(&mut plain, &mut next);
            }
            let text = if has_escapes { &plain.text } else { record };
            others.retain(|built_in| {
                let mut any = false;
                SCANNERS[*built_in](text, &mut |_, _| {
                    any = true;
                    false
                });
                if any {
                    self.built_ins.push(*built_in);
                }
                !any
            });
            // What is too much work for a string fails there.
            self.matches_patterns |= seeks_patterns && (self.is_too_much(text) || self.patterns.any(text));
            self.has_fields |= seeks_fields && self.has_name(text);
            if memchr::memchr(b'\\', text).is_none() {
                break;
            }
        }
        // In the order of their numbers, in which matches are found.
        self.built_ins.sort_unstable();
        (self.scratch[0], self.scratch[1]) = (plain, next);
    }

    /// Whether the name of a field is somewhere in a text.
    fn has_name(&self, text: &[u8]) -> bool {
        let is_at =
            |at: usize, name: &[u8]| text[at..].get(..name.len()).is_some_and(|there| there.eq_ignore_ascii_case(name));
        let mut from = 0;
        while let Some(at) = self.fields.next(text, from) {
            if self.rules.fields.iter().any(|field| is_at(at, field)) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    fn only_fields(&self) -> bool {
        self.built_ins.is_empty() && !self.matches_patterns
    }

    fn is_too_much(&self, text: &[u8]) -> bool {
        self.size * text.len() as u64 > MAX_WORK
    }

    /// Gives much memory back.
    fn forget(&mut self) {
        for plain in &mut self.scratch {
            plain.forget();
        }
        self.name.forget();
        if self.found.capacity() * size_of::<(usize, usize, usize)>() > MOST_SCRATCH_BYTES {
            self.found = Vec::new();
        }
    }

    /// Finds the strings and numbers of the record.
    fn walk(&mut self, record: &[u8]) -> Result<(), Failed> {
        let mut at = 0;
        while let Some(byte) = record.get(at) {
            match byte {
                b'"' => at = self.string_of_record(record, at)?,
                byte if ends_token(*byte) => at += 1,
                _ => at = self.token_of_record(record, at)?,
            }
        }
        Ok(())
    }

    /// Returns the position after the string, or after the value if it is the name of a field.
    fn string_of_record(&mut self, record: &[u8], quote: usize) -> Result<usize, Failed> {
        let start = quote + 1;
        let end = next_quote(record, start).ok_or(Failed)?;
        let from = self.edits.len();
        let is_field = self.has_fields && self.is_field(&record[start..end]);
        self.string(&record[start..end], 1)?;
        self.shift(from, start);
        let colon = skip_space(record, end + 1);
        if !is_field || record.get(colon) != Some(&b':') {
            return Ok(end + 1);
        }
        let value = skip_space(record, colon + 1);
        let after = end_of_value(record, value);
        if after == value {
            return Err(Failed);
        }
        self.edits.push(Edit { start: value, end: after, rule: FIELDS, level: 0, is_value: true });
        Ok(after)
    }

    fn token_of_record(&mut self, record: &[u8], start: usize) -> Result<usize, Failed> {
        let end = end_of_value(record, start);
        let token = &record[start..end];
        match token {
            b"true" | b"false" | b"null" => {}
            [b'-' | b'0'..=b'9', ..] => {
                if self.only_fields() {
                    return Ok(end);
                }
                self.find(token)?;
                if let Some((_, _, rule)) = self.found.first() {
                    self.edits.push(Edit { start, end, rule: *rule, level: 0, is_value: true });
                }
            }
            _ => return Err(Failed),
        }
        Ok(end)
    }

    /// Examines the content of a string, as it is written there. Edits are by positions in it.
    fn string(&mut self, written: &[u8], level: usize) -> Result<(), Failed> {
        if memchr::memchr(b'\\', written).is_none() {
            return self.rules_in(written, level, false);
        }
        let mut plain = std::mem::take(&mut self.scratch[level]);
        plain.resolve(written);
        let from = self.edits.len();
        let result = self.resolved(&plain.text, level);
        if from < self.edits.len() {
            let mut origins = plain.origins(written);
            for edit in &mut self.edits[from..] {
                edit.start = origins.of(edit.start);
                edit.end = origins.of(edit.end);
            }
        }
        self.scratch[level] = plain;
        result
    }

    /// Examines a text that may contain quotes and backslashes, and so JSON.
    fn resolved(&mut self, text: &[u8], level: usize) -> Result<(), Failed> {
        let has_escapes = memchr::memchr(b'\\', text).is_some();
        self.rules_in(text, level, has_escapes)?;
        if !has_escapes && !self.has_fields {
            return Ok(());
        }
        let mut start = 0;
        loop {
            let quote = next_quote(text, start);
            let end = quote.unwrap_or(text.len());
            self.inner(text, start, end, level)?;
            let Some(quote) = quote else { return Ok(()) };
            let value = self.value_after(text, start, quote);
            start = quote + 1;
            if let Some((value, after)) = value {
                self.edits.push(Edit { start: value, end: after, rule: FIELDS, level, is_value: true });
                start = after;
            }
        }
    }

    /// Examines what is between two quotes, if it contains escapes: then it may be a string.
    fn inner(&mut self, text: &[u8], start: usize, end: usize, level: usize) -> Result<(), Failed> {
        let piece = &text[start..end];
        if level == MAX_LEVEL || memchr::memchr(b'\\', piece).is_none() {
            return Ok(());
        }
        let from = self.edits.len();
        self.string(piece, level + 1)?;
        self.shift(from, start);
        Ok(())
    }

    /// The value of a field whose name ends with this quote.
    fn value_after(&mut self, text: &[u8], start: usize, quote: usize) -> Option<(usize, usize)> {
        if !self.has_fields || start == 0 || text[start - 1] != b'"' {
            return None;
        }
        let colon = skip_space(text, quote + 1);
        if text.get(colon) != Some(&b':') || !self.is_field(&text[start..quote]) {
            return None;
        }
        let value = skip_space(text, colon + 1);
        let after = end_of_value(text, value);
        (after > value).then_some((value, after))
    }

    fn is_field(&mut self, written: &[u8]) -> bool {
        // A byte takes six at most, as `\u0041`.
        if self.rules.fields.iter().all(|field| field.len() * 6 < written.len()) {
            return false;
        }
        if memchr::memchr(b'\\', written).is_some() {
            self.name.resolve(written);
            return self.rules.fields.iter().any(|field| field.eq_ignore_ascii_case(&self.name.text));
        }
        self.rules.fields.iter().any(|field| field.eq_ignore_ascii_case(written))
    }

    fn shift(&mut self, from: usize, by: usize) {
        for edit in &mut self.edits[from..] {
            edit.start += by;
            edit.end += by;
        }
    }

    /// Adds an edit for each match of a built-in or a pattern.
    fn rules_in(&mut self, text: &[u8], level: usize, has_escapes: bool) -> Result<(), Failed> {
        if self.only_fields() {
            return Ok(());
        }
        self.find(text)?;
        let mut uncut = Uncut::new(text);
        for (start, end, rule) in &self.found {
            let (start, end) = if has_escapes { uncut.range(*start, *end) } else { (*start, *end) };
            let number = bare_number(text, start, end);
            let (start, end) = number.unwrap_or((start, end));
            self.edits.push(Edit { start, end, rule: *rule, level, is_value: number.is_some() });
        }
        Ok(())
    }

    /// Finds all matches, in the order of the rules.
    fn find(&mut self, text: &[u8]) -> Result<(), Failed> {
        self.found.clear();
        for built_in in &self.built_ins {
            let rule = FIRST_BUILT_IN + built_in;
            if let Some(scan) = SCANNERS.get(*built_in) {
                scan(text, &mut |start, end| {
                    self.found.push((start, end, rule));
                    true
                });
            }
        }
        if !self.matches_patterns {
            return Ok(());
        }
        if self.is_too_much(text) {
            return Err(Failed);
        }
        if !self.patterns.any(text) {
            return Ok(());
        }
        for pattern in 0..self.rules.patterns.len() {
            let mut from = 0;
            while let Some((start, end)) = self.patterns.find(pattern, text, from) {
                self.found.push((start, end, FIRST_PATTERN + pattern));
                from = end;
                // A search may look far beyond its match, so many of them may take long.
                if self.found.len().is_multiple_of(64) && self.budget.as_mut().is_some_and(Budget::is_spent) {
                    return Err(Failed);
                }
            }
        }
        Ok(())
    }

    /// Makes one edit of those that overlap: the first one, to the end of the last. What is in more strings knows better how to be written.
    fn merge(&mut self) {
        self.edits.sort_by_key(|edit| (edit.start, Reverse(edit.end), Reverse(edit.level), edit.rule));
        self.edits.dedup_by(|next, edit| {
            let overlaps = next.start < edit.end;
            if overlaps {
                edit.end = edit.end.max(next.end);
            }
            overlaps
        });
    }
}

/// Whether a backslash comes before a `u`. A search for both at once has to be prepared, which costs more for a line of a log.
fn has_unit_escape(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', text).any(|at| text.get(at + 1) == Some(&b'u'))
}

/// The number of JSON inside a text of which this is a part: what replaces it has to be a value.
fn bare_number(text: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let in_number = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    if !text[start..end].iter().take(MOST_NUMBER_BYTES).all(in_number) {
        return None;
    }
    let before = text[..start].iter().rev().take(MOST_NUMBER_BYTES).take_while(|byte| in_number(byte)).count();
    let after = text[end..].iter().take(MOST_NUMBER_BYTES).take_while(|byte| in_number(byte)).count();
    let (start, end) = (start - before, end + after);
    if end - start > MOST_NUMBER_BYTES || !matches!(text[start], b'-' | b'0'..=b'9') {
        return None;
    }
    let space = |byte: &&u8| **byte <= b' ';
    let mut ahead = text[..start].iter().rev().take(MOST_NUMBER_BYTES).skip_while(space);
    let follows = match ahead.next() {
        Some(b':') => ahead.find(|byte| !space(byte)) == Some(&b'"'),
        Some(b'[' | b',') => matches!(text.iter().take(MOST_NUMBER_BYTES).find(|byte| !space(byte)), Some(b'{' | b'[')),
        _ => false,
    };
    let ends = matches!(text[end..].iter().take(MOST_NUMBER_BYTES).find(|byte| !space(byte)), Some(b',' | b'}' | b']'));
    (follows && ends).then_some((start, end))
}
