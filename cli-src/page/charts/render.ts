import { CONFIG, WIDTHS } from './theme';
import type { Width } from './theme';
import { Html, escaped, html } from '../html';

/** A chart for each width of the page. Its description says in words what it shows: screen readers read it. */
export interface Chart {
  readonly description: string;
  /** Returns a specification of Vega-Lite, as large as the picture is to be. */
  readonly specification: (width: Width, pixels: number) => object;
}

/** Draws a chart without a browser: the page needs no script. */
export async function drawn({ description, specification }: Chart): Promise<Html> {
  const pictures = await Promise.all((['wide', 'narrow'] as const).map(async (width) => (
    html`<div class="${width}">${await picture(specification(width, WIDTHS[width]), description)}</div>`)));
  return html`${pictures}`;
}

async function picture(specification: object, description: string): Promise<Html> {
  // Both are ES modules, which are loaded when the first chart is drawn.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = compile({ ...specification, config: CONFIG, padding: 0, autosize: { type: 'fit', contains: 'padding' } } as unknown as Parameters<typeof compile>[0]);
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return new Html(withTitles(await view.toSVG()).replace('<svg ', `<svg role="img" aria-label="${escaped(description)}" `));
  } finally {
    view.finalize();
  }
}

/** What a mark is described as becomes its title, which browsers show when the pointer is over it. Vega has escaped both alike. */
function withTitles(svg: string): string {
  return svg.replace(/<(path|line|rect|text)( [^<>]*?)? aria-label="([^"]*)"([^<>]*?)(\/>|><\/\1>)/g, (_, element: string, before = '', title: string, after: string) => (
    `<${element}${before}${after.replace(/ (role|aria-roledescription)="[^"]*"/g, '')}><title>${title}</title></${element}>`))
    // The picture as a whole is described: its parts would be read one by one.
    .replace(/ (role|aria-roledescription|aria-label|aria-hidden)="[^"]*"/g, '')
    // Vega-Lite clips marks to the domain of a scale. All marks are inside, and ids of several pictures would meet.
    .replace(/ clip-path="[^"]*"/g, '').replace(/<defs>.*?<\/defs>/gs, '');
}
