/** The bytes of a file that lies beside the page. */
export async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(path).catch((cause: unknown) => {
    throw new Error(`${path} cannot be fetched: is the server still there?`, { cause });
  });
  if (!response.ok) throw new Error(`${path} cannot be fetched: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
