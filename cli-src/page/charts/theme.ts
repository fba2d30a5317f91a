/** Names of the page's colours, which differ between light and dark. */
export const COLOURS = {
  text: 'var(--text)', muted: 'var(--muted)', grid: 'var(--line)', surface: 'var(--surface)', accent: 'var(--accent)', soft: 'var(--soft)', warm: 'var(--warm)',
  success: 'var(--success)', error: 'var(--error)', timeout: 'var(--timeout)', failure: 'var(--failure)', unknown: 'var(--unknown)',
} as const;

/** The page has two pictures of each chart, of which it shows the one that fits. Widths in pixels, of the whole picture. */
export const WIDTHS = { wide: 1_000, narrow: 330 } as const;
export type Width = keyof typeof WIDTHS;

/** The Vega-Lite configuration of all charts. */
export const CONFIG = {
  background: null,
  font: 'inherit',
  view: { stroke: null },
  axis: {
    labelColor: COLOURS.muted, titleColor: COLOURS.muted, domain: false, ticks: false, gridColor: COLOURS.grid, labelPadding: 6,
    labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 400,
  },
} as const;
