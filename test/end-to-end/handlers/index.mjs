// A handler that follows the instructions in the event. The tests compare its output with the records that arrive.
export const handler = async (event) => {
  if (event.print !== undefined) console.log(event.print);
  for (let i = 0; i < (event.lines ?? 0); i++) console.log(`line ${i}`);
  if (event.line) process.stdout.write(`${event.line.character.repeat(event.line.length)}\n`);
  if (event.printsLater) setTimeout(() => console.log(event.printsLater.text), event.printsLater.ms);
  if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
  if (event.throws) throw new Error('thrown by the handler');
  if (event.exitsWith !== undefined) process.exit(event.exitsWith);
  if (event.hangs) await new Promise(() => setInterval(() => undefined, 1_000));
  return { done: true };
};
