const { buildSync } = require('esbuild');

for (const [format, outfile] of [['esm', 'bundled/consumer.mjs'], ['cjs', 'bundled/consumer.cjs']]) {
  buildSync({ entryPoints: ['consumer.mts'], bundle: true, minify: true, platform: 'node', target: 'node22', format, outfile });
}
