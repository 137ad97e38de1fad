import type { Diagnosis } from './diagnose.ts';

/** A diagnosis in lines for people. */
export function reportLines(diagnosis: Diagnosis): readonly string[] {
  const { node, machine, cores, sharedMemory, backends, packages, coreCopies, advice } = diagnosis;
  const width = Math.max(0, ...packages.map(({ name }) => name.length));
  const memory = sharedMemory ? 'threads can share memory' : 'no SharedArrayBuffer';
  return [
    `Node ${node}, ${machine}, ${cores} cores, ${memory}`,
    '',
    'Backends, the fastest first',
    ...backends.map(({ name, works, detail }) => {
      return `  ${works ? 'ok' : '--'}  ${name.padEnd(10)}  ${detail}`;
    }),
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
    advice === undefined ? 'Nothing to improve.' : `Do this first: ${advice}`,
  ];
}
