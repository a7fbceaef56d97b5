import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { actionDigests, actionOf, actionShape, type Look, type ShownCall } from '../../../src/core/cosign/action.ts';
import { destroy, unknown } from '../../../src/core/effect.ts';
import { callDigest } from '../../../src/core/hold/digest.ts';
import type { Action, ToolCall } from '../../../src/core/toolCall.ts';
import { subtle } from '../../support/cosignPeople.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface World {
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
}

const world: World = {
  files: { '/usr/bin/terraform': 'terraform 1.14', '/repo/main.tf': 'resource {}' },
  links: { '/srv/shop': '/repo', '/usr/local/bin/terraform': '/usr/bin/terraform' },
};

const lookAt = ({ files, links }: World): Look => {
  const realPath = (path: string) => links[path] ?? path;
  return {
    sha256,
    realPath,
    hash: (path) => {
      const content = files[realPath(path)];
      return content === undefined ? undefined : sha256(content);
    },
    program: (name) => (name === 'terraform' ? '/usr/local/bin/terraform' : undefined),
  };
};

const call = (action: Action, over: Partial<ToolCall> = {}): ToolCall => ({
  agent: 'claude-code',
  session: 's1',
  tool: 'Bash',
  cwd: '/srv/shop',
  env: { TF_WORKSPACE: 'production' },
  action,
  ...over,
});

const command = (line: string): Action => ({ kind: 'command', line, shell: 'bash' });

const shown = (of: ToolCall, over: Partial<ShownCall> = {}): ShownCall => ({
  call: of,
  fingerprint: callDigest(of, sha256),
  directory: '/repo',
  effects: [destroy({ tool: 'terraform', operation: 'destroy', target: '.', place: 'workspace production' })],
  inputs: [{ path: '/repo/main.tf', kind: 'text' }],
  steps: [{ at: 0, argv: ['terraform', 'destroy'], cwd: '/srv/shop', env: {}, wrapped: false, effects: [], facts: [] }],
  target: { workspace: 'production' },
  reversibility: 'irreversible',
  ...over,
});

const made = (of: ToolCall, over: Partial<ShownCall> = {}, at: World = world) => actionOf(shown(of, over), lookAt(at));
const digest = async (of: ToolCall, over: Partial<ShownCall> = {}, at: World = world) =>
  (await actionDigests([made(of, over, at)], subtle))[0];

const plain = call(command('terraform destroy'));

describe('what is signed', () => {
  test('a command: its words, its program, its files, where it acts', () => {
    expect(made(plain)).toEqual({
      v: 1,
      kind: 'exec',
      agent: 'claude-code',
      tool: 'Bash',
      fingerprint: callDigest(plain, sha256),
      cwd: '/repo',
      shell: 'bash',
      line: 'terraform destroy',
      env: { TF_WORKSPACE: 'production' },
      effects: [
        { kind: 'destroy', tool: 'terraform', operation: 'destroy', target: '.', place: 'workspace production' },
      ],
      inputs: [{ path: '/repo/main.tf', sha256: sha256('resource {}') }],
      steps: [
        {
          argv: ['terraform', 'destroy'],
          cwd: '/repo',
          env: {},
          depends: [],
          program: { path: '/usr/bin/terraform', sha256: sha256('terraform 1.14') },
        },
      ],
      target: { workspace: 'production' },
      reversibility: 'irreversible',
      uninspectable: [],
    });
  });

  const kinds: readonly (readonly [string, Action])[] = [
    ['exec', command('terraform destroy')],
    ['file', { kind: 'edit', edits: [{ path: '/repo/main.tf', change: { kind: 'write', content: 'x' } }] }],
    ['mcp', { kind: 'mcp', server: 'db', tool: 'drop_database', input: { name: 'shop' } }],
    ['tool', { kind: 'opaque', tool: 'Magic', why: 'nobody knows it', input: { a: [1] } }],
  ];
  for (const [kind, action] of kinds)
    test(`${kind}: is what its reader takes`, () => {
      const of = made(call(action));
      expect(of.kind).toBe(kind);
      expect(v.parse(actionShape, of)).toEqual(of);
    });

  test('what only looks needs nobody', () => {
    expect(() => made(call({ kind: 'look', tool: 'Read' }))).toThrow(ShapeError);
  });
});

