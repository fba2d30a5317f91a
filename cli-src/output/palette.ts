import { createColors } from 'picocolors';
import type { Colors, Formatter } from 'picocolors/types';
import type { Level } from '../selection/level';

export type ColourChoice = 'auto' | 'always' | 'never';

/** How the parts of a line look. */
export interface Palette {
  readonly hasColours: boolean;
  readonly dim: Formatter;
  readonly bold: Formatter;
  readonly bad: Formatter;
  readonly level: (level: Level, text: string) => string;
  /** The same colour for the same name. */
  readonly name: (name: string, text: string) => string;
}

/** Returns whether to write colours. A pipe gets none, nor one who has set NO_COLOR (https://no-color.org). */
export function wantsColours(choice: ColourChoice, isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (choice !== 'auto') return choice === 'always';
  return isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

export function palette(hasColours: boolean): Palette {
  const colours = createColors(hasColours);
  const { cyan, green, magenta, blue, cyanBright, greenBright, magentaBright, blueBright } = colours;
  const names = [cyan, green, magenta, blue, cyanBright, greenBright, magentaBright, blueBright];
  const levels = levelColours(colours);
  return {
    hasColours,
    dim: colours.dim,
    bold: colours.bold,
    bad: colours.red,
    level: (level, text) => levels[level](text),
    name: (name, text) => names[hashOf(name) % names.length](text),
  };
}

function levelColours({ dim, green, yellow, red, bgRed }: Colors): Record<Level, Formatter> {
  return { trace: dim, debug: dim, info: green, warn: yellow, error: red, fatal: bgRed };
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}
