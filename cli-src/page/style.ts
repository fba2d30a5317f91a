/** The page's style. Colours are variables, so that the charts follow the reader's choice of light or dark, too. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f7f9; --surface: #ffffff; --text: #17212b; --muted: #51606f; --line: #dde3e9;
  --accent: #1f6fb8; --soft: #c9ddf0; --warm: #94490a;
  --success: #3a8fd6; --error: #cf3030; --timeout: #e08f0b; --failure: #9a3fa8; --unknown: #98a4b0;
  --good: #1a7f4b; --bad: #b42323; --code: #f0f3f6; --init: #8a63c9; --handler: #3a8fd6; --hold: #2a9187;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f151b; --surface: #182029; --text: #e7ecf1; --muted: #a5b1bd; --line: #2c3742;
    --accent: #6cb2ee; --soft: #2b4a66; --warm: #eba24d;
    --success: #4f9fe0; --error: #f0605c; --timeout: #eba63a; --failure: #c47ad0; --unknown: #77838f;
    --good: #5cc48d; --bad: #ff8a84; --code: #111820; --init: #a98ae0; --handler: #4f9fe0; --hold: #45b8ac;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 16px; top: 8px; background: var(--surface); padding: 8px 12px; z-index: 1; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 32px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 6px 0; }
.sub, .note, figcaption { color: var(--muted); font-size: 14px; }
.note { margin: 8px 0 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 14px 0 0; font-size: 14px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 22px 24px; margin: 20px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; padding: 0; }
.tile { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile dt { color: var(--muted); font-size: 13px; }
.tile dd { margin: 0; }
.tile .value { font-size: 26px; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.tile .more { color: var(--muted); font-size: 13px; }
.good { color: var(--good); }
.bad { color: var(--bad); }
figure { margin: 14px 0 8px; }
figure > div { margin: 12px 0 8px; }
figure > div > svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.narrow { display: none; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 0; font-size: 14px; }
.legend svg { width: 12px; height: 12px; margin-right: 7px; vertical-align: -1px; overflow: visible; }
.c-success { fill: var(--success); } .c-error { fill: var(--error); } .c-timeout { fill: var(--timeout); } .c-failure { fill: var(--failure); } .c-unknown { fill: var(--unknown); }
.c-init, .c-restore { fill: var(--init); } .c-handler { fill: var(--handler); } .c-hold { fill: var(--hold); } .c-log { fill: var(--text); }
.c-accent { fill: var(--accent); } .c-soft { fill: var(--soft); } .c-hollow { fill: var(--surface); stroke: var(--accent); stroke-width: 2; } .c-mark { fill: var(--surface); stroke: var(--muted); }
summary { cursor: pointer; }
.table > summary { color: var(--accent); font-size: 14px; width: fit-content; }
.scroll { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; font-size: 14px; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; }
th, td { text-align: left; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { color: var(--text); font-weight: 400; }
.n { text-align: right; white-space: nowrap; }
.any { unicode-bidi: isolate; overflow-wrap: anywhere; }
code, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
.kind { margin: 18px 0 0; padding: 0 0 0 14px; border-left: 3px solid var(--line); }
.kind.error { border-color: var(--error); } .kind.timeout { border-color: var(--timeout); } .kind.failure { border-color: var(--failure); }
.kind h3 { margin: 0; }
.inv { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
.inv > summary { position: relative; padding: 8px 12px 8px 32px; display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; font-size: 14px; list-style: none; }
.inv > summary::-webkit-details-marker { display: none; }
.inv > summary::before { content: "\\25b8"; color: var(--muted); position: absolute; left: 13px; }
.inv[open] > summary::before { content: "\\25be"; }
.inv[open] > summary { border-bottom: 1px solid var(--line); }
.inv > summary:hover { background: var(--code); border-radius: 8px; }
.inv .name { font-weight: 600; }
.inv .facts { color: var(--muted); }
.body { padding: 12px; }
.lanes { display: grid; grid-template-columns: minmax(110px, max-content) 1fr; gap: 4px 12px; align-items: center; font-size: 13px; margin: 0 0 12px; padding: 0; list-style: none; }
.lanes li { display: contents; }
.lanes svg { display: block; width: 100%; height: 16px; background: var(--code); border-radius: 3px; overflow: hidden; }
.lanes .axis svg { background: none; overflow: visible; height: 18px; }
.lanes .axis text { fill: var(--muted); font-size: 12px; }
.log { list-style: none; margin: 0; padding: 8px 10px; background: var(--code); border-radius: 6px; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; line-height: 1.45; }
.log li { display: grid; grid-template-columns: 76px 50px 1fr; gap: 0 10px; padding: 1px 0; }
.log .at { color: var(--muted); text-align: right; white-space: nowrap; }
.log .level { color: var(--muted); }
.log .level.error, .log .level.fatal { color: var(--bad); font-weight: 600; }
.log .level.warn { color: var(--warm); font-weight: 600; }
.log .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
footer { color: var(--muted); font-size: 13px; padding-bottom: 32px; }
@media (max-width: 720px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  header { padding-top: 20px; }
  h1 { font-size: 24px; }
  section { padding: 16px 14px; margin: 14px 0; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile .value { font-size: 22px; }
  .wide { display: none; }
  .narrow { display: block; }
  .log { font-size: 12px; }
  .lanes { grid-template-columns: 1fr; gap: 2px; }
  .lanes .axis .label { display: none; }
  .lanes .label { margin-top: 6px; }
  .log li { grid-template-columns: 66px 1fr; }
  .log .text { grid-column: 1 / -1; }
}
@media print {
  body { background: none; }
  section, .tile { break-inside: avoid; }
  nav, .skip { display: none; }
}
`;
