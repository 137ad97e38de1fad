/** The package brings no declarations of its own. */
declare module 'node-api-headers' {
  const nodeApiHeaders: {
    /** Folder with `node_api.h`. */
    readonly include_dir: string;
  };
  export default nodeApiHeaders;
}
