/** A number of things, e.g. `1 epoch`, `60,000 examples`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;
}

/** Figures as people read them, e.g. `loss 0.0512, accuracy 0.9841`. */
export function figuresText(figures: Readonly<Record<string, unknown>>): string {
  return Object.entries(figures)
    .flatMap(([name, value]) => (typeof value === 'number' ? [`${name} ${figure(value)}`] : []))
    .join(', ');
}

/** Four decimals; powers of ten for what they would not show. */
export function figure(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(4);
}
