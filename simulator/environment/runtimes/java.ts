import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Runtime } from './runtime';
import { Credentials } from '../../model/function-configuration';
import { RuntimeClient } from '../../model/runtime';

/** The share of the memory that Lambda gives to the heap is not documented; three quarters leave room for the rest of the process. */
const HEAP_SHARE = 0.75;
const MAIN_CLASS = 'com.amazonaws.services.lambda.runtime.api.client.AWSLambda';
/** The native part of the client. Without this property the client unpacks it into a file in /tmp that all processes share. */
const NATIVE_PART = 'com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI';
const ARCHITECTURE = process.arch === 'arm64' ? 'aarch_64' : 'x86_64';

interface JavaProps {
  readonly memorySizeMB: number;
  readonly credentials: Credentials;
}

/**
 * Java with AWS's runtime client, on this machine's virtual machine. The options are those of java17's command line on Lambda, as far as they
 * do not name files of its image. `--add-opens` lets the client open the descriptor for framed log messages.
 */
export function java(client: RuntimeClient, { memorySizeMB, credentials }: JavaProps): Runtime {
  return {
    hasLanguage: true,
    usesProgramsOfThisMachine: false,
    framesLogs: true,
    install: async (folders) => {
      await symlink(client.program, path.join(folders.bin, 'java'));
      await cp(client.packages, path.join(folders.runtime, 'lib'), { recursive: true });
    },
    command: async (folders, handler) => ({
      file: path.join(folders.bin, 'java'),
      args: [
        `-XX:MaxHeapSize=${Math.floor(memorySizeMB * HEAP_SHARE)}m`,
        '-XX:+UseSerialGC', '-XX:+TieredCompilation', '-XX:TieredStopAtLevel=1',
        '--add-opens=java.base/java.io=ALL-UNNAMED',
        '-Djava.net.preferIPv4Stack=true',
        `-D${NATIVE_PART}=${path.join(folders.runtime, 'lib', 'jni', `libaws-lambda-jni.linux-${ARCHITECTURE}.so`)}`,
        '-classpath', path.join(folders.runtime, 'lib', '*'),
        MAIN_CLASS, handler,
      ],
    }),
    // The names of the credentials in version 1 of the SDK for Java.
    variables: () => ({ AWS_ACCESS_KEY: credentials.accessKeyId, AWS_SECRET_KEY: credentials.secretAccessKey }),
  };
}
