import {
  createContext,
  ParticleError,
  splitVariables,
  type AnyParticle,
  type TensorRecord,
  type Value,
  type Variables,
} from '@sora-particles/combinator-core';
import { dispose, Tensor } from '@tensorflow/tfjs-core';

/** Turns what comes from the data into what the trained part takes. Owns the values that it is given. */
export type HostStage = (
  values: Readonly<Record<string, Value>>,
  training: boolean,
  seed: number,
) => Promise<TensorRecord>;

/**
 * The leading steps of a particle that run outside of tensors, such as decoding.
 *
 * @param ports - For each input of the trained part, the output of the host steps that it takes.
 */
export function hostStage(
  host: AnyParticle,
  variables: Variables,
  ports: Readonly<Record<string, string>>,
): HostStage {
  const { params, state } = splitVariables(host, variables);
  return async (values, training, seed) => {
    const given = Object.values(values).filter((value) => value instanceof Tensor);
    const kept = new Set<Tensor>();
    try {
      const context = createContext({ training, seed });
      const { outputs } = await host.run(context, values, params, state);
      const inputs: Record<string, Tensor> = {};
      for (const [input, output] of Object.entries(ports)) {
        const value = outputs[output];
        if (!(value instanceof Tensor)) throw noTensor(host.name, output);
        inputs[input] = value;
        kept.add(value);
      }
      dispose(
        Object.values(outputs).filter(
          (value) => value instanceof Tensor && !kept.has(value),
        ) as Tensor[],
      );
      return inputs;
    } finally {
      dispose(given.filter((value) => !kept.has(value)));
    }
  };
}

function noTensor(name: string, port: string): ParticleError {
  return new ParticleError({
    code: 'output-invalid',
    summary: `'${name}' gives no tensor on port '${port}'`,
    path: name,
    expected: 'a tensor',
  });
}
