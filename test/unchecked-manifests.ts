/**
 * In tests, aws-cdk-lib writes and reads the manifests of its own cloud assemblies without validating them by their schema: that took a quarter
 * of the time of the tests of constructs, and says nothing about our constructs. It has no option for this. Outside Jest it validates: in
 * check:snapshots, check:templates and test:deploy, and in the apps of release:check and test:languages.
 */
jest.mock('@aws-cdk/cloud-assembly-schema', () => {
  const schema: { Manifest: { validate: () => void } } = jest.requireActual('@aws-cdk/cloud-assembly-schema');
  jest.spyOn(schema.Manifest, 'validate').mockReturnValue();
  return schema;
});
