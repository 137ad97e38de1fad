/** The first line of the message of whatever was thrown. */
export function messageOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return String(message ?? error).split('\n')[0] ?? '';
}
