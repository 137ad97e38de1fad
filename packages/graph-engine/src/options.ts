import { checkOptions, is, optional } from '@sora-particles/combinator-core';

/** How functions are traced. All may be left out. */
export interface TracingOptions {
  /**
   * Whether a function that cannot be traced is an error (`untraceable`), thrown where the reason
   * lies, with all variables as before the call. Default false: it runs eagerly, after one notice.
   */
  readonly strict?: boolean;
  /**
   * How many signatures (structure, types and shapes of the arguments, and the values of those that
   * are no tensors) a function keeps graphs for; those not used for longest are released. A positive
   * integer. Default 16.
   */
  readonly cacheSize?: number;
  /** Is told, once for each function, that it runs eagerly and why. Default: `console.warn`. */
  readonly onNotice?: (notice: string) => void;
  /**
   * Whether the second call of a signature is traced, too, and a function whose traces differ runs
   * eagerly: it depends on a counter, a clock or whatever else is no argument. Costs one eager call.
   */
  readonly verify?: boolean;
}

/** Checks for `checkOptions`. */
export const tracingChecks = {
  strict: optional(is.boolean),
  cacheSize: optional(is.positiveInteger),
  onNotice: optional(is.function),
  verify: optional(is.boolean),
};

/** Fills in the defaults. */
export function readTracingOptions(
  owner: string,
  options: TracingOptions,
  defaults: { readonly verify: boolean },
): Required<TracingOptions> {
  checkOptions<TracingOptions>(owner, options, tracingChecks);
  return {
    strict: options.strict ?? false,
    cacheSize: options.cacheSize ?? 16,
    onNotice: options.onNotice ?? warn,
    verify: options.verify ?? defaults.verify,
  };
}

function warn(notice: string): void {
  console.warn(notice);
}
