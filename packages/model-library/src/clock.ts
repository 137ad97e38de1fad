/** The time as a card states it. The only place where this package reads the clock. */
export function currentTime(): string {
  // eslint-disable-next-line no-restricted-syntax -- the default of a card's `createdAt`; callers may pass their own
  return new Date().toISOString();
}
