import { MASK_BUILT_INS } from '../../src/settings/selection/mask-settings';
import { FILTER, MASK } from '../../src/settings/selection/variables';

/** Everything that can be masked by a name. */
export const BUILT_INS = { builtIns: MASK_BUILT_INS };

/** Patterns such as users write them. */
export const PATTERNS = [
  { name: 'customer', pattern: 'cust-\\d{6}' },
  { name: 'iban', pattern: '[A-Z]{2}\\d{2}[A-Z0-9]{11,30}' },
  { name: 'secret', pattern: '(?i)(secret|token)\\s*[:=]\\s*\\S+' },
];

/** Rules of all kinds at once. */
export const MASK_OF_ALL = { ...BUILT_INS, fields: ['password'], patterns: PATTERNS };
export const FILTER_OF_ALL = { minLevel: 'info', rules: [{ name: 'health', exclude: 'GET /health' }] };

/** Settings of the extension. */
export const MASKS = { [MASK.variable]: JSON.stringify({ ...BUILT_INS, patterns: PATTERNS }) };
export const ALL_RULES = { [MASK.variable]: JSON.stringify(MASK_OF_ALL), [FILTER.variable]: JSON.stringify(FILTER_OF_ALL) };
export const WITHOUT_DEBUG = { [FILTER.variable]: JSON.stringify({ minLevel: 'info' }) };
