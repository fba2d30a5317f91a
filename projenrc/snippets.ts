import { awscdk } from 'projen';

/** The examples in the languages that jsii translates them to: as pages to read, and compiled against the packages. */
export function configureSnippets(project: awscdk.AwsCdkConstructLibrary): void {
  project.addTask('docs:languages', {
    description: 'Translate the examples of README.md and docs/, and write docs/languages anew; compile first',
    exec: 'tsx tools/examples/snippets/write-language-pages.ts',
  });
  project.addTask('check:snippets', {
    description: 'Compile the translated examples against the Python, Java and Go packages, and run those in Python; compile first',
    exec: 'tsx tools/examples/snippets/check-snippets.ts',
    receiveArgs: true,
  });
  project.gitattributes.addAttributes('/docs/languages/*.md', 'linguist-generated');
}
