import { MOST_SETS } from './byte-search';
import type { ByteSet, ByteSets } from './byte-search';
import type { CharacterRanges, PatternNode } from '../../../../src/settings/selection/pattern-node';

/** What is known about the bytes of each match of a pattern, in UTF-8. */
export interface NecessaryBytes {
  /** Each match contains such bytes, in a row. None: nothing that is worth a search. */
  readonly sets: ByteSets;
  /** Whether each place with such bytes is a match, and there is no other. */
  readonly isExact: boolean;
}

/** What is known about the matches of a part of a pattern. */
interface Known {
  /** All bytes of each match, if each has so many. */
  readonly all: ByteSets | undefined;
  /** Whether such bytes always are a match. */
  readonly isExact: boolean;
  readonly first: ByteSets;
  readonly last: ByteSets;
  /** The rarest of which is known that a match contains them. */
  readonly rarest: ByteSets;
}

/** What is more frequent is in too many texts: one of so many powers of two. */
const LEAST_RARITY = 4;

export function necessaryBytes(pattern: PatternNode): NecessaryBytes {
  const { isExact, all, rarest } = known(pattern);
  if (isExact && all && all.length > 0) return { sets: all, isExact };
  return { sets: rarity(rarest) < LEAST_RARITY ? [] : rarest, isExact: false };
}

const NOTHING: Known = { all: undefined, isExact: false, first: [], last: [], rarest: [] };

function known(node: PatternNode): Known {
  switch (node.kind) {
    case 'literal': return fixed([...Buffer.from(String.fromCodePoint(node.codePoint))].map((byte) => setOf((each) => each === byte)), true);
    case 'class': return ofClass(node.ranges);
    case 'assert': return fixed([], false);
    case 'repeat': return repeated(known(node.node), node.min, node.max);
    case 'sequence': return node.nodes.map(known).reduce(joined, fixed([], true));
    case 'alternatives': return node.nodes.map(known).reduce(either);
  }
}

function setOf(has: (byte: number) => boolean): ByteSet {
  return Array.from({ length: 256 }, (_, byte) => has(byte));
}

function fixed(all: ByteSets, isExact: boolean): Known {
  const first = all.slice(0, MOST_SETS);
  return { all: all.length > MOST_SETS ? undefined : all, isExact, first, last: all.slice(-MOST_SETS), rarest: first };
}

/** Characters beyond ASCII have a varying number of bytes. */
function ofClass(ranges: CharacterRanges): Known {
  const isAscii = ranges.every(([, to]) => to < 0x80);
  const set = setOf((byte) => byte >= 0x80 ? !isAscii : ranges.some(([from, to]) => from <= byte && byte <= to));
  return isAscii ? fixed([set], true) : { all: undefined, isExact: false, first: [set], last: [set], rarest: [set] };
}

function joined(a: Known, b: Known): Known {
  if (a.all && b.all) return fixed([...a.all, ...b.all], a.isExact && b.isExact);
  return {
    all: undefined,
    isExact: false,
    first: (a.all ? [...a.all, ...b.first] : a.first).slice(0, MOST_SETS),
    last: (b.all ? [...a.last, ...b.all] : b.last).slice(-MOST_SETS),
    rarest: rarestOf(a.rarest, b.rarest, [...a.last, ...b.first].slice(0, MOST_SETS)),
  };
}

function repeated(one: Known, min: number, max: number | undefined): Known {
  if (min === 0) return NOTHING;
  let all = one;
  // More than that changes nothing.
  for (let times = 1; times < min && times <= MOST_SETS; times++) all = joined(all, one);
  return max === min ? all : { ...all, all: undefined, isExact: false };
}

function either(a: Known, b: Known): Known {
  const first = united(a.first, b.first);
  const last = united([...a.last].reverse(), [...b.last].reverse()).reverse();
  return {
    all: a.all && b.all && a.all.length === b.all.length ? first : undefined,
    isExact: false,
    first,
    last,
    rarest: rarestOf(united(a.rarest, b.rarest), first, last),
  };
}

function united(a: ByteSets, b: ByteSets): ByteSet[] {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, index) => a[index].map((has, byte) => has || b[index][byte]));
}

function rarestOf(...many: readonly ByteSets[]): ByteSets {
  return many.reduce((rarest, sets) => rarity(sets) > rarity(rarest) ? sets : rarest);
}

/** One of so many powers of two random texts of this length would match. */
function rarity(sets: ByteSets): number {
  return sets.reduce((sum, set) => sum + Math.log2(256 / set.filter(Boolean).length), 0);
}
