/** What runs in the worker of the page `worker`: takes what to run, and answers with what came out. */
import type { RunInPage } from '../case.ts';
import { runByName } from '../run-by-name.ts';

addEventListener('message', ({ data }: MessageEvent<Parameters<RunInPage>>) => {
  void runByName(...data).then(
    (outcome) => {
      postMessage({ outcome });
    },
    (error: unknown) => {
      postMessage({ error: String(error) });
    },
  );
});
