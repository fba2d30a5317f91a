/** For steps of a task that build what others need: CI has done it once, and runs checks side by side, under which nothing may change. */
export const UNLESS_COMPILED = { condition: 'node -e "process.exit(process.env.ALREADY_COMPILED ? 1 : 0)"' };
