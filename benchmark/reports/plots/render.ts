import { CONFIG } from './theme';

/** Draws a Vega-Lite specification without a browser. */
export async function renderSvg(specification: object): Promise<string> {
  // ES modules, loaded only by who wants plots.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = compile({ ...specification, config: CONFIG, padding: 8 } as unknown as Parameters<typeof compile>[0]);
  return `${await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()}\n`;
}
