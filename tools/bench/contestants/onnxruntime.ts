import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answering } from './answers.ts';
import type { Contestant } from './contestant.ts';
import { onnxModel } from './onnx-networks.ts';

/** The part of the package that is used here: it is no dependency of this project. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array): Promise<{
      run(feeds: Readonly<Record<string, unknown>>): Promise<{
        readonly y: { readonly data: Float32Array };
      }>;
    }>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int32',
    values: Float32Array | Int32Array,
    shape: readonly number[],
  ) => object;
}

const PACKAGE = 'onnxruntime-node';

/**
 * onnxruntime-node, for inference: each network as an ONNX model. As its users use it: threads as it
 * chooses.
 *
 * @param path - Folder of the package, or one with a `node_modules` that holds it. Default: this project.
 */
export function onnxRuntime(path?: string): Contestant {
  return {
    available() {
      try {
        load(path);
        const { version } = find(path)(`${PACKAGE}/package.json`) as { readonly version: string };
        return Promise.resolve({ ok: true, about: `${PACKAGE} ${version}, from an ONNX model` });
      } catch (error) {
        const [line = ''] = (error as Error).message.split('\n');
        const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
        return Promise.resolve({ ok: false, why: isMissing ? 'not installed' : line });
      }
    },
    refuses: ({ work }) => (work === 'infer' ? undefined : 'inference only'),
    async open(task, problem) {
      const { InferenceSession, Tensor } = load(path);
      const session = await InferenceSession.create(onnxModel(task, problem));
      const type = problem.x.values instanceof Int32Array ? 'int32' : 'float32';
      return answering(problem, task.batchSize, async ({ values, shape }) => {
        const { y } = await session.run({ x: new Tensor(type, values, shape) });
        return y.data;
      });
    },
  };
}

function load(path: string | undefined): OnnxRuntime {
  return find(path)(PACKAGE) as OnnxRuntime;
}

/** Looks for packages from a folder on, or from inside the package itself. */
function find(path: string | undefined): NodeJS.Require {
  return createRequire(path === undefined ? import.meta.url : join(path, 'from-here.js'));
}
