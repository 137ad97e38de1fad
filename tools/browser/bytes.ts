/** The bytes that a base64 text stands for. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Bytes as text that JSON can hold. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** SHA-256 of the bits behind numbers, in hexadecimal digits. */
export async function hashOf(values: ArrayBufferView): Promise<string> {
  const copy = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', copy));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
