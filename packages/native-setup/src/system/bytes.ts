/** A number of bytes for people, in decimal units: `274 MB`. */
export function inWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6
    ? `${String(Math.round(bytes / 1e6))} MB`
    : `${String(Math.ceil(bytes / 1e3))} kB`;
}
