import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BACK_OFFICE, BACK_OFFICE_APP, Stage, WEB_SHOP } from './stage';

/** Destroys both stacks. Every removal policy of the example is DESTROY, so nothing remains. */
export async function destroy(before: ReadonlySet<string>, { account, cdk, example, report }: Stage): Promise<void> {
  for (const stackName of [WEB_SHOP, BACK_OFFICE]) {
    const { Resources } = JSON.parse(readFileSync(join(example.app, 'cdk.out', `${stackName}.template.json`), 'utf8')) as { Resources: Record<string, { DeletionPolicy?: string }> };
    const kept = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete');
    deepStrictEqual(kept, [], 'a resource of the example has another deletion policy than Delete');
    if (stackName === WEB_SHOP) await cdk.run('synth', BACK_OFFICE, ...BACK_OFFICE_APP, '--quiet');
  }
  const full = await account.inventory();
  await cdk.run('destroy', BACK_OFFICE, ...BACK_OFFICE_APP, '--force');
  await cdk.run('destroy', WEB_SHOP, '--force');
  const after = await account.inventory();
  deepStrictEqual([...after].sort(), [...before].sort());
  report.covered(`cdk destroy of both stacks: ${full.size - before.size} resources are deleted, the account is as after the bootstrap`);
}
