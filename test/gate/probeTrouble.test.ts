/** Everything that keeps a probe from answering: it is said plainly, the action stays held, and a person can still decide. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Probe, ProbeStep } from '../../src/core/impact/probe.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import type { ProbeState } from '../../src/gate/probeStates.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';
import { needs } from '../support/sharedFixtures.ts';

const { asked } = vi.hoisted(() => ({ asked: { probes: [] as Probe[] } }));
vi.mock('../../src/core/impact/probes.ts', () => ({ probesFor: () => asked.probes }));

let fixture: GateFixture | undefined;
afterEach(() => {
  fixture?.dispose();
  asked.probes = [];
});

/** A probe that runs a program by this name, and reads its answer as a plan. */
const probe = (more: Partial<Probe> & { readonly step?: Partial<ProbeStep> } = {}): Probe => {
  const { step, ...own } = more;
  return {
    id: 'p',
    kind: 'network',
    title: 'Look',
    limit: 10_000,
    steps: () => [{ program: 'tool', args: ['look'], cwd: '/', env: {}, good: [0], confidential: true, ...step }],
    read: (answers: readonly Answer[]) => readTerraformPlan(answers.at(-1)?.stdout ?? ''),
    ...own,
  };
};

interface Held {
  readonly here: GateFixture;
  readonly id: string;
  readonly state: ProbeState;
}

/** Holds an action whose probe runs this script, and waits for what becomes of it. */
async function held(script: string | undefined, asks: Probe, before?: (here: GateFixture) => void): Promise<Held> {
  asked.probes = [asks];
  const here = gateFixture({
    permission: () => ({ kind: 'runs' }),
    env: (project) => {
      const bin = join(project, 'bin');
      mkdirSync(bin);
      if (script !== undefined) {
        writeFileSync(join(bin, 'tool'), `#!/bin/sh\n${script}\n`);
        chmodSync(join(bin, 'tool'), 0o755);
      }
      return { PATH: `${bin}:/usr/bin:/bin`, HOME: project };
    },
  });
  fixture = here;
  before?.(here);
  const hook = connectHook(here.gate);
  hook.ask(command('kubectl delete namespace shop', { cwd: here.project }));
  const id = here.gate.waiting()[0]?.hold.id ?? '';
  for (let tries = 0; here.gate.probes(id)[0]?.phase.kind === 'running'; tries++) {
    if (tries > 1_000) throw new Error('the probe did not end');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const [state] = here.gate.probes(id);
  if (state === undefined) throw new Error('there is no probe');
  // Whatever became of it, nothing has been decided, and a person can.
  const [waiting] = here.gate.waiting();
  expect(waiting?.hold.id).toBe(id);
  here.gate.verdict({ hold: id, digest: waiting?.digest ?? '', answer: 'deny' });
  expect(hook.heard.at(-1)).toMatchObject({ type: 'refused' });
  return { here, id, state };
}

const why = ({ state: { phase } }: Held): string => ('why' in phase ? phase.why : phase.kind);
const journal = ({ here }: Held): string => {
  const folder = join(here.root, 'journal');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
};

describe('a probe that cannot answer', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');

  const says = (title: string, script: string | undefined, expected: RegExp, more?: Parameters<typeof probe>[0]) =>
    test(title, async () => {
      const found = await held(script, probe(more));
      expect(found.state.phase.kind).toBe('failed');
      expect(why(found)).toMatch(expected);
      expect(journal(found)).toContain('"checked"');
    });

  says('hangs', 'sleep 60', /^tool did not answer within 0 seconds, and was ended\.$/, { limit: 300 });
  says('hangs and ignores that it is asked to end', `trap '' TERM; sleep 60 & wait; sleep 60`, /did not answer/, {
    limit: 300,
  });
  says(
    'waits for an answer',
    'read answer || { echo "no terminal" >&2; exit 3; }',
    /^tool look ended with 3: no terminal/,
  );
  says('is not installed', undefined, /^tool is not installed where the editor looks for programs\.$/);
  says(
    'needs a login',
    'echo "The SSO session associated with this profile has expired or is otherwise invalid." >&2; exit 255',
    /^The login has expired: run `aws sso login --profile prod`\. \(tool look ended with 255: The SSO session/,
    { step: { args: ['look', '--profile', 'prod'] } },
  );
  says(
    'has credentials that have expired',
    'echo "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired." >&2; exit 254',
    /^The AWS credentials have expired: log in again\./,
  );
  says('finds the disk full', 'echo "write plan: no space left on device" >&2; exit 1', /^The disk is full\./);
  says('ends by a signal', 'kill -9 $$', /^tool look ended with a signal\.$/);
  says('says nothing', 'exit 4', /^tool look ended with 4\.$/);
  says(
    'says on its ordinary output what went wrong',
    'echo "NOAUTH Authentication required."; exit 1',
    /^The server wants a login/,
    {
      step: { confidential: false },
    },
  );
  says('works in a folder that is gone', 'true', /^Holdpoint failed while asking: the folder it works in/, {
    step: { cwd: '/nonexistent/folder' },
  });
  says('has a reader that fails', 'true', /^Holdpoint failed while asking: something in it went wrong\.$/, {
    read: () => {
      throw new Error('x');
    },
  });

  test('has no place to write', async () => {
    const found = await held('true', probe(), ({ root }) => {
      mkdirSync(root, { recursive: true });
      rmSync(join(root, 'probes'), { recursive: true, force: true });
      writeFileSync(join(root, 'probes'), 'a file where the folder belongs');
    });
    expect(why(found)).toMatch(/^Holdpoint failed while asking: /);
    expect(journal(found)).toContain('"checked"');
  });

  test('answers with 200 MB and more', { timeout: 60_000 }, async () => {
    const found = await held('head -c 210000000 /dev/zero', probe({ limit: 50_000 }));
    expect(why(found)).toBe('tool answered with more than 200 MB, and was ended.');
  });

  test('repeats a secret in its complaint', async () => {
    const found = await held('echo "cannot log in with password=hunter2-planted" >&2; exit 1', probe());
    expect(why(found)).toMatch(/^tool look ended with 1: cannot log in with password=/);
    expect(JSON.stringify(found.state) + journal(found)).not.toContain('hunter2-planted');
  });
});

describe('an answer that is none', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');
  const cannot = (title: string, script: string, expected: RegExp) =>
    test(title, async () => {
      const { state } = await held(script, probe());
      if (state.phase.kind !== 'done') throw new Error('it did not end well');
      const { headline, irreversible, uninspectable } = state.phase.impact;
      expect([irreversible, uninspectable.length]).toEqual([true, 1]);
      expect(headline).toMatch(/[Cc]annot be inspected/);
      expect(uninspectable[0]?.why).toMatch(expected);
    });
  cannot('nothing', 'true', /not complete JSON/);
  cannot('half a plan', `printf '{"format_version":"1.2","resource_changes":[{"addr'`, /not complete JSON/);
  cannot('a page of HTML', `echo '<html>Log in</html>'`, /not complete JSON/);
  cannot('a format of the future', `echo '{"format_version":"2.0","resource_changes":[]}'`, /"2\.0" is not known/);
  cannot('bytes that are no text', `printf '\\377\\376\\000'`, /not complete JSON/);
  test('a minor version of the future is read', async () => {
    const { state } = await held(
      `echo '{"format_version":"1.99","new_part":{},"resource_changes":[{"address":"a_b.c","type":"a_b","change":{"actions":["delete"],"before":{},"after":null}}]}'`,
      probe(),
    );
    expect(state.phase.kind === 'done' && state.phase.impact.summary.delete).toBe(1);
  });
});
