/** Expects a promise to reject with a ParticleError with these details. */
export async function expectRejection(
  promise: Promise<unknown>,
  details: { readonly code: string; readonly path?: string; readonly message?: RegExp },
): Promise<void> {
  const { message, ...exact } = details;
  const rejection: unknown = await promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
  expect(rejection).toMatchObject({ name: 'ParticleError', ...exact });
  if (message) expect(rejection).toHaveProperty('message', expect.stringMatching(message));
}
