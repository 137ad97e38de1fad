/** Asks a person. An answer of `undefined` says that they want to stop. */
export interface Ask {
  text(question: TextQuestion): Promise<string | undefined>;
  select(question: SelectQuestion): Promise<string | undefined>;
}

/** A question that a line answers. */
interface TextQuestion {
  readonly message: string;
  /** What is there to be changed or taken. */
  readonly initial?: string;
  /** Says what is wrong with an answer. */
  readonly check: (answer: string) => string | undefined;
}

/** A question with a few answers; the first is the default. */
interface SelectQuestion {
  readonly message: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}
