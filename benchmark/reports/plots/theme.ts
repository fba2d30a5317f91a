/** Mid-tones on a transparent background, which are readable on light and dark pages. */
export const COLOURS = {
  text: '#76808c',
  faint: '#76808c55',
  none: '#a3abb5',
  bare: '#7d8794',
  native: '#2e86d1',
  nodejs: '#7fb8e6',
  go: '#4f9d69',
  naive: '#d07a2b',
  cloudWatch: '#b0578d',
  lambda: '#2f9e8f',
  kinesis: '#b98d1f',
  /** From near to far. */
  distance: ['#7fb8e6', '#2e86d1', '#1f5f99'],
} as const;

const FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** The Vega-Lite configuration of all plots. */
export const CONFIG = {
  background: 'transparent',
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: COLOURS.text, titleColor: COLOURS.text, domain: false, ticks: false, gridColor: COLOURS.faint,
    labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 320,
  },
  title: { color: COLOURS.text, anchor: 'start', frame: 'group', fontSize: 12, fontWeight: 'normal', offset: 8 },
  legend: { labelColor: COLOURS.text, titleColor: COLOURS.text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', orient: 'bottom', labelLimit: 400, titleLimit: 400 },
} as const;
