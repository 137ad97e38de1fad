import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { bundleForBrowsers } from './bundle.ts';

/** The entries that only Node has a use for. */
const FOR_NODE = [
  '@sora-particles/backend/doctor',
  '@sora-particles/cli',
  '@sora-particles/create-particle',
  '@sora-particles/graph-engine',
  '@sora-particles/model-library/node',
  '@sora-particles/native-setup',
  '@sora-particles/optimizer/terminal',
];

const CONTRACT = '@sora-particles/combinator-core/contract';

/** A check that needs no browser. It throws what is wrong, and otherwise tells what it saw. */
export interface BundleCheck {
  readonly name: string;
  readonly run: () => Promise<string>;
}

/** Whether the packages can be bundled for browsers. */
export const bundleChecks: readonly BundleCheck[] = [
  {
    name: 'bundling every package',
    run: async () => {
      const { inputs } = await bundleForBrowsers(
        entries().filter((one) => !FOR_NODE.includes(one)),
      );
      const strangers = inputs.filter((file) => /\/(node|terminal)\//.test(file));
      if (strangers.length > 0) throw new Error(`these are for Node: ${strangers.join(', ')}`);
      return `${String(inputs.length)} files, nothing of Node`;
    },
  },
  {
    name: 'bundling the contract',
    run: async () => {
      const { inputs } = await bundleForBrowsers([CONTRACT]);
      const strangers = inputs.filter((file) => file.includes('node_modules/'));
      if (strangers.length > 0) throw new Error(`it needs ${strangers.join(', ')}`);
      return `${String(inputs.length)} files, no TensorFlow.js`;
    },
  },
  // A check that never fails checks nothing.
  ...FOR_NODE.map((entry) => ({
    name: `bundling ${entry}`,
    run: async () => {
      const refusal = await bundleForBrowsers([entry]).then(() => '', String);
      const missing = [...refusal.matchAll(/Could not resolve "([^"]+)"/g)].map(([, name]) => name);
      const ofNode = [...new Set(missing)].filter((name) => name !== undefined && isBuiltin(name));
      if (ofNode.length === 0) throw new Error(`it was not noticed to be for Node: ${refusal}`);
      return `refused, as it needs ${ofNode.join(', ')}`;
    },
  })),
];

/** Every way into our packages, such as `@sora-particles/combinator-core/elementary`. */
function entries(): string[] {
  return readdirSync('packages').flatMap((folder) => {
    const text = readFileSync(`packages/${folder}/package.json`, 'utf8');
    const { name, exports } = JSON.parse(text) as { name: string; exports: object };
    return Object.keys(exports)
      .filter((path) => !path.endsWith('.json'))
      .map((path) => name + path.slice(1));
  });
}
