import { IncomingMessage, ServerResponse } from 'node:http';
import { answer, answerError, bodyOf, forbidden } from './answer';
import { Route } from './server';
import { SubscriptionFault } from '../model/environment-options';
import { Extension } from '../processes/extension';
import { parseSubscription, SubscriptionRequest, ValidationError } from '../telemetry/subscription-request';

export interface TelemetryHost {
  readonly managedInstance: boolean;
  readonly telemetrySupported: boolean;
  readonly subscriptionFault?: SubscriptionFault;
  readonly subscriptionOpen: boolean;
  subscribe(extension: string, request: SubscriptionRequest): void;
  identify(request: IncomingMessage, response: ServerResponse): Extension | undefined;
}

/**
 * The Telemetry API's one call.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
export class TelemetryApi {
  constructor(private readonly host: TelemetryHost) {}

  routes(): Route[] {
    return [{ method: 'PUT', path: /^\/2022-07-01\/telemetry\/?$/, handler: async (request, response) => this.subscribe(request, response) }];
  }

  private async subscribe(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString('utf8');
    const extension = this.host.identify(request, response);
    if (!extension) return;
    if (this.host.subscriptionFault === 'reset') request.socket.destroy();
    if (this.host.subscriptionFault !== undefined) return;
    if (!this.host.telemetrySupported) {
      return answerError(response, 202, 'Telemetry.NotSupported', 'Telemetry API is not supported');
    }
    if (!this.host.subscriptionOpen) {
      return forbidden(response, 'Telemetry.SubscriptionClosed', 'Telemetry API subscription is closed');
    }
    let subscription: SubscriptionRequest;
    try {
      subscription = parseSubscription(body, this.host.managedInstance);
    } catch (error) {
      if (error instanceof ValidationError) return answerError(response, 400, 'ValidationError', error.message);
      throw error;
    }
    this.host.subscribe(extension.name, subscription);
    extension.telemetryPort = subscription.destination.port;
    extension.mark('subscribedAt');
    answer(response, 200, 'OK');
  }
}
