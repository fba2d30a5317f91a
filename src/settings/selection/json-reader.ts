/** Names the variable and the member that is wrong, what was given, and what is allowed. */
export class SelectionError extends Error {
  public constructor(where: string, problem: string) {
    super(`${where} ${problem}`);
    this.name = 'SelectionError';
  }
}

/** Shows a value in an error. A long one is cut, because the extension's log has one line for all of it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}

/** Reads the members of one JSON object, and knows its place in the variable for errors. */
export class JsonReader {
  /** @throws SelectionError if the text is not a JSON object */
  public static of(variable: string, text: string): JsonReader {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw new SelectionError(variable, `must be a JSON object, got ${shown(text)}`);
    }
    return JsonReader.ofValue(variable, parsed);
  }

  private static ofValue(where: string, value: unknown): JsonReader {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SelectionError(where, `must be a JSON object, got ${shown(value)}`);
    return new JsonReader(where, value as Record<string, unknown>);
  }

  private readonly read = new Set<string>();

  private constructor(private readonly where: string, private readonly members: Readonly<Record<string, unknown>>) {}

  public text(name: string): string | undefined {
    return this.value(name, 'a text', (value): value is string => typeof value === 'string');
  }

  public boolean(name: string): boolean | undefined {
    return this.value(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  public number(name: string, min: number, max: number, isWhole: boolean): number | undefined {
    return this.value(name, `a ${isWhole ? 'whole ' : ''}number between ${min} and ${max}`, (value): value is number =>
      typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value)));
  }

  public choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    return this.value(name, `one of ${choices.join(', ')}`, (value): value is T => choices.some((choice) => choice === value));
  }

  /** Without repetitions. */
  public choices<T extends string>(name: string, choices: readonly T[]): readonly T[] | undefined {
    const known = (value: unknown): value is T => choices.some((choice) => choice === value);
    return unique(this.value(name, `a list of ${choices.join(', ')}`, (value): value is T[] => Array.isArray(value) && value.every(known)));
  }

  /** Without repetitions. */
  public texts(name: string, allowed: string, isAllowed: (text: string) => boolean): readonly string[] | undefined {
    return unique(this.value(name, `a list of ${allowed}`, (value): value is string[] =>
      Array.isArray(value) && value.every((each) => typeof each === 'string' && isAllowed(each))));
  }

  public objects<T>(name: string, parse: (reader: JsonReader) => T): readonly T[] {
    const values = this.value(name, 'a list of JSON objects', (value): value is unknown[] => Array.isArray(value)) ?? [];
    return values.map((value, at) => {
      const reader = JsonReader.ofValue(`${this.where}.${name}[${at}]`, value);
      const parsed = parse(reader);
      reader.end();
      return parsed;
    });
  }

  /** @throws SelectionError if there is a member that nobody has read: a misspelt name must not be ignored */
  public end(): void {
    const unknown = Object.keys(this.members).find((name) => !this.read.has(name));
    if (unknown !== undefined) throw new SelectionError(`${this.where}.${shown(unknown).slice(1, -1)}`, `is not known: ${[...this.read].join(', ')} are`);
  }

  public error(name: string, problem: string): SelectionError {
    return new SelectionError(`${this.where}.${name}`, problem);
  }

  private value<T>(name: string, allowed: string, isAllowed: (value: unknown) => value is T): T | undefined {
    this.read.add(name);
    const value = Object.hasOwn(this.members, name) ? this.members[name] : undefined;
    if (value === undefined) return undefined;
    if (!isAllowed(value)) throw this.error(name, `must be ${allowed}, got ${shown(value)}`);
    return value;
  }
}

function unique<T>(values: readonly T[] | undefined): readonly T[] | undefined {
  return values && [...new Set(values)];
}
