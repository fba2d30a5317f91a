import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import parse from 'spdx-expression-parse';
import type { Info } from 'spdx-expression-parse';
import { ALLOWED_LICENCES } from '../layer/allowed-licences';

/** A crate of others in the native host. */
export interface Crate {
  readonly name: string;
  readonly version: string;
  /** SPDX identifiers. Of a choice, the one that is chosen. */
  readonly licences: readonly string[];
  /** its sources */
  readonly folder: string;
}

/** Crates that are published without the licence text of their repository, and one with the text, of the same repository or author. */
const TEXT_OF: Readonly<Record<string, string>> = {
  'rquickjs-core': 'rquickjs', 'rquickjs-sys': 'rquickjs', 'base64-simd': 'outref', 'vsimd': 'outref',
};

/**
 * The licences that a crate is used under.
 *
 * @param expression of SPDX, or of old crates, which separate a choice by a slash
 */
export function licencesIn(expression: string): string[] {
  const choose = (info: Info): string[] => {
    if ('license' in info) return [info.exception ? `${info.license} WITH ${info.exception}` : info.license];
    const [left, right] = [choose(info.left), choose(info.right)];
    if (info.conjunction === 'and') return [...new Set([...left, ...right])];
    return worst(right) < worst(left) ? right : left;
  };
  return choose(parse(expression.replaceAll('/', ' OR ')));
}

function worst(licences: readonly string[]): number {
  return Math.max(...licences.map((licence) => ALLOWED_LICENCES.includes(licence) ? ALLOWED_LICENCES.indexOf(licence) : Infinity));
}

/** The licence texts of a crate, as one. A crate under Apache-2.0 only has the text that this project has. */
export function licenceTextOf(crate: Crate, crates: readonly Crate[], root: string): string {
  const files = readdirSync(crate.folder);
  if (files.some((file) => /^notice(\.|$)/i.test(file))) throw new Error(`${crate.name} has a NOTICE file, which Apache-2.0, section 4(d), wants quoted: quote it here`);
  if (crate.licences.join() === 'Apache-2.0') return textIn(root, 'LICENSE');

  const texts = files.filter((file) => /^(licen[cs]e|copying)/i.test(file)).sort();
  const chosen = texts.filter((file) => crate.licences.some((licence) => file.toUpperCase().endsWith(`-${licence.toUpperCase()}`)));
  const quoted = crate.licences.length === 1 && chosen.length > 0 ? chosen : texts;
  if (quoted.length > 0) return quoted.map((file) => textIn(crate.folder, file)).join('\n\n');

  const other = crates.find(({ name }) => name === TEXT_OF[crate.name]);
  if (!other) throw new Error(`${crate.name} ${crate.version} is in the native host, but has no licence text to quote`);
  return licenceTextOf(other, crates, root);
}

function textIn(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim();
}
