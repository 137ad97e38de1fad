import type { NativeReport } from '../check-native.ts';

/** A report in lines for people. */
export function reportLines(report: NativeReport): readonly string[] {
  const { ready, reason, version, libtensorflow, cached, missing, next } = report;
  const name = `@tensorflow/tfjs-node${version === undefined ? '' : ` ${version}`}`;
  if (ready) return [`ready: ${name} with TensorFlow ${libtensorflow ?? ''}`];
  return [
    `not ready: ${name} ${reason ?? ''}`,
    `libraries in the cache: ${cached ? 'yes' : 'no'}`,
    ...missing.map(({ what, remedy }) => `missing: ${what} (${remedy})`),
    ...(next === undefined ? [] : [`next: ${next}`]),
  ];
}
