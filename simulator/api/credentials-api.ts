import { IncomingMessage, ServerResponse } from 'node:http';
import { answer, answerError, header } from './answer';
import { Route } from './server';
import { Credentials } from '../model/function-configuration';

/** SnapStart's credentials endpoint: `AWS_CONTAINER_CREDENTIALS_FULL_URI` with `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
export class CredentialsApi {
  constructor(private readonly credentials: () => Credentials, private readonly token: string) {}

  routes(): Route[] {
    return [{ method: 'GET', path: /^\/2021-04-23\/credentials$/, handler: (request, response) => this.get(request, response) }];
  }

  private get(request: IncomingMessage, response: ServerResponse): void {
    if (header(request, 'Authorization') !== this.token) {
      return answerError(response, 404, 'UnknownToken', 'The authorization token is unknown');
    }
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials();
    answer(response, 200, {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken ?? '',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    });
  }
}
