import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

export interface SynthesizedTemplate {
  readonly file: string;
  readonly text: string;
  readonly Resources: Record<string, Resource>;
  readonly Parameters: Record<string, unknown>;
  readonly Outputs: Record<string, unknown>;
}

/** Returns every template in a cloud assembly, including those of nested stacks and stages. */
export function templatesIn(assembly: string): SynthesizedTemplate[] {
  return readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json')).sort().map((file) => {
    const text = readFileSync(join(assembly, file), 'utf8');
    return { file, text, Resources: {}, Parameters: {}, Outputs: {}, ...JSON.parse(text) as object };
  });
}
