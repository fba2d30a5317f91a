import { HostName } from './settings';

/**
 * The program that runs the extension in a function.
 *
 * Both run the same code and deliver the same records. They differ in memory, start-up time, and in where they run.
 */
export class ExtensionHost {
  /**
   * A small program for Linux that is part of the layer. It runs beside functions on every runtime, on x86_64 and arm64, and in every
   * container image.
   */
  public static readonly NATIVE = new ExtensionHost('native');

  /**
   * The Node.js of the function's runtime: nodejs22.x or newer. In a container image, it is Node.js 22 or newer as `node` on the path.
   *
   * It is for functions in which no program may run that is not part of the runtime. It needs some 60 MB of the function's memory.
   */
  public static readonly NODEJS = new ExtensionHost('nodejs');

  /** The value of the environment variable `KINESIS_TELEMETRY_HOST`. */
  public readonly value: string;

  private constructor(value: HostName) {
    this.value = value;
  }
}
