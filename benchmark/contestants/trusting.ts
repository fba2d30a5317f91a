import type { Contest, Extension } from './contestant';
import { certificateFile, patchLayer, trustPrelude } from '../../faults/rig/patched-layer';

/** Our extension, which trusts a certificate. `remove` deletes its files. */
export interface TrustingExtension {
  readonly extension: Extension;
  remove(): Promise<void>;
}

/** Returns our extension such that it trusts the certificate of a local Kinesis with TLS, besides those that it trusts anyway. */
export async function trusting({ subject, ours }: Contest, certificate: string): Promise<TrustingExtension> {
  if (subject !== 'native') {
    const { layer, remove } = await patchLayer(ours.layer, [trustPrelude(certificate)]);
    return { extension: { ...ours, layer }, remove };
  }
  const { path, remove } = await certificateFile(certificate);
  return { extension: { ...ours, environment: { ...ours.environment, AWS_CA_BUNDLE: path } }, remove };
}
