import type { ErrorCode } from '../errors.ts';
import type { Dim } from './dim.ts';
import type { Bindings } from './evaluate.ts';
import { formatRange } from './format.ts';
import { isTensorSpec, type DType, type Range, type Spec, type TensorSpec } from './spec.ts';
import { unify, type Mismatch } from './unify.ts';

/** What the symbols stand for once a port has been supplied and what is left to the call, or why it does not fit. */
export type Met =
  | { readonly ok: true; readonly bindings: Bindings; readonly unverified: readonly string[] }
  | Mismatch;

/** Whether a value described by `got` fits a port that needs `needed`. The order of the checks is part of the contract. */
export function meet(needed: Spec, got: Spec, bindings: Bindings, scope: ReadonlySet<Dim>): Met {
  if (got.optional === true && needed.optional !== true) {
    return mismatch('port-missing', 'needs a value, got one that is optional');
  }
  if (!isTensorSpec(needed) || !isTensorSpec(got)) {
    const needs = isTensorSpec(needed) ? 'a tensor' : needed.value;
    const has = isTensorSpec(got) ? 'a tensor' : got.value;
    if (needs !== has) return mismatch('kind-mismatch', `needs ${needs}, got ${has}`);
  }
  const dtype = isTensorSpec(needed) && isTensorSpec(got) ? meetDType(needed, got) : undefined;
  if (dtype?.ok === false) return dtype;
  const shape = unify(needed.shape ?? [], got.shape ?? [], bindings, scope);
  if (!shape.ok) return shape;
  const rest = [meetLayout(needed, got), meetRange(needed, got), meetMeaning(needed, got)];
  const failed = rest.find((met) => met?.ok === false);
  if (failed?.ok === false) return failed;
  const open = [dtype, ...rest].flatMap((met) => (met?.ok === true ? [met.unverified] : []));
  return { ok: true, bindings: shape.bindings, unverified: [...shape.unverified, ...open] };
}

type MetAttribute = { readonly ok: true; readonly unverified: string } | Mismatch | undefined;

function meetDType(needed: TensorSpec, got: TensorSpec): MetAttribute {
  if (needed.dtype === undefined) return undefined;
  if (got.dtype === undefined) return { ok: true, unverified: 'dtype' };
  const accepted = asList(needed.dtype);
  const offered = asList(got.dtype);
  const fitting = offered.filter((dtype) => accepted.includes(dtype));
  if (fitting.length === offered.length) return undefined;
  if (fitting.length > 0) return { ok: true, unverified: 'dtype' };
  return mismatch(
    'dtype-mismatch',
    `dtype: needs ${accepted.join(' | ')}, got ${offered.join(' | ')}`,
  );
}

function asList(dtype: DType | readonly DType[]): readonly DType[] {
  return typeof dtype === 'string' ? [dtype] : dtype;
}

function meetLayout(needed: Spec, got: Spec): MetAttribute {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { layout } = needed;
  if (layout === undefined || layout === null || layout === got.layout) return undefined;
  if (got.layout === undefined || got.layout === null) {
    return layout === 'NHWC' ? undefined : { ok: true, unverified: 'layout' };
  }
  return mismatch('layout-mismatch', `layout: needs ${layout}, got ${got.layout}`);
}

function meetRange(needed: Spec, got: Spec): MetAttribute {
  if (!isTensorSpec(needed) || !isTensorSpec(got)) return undefined;
  const { range } = needed;
  if (range === undefined || range === null || 'of' in range) return undefined;
  const offered = got.range ?? undefined;
  if (offered === undefined) {
    return mismatch('range-mismatch', `range: needs ${formatRange(range)}, got unspecified`);
  }
  if ('of' in offered) return { ok: true, unverified: 'range' };
  if (sameRange(range, offered)) return undefined;
  return mismatch(
    'range-mismatch',
    `range: needs ${formatRange(range)}, got ${formatRange(offered)}`,
  );
}

/** Equal up to the rounding of a rescale. */
function sameRange(a: Range, b: Range): boolean {
  const tolerance = 1e-6 * Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  return Math.abs(a[0] - b[0]) <= tolerance && Math.abs(a[1] - b[1]) <= tolerance;
}

function meetMeaning(needed: Spec, got: Spec): MetAttribute {
  const { meaning } = needed;
  if (meaning === undefined || meaning === null) return undefined;
  if (got.meaning === undefined || got.meaning === null) return { ok: true, unverified: 'meaning' };
  if (got.meaning === meaning || got.meaning.startsWith(`${meaning}/`)) return undefined;
  return mismatch('meaning-mismatch', `meaning: needs ${meaning}, got ${got.meaning}`);
}

/** A refusal without a narrowing. */
export function mismatch(code: ErrorCode, problem: string): Mismatch {
  return { ok: false, code, problem };
}
