import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, Interface } from 'node:readline';
import { MAVEN_REPOSITORY, ROOT } from '../../tools/project';

const FOLDER = join(__dirname, 'engine');
const POM = join(FOLDER, 'pom.xml');

/**
 * Reads text files with Hadoop's classes. Trino's own reader ends silently within some files of concatenated gzip members, of the demo's in three of
 * eight. Version 422 mends this, and is not in Maven Central.
 *
 * @see https://github.com/trinodb/trino/issues/18223
 */
export const HADOOP_TEXT_READER = { text_file_native_reader_enabled: 'false' };

export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** Trino on this machine. It ends with its standard input, so always with this process. */
export class Engine {
  /** @param properties of the Hive connector */
  static async start(properties: Readonly<Record<string, string>>): Promise<Engine> {
    const child = spawn('java', [
      // It lives for some seconds: the best machine code would come too late.
      '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx1g', `-Djava.util.logging.config.file=${join(FOLDER, 'logging.properties')}`,
      '-cp', classPath(), join(FOLDER, 'Engine.java'),
    ], { stdio: ['pipe', 'pipe', 'pipe'] });
    const engine = new Engine(child);
    await engine.ask(properties);
    return engine;
  }

  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private log = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr!.on('data', (chunk: Buffer) => { this.log += chunk.toString(); });
    child.stdin!.on('error', () => undefined);
    this.lines = createInterface({ input: child.stdout! });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** @throws Error when Trino rejects the query */
  query(sql: string, ...parameters: string[]): Promise<Result> {
    return this.queryWith({}, sql, ...parameters);
  }

  /** @param session properties of the Hive connector, for this query */
  async queryWith(session: Readonly<Record<string, string>>, sql: string, ...parameters: string[]): Promise<Result> {
    const answer = await this.ask({ sql, parameters, session }) as Result | { readonly error: string };
    if ('error' in answer) throw new Error(`Trino: ${answer.error}\n${sql}`);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    this.lines.close();
    await exited;
  }

  private async ask(request: object): Promise<object> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`Trino has ended:\n${this.log.slice(-3_000)}`);
    return JSON.parse(value) as object;
  }
}

/** The jars, which Maven fetches once for each version of the pom. */
function classPath(): string {
  const folder = join(ROOT, '.cache', `trino-${createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)}`);
  const file = join(folder, 'class-path');
  // Its paths are absolute: the project may have been moved since.
  if (!existsSync(file) || !readFileSync(file, 'utf8').startsWith(MAVEN_REPOSITORY)) {
    console.error('installing Trino');
    mkdirSync(folder, { recursive: true });
    execFileSync('mvn', [
      '--quiet', '--batch-mode', `-Dmaven.repo.local=${MAVEN_REPOSITORY}`, '--file', POM,
      'dependency:build-classpath', '-Dmdep.includeScope=runtime', `-Dmdep.outputFile=${file}.started`,
    ], { stdio: ['ignore', 'inherit', 'inherit'] });
    renameSync(`${file}.started`, file);
  }
  return readFileSync(file, 'utf8').trim();
}
