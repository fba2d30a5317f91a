import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { openTunnel } from './proxy-tunnel';

/** Connecting includes the TLS handshake, which is slow on a small share of a CPU. */
const CONNECT_TIMEOUT_MS = 2_000;

/** Creates agents with one connection each. Their connections continue one TLS session, which makes all handshakes but the first shorter. */
export class Connections {
  /** Held here, because undici forgets it at the next garbage collection. */
  private session?: Buffer;
  /** A connection that was opened for the next call. */
  private early?: Promise<Socket | undefined>;

  /** @param proxy the URL of an HTTP proxy */
  constructor(private readonly maxIdleMs: number, private readonly proxy?: string) {}

  /** The agents before may have no connections any more. */
  createAgent(): Agent {
    void this.early?.then((socket) => socket?.destroy());
    this.early = undefined;
    const agent = new Agent({
      connections: 1,
      allowH2: false,
      keepAliveTimeout: this.maxIdleMs,
      connect: (options, callback) => this.connect(options, callback),
      // The sender limits the time of each call.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // A regular close waits for calls that may never end, and then leaves their connections open.
    agent.close = (() => agent.destroy().catch(() => undefined)) as Agent['close'];
    return agent;
  }

  /**
   * Opens the connection of the next call.
   *
   * @returns whether it is open and has not been dropped meanwhile
   */
  async open({ protocol, hostname, port }: URL): Promise<boolean> {
    const options = { protocol, hostname, host: hostname, port };
    const early = new Promise<Socket | undefined>((resolve) => this.dial(options, (_error, socket) => resolve(socket ?? undefined)));
    this.early = early;
    const socket = await early;
    return this.early === early && socket !== undefined;
  }

  private connect(options: buildConnector.Options, callback: buildConnector.Callback): void {
    const { early } = this;
    this.early = undefined;
    if (early === undefined) {
      this.dial(options, callback);
      return;
    }
    void early.then((socket) => {
      if (socket?.readyState === 'open') callback(null, socket);
      else this.dial(options, callback);
    });
  }

  private dial(options: buildConnector.Options, callback: buildConnector.Callback): void {
    if (this.proxy === undefined) {
      this.dialDirectly(options, callback);
      return;
    }
    const { protocol, hostname, port } = options;
    openTunnel(this.proxy, hostname, port || (protocol === 'https:' ? '443' : '80'), CONNECT_TIMEOUT_MS).then((socket) => {
      if (protocol === 'https:') this.dialDirectly({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    }, (error: Error) => callback(error, null));
  }

  private dialDirectly(options: buildConnector.Options, callback: buildConnector.Callback): void {
    const connector = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, session: this.session });
    // undici's types hide the socket that the connector returns.
    const socket = connector(options, (...result) => {
      // The next attempt must not fail for a reason that may lie in the session.
      if (result[0]) this.session = undefined;
      callback(...result);
    }) as unknown as TLSSocket;
    socket.on('session', (session) => { this.session = session; });
  }
}
