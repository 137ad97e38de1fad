/** What Emscripten puts on a module. The backend's own declarations refer to types that it leaves out. */
export interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  readonly asm?: object;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/**
 * The memory of such a module. Builds keep it in different places: among the exports (`asm`, under a
 * name that minifiers change) or, with threads, on the module itself. The right one is known by its
 * buffer, which the module's views show.
 */
export function memoryOf(module: EmscriptenModule): WebAssembly.Memory | undefined {
  const values = [module, module.asm ?? {}].flatMap((o): unknown[] => Object.values(o));
  return values.find(
    (value): value is WebAssembly.Memory =>
      isMemory(value) && value.buffer === module.HEAPU8.buffer,
  );
}

// By name: in a test or a frame, the class may be another one of the same name.
function isMemory(value: unknown): value is WebAssembly.Memory {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Memory]';
}
