import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonWith } from '../python-environment';

/** Checks the examples of other tools than CDK, each with a parser of that tool's language. */
const SAM = join(__dirname, 'sam-requirements.txt');
const HCL2 = join(__dirname, 'python-hcl2-requirements.txt');

for (const [tool, python] of [
  ['sam', pythonWith('cfn-lint-sam', SAM)], ['serverless', pythonWith('cfn-lint-sam', SAM)], ['terraform', pythonWith('python-hcl2', HCL2)],
]) {
  execFileSync(python, [join(__dirname, 'check-without-cdk.py'), tool], { stdio: 'inherit' });
}
