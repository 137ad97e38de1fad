import { predict } from '@sora-particles/combinator-core';
import { decodeImage } from '@sora-particles/image-preprocess';
import { fromBase64, hashOf } from '../bytes.ts';
import { inWorker, type Case } from '../case.ts';
import { jpegFiles, pngFiles, type ImageFile } from '../images.ts';

/** The pixels of every fixture are the same bits, in gray, in colour and with alpha. */
export const decodeCases: readonly Case[] = [
  decoding('PNG', pngFiles),
  decoding('JPEG', jpegFiles),
  inWorker(decoding('JPEG', jpegFiles)),
];

function decoding(format: string, files: readonly ImageFile[]): Case {
  return {
    name: `decoding: ${String(files.length)} ${format} files`,
    backend: 'cpu',
    run: async () => {
      const found: Record<string, string> = {};
      for (const { name, file } of files) {
        for (const channels of [1, 3, 4] as const) {
          const pixels = await predict(decodeImage({ channels }), {}, fromBase64(file));
          found[`${name}, ${String(channels)} channels`] =
            `${pixels.shape.join(' x ')} ${await hashOf(pixels.dataSync())}`;
          pixels.dispose();
        }
      }
      return found;
    },
  };
}
