import type { ExampleApp } from './example-app';

/** How a team of this language works with its app. */
export interface Language {
  readonly name: 'python' | 'java' | 'go';
  readonly label: string;
  /** Copies the app, and installs what it needs, the package that was just made among it. */
  prepare(home: string): Promise<ExampleApp>;
  /** What the language's own tools say of the app: tests, linter, types. @returns what was looked at */
  test(app: ExampleApp): Promise<string[]>;
  /** The releases that the app was built with. */
  versions(app: ExampleApp): Promise<string>;
}
