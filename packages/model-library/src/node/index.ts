export { fileStore, type FileStoreOptions } from './file-store.ts';
export type { Entry, EntryKind, FileSystem, OpenFile } from './file-system.ts';
export { nodeFileSystem } from './node-file-system.ts';
export type { ProcessIdentity, Processes } from './processes.ts';
