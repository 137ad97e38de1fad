/**
 * The name of a composition as the name of a model: lower case, and `-` for what a library does not
 * take. What is left may still be refused by the library.
 */
export function modelNameOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
}
