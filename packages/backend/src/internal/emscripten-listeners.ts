import { isNode } from './is-node.ts';

const events = ['uncaughtException', 'unhandledRejection'] as const;
const sources = [
  /^function\s*\(ex\)\s*\{\s*if\s*\(!\(ex instanceof ExitStatus\)\)/,
  /^function\s*\(reason\)\s*\{\s*throw reason/,
];

/**
 * Takes away the listeners that Emscripten's loader of the WebAssembly backend leaves on the process.
 * They only throw again what nobody caught, from their own place: Node then prints that place, which
 * is one line of 100 kB of minified code, in front of the error of the application.
 */
export function removeEmscriptenListeners(): void {
  if (!isNode()) return;
  for (const event of events) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      const source = String(listener);
      if (sources.some((pattern) => pattern.test(source))) process.off(event, listener);
    }
  }
}
