import { execFileSync } from 'node:child_process';
import { bundle } from './support/bundle.ts';
import { newFolder } from './support/folders.ts';

/** Row 3 of the reliability table: 1,000 bombs; the files are small, so that 64 MB is the limit. */
test('1,000 artefacts that claim to be huge are refused without the memory for it', async () => {
  const program = bundle('bombs', await newFolder());
  const output = execFileSync(process.execPath, [program, '1000'], { encoding: 'utf8' });
  const { grown, refused, slowest } = JSON.parse(output) as Record<string, number>;
  expect(refused).toBe(1000);
  expect(grown).toBeLessThan(64 * 2 ** 20);
  expect(slowest).toBeLessThan(1000);
}, 120_000);

test('a large model takes at most its size twice, and 64 MB', async () => {
  const program = bundle('large', await newFolder());
  const folder = await newFolder();
  for (const what of ['save', 'load']) {
    const output = execFileSync(process.execPath, [program, what, folder], { encoding: 'utf8' });
    expect(Number(output)).toBeLessThan(2 * 24e6 + 64 * 2 ** 20);
  }
}, 120_000);
