import type { Figures } from '../training/index.ts';

/** Figures as people read them, e.g. `loss 0.0512  accuracy 0.9841`. */
export function formatFigures(figures: Figures): string {
  return Object.entries(figures)
    .filter(([name]) => name !== 'epoch')
    .map(([name, value]) => `${name} ${formatFigure(value)}`)
    .join('  ');
}

/** Four decimals; powers of ten for what they would not show. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(4);
}

/** How fast a run goes, e.g. `12,345 examples/s`. */
export function formatSpeed(examplesPerSecond: number): string {
  const digits = examplesPerSecond < 10 ? 1 : 0;
  const speed = examplesPerSecond.toLocaleString('en-US', { maximumFractionDigits: digits });
  return `${speed} examples/s`;
}

/** A time as people read it: `9.2 s`, `1:05 min`, `2:03:04 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (part: number): string => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)} h` : `${minutes}:${two(rest)} min`;
}

/** `Epoch  3/10`, as wide in every epoch. */
export function formatEpoch(epoch: number, epochs: number): string {
  return `Epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}
