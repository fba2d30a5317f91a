import type { ExampleApp } from './example-app';

/** The tools that a team uses for an app in this language. */
export interface Language {
  readonly name: 'python' | 'java' | 'go';
  readonly label: string;
  /** Copies the app and installs its dependencies, including the package from dist/. */
  prepare(home: string): Promise<ExampleApp>;
  /** Runs the tests, the linter and the type checker of the language. @returns a line for each */
  test(app: ExampleApp): Promise<string[]>;
  /** Returns the versions of the language, the CDK and the runtime. */
  versions(app: ExampleApp): Promise<string>;
}
