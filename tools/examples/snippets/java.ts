import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledOnce } from './cache';
import { indented } from './programs';
import type { Program } from './programs';
import { MAVEN_REPOSITORY } from '../../packages/pacmak';
import { run } from '../../packages/run';

const POM = join(__dirname, 'java', 'pom.xml');
const CLASS_PATH = 'class-path';

/** Compiles the examples; a warning is an error. */
export async function checkJava(programs: readonly Program[], library: string, folder: string): Promise<string> {
  const files = programs.map((program) => {
    const home = join(folder, program.name);
    mkdirSync(home);
    writeFileSync(join(home, 'Example.java'), classOf(program));
    return join(home, 'Example.java');
  });
  const classPath = [library, readFileSync(join(await dependencies(), CLASS_PATH), 'utf8').trim()].join(':');
  // The lint of class files is about annotations of the libraries that are not in them.
  await run('javac', ['--release', '11', '-Xlint:all,-classfile,-options', '-Werror', '-proc:none', '-encoding', 'UTF-8', '-cp', classPath, '-d', join(folder, 'classes'), ...files],
    { cwd: folder });
  return 'compiled by javac';
}

/** A class with a method, whose parameters are what the example declares. */
function classOf({ name, imports, parameters, body }: Program): string {
  const list = parameters.map((parameter) => `${parameter.type} ${parameter.name}`).join(', ');
  return `package examples.${name};\n\n${imports}\nfinal class Example {\n    static void example(${list}) throws Exception {\n${indented(body, '        ')}\n    }\n}\n`;
}

/** @returns a folder with the class path of what the package depends on, asked of Maven once for each version of the POM */
function dependencies(): Promise<string> {
  return filledOnce('snippets-java', POM, async (folder) => {
    console.log('asking Maven for the CDK for Java');
    await run('mvn', ['--batch-mode', '--quiet', '--file', POM, `-Dmaven.repo.local=${MAVEN_REPOSITORY}`, 'dependency:build-classpath',
      `-Dmdep.outputFile=${join(folder, CLASS_PATH)}`]);
  });
}
