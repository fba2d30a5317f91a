/** What reads the variables of `src/settings/selection/`. It is loaded only if one of them is set: patterns have a grammar of their own. */
export { parseFilter } from '../../src/settings/selection/filter-settings';
export { parseMask } from '../../src/settings/selection/mask-settings';
export { parseSampling } from '../../src/settings/selection/sampling-settings';
