import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { globSync } from 'tinyglobby';

/** The folders of the packages that are published, such as `packages/optimizer`. */
export function publishedFolders(): string[] {
  return globSync('packages/*/package.json')
    .filter((file) => {
      const { private: isPrivate } = JSON.parse(readFileSync(file, 'utf8')) as {
        private?: boolean;
      };
      return isPrivate !== true;
    })
    .map((file) => dirname(file))
    .sort();
}

/** Those of them that no budget is about. */
export function withoutBudget(
  folders: readonly string[],
  budgets: readonly { readonly path: string }[],
): string[] {
  return folders.filter((folder) => !budgets.some(({ path }) => path.startsWith(`${folder}/`)));
}
