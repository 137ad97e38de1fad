/** How a run of the command line ends, as shells see it. */
export const exitCodes = {
  /** All is well. */
  ok: 0,
  /** It does not fit, the check failed, or what was asked for could not be done. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;
