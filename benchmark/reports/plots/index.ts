import { cpuPlot } from './cpu-plot';
import { dollarsPlot } from './dollars-plot';
import { holdPlot } from './hold-plot';
import { memoryPlot } from './memory-plot';
import { patternsPlot } from './patterns-plot';
import { putUnitsPlot } from './put-units-plot';
import { startUpPlot } from './start-up-plot';
import type { RuntimeResult } from '../../results/results';

/** Returns the plots of a runtime's results as Vega-Lite specifications, by file name. */
export function plots(result: RuntimeResult): ReadonlyMap<string, object> {
  return new Map([
    ['start-up.svg', startUpPlot(result)],
    ['memory.svg', memoryPlot(result)],
    ['cpu.svg', cpuPlot(result)],
    ['hold.svg', holdPlot(result)],
    ['patterns.svg', patternsPlot(result)],
    ['put-units.svg', putUnitsPlot(result)],
    ['dollars.svg', dollarsPlot(result)],
  ]);
}
