/**
 * The version of the contract that this package speaks: the form of ports, sizes, weights and traits.
 * A particle package states in its package.json for which version it was built
 * (`"sora": { "contract": "1" }`), so that tools can refuse one that does not fit before loading it.
 */
export const contractVersion = '1';
