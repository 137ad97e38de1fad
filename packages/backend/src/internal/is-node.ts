/** Whether this is Node rather than a browser. Bundlers may define `process` without versions. */
export function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
