import { connect } from '../contract/connect.ts';
import type { Supply } from '../contract/promise.ts';
import { formatRange } from '../contract/format.ts';
import {
  isTensorSpec,
  type Contract,
  type Range,
  type Spec,
  type TensorSpec,
} from '../contract/spec.ts';
import { isParticleError, ParticleError } from '../errors.ts';
import type { AnyParticle } from '../particle.ts';

/** A particle that could stand between two others, described without making it. */
export interface AdapterCandidate {
  /** How a user writes it, e.g. `flatten()`. */
  readonly call: string;
  readonly contract: Contract;
}

/** Proposes candidates for a pair of specs that do not fit. Whether they help is tried out by connecting them. */
export type Adapter = (needed: Spec, got: Spec) => readonly AdapterCandidate[];

/** How many adapters after each other are tried. */
const LONGEST_REMEDY = 3;

/**
 * The error with a remedy, if an adapter, or a few after each other, make the connection fit. The
 * shortest remedy is found first. Adapters are suggested, never inserted.
 */
export function suggestRemedy(
  error: unknown,
  consumer: AnyParticle,
  supplies: Readonly<Record<string, Supply>>,
  adapters: readonly Adapter[],
): unknown {
  if (!isParticleError(error) || error.remedy !== undefined) return error;
  for (const [port, supply] of Object.entries(supplies)) {
    const needed = consumer.input[port];
    if (needed === undefined) continue;
    const calls = findAdapters(consumer, supplies, port, [...adapters, ...CORE_ADAPTERS]);
    if (calls === undefined) continue;
    return new ParticleError({
      ...detailsOf(error),
      remedy: `insert ${calls.map((call) => `\`${call}\``).join(', then ')} between '${supply.from}' and '${consumer.name}'`,
    });
  }
  return error;
}

function detailsOf(error: ParticleError): ConstructorParameters<typeof ParticleError>[0] {
  const { code, summary, path, expected, found, bindings, cause } = error;
  return { code, summary, path, expected, found, bindings, cause };
}

function findAdapters(
  consumer: AnyParticle,
  supplies: Readonly<Record<string, Supply>>,
  port: string,
  adapters: readonly Adapter[],
): readonly string[] | undefined {
  const needed = consumer.input[port];
  const supply = supplies[port];
  if (needed === undefined || supply === undefined) return undefined;
  const fits = (spec: Spec): boolean =>
    succeeds(() => connect(consumer, { ...supplies, [port]: { ...supply, spec } })) !== undefined;
  const proposals = (got: Spec): { call: string; spec: Spec }[] =>
    adapters
      .flatMap((adapter) => adapter(needed, got))
      .flatMap(({ call, contract }) => {
        const spec = succeeds(() =>
          connect({ ...contract, name: call }, { x: { from: '', spec: got } }),
        )?.output['y'];
        return spec === undefined ? [] : [{ call, spec }];
      });
  let candidates: readonly { readonly calls: readonly string[]; readonly spec: Spec }[] = [
    { calls: [], spec: supply.spec },
  ];
  for (let length = 1; length <= LONGEST_REMEDY; length++) {
    candidates = candidates.flatMap(({ calls, spec }) =>
      proposals(spec)
        .filter(({ call }) => !calls.includes(call))
        .map((next) => ({ calls: [...calls, next.call], spec: next.spec })),
    );
    const found = candidates.find(({ spec }) => fits(spec));
    if (found !== undefined) return found.calls;
  }
  return undefined;
}

function succeeds<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (isParticleError(error)) return undefined;
    throw error;
  }
}

type Unary = (x: Spec, y: Spec) => Contract;
const unary: Unary = (x, y) => ({ input: { x }, output: { y }, where: [] });

const CORE_ADAPTERS: readonly Adapter[] = [
  () => [
    {
      call: 'flatten()',
      contract: unary(
        { shape: ['batch', '...features'] },
        { shape: ['batch', ['mul', '...features']], like: 'x' },
      ),
    },
  ],
  tensors((needed, got) => {
    const to = plainRange(needed);
    const from = plainRange(got);
    if (to === undefined || from === undefined) return [];
    return [
      {
        call: rescaleCall(from, to),
        contract: unary(
          { shape: ['...shape'], dtype: ['float32', 'int32'], range: from },
          { shape: ['...shape'], like: 'x', dtype: 'float32', range: to },
        ),
      },
    ];
  }),
  tensors(({ dtype }) =>
    typeof dtype !== 'string'
      ? []
      : [
          {
            call: `cast('${dtype}')`,
            contract: unary({ shape: ['...shape'] }, { shape: ['...shape'], like: 'x', dtype }),
          },
        ],
  ),
  tensors(({ shape }) => {
    const [height, width] = shape.slice(-3);
    if (typeof height !== 'number' || typeof width !== 'number') return [];
    return [
      {
        call: `resize({ size: [${String(height)}, ${String(width)}] })`,
        contract: unary(
          { shape: ['...lead', 'height', 'width', 'channels'] },
          { shape: ['...lead', height, width, 'channels'], like: 'x' },
        ),
      },
    ];
  }),
  tensors(({ shape }, got) =>
    shape.at(-1) !== 1 || got.shape.at(-1) !== 3
      ? []
      : [
          {
            call: 'grayscale()',
            contract: unary(
              { shape: ['...lead', 3] },
              { shape: ['...lead', 1], like: 'x', meaning: 'image/grayscale' },
            ),
          },
        ],
  ),
  tensors((needed, got) =>
    needed.meaning !== 'probabilities' || got.meaning === 'probabilities'
      ? []
      : [
          {
            call: 'softmax()',
            contract: unary(
              { shape: ['...shape'], dtype: 'float32' },
              { shape: ['...shape'], dtype: 'float32', range: [0, 1], meaning: 'probabilities' },
            ),
          },
        ],
  ),
  (needed, got) =>
    !isTensorSpec(needed) || isTensorSpec(got) || got.value !== 'bytes'
      ? []
      : [
          {
            call: (got.shape ?? []).length === 0 ? 'decodeImage()' : 'perItem(decodeImage())',
            contract: unary(
              { value: 'bytes', shape: ['...lead'] },
              {
                shape: ['...lead', null, null, 3],
                dtype: 'float32',
                range: [0, 255],
                meaning: 'image/rgb',
              },
            ),
          },
        ],
];

function tensors(
  propose: (needed: TensorSpec, got: TensorSpec) => readonly AdapterCandidate[],
): Adapter {
  return (needed, got) => (isTensorSpec(needed) && isTensorSpec(got) ? propose(needed, got) : []);
}

function plainRange({ range }: TensorSpec): Range | undefined {
  return range === undefined || range === null || 'of' in range ? undefined : range;
}

function rescaleCall(from: Range, to: Range): string {
  const isDivision = from[0] === 0 && to[0] === 0 && to[1] === 1;
  return isDivision
    ? `rescale(1 / ${String(from[1])})`
    : `rescale({ from: ${formatRange(from)}, to: ${formatRange(to)} })`;
}
