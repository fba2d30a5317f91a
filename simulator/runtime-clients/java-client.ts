import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { cached, CACHE } from './cache';
import { ClientOptions, INSTALL_TIME_LIMIT_MS, runTool, RuntimeUnavailableError } from './run-tool';
import { extractLayer } from '../environment/layer';
import { RuntimeClient } from '../model/runtime';

const POM = path.resolve(__dirname, '..', 'runtime', 'java', 'pom.xml');
const CLIENT_JAR = /^aws-lambda-java-runtime-interface-client-.*\.jar$/;
const MIN_VERSION = 17;
const PROBE_LIMIT_MS = 30_000;

/**
 * Finds `java` and AWS's runtime client for Java, and installs the client with Maven into `.cache/` the first time.
 *
 * @throws RuntimeUnavailableError if there is no Java 17 or newer, or if the client cannot be installed
 * @see https://docs.aws.amazon.com/lambda/latest/dg/java-image.html#java-image-clients
 */
export async function javaClient({ timeLimitMs = INSTALL_TIME_LIMIT_MS }: ClientOptions = {}): Promise<RuntimeClient> {
  const settings = await runTool('sh', ['-c', 'java -XshowSettings:properties -version 2>&1'], PROBE_LIMIT_MS);
  const property = (name: string): string => new RegExp(`^ *${name} = (.+)$`, 'm').exec(settings)?.[1].trim() ?? '';
  const version = property('java.version');
  if (!(Number(property('java.specification.version')) >= MIN_VERSION)) {
    throw new RuntimeUnavailableError(`java must be Java ${MIN_VERSION} or newer, got ${version || settings.trim()}`);
  }
  const folder = await cached('java-runtime-client', POM, '', async (started) => {
    await runTool('mvn', [
      '--quiet', '--batch-mode', `-Dmaven.repo.local=${path.join(CACHE, 'maven')}`, '--file', POM,
      'dependency:copy-dependencies', `-DoutputDirectory=${started}`,
    ], timeLimitMs);
    await unpackNativePart(started);
  });
  return { language: 'java', program: await realpath(path.join(property('java.home'), 'bin', 'java')), version, packages: folder };
}

/** Lambda's images have the native part of the client as a file of its own. */
async function unpackNativePart(folder: string): Promise<void> {
  const jar = (await readdir(folder)).find((name) => CLIENT_JAR.test(name));
  if (!jar) throw new RuntimeUnavailableError(`Maven copied no file ${CLIENT_JAR.source} into ${folder}`);
  await extractLayer(path.join(folder, jar), folder, { only: 'jni/' });
}
