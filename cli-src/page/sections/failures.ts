import { OUTCOME_NAMES } from './invocations';
import { note, section } from './parts';
import { timeline } from './timeline';
import type { FailureKind, FailureKinds } from '../../figures/failures';
import type { KeptInvocation } from '../../figures/kept';
import { count, counted, dateTime } from '../format';
import { Html, html } from '../html';

/** Failed invocations by kind, with examples and their logs. The first example is open. */
export function failuresSection({ kinds, others }: FailureKinds, nameOf: (name: string) => string, open: KeptInvocation | undefined): Html {
  if (kinds.length === 0) return section('failures', 'Failed invocations', html`<p>No invocation failed.</p>`);
  return section('failures', 'Failed invocations', html`<p class="sub">By function and type of error. Open an example: when it started, ran and was held, and what it logged.</p>
${kinds.map((kind) => kindOf(kind, nameOf, open))}
${note(others > 0 && `Cut: ${counted(others, 'failed invocation')} of other kinds.`)}`);
}

function kindOf(kind: FailureKind, nameOf: (name: string) => string, open: KeptInvocation | undefined): Html {
  const { function: name, outcome, errorType, count: all, first, last, complaint, examples } = kind;
  return html`<div class="kind ${outcome}"><h3><span class="any">${nameOf(name)}</span>: ${errorType === undefined ? OUTCOME_NAMES[outcome] : html`<span class="any">${errorType}</span>`}</h3>
<p class="sub">${count(all)} × ${OUTCOME_NAMES[outcome]}, ${all === 1 ? `at ${dateTime(first)}` : `from ${dateTime(first)} to ${dateTime(last)}`} UTC${examples.length < all && `; ${counted(examples.length, 'example')}`}</p>
${complaint !== '' && html`<p><code class="any">${complaint}</code></p>`}
${examples.map((example) => timeline(example, nameOf(name), example === open))}</div>`;
}

/** Invocations that succeeded, but took long, or began with a long init phase. */
export function notableSection(
  invocations: readonly KeptInvocation[], nameOf: (name: string) => string, open: KeptInvocation | undefined,
): Html | undefined {
  if (invocations.length === 0) return undefined;
  const group = (title: string, reason: KeptInvocation['reason']) => {
    const ofGroup = invocations.filter((one) => one.reason === reason);
    return ofGroup.length > 0 && html`<h3>${title}</h3>${ofGroup.map((one) => timeline(one, nameOf(one.invocation.function), one === open))}`;
  };
  return section('slow', 'Slowest invocations', html`<p class="sub">Of those that did not fail. Each with its phases and its log lines.</p>
${group('Longest durations', 'slow')}${group('Longest init phases', 'cold')}`);
}
