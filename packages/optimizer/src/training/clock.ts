/** Milliseconds from any fixed point, never going back. */
export type Clock = () => number;

/** The one place where time is read. It feeds progress and pauses, never a result. */
export const systemClock: Clock = () => performance.now();
