import { cpuPlot } from './cpu-plot';
import { dollarsPlot } from './dollars-plot';
import { holdPlot } from './hold-plot';
import { memoryPlot } from './memory-plot';
import { patternsPlot } from './patterns-plot';
import { putUnitsPlot } from './put-units-plot';
import { startUpPlot } from './start-up-plot';
import type { BenchmarkResult } from '../../results/results';
import { mainResultOf, sideBySide } from '../side-by-side';

/** Returns the plots of the results as Vega-Lite specifications, by file name. Those that compare strategies are of the default host. */
export function plots(result: BenchmarkResult): ReadonlyMap<string, object> {
  const entries = sideBySide(result);
  const main = mainResultOf(result);
  return new Map([
    ['start-up.svg', startUpPlot(entries)],
    ['memory.svg', memoryPlot(entries)],
    ['cpu.svg', cpuPlot(entries)],
    ['hold.svg', holdPlot(main)],
    ['patterns.svg', patternsPlot(main)],
    ['put-units.svg', putUnitsPlot(entries)],
    ['dollars.svg', dollarsPlot(entries)],
  ]);
}
