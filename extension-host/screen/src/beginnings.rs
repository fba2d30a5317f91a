//! Finds where a pattern or a name may begin in a text, by its first bytes. This is faster than a DFA, which then examines what is found.

use regex_automata::{
    nfa::thompson::{NFA, State},
    util::primitives::StateID,
};
use std::ops::RangeInclusive;

/// So many of the first bytes are compared.
const BYTES: usize = 5;

/// What is sought.
pub struct Beginnings {
    /// For each of the first bytes: a bit for each thing that can have it there. Things share bits if there are more than eight.
    sets: Vec<[u8; 256]>,
    /// Of the next thing.
    bit: u8,
}

impl Beginnings {
    /// Of these names, in any case of ASCII letters.
    pub fn of_names(names: &[Vec<u8>]) -> Self {
        let mut beginnings = Beginnings::of_nothing();
        for name in names {
            for (at, byte) in name.iter().take(BYTES).enumerate() {
                for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                    beginnings.add(at, byte..=byte);
                }
            }
            beginnings.end(name.len());
        }
        beginnings
    }

    /// Of the matches of patterns. None if one matches nothing at all as well, which is everywhere.
    pub fn of_patterns(nfa: &NFA) -> Option<Self> {
        let mut beginnings = Beginnings::of_nothing();
        for pattern in nfa.patterns() {
            let start = without_bytes(nfa, vec![nfa.start_pattern(pattern)?]);
            if ends(nfa, &start) {
                return None;
            }
            beginnings.add_pattern(nfa, start);
        }
        Some(beginnings)
    }

    fn of_nothing() -> Self {
        Beginnings { sets: vec![[0; 256]; BYTES], bit: 1 }
    }

    fn add_pattern(&mut self, nfa: &NFA, start: Vec<StateID>) {
        let mut states = start;
        let mut length = 0;
        while length < BYTES && !ends(nfa, &states) {
            let mut next = Vec::new();
            let mut step = |start: u8, end: u8, target: StateID| {
                self.add(length, start..=end);
                next.push(target);
            };
            for state in states {
                match nfa.state(state) {
                    State::ByteRange { trans } => step(trans.start, trans.end, trans.next),
                    State::Sparse(sparse) => sparse.transitions.iter().for_each(|to| step(to.start, to.end, to.next)),
                    State::Dense(dense) => (0..=u8::MAX)
                        .filter_map(|byte| Some((byte, dense.matches_byte(byte)?)))
                        .for_each(|(byte, target)| step(byte, byte, target)),
                    _ => {}
                }
            }
            states = without_bytes(nfa, next);
            length += 1;
        }
        self.end(length);
    }

    fn add(&mut self, at: usize, bytes: RangeInclusive<u8>) {
        for byte in bytes {
            self.sets[at][usize::from(byte)] |= self.bit;
        }
    }

    /// After so many bytes any can follow.
    fn end(&mut self, length: usize) {
        for at in length..BYTES {
            self.add(at, 0..=u8::MAX);
        }
        self.bit = self.bit.rotate_left(1);
    }

    /// The next position, from `from` on, where one may begin.
    pub fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let [first, second, later @ ..] = &self.sets[..] else { return Some(from) };
        let (last, _) = text.get(from..)?.split_last()?;
        for (at, pair) in text[from..].windows(2).enumerate() {
            let mut left = first[usize::from(pair[0])] & second[usize::from(pair[1])];
            if left == 0 {
                continue;
            }
            let at = from + at;
            for (set, byte) in later.iter().zip(&text[at + 2..]) {
                left &= set[usize::from(*byte)];
            }
            if left != 0 {
                return Some(at);
            }
        }
        (first[usize::from(*last)] != 0).then(|| text.len() - 1)
    }
}

/// All states that are reached from these without a byte. Where a pattern looks around, it may see what it needs.
fn without_bytes(nfa: &NFA, from: Vec<StateID>) -> Vec<StateID> {
    let mut is_reached = vec![false; nfa.states().len()];
    let mut reached = Vec::new();
    let mut left = from;
    while let Some(state) = left.pop() {
        if std::mem::replace(&mut is_reached[state.as_usize()], true) {
            continue;
        }
        reached.push(state);
        match nfa.state(state) {
            State::Look { next, .. } | State::Capture { next, .. } => left.push(*next),
            State::Union { alternates } => left.extend(alternates.iter()),
            State::BinaryUnion { alt1, alt2 } => left.extend([alt1, alt2]),
            _ => {}
        }
    }
    reached
}

fn ends(nfa: &NFA, states: &[StateID]) -> bool {
    states.iter().any(|state| matches!(nfa.state(*state), State::Match { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::hir::Hir;

    fn names(names: &[&str]) -> Beginnings {
        Beginnings::of_names(&names.iter().map(|name| name.as_bytes().to_vec()).collect::<Vec<Vec<u8>>>())
    }

    #[test]
    fn a_name_is_found_in_any_case_and_at_the_end() {
        let beginnings = names(&["password", "id"]);
        assert_eq!(beginnings.next(b"the PassWord", 0), Some(4));
        assert_eq!(beginnings.next(b"a plan, a pan: id", 0), Some(15));
        assert_eq!(beginnings.next(b"id, id", 1), Some(4));
        assert_eq!(beginnings.next(b"a plan, a pan", 0), None);
        // What is cut off may go on.
        assert_eq!(beginnings.next(b"a pa", 0), Some(2));
        assert_eq!(beginnings.next(b"a po", 0), None);
        assert_eq!(beginnings.next(b"id", 2), None);
        assert_eq!(beginnings.next(b"id", 3), None);
        assert_eq!(beginnings.next(b"", 0), None);
    }

    #[test]
    fn a_pattern_is_found_by_the_first_bytes_of_its_matches() {
        let literal = |text: &str| Hir::literal(text.as_bytes());
        let beginnings =
            |patterns: &[Hir]| Beginnings::of_patterns(&NFA::compiler().build_many_from_hir(patterns).unwrap());
        let short_or_long = beginnings(&[Hir::alternation(vec![literal("a"), literal("bcdefghi")])]).unwrap();
        assert_eq!(short_or_long.next(b"xyza", 0), Some(3));
        assert_eq!(short_or_long.next(b"xazzzzz", 0), Some(1));
        assert_eq!(short_or_long.next(b"xbcdefghi", 0), Some(1));
        let two = beginnings(&[literal("bcdefghi"), literal("bx")]).unwrap();
        assert_eq!(two.next(b"bcxefghi bcdefx bxy", 0), Some(9));
        assert_eq!(two.next(b"bcxefghi bcxefx bxy", 0), Some(16));
        assert!(beginnings(&[literal("a"), Hir::empty()]).is_none());
    }

    #[test]
    fn more_than_eight_share_bits() {
        let beginnings = names(&["aaa", "bbb", "ccc", "ddd", "eee", "fff", "ggg", "hhh", "iii", "jjj"]);
        assert_eq!(beginnings.next(b"abcdefghij jjj", 0), Some(11));
        assert_eq!(beginnings.next(b"abcdefghij aib ", 0), None);
    }
}
