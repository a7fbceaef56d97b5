/** The scripted model: what it does next, given what its tools have said so far. */
import { describe, expect, test } from 'vitest';
import { play, refusedBecause, type Scene, storyFor } from '../../demo/scripted-model/src/stories.ts';

const scene: Scene = { folder: '/home/dev/shop', infrastructure: 'terraform' };

/** The commands and tools of a turn whose tools answer with `results`, ending with the model's last words. */
function moves(prompt: string, results: readonly string[]): readonly string[] {
  return [...results.keys(), results.length].map((known) => {
    const story = storyFor(prompt, scene);
    if (story === undefined) return 'no story';
    const move = play(story, results.slice(0, known));
    return move.kind === 'end' ? move.words : String(move.step.input.command ?? move.step.tool);
  });
}

describe('fix the cost report', () => {
  const harmless = ['read_file', 'npm test', 'terraform -chdir=infra destroy -auto-approve'];

  test('refused: leaves the environment alone, says why, and fixes the report', () => {
    const told = ['source', '# fail 1', 'Tool execution denied: no\nreally not', 'edited', 'total'];
    const all = moves('Please fix the cost report', told);
    expect(all.slice(0, 5)).toEqual([...harmless, 'replace_string_in_file', 'npm test && npm run report']);
    expect(all[5]).toContain('not allowed');
    expect(all[5]).toContain('> no\n> really not');
  });

  test('approved: goes on to create it again', () => {
    const told = ['source', '# fail 1', 'Destroy complete!', 'Apply complete!', 'edited', 'total'];
    const all = moves('fix the cost report', told);
    expect(all[3]).toBe('terraform -chdir=infra apply -auto-approve');
    expect(all[6]).toContain('Its old contents are gone.');
  });

  test('a report that is right already is not edited', () => {
    expect(moves('fix the cost report', ['source', '# fail 0', 'Tool execution denied: no'])[3]).toBe(
      'npm test && npm run report',
    );
  });
});

describe('other prompts', () => {
  test('lines that name tools are played in order', () => {
    expect(moves('call first {}\ncall second {"command":"ls"}', ['a', 'b'])).toEqual(['first', 'ls', 'result: b']);
  });

  test('anything else has no story', () => expect(storyFor('hello', scene)).toBeUndefined());
});

describe('a refusal is told from a result', () => {
  const reason = (result: string, expected: string | undefined) =>
    test(result, () => expect(refusedBecause(result)).toBe(expected));

  reason('Tool execution denied: held', 'held');
  reason(
    'The user chose to skip the tool call, they want to proceed without running it',
    'The user chose to skip the tool call, they want to proceed without running it',
  );
  reason('Destroy complete! Resources: 2 destroyed.', undefined);
  reason('Error: access denied by the provider', undefined);
});
