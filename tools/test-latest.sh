#!/usr/bin/env bash
# Type-checks and tests the constructs against the newest aws-cdk-lib and constructs, in a copy of the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache
# On the disk of node_modules, which is hard-linked.
copy=$(mktemp -d "$PWD/.cache/latest-XXXXXX")
trap 'rm -rf "$copy"' EXIT

npm install --prefix "$copy/newest" --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel error \
  aws-cdk-lib@latest constructs@latest cdk-nag-3@npm:cdk-nag@3.0.2
git ls-files -z --cached --others --exclude-standard | tar -c --null -T - --ignore-failed-read | tar -x -C "$copy"
cp -r assets "$copy"
cp -al node_modules "$copy"
for package in "$copy"/newest/node_modules/{@*/*,[!@]*}; do
  name=${package#"$copy"/newest/}
  rm -rf "${copy:?}/$name"
  mv "$package" "$copy/$name"
done
cd "$copy"
for peer in aws-cdk-lib constructs; do node -p "'$peer ' + require('$peer/package.json').version"; done

npx tsc --noEmit --project tsconfig.dev.json
# Newer versions of aws-cdk-lib validate each template by the schemas of its resources, which is slow: only where templates are the subject.
CDK_VALIDATION=false npx jest test/construct --ci --silent --reporters=default
npx jest test/quality --ci --silent --reporters=default
# Needs a newer aws-cdk-lib than the floor.
CDK_VALIDATION=false npx jest test/latest --ci --silent --reporters=default --testPathIgnorePatterns /node_modules/
