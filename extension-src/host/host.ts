import type { EventBytes } from './event-bytes';
import type { Listen } from './listener';
import type { CreateLocalApi } from './local-api';
import type { CreateScreen } from './screen';
import type { CompressionName } from '../../src/settings/settings';
import type { Transport } from '../delivery/transport';
import type { Clock } from '../process/clock';
import type { Settings } from '../settings/settings';

/**
 * What the extension needs of the program that runs it. There are two: Node.js, and the native host (extension-host/).
 *
 * Each property is the export of the same name of the module `#host/…` that its comment names. Shared code imports these modules
 * and does not know which host it gets: TypeScript, tests and the bundle for Node.js take them from host/nodejs, the bundle for
 * the native host takes them from host/native.
 */
export interface Host {
  /** `#host/process` */
  readonly hostProcess: HostProcess;
  /** `#host/clock` */
  readonly systemClock: Clock;
  /** `#host/random` Random bytes of the operating system: a snapshot may copy the state of a generator in the process into many environments. */
  readonly randomBytes: (count: number) => Buffer;
  /** `#host/random` A random UUID, version 4. */
  readonly randomUuid: () => string;
  /** `#host/digest` Base64 of the SHA-256 of the bytes. */
  readonly sha256: (bytes: Buffer) => string;
  /** `#host/digest` */
  readonly md5: (bytes: Buffer) => Buffer;
  /** `#host/local-api` */
  readonly createLocalApi: CreateLocalApi;
  /** `#host/listener` */
  readonly listen: Listen;
  /** `#host/transport` */
  readonly loadTransport: LoadTransport;
  /** `#host/compressors` Every host has it. */
  readonly gzip: Compress;
  /** `#host/compressors` */
  readonly compressorOf: CompressorOf;
  /** `#host/event-bytes` */
  readonly eventBytes: EventBytes;
  /** `#host/screen` */
  readonly createScreen: CreateScreen;
}

/** The process of the extension. */
export interface HostProcess {
  /** The host and its version, for people. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to standard output. Returns false if the write failed, which must not disturb the function. */
  readonly writeToStdout: (bytes: Buffer) => boolean;
  /** Calls the callback once, on SIGTERM or SIGINT, instead of ending the process. */
  readonly onSignal: (callback: (signal: string) => void) => void;
  /** Calls the callback for each error that nothing handles, instead of ending the process. */
  readonly onInternalError: (callback: (error: unknown) => void) => void;
  /** Ends the process, after SHUTDOWN. */
  readonly exit: () => void;
  /**
   * Called if the extension cannot register. Lambda waits for the registration: a host that can register and idle by itself does so;
   * another one logs the message and fails at once, because waiting would only take longer to fail.
   */
  readonly fail: (message: string, log: (message: string) => void) => void;
}

/**
 * Loads what talks to Kinesis, and prepares it for its first call. The listener answers meanwhile.
 *
 * @throws Error if a part cannot be loaded
 */
export type LoadTransport = (settings: Pick<Settings, 'stream' | 'proxy'>, clock: Clock) => Promise<Transport>;

export type Compress = (data: Buffer) => Promise<Buffer>;

/** Returns the compressor, or undefined if this host does not support the compression. */
export type CompressorOf = (name: Exclude<CompressionName, 'none'>) => Compress | undefined;
