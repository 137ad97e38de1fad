import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Golden values, from the script in tools/golden that is named alike. */
export function golden(name: 'tokenizers' | 'features'): unknown {
  return JSON.parse(readFileSync(join(__dirname, '..', 'golden', `${name}.json`), 'utf8'));
}
