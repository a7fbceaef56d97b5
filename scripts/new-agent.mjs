// @ts-check
// npm run new:agent NAME: writes an adapter's skeleton, its test, a place for its recorded payloads and its line in the list.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [name = ''] = process.argv.slice(2);
const id = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const file = `src/agents/${name}.ts`;
const table = `test/agents/${name}.test.ts`;
const payload = `test/fixtures/agents/${id}/PreToolUse.shell.documented.json`;
const index = 'src/agents/index.ts';
if (!/^[a-z][A-Za-z0-9]*$/.test(name) || existsSync(file)) {
  console.error(
    `${existsSync(file) ? `${file} is there already.` : 'A name is needed: letters and digits, the first one small.'}\n  Nothing was written.\n  npm run new:agent NAME`,
  );
  process.exit(2);
}

const skeleton = `/**
 * What it is, and where its hooks are described. https://link.to/its-own/reference
 *
 * What lets a tool run although the hook did not say so: crash, time-out, silence, unreadable output. Say it here, per
 * version, and which answer blocks whatever else happens.
 */
import { assertNever } from '../base/assertNever.ts';
import { text } from '../base/json.ts';
import type { Agent, HookReply, Release } from './agent.ts';
import { block, silence } from './decision.ts';
import { shortLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import { command, edit, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';

// A Map, because an object would answer to a tool called \`constructor\`. A tool that is not here holds.
const tools = new Map<string, ToolReader>([
  ['shell', command(() => 'bash')],
  ['write', edit((input) => [{ path: input.path, change: { kind: 'write', content: text(input.content, 'content') } }])],
  ['edit', edit((input) => [{ path: input.path, change: replace(input.old, input.new, false, ['old', 'new']) }])],
]);

/** Tools that read, plan or talk. */
const looking = new Set(['read']);

const id = '${id}';

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      return silence;
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

export const ${name}: Agent = {
  id,
  title: '${name}',
  // A field only this agent sends. With two agents that claim one payload, neither is recognised.
  sends: (event) => '${name}_version' in event,
  patience: () => 60,
  decode: (payload, env) =>
    readHookEvent(
      {
        agent: id,
        reader: (tool) => tools.get(tool) ?? (looking.has(tool) ? look : unknownTool),
        claim: ['description'],
      },
      payload,
      env,
    ),
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        path: '.${id}/settings.json',
        agent: id,
        title: '${name}',
        line: shortLine,
        events: [
          { event: 'PreToolUse', matcher: '*', timeout: 600, decides: true },
          { event: 'PostToolUse', matcher: '*', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
    ];
  },
  traces: { programs: ['${id}'], extensions: [], folders: ['.${id}'] },
  markers: [],
  coverage: {
    intercepts: ['commands', 'edits'],
    whenSilent: 'blocked: the installed line turns every other end into exit 2',
    holes: [{ what: 'Not run against the agent itself yet.' }],
    basis: { kind: 'documented', version: '', day: '' },
  },
};
`;

const tests = `/** One line for every tool, and the answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ${name} } from '../../src/agents/${name}.ts';

const decode = (tool: string, input: object) =>
  ${name}.decode(
    { hook_event_name: 'PreToolUse', session_id: 's', cwd: '/p', tool_name: tool, tool_input: input },
    { HOME: '/home/dev' },
  );

describe('tools', () => {
  const is = (tool: string, input: object, kind: string) =>
    test(tool, () => {
      const event = decode(tool, input);
      assert(event.kind === 'call');
      assert.equal(event.call.action.kind, kind);
    });

  is('shell', { command: 'terraform destroy' }, 'command');
  is('write', { path: 'main.tf', content: '' }, 'edit');
  is('read', { path: 'main.tf' }, 'look');
  is('constructor', {}, 'opaque');
});

test('answers', () => {
  assert.deepEqual(${name}.encode({ kind: 'neutral' }, undefined), { exitCode: 0, stdout: '', stderr: '' });
  assert.equal(${name}.encode({ kind: 'refuse', message: 'No.' }, undefined).exitCode, 2);
});
`;

const sample = {
  hook_event_name: 'PreToolUse',
  session_id: '00000000-0000-4000-8000-000000000001',
  cwd: '/home/dev/project',
  transcript_path: '/home/dev/sessions/1.jsonl',
  [`${name}_version`]: '1.0.0',
  tool_name: 'shell',
  tool_input: { command: 'terraform destroy -auto-approve' },
};

const list = readFileSync(index, 'utf8');
const imports = list.replace(
  /((?:import [^\n]+\n)+)/,
  (/** @type {string} */ lines) => `${lines}import { ${name} } from './${name}.ts';\n`,
);
writeFileSync(
  index,
  imports.replace(/(const everyAgent: readonly Agent\[\] = \[\s*[\s\S]*?)(,?\s*\];)/, `$1, ${name}$2`),
);
writeFileSync(file, skeleton);
writeFileSync(table, tests);
mkdirSync(`test/fixtures/agents/${id}`, { recursive: true });
writeFileSync(payload, `${JSON.stringify(sample, null, 2)}\n`);
console.log(
  `${file}, ${table}, ${payload} and a line in ${index}.\nNext: npm run format; replace the payload by recorded ones; npx vitest run --project unit test/agents; node scripts/agents-doc.mjs`,
);
