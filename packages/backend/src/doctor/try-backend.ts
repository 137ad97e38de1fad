import { execFile } from 'node:child_process';

/** What came of starting a backend in a process of its own. */
export interface TriedBackend {
  /** As TensorFlow.js calls it. */
  readonly name: 'tensorflow' | 'wasm' | 'cpu';
  /** Whether it starts and multiplies two matrices. */
  readonly works: boolean;
  /** What it is, or why it does not work: one phrase. */
  readonly detail: string;
  /** Whether it uses SIMD; undefined where that is not known, or does not work. */
  readonly simd?: boolean;
}

/** By backend: the package, and an expression of what it is once it runs. */
const backends = {
  tensorflow: {
    file: '@tensorflow/tfjs-node',
    detail: "'TensorFlow ' + tf.backend().binding.TF_Version",
  },
  wasm: {
    file: '@tensorflow/tfjs-backend-wasm',
    detail: "'WebAssembly, ' + (simd ? 'SIMD' : 'no SIMD')",
  },
  cpu: { file: '@tensorflow/tfjs-backend-cpu', detail: "'plain JavaScript, slow'" },
} as const;

const LIMIT = 60_000;

/** Starts a backend in a child process, where a broken one can do no harm. */
export function tryBackend(name: TriedBackend['name'], project: string): Promise<TriedBackend> {
  const { file, detail } = backends[name];
  const program = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
(async () => {
  const tf = require('@tensorflow/tfjs-core');
  require('${file}');
  if (!(await tf.setBackend('${name}'))) throw new Error('does not start');
  await tf.ready();
  const product = await tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).data();
  if ([...product].join() !== '2,2,2,2') throw new Error('computes nonsense');
  const simd = '${name}' === 'wasm' ? await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') : undefined;
  console.log('works: ' + ${detail});
  process.exit(0);
})().catch((error) => {
  const missing = error.code === 'MODULE_NOT_FOUND' && String(error.message).includes("'${file}'");
  console.log('fails: ' + (missing ? 'not installed' : String(error.message).split('\\n')[0]));
  process.exit(1);
});`;
  return new Promise((resolve) => {
    const env = { TF_CPP_MIN_LOG_LEVEL: '3', ...process.env, NODE_OPTIONS: '' };
    const options = { cwd: project, env, timeout: LIMIT, killSignal: 'SIGKILL' } as const;
    execFile(process.execPath, ['-e', program], options, (error, stdout) => {
      const [, verdict, said] = /^(works|fails): (.*)$/m.exec(stdout) ?? [];
      const works = verdict === 'works' && error === null;
      const detail = said ?? `ends at once (${String(error?.signal ?? error?.code)})`;
      const simd = name === 'wasm' && works ? { simd: !detail.includes('no SIMD') } : {};
      resolve({ name, works, detail, ...simd });
    });
  });
}
