/** The version of `@tensorflow/tfjs-node` that is set up: the one that fits TensorFlow.js 4.22.0. */
export const TFJS_NODE_VERSION = '4.22.0';

/** A Python wheel whose shared libraries the binding of tfjs-node can be linked to. */
export interface WheelRelease {
  readonly name: string;
  readonly version: string;
  /** Its file, as the registry calls it. */
  readonly file: string;
  /** SHA-256 of the file, in hex. No other file is ever unpacked. */
  readonly sha256: string;
  /** Size of the file, in bytes. */
  readonly bytes: number;
  /** Size of what is taken out of it, in bytes. */
  readonly unpackedBytes: number;
  /** What pip must be told so that it picks this file on any machine and with any Python. */
  readonly pipOptions: readonly string[];
}

/** TensorFlow 2.21.0 for the processors of Linux on x86-64. */
export const tensorflowWheel: WheelRelease = {
  name: 'tensorflow-cpu',
  version: '2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
  unpackedBytes: 855_000_000,
  pipOptions: ['--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'],
};
