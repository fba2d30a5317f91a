import { writeTablet } from './tablet';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('say which file to write');

writeTablet(file).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
