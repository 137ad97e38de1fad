import { ReflectionKind, type CommentDisplayPart, type DeclarationReflection } from 'typedoc';

/** Lets each name that the README of a package mentions as code lead to its page in the reference. */
export function linkNames(module: DeclarationReflection): void {
  if (module.readme === undefined) return;
  const names = namesOf(module);
  let before = '';
  module.readme = module.readme.map((part): CommentDisplayPart => {
    const target = part.kind === 'code' ? names.get(nameIn(part.text)) : undefined;
    // What stands in a link or a heading has a way of its own.
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const isFree = !/\[[^\]]*$|^#+ /.test(line);
    before = part.text;
    if (target === undefined || !isFree) return part;
    return { kind: 'inline-tag', tag: '@linkcode', text: part.text.replaceAll('`', ''), target };
  });
}

/** `` `fit` `` and `` `fit({ ... })` `` name `fit`; a block of code names nothing. */
function nameIn(code: string): string {
  return /^`(\w+)(?:\(.*\))?`$/s.exec(code)?.[1] ?? '';
}

/** What a package exports, by name; where two entries export one, the first. */
function namesOf(module: DeclarationReflection): Map<string, DeclarationReflection> {
  const entries = module.getChildrenByKind(ReflectionKind.Module);
  const exported = [module, ...entries].flatMap((entry) =>
    entry.getChildrenByKind(
      ReflectionKind.Function | ReflectionKind.Variable | ReflectionKind.Class,
    ),
  );
  return new Map(exported.reverse().map((reflection) => [reflection.name, reflection]));
}
