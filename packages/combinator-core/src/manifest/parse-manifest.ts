import { checkJson, isPlainObject } from '../internal/plain-json.ts';
import type { JsonObject } from '../particle.ts';
import { MAX_CONFIG_DEPTH, MAX_PARTICLES, MAX_TEXT } from './limits.ts';
import type { ManifestNode } from './manifest.ts';
import { refuseManifest } from './refuse.ts';

/** The nodes of a manifest that has been checked, save for what their kinds make of them. */
export function parseNodes(json: unknown): readonly ManifestNode[] {
  const { version, nodes } = parseObject(json, 'manifest', ['version', 'nodes']);
  if (version !== 1) {
    throw refuseManifest('unknown version of the manifest', {
      path: 'version',
      expected: '1',
      found: String(version),
    });
  }
  if (!Array.isArray(nodes) || nodes.length === 0 || nodes.length > MAX_PARTICLES) {
    throw refuseManifest('not a list of nodes', {
      path: 'nodes',
      expected: `a list of 1 to ${String(MAX_PARTICLES)} nodes`,
    });
  }
  return nodes.map(parseNode);
}

function parseNode(json: unknown, position: number): ManifestNode {
  const path = `nodes[${String(position)}]`;
  const { kind, name, config, children } = parseObject(json, path, [
    'kind',
    'name',
    'config',
    'children',
  ]);
  for (const [key, text] of Object.entries({ kind, name })) {
    if (typeof text === 'string' && text.length > 0 && text.length <= MAX_TEXT) continue;
    throw refuseManifest(`'${key}' must be a text`, {
      path: `${path}.${key}`,
      expected: `1 to ${String(MAX_TEXT)} characters`,
    });
  }
  if (!isPlainObject(config)) {
    throw refuseManifest("'config' must be an object", { path: `${path}.config` });
  }
  checkJson(config, MAX_CONFIG_DEPTH, `${path}.config`);
  if (!Array.isArray(children) || !children.every((child) => isBefore(child, position))) {
    throw refuseManifest("'children' must be positions of nodes before this one", {
      path: `${path}.children`,
      expected: `integers from 0 to ${String(position - 1)}`,
    });
  }
  return {
    kind: kind as string,
    name: name as string,
    config: config as JsonObject,
    children: children as number[],
  };
}

function isBefore(child: unknown, position: number): boolean {
  return Number.isSafeInteger(child) && (child as number) >= 0 && (child as number) < position;
}

function parseObject(
  json: unknown,
  path: string,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isPlainObject(json)) throw refuseManifest('not an object', { path });
  const unknown = Object.keys(json).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    throw refuseManifest(`unknown key '${unknown.slice(0, MAX_TEXT)}'`, {
      path,
      expected: keys.join(', '),
    });
  }
  const missing = keys.find((key) => !Object.hasOwn(json, key));
  if (missing !== undefined) throw refuseManifest(`'${missing}' is missing`, { path });
  return json;
}
