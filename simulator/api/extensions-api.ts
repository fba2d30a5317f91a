import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { accepted, answer, bodyOf, forbidden, header } from './answer';
import { Route } from './server';
import { Extension, ExtensionEventType } from '../processes/extension';

/** The environment, as the Extensions API uses it. */
export interface ExtensionsHost {
  readonly extensions: readonly Extension[];
  readonly registrationOpen: boolean;
  readonly managedInstance: boolean;
  readonly functionDescription: { readonly functionName: string; readonly functionVersion: string; readonly handler: string };
  /** Undefined if registrations do not return it. */
  readonly accountId?: string;
  onFirstNext(extension: Extension): void;
  onInitError(extension: Extension, errorType: string, errorMessage: string): void;
  onExitError(extension: Extension, errorType: string, errorMessage: string): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
const MAX_EXTENSIONS = 10;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The Extensions API, with the errors and messages of AWS's emulator (internal/lambda/rapi).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export class ExtensionsApi {
  constructor(private readonly host: ExtensionsHost) {}

  routes(): Route[] {
    const base = '^/2020-01-01/extension';
    return [
      { method: 'POST', path: new RegExp(`${base}/register$`), handler: async (request, response) => this.register(request, response) },
      { method: 'GET', path: new RegExp(`${base}/event/next$`), handler: (request, response) => this.next(request, response) },
      { method: 'POST', path: new RegExp(`${base}/init/error$`), handler: async (request, response) => this.error(request, response, 'init-error') },
      { method: 'POST', path: new RegExp(`${base}/exit/error$`), handler: async (request, response) => this.error(request, response, 'exit-error') },
    ];
  }

  /** Returns the extension that sent a request. If there is none, it sends an error response and returns undefined. */
  identify(request: IncomingMessage, response: ServerResponse): Extension | undefined {
    const identifier = header(request, 'Lambda-Extension-Identifier');
    if (!identifier) {
      forbidden(response, 'Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header');
      return undefined;
    }
    if (!UUID.test(identifier)) {
      forbidden(response, 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
      return undefined;
    }
    const extension = this.host.extensions.find((candidate) => candidate.identifier === identifier.toLowerCase());
    if (!extension) forbidden(response, 'Extension.UnknownExtensionIdentifier', `Unknown extension ${identifier}`);
    return extension;
  }

  private async register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString('utf8');
    const name = header(request, 'Lambda-Extension-Name');
    const extension = this.host.extensions.find((candidate) => candidate.name === name && candidate.state !== 'launch-error');
    if (!name) return forbidden(response, 'Extension.InvalidExtensionName', 'Empty extension name');
    const events = parseEvents(body);
    if (events === undefined) return forbidden(response, 'InvalidRequestFormat', 'The body must be {"events": ["INVOKE", "SHUTDOWN"]}');
    if (!this.host.registrationOpen) return forbidden(response, 'Extension.RegistrationClosed', 'Extension registration closed already');
    if (!extension) return forbidden(response, 'Extension.InvalidExtensionName', `No file /opt/extensions/${name}`);
    for (const event of events) {
      const known = event === 'INVOKE' || event === 'SHUTDOWN';
      if (!known || (event === 'INVOKE' && this.host.managedInstance)) {
        return forbidden(response, 'Extension.InvalidEventType', `${event}: Invalid event type`);
      }
    }
    if (extension.state !== 'started') return invalidState(response, extension, 'Registered');
    if (this.host.extensions.filter((candidate) => candidate.registered.settled).length >= MAX_EXTENSIONS) {
      return forbidden(response, 'Extension.TooManyExtensions', `Extension limit (${MAX_EXTENSIONS}) reached`);
    }
    extension.register(events as ExtensionEventType[]);
    const wantsAccount = header(request, 'Lambda-Extension-Accept-Feature').split(',').some((feature) => feature.trim() === 'accountId');
    answer(response, 200, {
      ...this.host.functionDescription,
      ...(wantsAccount && this.host.accountId !== undefined ? { accountId: this.host.accountId } : {}),
    }, { 'Lambda-Extension-Identifier': extension.identifier });
  }

  private next(request: IncomingMessage, response: ServerResponse): void {
    const extension = this.identify(request, response);
    if (!extension) return;
    if (extension.state !== 'registered' && extension.state !== 'running') return invalidState(response, extension, 'Ready');
    const first = !extension.firstNext.settled;
    extension.next((event) => answer(response, 200, event, { 'Lambda-Extension-Event-Identifier': randomUUID() }));
    if (first) this.host.onFirstNext(extension);
  }

  private async error(request: IncomingMessage, response: ServerResponse, kind: 'init-error' | 'exit-error'): Promise<void> {
    const body = (await bodyOf(request)).toString('utf8');
    const extension = this.identify(request, response);
    if (!extension) return;
    const errorType = header(request, 'Lambda-Extension-Function-Error-Type');
    if (!errorType) return forbidden(response, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found');
    const allowed = kind === 'init-error' ? ['registered'] : ['registered', 'ready', 'running'];
    if (!allowed.includes(extension.state)) return invalidState(response, extension, kind === 'init-error' ? 'InitError' : 'ExitError');
    extension.state = kind;
    const errorMessage = messageOf(body);
    if (kind === 'init-error') this.host.onInitError(extension, errorType, errorMessage);
    else this.host.onExitError(extension, errorType, errorMessage);
    accepted(response);
  }
}

function invalidState(response: ServerResponse, extension: Extension, to: string): void {
  const from = extension.state.replace(/^\w|-\w/g, (text) => text.replace('-', '').toUpperCase());
  forbidden(response, 'Extension.InvalidExtensionState',
    `State transition from ${from} to ${to} failed for extension ${extension.name}. Error: State transition is not allowed`);
}

function parseEvents(body: string): string[] | undefined {
  try {
    const { events } = JSON.parse(body) as { events?: unknown };
    if (events === undefined) return [];
    return Array.isArray(events) && events.every((event) => typeof event === 'string') ? events as string[] : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(body: string): string {
  try {
    return String((JSON.parse(body) as { errorMessage?: unknown }).errorMessage ?? '');
  } catch {
    return body;
  }
}
