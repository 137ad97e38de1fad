/** Expects a call to throw a ParticleError with these details. */
export function expectRefusal(
  act: () => unknown,
  details: { readonly code: string; readonly path?: string; readonly message?: RegExp },
): void {
  const { message, ...exact } = details;
  let refusal: unknown;
  try {
    act();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ name: 'ParticleError', ...exact });
  if (message) expect(refusal).toHaveProperty('message', expect.stringMatching(message));
}
