import { isParticleError } from '../../src/errors.ts';
import { rows } from './rows.ts';

describe('what is refused, in the words of the compiler', () => {
  // That the compiler says the same is checked with the types of the table.
  test.each(Object.entries(rows))('%s', (_name, { make, message }) => {
    let summary: string | undefined;
    try {
      make();
    } catch (error) {
      if (!isParticleError(error)) throw error;
      ({ summary } = error);
    }
    expect(summary).toBe(message);
  });

  test('in one line that is short enough for a tooltip', () => {
    for (const { message } of Object.values(rows)) {
      expect(message).not.toContain('\n');
      expect(message.length).toBeLessThan(220);
    }
  });
});
