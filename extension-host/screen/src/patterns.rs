//! Patterns of users, as lazy DFAs: the time of a search is in proportion to the text, whatever the pattern and the text are.
//!
//! A pattern arrives as a tree, not as text: `extension-src/host/screening/pattern-numbers.ts` writes it. So both hosts have one parser, and
//! no syntax of a library decides what a pattern means.

use super::beginnings::Beginnings;
use regex_automata::{
    Input, MatchKind,
    hybrid::dfa::{Cache, DFA},
    nfa::thompson::{Compiler, Config as Nfa, NFA, WhichCaptures},
};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

/// What the states of one DFA may take. A DFA that needs more forgets those that it has.
const CACHE_BYTES: usize = 256 * 1024;

/// A tree is not deeper: its parser has a limit, and the stack one, too.
const MAX_DEPTH: usize = 300;

/// Why a pattern cannot be compiled.
#[derive(Debug)]
pub struct Unusable(pub String);

/// Patterns that are searched one by one, if any of them matches.
pub struct Patterns {
    any: Option<Searcher>,
    each: Vec<Pattern>,
}

struct Pattern {
    forward: Searcher,
    /// Finds the start of a match by its end. None where only the existence of a match counts.
    backward: Option<Searcher>,
}

struct Searcher {
    dfa: DFA,
    cache: Cache,
    /// Where a search may begin. None if that is everywhere.
    beginnings: Option<Beginnings>,
}

impl Patterns {
    /// Compiles patterns, to find matches, or only to tell whether there is one.
    ///
    /// # Errors
    /// If a pattern makes no sense, or is too large.
    pub fn new(trees: &[Vec<u32>], finds: bool) -> Result<Self, Unusable> {
        let parsed = trees.iter().map(|tree| parse(tree)).collect::<Result<Vec<Hir>, Unusable>>()?;
        let any = if parsed.len() > 1 { Some(Searcher::forward(&parsed)?) } else { None };
        let each = parsed
            .iter()
            .map(|hir| {
                let forward = Searcher::forward(std::slice::from_ref(hir))?;
                let backward = if finds { Some(Searcher::backward(hir)?) } else { None };
                Ok(Pattern { forward, backward })
            })
            .collect::<Result<_, Unusable>>()?;
        Ok(Patterns { any, each })
    }

    /// Whether one of them matches somewhere in the text.
    pub fn any(&mut self, text: &[u8]) -> bool {
        match &mut self.any {
            Some(any) => any.is_match(text),
            None => self.each.first_mut().is_some_and(|only| only.forward.is_match(text)),
        }
    }

    /// Whether this pattern matches somewhere in the text.
    pub fn is_match(&mut self, pattern: usize, text: &[u8]) -> bool {
        self.each.get_mut(pattern).is_some_and(|pattern| pattern.forward.is_match(text))
    }

    /// The first match of this pattern that begins at `from` or later: its start and its end. An empty one is none.
    pub fn find(&mut self, pattern: usize, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let Pattern { forward, backward } = self.each.get_mut(pattern)?;
        let backward = backward.as_mut()?;
        let mut from = from;
        while from < text.len() {
            from = forward.next_beginning(text, from)?;
            let input = Input::new(text).range(from..);
            // A lazy DFA without limits of its own does not give up.
            let end = forward.dfa.try_search_fwd(&mut forward.cache, &input).ok()??.offset();
            let input = Input::new(text).range(from..end).anchored(regex_automata::Anchored::Yes);
            let start = backward.dfa.try_search_rev(&mut backward.cache, &input).ok()??.offset();
            if start < end {
                return Some((start, end));
            }
            from = end + 1;
            while text.get(from).is_some_and(|byte| byte & 0xc0 == 0x80) {
                from += 1;
            }
        }
        None
    }
}

impl Searcher {
    fn forward(patterns: &[Hir]) -> Result<Self, Unusable> {
        let mut searcher = Self::new(patterns, Nfa::new(), MatchKind::LeftmostFirst)?;
        searcher.beginnings = Beginnings::of_patterns(searcher.dfa.get_nfa());
        Ok(searcher)
    }

    fn backward(pattern: &Hir) -> Result<Self, Unusable> {
        // Of all starts of a match with this end the first is the leftmost.
        Self::new(std::slice::from_ref(pattern), Nfa::new().reverse(true), MatchKind::All)
    }

    fn new(patterns: &[Hir], nfa: Nfa, kind: MatchKind) -> Result<Self, Unusable> {
        let nfa: NFA = Compiler::new()
            .configure(nfa.which_captures(WhichCaptures::None).nfa_size_limit(Some(4 << 20)))
            .build_many_from_hir(patterns)
            .map_err(|error| Unusable(error.to_string()))?;
        let config = DFA::config()
            .match_kind(kind)
            .cache_capacity(CACHE_BYTES)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(None);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).map_err(|error| Unusable(error.to_string()))?;
        let cache = dfa.create_cache();
        Ok(Searcher { dfa, cache, beginnings: None })
    }

    fn next_beginning(&self, text: &[u8], from: usize) -> Option<usize> {
        match &self.beginnings {
            Some(beginnings) => beginnings.next(text, from),
            None => Some(from),
        }
    }

    fn is_match(&mut self, text: &[u8]) -> bool {
        let Some(from) = self.next_beginning(text, 0) else { return false };
        let input = Input::new(text).range(from..).earliest(true);
        matches!(self.dfa.try_search_fwd(&mut self.cache, &input), Ok(Some(_)))
    }
}

/// Builds the pattern that the numbers describe, in the order of a walk from the top.
fn parse(tree: &[u32]) -> Result<Hir, Unusable> {
    let mut rest = tree;
    let hir = node(&mut rest, 0).ok_or_else(|| Unusable("the tree of a pattern is damaged".to_owned()))?;
    if rest.is_empty() { Ok(hir) } else { Err(Unusable("the tree of a pattern does not end".to_owned())) }
}

fn node(rest: &mut &[u32], depth: usize) -> Option<Hir> {
    if depth > MAX_DEPTH {
        return None;
    }
    let kind = next(rest)?;
    let many = |rest: &mut &[u32]| {
        let count = next(rest)?;
        (0..count).map(|_| node(rest, depth + 1)).collect::<Option<Vec<Hir>>>()
    };
    Some(match kind {
        0 => Hir::literal(char::from_u32(next(rest)?)?.to_string().into_bytes()),
        1 => {
            let count = next(rest)?;
            let range = |rest: &mut &[u32]| {
                Some(ClassUnicodeRange::new(char::from_u32(next(rest)?)?, char::from_u32(next(rest)?)?))
            };
            let ranges = (0..count).map(|_| range(rest)).collect::<Option<Vec<_>>>()?;
            Hir::class(Class::Unicode(ClassUnicode::new(ranges)))
        }
        2 => Hir::look(match next(rest)? {
            0 => Look::Start,
            1 => Look::End,
            2 => Look::StartLF,
            3 => Look::EndLF,
            4 => Look::WordAscii,
            5 => Look::WordAsciiNegate,
            _ => return None,
        }),
        3 => {
            let (min, max, lazy) = (next(rest)?, next(rest)?, next(rest)?);
            let sub = Box::new(node(rest, depth + 1)?);
            // One more than the maximum; 0 for none.
            Hir::repetition(Repetition { min, max: max.checked_sub(1), greedy: lazy == 0, sub })
        }
        4 => Hir::concat(many(rest)?),
        5 => Hir::alternation(many(rest)?),
        _ => return None,
    })
}

fn next(rest: &mut &[u32]) -> Option<u32> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}
