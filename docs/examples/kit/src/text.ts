/** A share as percentage, e.g. `98.35 %`. */
export function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** A whole number with its thousands apart, e.g. `60,000`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number of things, e.g. `1 epoch`, `3 epochs`. */
export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}
