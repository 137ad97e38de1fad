import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Lab } from '../lab.ts';

const isRunning = (pid: number): boolean => {
  try {
    // A process that has ended may still wait for its parent to notice.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') === false;
  } catch {
    return false;
  }
};

/** A process that starts another and tells its id; both go on for ever. */
const FAMILY = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  console.log(child.pid);
  setInterval(() => 0, 1000);`;

test('a command that fails tells what it said', async () => {
  const lab = new Lab();
  try {
    const script = 'console.log("out"); console.error("err"); process.exit(3)';
    await expect(lab.node(lab.folder, '-e', script)).rejects.toThrow(/exit code 3\)\nout\n\nerr/);
    const { code } = await lab.run(process.execPath, ['-e', script], {
      cwd: lab.folder,
      mayFail: true,
    });
    expect(code).toBe(3);
  } finally {
    lab.close();
  }
});

test("settings of the npm that runs this are not those of the lab's", () => {
  process.env['npm_config_registry'] = 'http://elsewhere.test';
  const lab = new Lab();
  lab.close();
  delete process.env['npm_config_registry'];
  expect(Object.keys(lab.env).filter((name) => name.startsWith('npm_'))).toEqual([]);
  expect(lab.env['PATH']).toBe(process.env['PATH']);
});

// /proc tells whether a process runs.
(existsSync('/proc/self/stat') ? test : test.skip)(
  'nothing runs and nothing is there when it is closed, not even what a process has started',
  async () => {
    const lab = new Lab();
    const child = lab.start(process.execPath, ['-e', FAMILY], lab.folder);
    const pid = await new Promise<number>((resolve) => {
      child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
    });
    expect([isRunning(child.pid!), isRunning(pid)]).toEqual([true, true]);
    lab.close();
    for (let i = 0; i < 100 && (isRunning(child.pid!) || isRunning(pid)); i++) await pause(20);
    expect([isRunning(child.pid!), isRunning(pid)]).toEqual([false, false]);
    expect(existsSync(lab.folder)).toBe(false);
    expect(() => lab.start('node', [], '.')).toThrow('stopped');
    lab.close();
  },
);

test('a folder is removed when what was done with it fails', async () => {
  const lab = new Lab();
  await expect(lab.within(lab.folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lab.folder)).toBe(false);
  lab.close();
});
