/**
 * Cycles, and the same boundaries that ESLint checks by the text of an import, here by the files that
 * are really reached.
 */
import { packages } from './tools/boundaries/kinds.mjs';

const either = (names) => `(${names.join('|')})`;

/** Rules for one package: which of our packages and of TensorFlow.js its sources may not reach. */
function boundaries({ name, kind, ours, tensorflow }) {
  const from = { path: `^packages/${name}/src/` };
  const rules = [];
  if (ours !== undefined) {
    rules.push({
      name: `${kind}-${name}`,
      comment: `A package of kind '${kind}' may import of ours only: ${ours.join(', ') || 'nothing'}.`,
      severity: 'error',
      from,
      to: { path: '^packages/', pathNot: `^packages/${either([name, ...ours])}/` },
    });
  }
  if (tensorflow !== undefined) {
    rules.push({
      name: `tensorflow-${name}`,
      comment: `A package of kind '${kind}' may import of TensorFlow.js only: ${tensorflow.join(', ')}.`,
      severity: 'error',
      from,
      to: { path: '@tensorflow/', pathNot: `@tensorflow/${either(tensorflow)}/` },
    });
  }
  return rules;
}

export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment:
        'Two files that import each other are one idea, or hide a third. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-is-pure',
      comment: 'The contract is read by programs that have no TensorFlow.js.',
      severity: 'error',
      from: { path: '^packages/combinator-core/src/contract/index' },
      to: { path: '@tensorflow/', reachable: true },
    },
    {
      name: 'sources-without-tests',
      comment: 'Sources import neither tests nor tools.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: '(^tools/|/test/)' },
    },
    ...packages.flatMap(boundaries),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@sora-particles/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
