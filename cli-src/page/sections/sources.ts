import { note, section, table } from './parts';
import { bytes, count, counted, dateTime } from '../format';
import { Html, html } from '../html';
import type { ReportData } from '../report-data';

/** What was read, and what of it could not be. */
export function sourcesSection({ sources, figures: { events, outside, byType, first, last }, span }: ReportData): Html {
  const { inputs, inputCount, bytes: all, undecodable, undecodableByCode, undecodableExamples } = sources;
  const asked = [span.since !== undefined && `from ${dateTime(span.since)}`, span.until !== undefined && `to ${dateTime(span.until)}`].filter((part) => part !== false).join(' ');
  return section('sources', 'What was read', html`<ul>
<li>${counted(events, 'event')}${first !== undefined && last !== undefined && `, from ${dateTime(first)} to ${dateTime(last)} UTC`}${asked !== '' && ` (asked for: ${asked} UTC)`}.</li>
${outside > 0 && html`<li>${counted(outside, 'more event')} outside of this span: they count for the completeness, but for nothing else.</li>`}
<li>${undecodable === 0 ? 'All of it could be decoded.' : html`<strong class="bad">${counted(undecodable, 'record')} could not be decoded</strong> (${undecodableByCode.map(({ code, count: times }) => `${code} ${count(times)}`).join(', ')}), and ${undecodable === 1 ? 'is' : 'are'} left out.`}</li>
</ul>
${table(`${counted(inputCount, 'source')}${all > 0 ? `, ${bytes(all)} as stored` : ''}`, [
  { title: 'Source', cell: ({ name }) => name },
  { title: 'Size', isNumber: true, cell: (one) => one.bytes === undefined ? '–' : bytes(one.bytes) },
  { title: 'Events', isNumber: true, cell: (one) => count(one.events) },
], inputs)}
${note(inputCount > inputs.length && `Cut: the table shows the first ${count(inputs.length)} of ${counted(inputCount, 'source')}.`)}
${undecodableExamples.length > 0 && table('What could not be decoded: the first ones', [
  { title: 'Where', cell: ({ where }) => where },
  { title: 'Why', cell: ({ message }) => message },
], undecodableExamples)}
${table('Events by type', [
  { title: 'Type', cell: ({ type }) => html`<span class="id">${type === '' ? '(none)' : type}</span>` },
  { title: 'Events', isNumber: true, cell: (one) => count(one.events) },
], byType)}`);
}
