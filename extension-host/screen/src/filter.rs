//! Which events are left out.

use super::{
    mask::MAX_WORK,
    patterns::{Patterns, Unusable},
    text::Plain,
};

/// The numbers of rules that have no pattern. The others follow, in their order.
pub const MIN_LEVEL: usize = 0;
/// Of types that are left out as a whole.
pub const TYPES: usize = 1;
const INCLUDE_ONLY: usize = 2;
const FIRST_RULE: usize = 3;

/// A rule by pattern.
#[derive(Clone, Debug)]
pub struct FilterRule {
    /// Whether what matches is left out; otherwise what matches no such rule is.
    pub excludes: bool,
    /// Types of events for which it holds.
    pub types: Vec<String>,
    /// Its tree.
    pub pattern: Vec<u32>,
    /// The number of literals and classes, with repeats expanded.
    pub size: u64,
}

/// Filters by patterns.
pub struct Filter {
    rules: Vec<FilterRule>,
    patterns: Patterns,
    plain: Plain,
}

impl Filter {
    /// Compiles the rules.
    ///
    /// # Errors
    /// If a pattern cannot be used.
    pub fn new(rules: Vec<FilterRule>) -> Result<Self, Unusable> {
        let trees: Vec<Vec<u32>> = rules.iter().map(|rule| rule.pattern.clone()).collect();
        Ok(Filter { rules, patterns: Patterns::new(&trees, false)?, plain: Plain::default() })
    }

    /// The number of rules, for counts, with those that have no pattern.
    pub fn rule_count(&self) -> usize {
        FIRST_RULE + self.rules.len()
    }

    /// The rules that hold for events of this type.
    pub fn rules_for(&self, event_type: &str) -> Vec<usize> {
        (0..self.rules.len()).filter(|rule| self.rules[*rule].types.iter().any(|of| of == event_type)).collect()
    }

    /// The rule that leaves this record out. What cannot be examined stays.
    pub fn omits(&mut self, record: &[u8], holding: &[usize]) -> Option<usize> {
        if std::str::from_utf8(record).is_err() {
            return None;
        }
        let written = match record {
            [b'"', content @ .., b'"'] => content,
            _ => record,
        };
        let mut plain = std::mem::take(&mut self.plain);
        let text = if memchr::memchr(b'\\', written).is_none() {
            written
        } else {
            plain.resolve(written);
            &plain.text
        };
        let omits = self.omits_text(text, holding);
        plain.forget();
        self.plain = plain;
        omits
    }

    fn omits_text(&mut self, text: &[u8], holding: &[usize]) -> Option<usize> {
        let mut includes = None;
        for rule in holding {
            let FilterRule { excludes, size, .. } = self.rules[*rule];
            let examined = size * text.len() as u64 <= MAX_WORK;
            let matches = examined && self.patterns.is_match(*rule, text);
            if excludes {
                if matches {
                    return Some(FIRST_RULE + rule);
                }
            } else {
                includes = Some(includes.unwrap_or(false) || matches || !examined);
            }
        }
        (includes == Some(false)).then_some(INCLUDE_ONLY)
    }
}
