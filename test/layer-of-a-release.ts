/**
 * Makes the construct library see the layer as in a release, with the native host for both architectures. Otherwise, the templates in tests
 * would depend on whether the machine that built the layer has Rust. A test that needs the real contents calls `jest.unmock`.
 */
jest.mock('../src/resources/layer-contents', () => ({
  __esModule: true,
  contentsOf: () => ({ nativeArchitectures: ['x86_64', 'arm64'] }),
}));
