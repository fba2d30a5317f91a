import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Bundled, BundledPackage } from './bundled';
import type { EmbeddedWork } from '../layer/embedded-works';
import { ROOT, manifestIn } from './project';
import type { Findings } from './report';

/** Licences under which we may bundle what we bundle, and words by which their texts are known. */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  'Apache-2.0': /Apache License Version 2\.0, January 2004/,
  'MIT': /Permission is hereby granted, free of charge, to any person obtaining a copy/,
  'BSD-2-Clause': /Redistribution and use in source and binary forms/,
  'BSD-3-Clause': /Redistribution and use in source and binary forms.*Neither the name/,
  'ISC': /Permission to use, copy, modify, and\/or distribute this software/,
  '0BSD': /Permission to use, copy, modify, and\/or distribute this software/,
};

const NOTICES = 'THIRD-PARTY-NOTICES.txt';

/** Everything that is bundled may be, and its licence's text goes with it: in the package and in the layer, which travels alone. */
export function checkLicences({ packages, embedded }: Bundled, packageFolder: string): Findings {
  const layer = unzipSync(readFileSync(join(packageFolder, 'assets/layer.zip')));
  const inLayer = Object.entries(layer).find(([path]) => path.endsWith(`/${NOTICES}`))?.[1];
  const lacking = (notices: string) => [...noticesLack(packages, notices), ...embedded.flatMap((work) => noticesLackWork(work, notices))];
  const problems = [
    ...lacking(readFileSync(join(packageFolder, NOTICES), 'utf8')).map((problem) => `${NOTICES} of the package: ${problem}`),
    ...inLayer ? lacking(Buffer.from(inLayer).toString()).map((problem) => `${NOTICES} of the layer: ${problem}`) : [`the layer has no ${NOTICES}`],
    ...packages.flatMap(notAllowed),
    ...nothingElseIsShipped(packageFolder),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const licences = [...new Set(packages.map(({ license }) => license))].sort().join(', ');
  return { covered: [`licences: ${packages.length} bundled packages (${licences})${embedded.map(({ name, within }) => `, ${name} in ${within}`).join('')}, their texts in the package and in the layer; the consumer module bundles none`] };
}

function notAllowed({ name, license, folder }: BundledPackage): string[] {
  const words = ALLOWED[license];
  if (!words) return [`${name} is under ${license || 'no licence'}, which is not among ${Object.keys(ALLOWED).join(', ')}`];
  const text = licenceFile(folder);
  return text === undefined || words.test(plain(text)) ? [] : [`${name} says ${license}, and its licence file says something else`];
}

/** @returns what a text of notices should have and has not */
export function noticesLack(packages: readonly BundledPackage[], notices: string): string[] {
  const sections = notices.split(/^-{20,}$/m).map(plain);
  return packages.flatMap((bundled) => {
    const { name, version, license, folder } = bundled;
    const section = sections.find((text) => text.includes(`${name} ${version} (${license})`));
    if (section === undefined) return [`${name} ${version} is not mentioned`];
    const text = licenceFile(folder);
    const lacks = text === undefined ? !ALLOWED[license]?.test(section) : !section.includes(plain(text));
    // Apache-2.0, 4(d): whoever has a NOTICE wants it to go with what is made of it.
    const notice = fileIn(folder, /^notice(\.|$)/i);
    return [
      ...lacks ? [`the licence of ${name} ${version} is not quoted`] : [],
      ...notice !== undefined && !section.includes(plain(notice)) ? [`the NOTICE of ${name} ${version} is not quoted`] : [],
    ];
  });
}

/** @returns what a text of notices should have of a work inside a package, and has not */
export function noticesLackWork({ name, license, licenceFile: file }: EmbeddedWork, notices: string): string[] {
  const isQuoted = ALLOWED[license]?.test(plain(notices)) && plain(notices).includes(plain(readFileSync(join(ROOT, file), 'utf8')));
  return isQuoted ? [] : [`the licence of ${name} is not quoted`];
}

/** jsii compiles file by file: what is in lib/ is ours, as long as no package is brought along. */
function nothingElseIsShipped(packageFolder: string): string[] {
  const { dependencies = {}, bundledDependencies = [], license } = manifestIn(packageFolder);
  const brought = [...Object.keys(dependencies), ...bundledDependencies];
  return [
    ...brought.length > 0 ? [`the package brings dependencies of its own, which nobody has looked at: ${brought.join(', ')}`] : [],
    ...existsSync(join(packageFolder, 'node_modules')) ? ['the package has a folder node_modules'] : [],
    ...license !== manifestIn(ROOT).license || !existsSync(join(packageFolder, 'LICENSE')) ? ['the package has lost its own licence'] : [],
  ];
}

function licenceFile(folder: string): string | undefined {
  return fileIn(folder, /^licen[cs]e(\.|$)/i);
}

function fileIn(folder: string, name: RegExp): string | undefined {
  const file = readdirSync(folder).find((entry) => name.test(entry));
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8');
}

/** Line breaks and indents are nobody's licence. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
