import { isTensorSpec, type Ports, type Spec, type Value } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';
import { figure } from '../terminal/figures.ts';

/** What a model says about one example, by output port. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * Splits what a model gives for a batch into an answer for each example, as JSON. Tensors are read and
 * released.
 *
 * @param labels - Names of the classes, for outputs that give one number for each.
 */
export async function answersOf(
  output: Ports,
  given: Value | Readonly<Record<string, Value>>,
  count: number,
  labels: readonly string[] | undefined,
): Promise<readonly Answer[]> {
  const names = Object.keys(output);
  const [only] = names;
  const byPort = (names.length === 1 && only !== undefined ? { [only]: given } : given) as Readonly<
    Record<string, Value>
  >;
  const columns: [string, readonly unknown[]][] = [];
  for (const [port, value] of Object.entries(byPort)) {
    const rows =
      value instanceof Tensor ? await rowsOf(value, count) : (value as readonly unknown[]);
    columns.push([port, rows.map((row) => named(row, output[port], labels))]);
  }
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(columns.map(([port, rows]) => [port, rows[i]])),
  );
}

async function rowsOf(value: Tensor, count: number): Promise<readonly unknown[]> {
  const nested: unknown = await value.array();
  value.dispose();
  const rows: readonly unknown[] = Array.isArray(nested) ? nested : [];
  return rows.length === count ? rows : [nested];
}

/** A row of one number for each class becomes the class; one number in a row becomes that number. */
function named(
  row: unknown,
  spec: Spec | undefined,
  labels: readonly string[] | undefined,
): unknown {
  if (!Array.isArray(row)) return row;
  const numbers = row as readonly unknown[];
  if (numbers.length === 1 && typeof numbers[0] === 'number') {
    return labels?.length === 2 ? yesOrNo(numbers[0], spec, labels) : numbers[0];
  }
  if (labels?.length !== numbers.length || !numbers.every((each) => typeof each === 'number')) {
    return row;
  }
  const best = numbers.indexOf(Math.max(...numbers));
  return { label: labels[best], ...(areProbabilities(spec) && { score: numbers[best] }) };
}

function yesOrNo(value: number, spec: Spec | undefined, labels: readonly string[]): object {
  const isProbability = areProbabilities(spec);
  const isYes = value > (isProbability ? 0.5 : 0);
  const score = isYes ? value : 1 - value;
  return { label: labels[isYes ? 1 : 0], ...(isProbability && { score }) };
}

function areProbabilities(spec: Spec | undefined): boolean {
  return spec !== undefined && isTensorSpec(spec) && spec.meaning === 'probabilities';
}

/** An answer for people, in one line. */
export function answerText(answer: Answer): string {
  const parts = Object.entries(answer).map(([port, value]) => [port, valueText(value)] as const);
  return parts.length === 1
    ? (parts[0]?.[1] ?? '')
    : parts.map(([port, text]) => `${port}: ${text}`).join('  ');
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return figure(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    return value.every((each) => typeof each === 'number')
      ? value.map(figure).join(' ')
      : JSON.stringify(value);
  }
  const { label, score } = Object(value) as { label?: unknown; score?: unknown };
  if (typeof label !== 'string') return JSON.stringify(value);
  return typeof score === 'number' ? `${label}  ${(score * 100).toFixed(1)} %` : label;
}
