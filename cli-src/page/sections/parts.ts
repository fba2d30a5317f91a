import { Html, html } from '../html';

export interface Column<Row> {
  readonly title: string;
  /** Whether it has numbers, which are aligned at their right ends. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => Html | string;
}

/** A table. The first column names its rows. It scrolls by itself where the page is narrow. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const [first, ...others] = columns;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${columns.map(({ title, isNumber }) => html`<th scope="col"${isNumber && html` class="n"`}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr><th scope="row" class="any">${first.cell(row)}</th>${others.map(({ cell, isNumber }) => html`<td class="${isNumber ? 'n' : 'any'}">${cell(row)}</td>`)}</tr>
`)}</tbody></table></div>`;
}

/** The figures of a chart, for those who cannot see it, and for copying. */
export function asTable(content: Html): Html {
  return html`<details class="table"><summary>The figures as a table</summary>${content}</details>`;
}

export function chart(pictures: Html, caption: string, colours: Html): Html {
  return html`<figure>${colours}${pictures}<figcaption>${caption}</figcaption></figure>`;
}

interface LegendEntry {
  /** The class of the mark. */
  readonly mark: string;
  readonly text: string;
  /** @default - a square */
  readonly isDot?: boolean;
  readonly isSmall?: boolean;
}

export function legend(entries: readonly LegendEntry[]): Html {
  return html`<ul class="legend">${entries.map(({ mark, text, isDot, isSmall }) => html`<li><svg viewBox="0 0 12 12" aria-hidden="true">${
    isDot ? html`<circle cx="6" cy="6" r="${isSmall ? 3.5 : 5}" class="${mark}"/>` : html`<rect width="12" height="12" rx="2" class="${mark}"/>`}</svg>${text}</li>`)}</ul>`;
}

export function section(id: string, title: string, content: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

export function note(text: Html | string | undefined | false): Html | undefined {
  return text ? html`<p class="note">${text}</p>` : undefined;
}
