/** A name that CloudFormation has made of a stack's name and CDK's id of the function, with a hash behind each. */
const MADE = /^(.+?)[0-9A-F]{8}-[0-9A-Za-z]{12}$/;

/** Returns the part of a function's name that people have chosen. */
export function shortName(name: string): string {
  return MADE.exec(name)?.[1] ?? name;
}

/** Short names for display. Two functions never get the same one: the second keeps its whole name. */
export class ShortNames {
  private readonly owners = new Map<string, string>();

  of(name: string): string {
    const short = shortName(name);
    const owner = this.owners.get(short);
    if (owner === undefined) this.owners.set(short, name);
    return owner === undefined || owner === name ? short : name;
  }
}
