import { operations } from './operations.ts';

/** What TensorFlow knows of an operation. */
export interface OperationDefinition {
  readonly inputs: readonly InputDefinition[];
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  /** Whether it has state or an effect, such as writing a file. */
  readonly isStateful: boolean;
}

/** One input, or a group of them. Each name is that of an attribute. */
interface InputDefinition {
  /** Holds the type. Undefined where the type is fixed. */
  readonly type?: string;
  /** Holds how many tensors of that type there are. */
  readonly count?: string;
  /** Holds the list of the types, one for each tensor. */
  readonly types?: string;
}

interface AttributeDefinition {
  readonly type: string;
  readonly hasDefault: boolean;
}

const known = new Map<string, OperationDefinition>();

/** The definition of an operation, or nothing where tfjs-node is not known to emit it. */
export function definitionOf(operation: string): OperationDefinition | undefined {
  const text = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (text === undefined) return undefined;
  const definition = known.get(operation) ?? read(text);
  known.set(operation, definition);
  return definition;
}

function read(text: string): OperationDefinition {
  const [inputs = '', attributes = ''] = text.split('|');
  const words = attributes.split(' ').filter((word) => word !== '');
  return {
    inputs: inputs.split(' ').flatMap((word) => (word === '' ? [] : [readInput(word)])),
    attributes: new Map(words.filter((word) => word !== '!').map(readAttribute)),
    isStateful: words.includes('!'),
  };
}

function readInput(word: string): InputDefinition {
  if (word.startsWith('[')) return { types: word.slice(1, -1) };
  const [type = '-', count] = word.split('*');
  return { ...(type !== '-' && { type }), ...(count !== undefined && { count }) };
}

function readAttribute(word: string): [string, AttributeDefinition] {
  const [name = '', type = ''] = word.split(':');
  return [name, { type: type.replace('?', ''), hasDefault: type.endsWith('?') }];
}
