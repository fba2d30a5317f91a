import { readLambdaEnvironment } from '../../../extension-src/lambda/environment';

const RUNTIME_API = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' };

describe("Lambda's environment variables", () => {
  test('contain the address of the local APIs, the region and the memory', () => {
    expect(readLambdaEnvironment({
      ...RUNTIME_API, AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    })).toEqual({ runtimeApi: '127.0.0.1:9001', region: 'eu-west-1', memorySizeMB: 512, isManagedInstance: false, isSnapStart: false });
  });

  test.each([undefined, '', 'much'])('a memory size of %p means the minimum of Lambda', (AWS_LAMBDA_FUNCTION_MEMORY_SIZE) => {
    expect(readLambdaEnvironment({ ...RUNTIME_API, AWS_LAMBDA_FUNCTION_MEMORY_SIZE }))
      .toEqual({ runtimeApi: '127.0.0.1:9001', region: '', memorySizeMB: 128, isManagedInstance: false, isSnapStart: false });
  });

  test('identify Lambda Managed Instances by their initialization type', () => {
    expect(readLambdaEnvironment({ ...RUNTIME_API, AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' }).isManagedInstance).toBe(true);
  });

  test('identify SnapStart by its initialization type', () => {
    expect(readLambdaEnvironment({ ...RUNTIME_API, AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' })).toMatchObject({ isSnapStart: true, isManagedInstance: false });
  });

  test.each([{}, { AWS_LAMBDA_RUNTIME_API: '' }])('outside of Lambda, as with %j, reports the missing variable', (env) => {
    expect(() => readLambdaEnvironment(env)).toThrow('AWS_LAMBDA_RUNTIME_API is not set: this program is a Lambda extension and must be started by Lambda');
  });
});
