import type { TailArguments } from './arguments';
import type { Envelope } from '../../consumer-src';
import type { Surroundings } from '../command';
import { Groups } from '../invocations/groups';
import { JsonPresenter } from '../output/json-presenter';
import { palette, wantsColours } from '../output/palette';
import type { Presenter } from '../output/presenter';
import { RawPresenter } from '../output/raw-presenter';
import { TextPresenter } from '../output/text-presenter';
import type { Test } from '../selection/selection';
import { WholeRequests } from '../selection/whole-requests';

type ViewArguments = { readonly matches: Test } & Pick<TailArguments, 'wholeRequest' | 'group' | 'output' | 'timestamps' | 'color'>;

export interface ViewProps {
  /** Takes text. */
  readonly write: (text: string) => void;
  /** Called with the number of events that were written. */
  readonly onShown: (events: number) => void;
}

/** Selects events, gathers those of an invocation if asked to, and writes them. */
export class View {
  private readonly requests?: WholeRequests;
  private readonly groups?: Groups;

  constructor(
    private readonly args: ViewArguments, { environment, stdout }: Pick<Surroundings, 'environment' | 'stdout'>, private readonly props: ViewProps,
    private readonly presenter: Presenter = presenterOf(args, wantsColours(args.color, stdout.isTTY === true, environment)),
  ) {
    if (args.wholeRequest) this.requests = new WholeRequests();
    if (args.group) {
      this.groups = new Groups({
        onEvent: (envelope) => this.write([envelope]),
        onInvocation: (invocation, events, isMore) => this.shown(presenter.invocation(invocation, events, isMore), events.length),
      });
    }
  }

  take(envelope: Envelope, now: number): void {
    const matches = this.args.matches(envelope);
    const shown = this.requests ? this.requests.take(envelope, matches) : matches ? [envelope] : [];
    if (this.groups) this.groups.add(envelope, shown, now);
    else this.write(shown);
  }

  /** Writes what has waited for long enough. */
  tick(now: number): void {
    this.groups?.tick(now);
  }

  /** Writes all that waits. */
  end(): void {
    this.groups?.end();
  }

  private write(events: readonly Envelope[]): void {
    for (const envelope of events) this.shown(this.presenter.event(envelope), 1);
  }

  private shown(text: string, events: number): void {
    this.props.write(text);
    this.props.onShown(events);
  }
}

function presenterOf({ output, timestamps }: ViewArguments, hasColours: boolean): Presenter {
  switch (output) {
    case 'text': return new TextPresenter({ palette: palette(hasColours), timestamps });
    case 'json': return new JsonPresenter();
    case 'raw': return new RawPresenter();
  }
}