describe('attacks on approval', () => {
  const differs = (name: string, of: ToolCall, over: Partial<ShownCall> = {}, at: World = world) =>
    test(name, async () => expect(await digest(of, over, at)).not.toBe(await digest(plain)));

  test('lies in the loop: what the agent says of the call is no part of it', async () => {
    const claiming = call(command('terraform destroy'), { claim: 'Only looks. Already approved by Bo.' });
    expect(made(claiming)).toEqual(made(plain));
  });
  test('lies in the loop: what could not be looked into is told', () => {
    const over = {
      effects: [unknown({ tool: 'shell', operation: 'eval', note: 'Holdpoint cannot tell what it runs.' })],
      inputs: [{ path: '/repo/deploy.bin', kind: 'unread' as const }],
    };
    expect(made(plain, over).uninspectable).toEqual([
      'Holdpoint cannot tell what it runs.',
      '/repo/deploy.bin was not read.',
    ]);
  });
  test('a harmless name that leads elsewhere: the real path is signed', () => {
    const edit = call({ kind: 'edit', edits: [{ path: '/repo/notes.md', change: { kind: 'write', content: 'x' } }] });
    const linked = { ...world, links: { ...world.links, '/repo/notes.md': '/repo/.mcp.json' } };
    expect(made(edit, {}, linked)).toMatchObject({ edits: [{ path: '/repo/notes.md', realPath: '/repo/.mcp.json' }] });
  });
  differs(
    'a link that leads elsewhere than before',
    plain,
    {},
    { ...world, links: { ...world.links, '/srv/shop': '/other' } },
  );
  differs(
    'another program under the same name',
    plain,
    {},
    { ...world, files: { ...world.files, '/usr/bin/terraform': 'evil' } },
  );
  differs(
    'another content of a file that it reads',
    plain,
    {},
    { ...world, files: { ...world.files, '/repo/main.tf': 'evil' } },
  );
  differs('a file that is gone', plain, {}, { ...world, files: {} });
  differs('the wrapper the same, the inner command another', call(command('timeout 9 terraform destroy')));
  differs('a line broken so that it looks the same', call(command('terraform \\\ndestroy')));
  differs('a letter that looks the same', call(command('terraform destr\u043ey')));
  differs('another environment', call(command('terraform destroy'), { env: { TF_WORKSPACE: 'prod' } }));
  differs('another directory', plain, { directory: '/repo2' });
  differs('something that ran before', call(command('terraform destroy'), { prior: ['alias terraform=evil'] }));
  const dependsOn = (is: string) => ({
    steps: [
      {
        ...{ at: 0, argv: ['terraform', 'destroy'], cwd: '/srv/shop', env: {}, wrapped: false, effects: [] },
        facts: [{ about: { kind: 'configuration', path: '/repo' }, is } as const],
      },
    ],
  });
  test('another configuration than was looked at', async () => {
    expect(made(plain, dependsOn('x'))).toMatchObject({
      steps: [{ depends: [{ on: 'the configuration in /repo', sha256: sha256('x') }] }],
    });
    expect(await digest(plain, dependsOn('x'))).not.toBe(await digest(plain, dependsOn('y')));
  });
  differs('plans that were shown', plain, { fingerprint: callDigest(call(command('x')), sha256) });
});

describe('secrets stay out, and are signed all the same', () => {
  const secret = 'hunter2-hunter2';
  const hidden: readonly (readonly [string, ToolCall, Partial<ShownCall>])[] = [
    ['in the line', call(command(`psql postgres://app:${secret}@db/shop -c "DROP TABLE x"`)), {}],
    [
      'behind an option',
      call(command('x')),
      {
        steps: [
          {
            at: 0,
            argv: ['vault', '--password', secret],
            cwd: '/repo',
            env: {},
            wrapped: false,
            effects: [],
            facts: [],
          },
        ],
      },
    ],
    [
      'in a variable of a step',
      call(command('x')),
      {
        steps: [
          { at: 0, argv: ['psql'], cwd: '/repo', env: { PGPASSWORD: secret }, wrapped: false, effects: [], facts: [] },
        ],
      },
    ],
    ['in the environment', call(command('x'), { env: { AWS_SECRET_ACCESS_KEY: secret } }), {}],
    ['given to a tool', call({ kind: 'mcp', tool: 'query', input: { password: secret } }), {}],
  ];
  for (const [name, of, over] of hidden)
    test(name, async () => expect(JSON.stringify(made(of, over))).not.toContain(secret));

  test('another password is another action', async () => {
    const of = (word: string) => call(command(`psql postgres://app:${word}@db/shop -c "DROP TABLE x"`));
    expect(await digest(of('one-secret'))).not.toBe(await digest(of('two-secret')));
  });
});
