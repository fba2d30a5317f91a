/**
 * Replaces a part of a page that the benchmark writes.
 *
 * @param name what the comments around the part call it
 * @throws when the page has no place for it
 */
export function withSection(page: string, name: string, lines: readonly string[]): string {
  const beginning = `<!-- ${name}: written by npm run bench -- --write -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [page.indexOf(beginning), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The page has no place for the ${name}: ${beginning} … ${end}`);
  return [page.slice(0, from + beginning.length), ...lines, page.slice(to)].join('\n');
}
