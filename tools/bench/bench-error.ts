/** Something that went wrong and that one line explains: it is told without a stack. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
