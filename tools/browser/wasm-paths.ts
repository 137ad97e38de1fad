/** Where the server has the `.wasm` files of the backend. */
export const WASM_PATHS = '/wasm/';
