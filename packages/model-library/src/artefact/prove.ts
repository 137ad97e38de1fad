import {
  type AnyParticle,
  fromManifest,
  isParticleError,
  ParticleError,
  type Registry,
} from '@sora-particles/combinator-core';
import { unify, type Bindings } from '@sora-particles/combinator-core/contract';
import { contractHash } from './contract-hash.ts';
import type { Manifest, ManifestTensor } from './manifest.ts';

/**
 * Makes the particle of a manifest from the kinds in the registry, and proves that it is the one that
 * was saved: it promises the same, and the tensors are exactly those that it needs. No tensor is made.
 *
 * @throws ParticleError those of `fromManifest`; `contract-invalid` if the particle promises
 *   something else now; `variable-missing`, `variable-unexpected`, `variable-invalid`.
 */
export function proveManifest(manifest: Manifest, registry: Registry): AnyParticle {
  const particle = make(manifest, registry);
  const found = contractHash(particle);
  if (found !== manifest.contract) {
    throw new ParticleError({
      code: 'contract-invalid',
      summary:
        'the particle that the registry makes promises something else than the saved one did',
      path: particle.name,
      expected: `a contract with the hash ${manifest.contract}`,
      found,
      remedy: `install the packages with which it was saved: ${packagesOf(manifest)}`,
    });
  }
  proveTensors(particle, manifest.tensors);
  return particle;
}

function make({ particle }: Manifest, registry: Registry): AnyParticle {
  try {
    return fromManifest(particle, registry);
  } catch (cause) {
    // Kinds of third parties may throw anything at a configuration that they do not understand.
    if (isParticleError(cause)) throw cause;
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: 'a kind of the registry failed on the configuration that the manifest holds',
      cause,
    });
  }
}

function proveTensors(particle: AnyParticle, tensors: readonly ManifestTensor[]): void {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const specs = { ...particle.params, ...particle.state };
  let bindings: Bindings = {};
  for (const [path, { shape, dtype = 'float32' }] of Object.entries(specs)) {
    const tensor = byName.get(path);
    byName.delete(path);
    if (tensor === undefined) {
      throw new ParticleError({
        code: 'variable-missing',
        summary: 'the particle needs this weight or state, and the manifest does not hold it',
        path,
      });
    }
    const met = unify(shape, tensor.shape, bindings);
    if (!met.ok) throw misfit(path, met.problem);
    bindings = met.bindings;
    if (tensor.dtype !== dtype) throw misfit(path, `dtype: needs ${dtype}, got ${tensor.dtype}`);
    if (tensor.trainable && Object.hasOwn(particle.state, path)) {
      throw misfit(path, 'it is state, and marked as trainable');
    }
  }
  for (const path of byName.keys()) {
    throw new ParticleError({
      code: 'variable-unexpected',
      summary: 'the manifest holds a tensor that the particle does not need',
      path,
    });
  }
}

function misfit(path: string, problem: string): ParticleError {
  return new ParticleError({ code: 'variable-invalid', summary: problem, path });
}

function packagesOf({ packages }: Manifest): string {
  return (
    packages.map(({ name, version }) => `${name}@${version}`).join(', ') || 'see its model card'
  );
}
