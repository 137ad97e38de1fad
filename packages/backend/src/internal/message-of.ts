/** The message of whatever was thrown; errors of other realms and things that are no errors too. */
export function messageOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}
