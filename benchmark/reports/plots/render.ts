import { CONFIG } from './theme';

/** Renders a Vega-Lite specification as SVG, without a browser. */
export async function renderSvg(specification: object): Promise<string> {
  // Loaded only when plots are written. Both are ES modules.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = compile({ ...specification, config: CONFIG, padding: 8 } as unknown as Parameters<typeof compile>[0]);
  return `${await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()}\n`;
}
