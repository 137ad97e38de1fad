import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { dense } from '../src/elementary/dense.ts';
import { defaultEngine, setDefaultEngine } from '../src/engines/default.ts';
import { eagerEngine } from '../src/engines/eager.ts';
import { initialize } from '../src/initialize.ts';
import { createModel } from '../src/model.ts';
import { predict } from '../src/predict.ts';

const layer = dense({ units: 2 });
/** The eager engine under another name, which notes what it compiles. */
function noting(): { compiled: string[]; engine: ReturnType<typeof eagerEngine> } {
  const compiled: string[] = [];
  const eager = eagerEngine();
  return {
    compiled,
    engine: {
      ...eager,
      name: 'noting',
      compile: (fn, options) => {
        compiled.push(options?.name ?? '');
        return eager.compile(fn, options);
      },
    },
  };
}

beforeEach(() => setBackend('cpu'));
afterEach(() => {
  setDefaultEngine(undefined);
});

describe('the default engine', () => {
  it('is an eager one', () => {
    expect(defaultEngine().name).toBe('eager');
  });

  it('runs models for which none is passed; predict(), which keeps nothing, stays eager', async () => {
    const { compiled, engine } = noting();
    setDefaultEngine(engine);
    const variables = initialize(layer, { seed: 1, bindings: { in: 3 } });
    (await predict(layer, variables, [[1, 2, 3]])).dispose();
    const model = createModel(layer, variables);
    (await model.predict([[1, 2, 3]])).dispose();
    expect(compiled).toEqual(['dense']);
    model.dispose();
  });

  it('belongs to the backend that it was chosen for', async () => {
    setDefaultEngine(noting().engine);
    expect(defaultEngine().name).toBe('noting');
    await setBackend('wasm');
    expect(defaultEngine().name).toBe('eager');
    await setBackend('cpu');
    expect(defaultEngine().name).toBe('noting');
  });
});
