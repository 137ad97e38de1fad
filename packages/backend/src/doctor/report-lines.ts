import type { Diagnosis } from './diagnose.ts';
import type { Threads } from './threads.ts';

/** A diagnosis in lines for people. */
export function reportLines(diagnosis: Diagnosis): readonly string[] {
  const { node, machine, cores, sharedMemory, backends, packages, coreCopies, advice } = diagnosis;
  const width = Math.max(0, ...packages.map(({ name }) => name.length));
  const memory = sharedMemory ? 'threads share memory' : 'threads cannot share memory';
  return [
    `Node ${node}, ${machine}, ${cores} cores, ${memory}`,
    '',
    'Backends, the fastest first',
    ...backends.flatMap(({ name, works, detail, threads }) => [
      `  ${works ? 'ok' : '--'}  ${name.padEnd(10)}  ${detail}`,
      ...(works ? [`      ${' '.repeat(10)}  ${threadsIn(threads)}`] : []),
    ]),
    '',
    'Packages',
    ...packages.map(({ name, version }) => `  ${name.padEnd(width)}  ${version}`),
    ...(coreCopies.length > 1
      ? [
          '',
          `${coreCopies.length} copies of @tensorflow/tfjs-core`,
          ...coreCopies.map(({ version, folder }) => `  ${version}  ${folder}`),
        ]
      : []),
    '',
    `Do this first: ${advice}`,
  ];
}

function threadsIn({ count, most, by }: Threads): string {
  const more = most > count ? `, ${String(most)} at most` : '';
  return `${String(count)} thread${count === 1 ? '' : 's'}${more}: ${by}`;
}
