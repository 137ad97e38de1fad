/** Why a function cannot become a plan. Caught by the engine, which then runs it as it is. */
export class Untraceable extends Error {
  override readonly name = 'Untraceable';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
