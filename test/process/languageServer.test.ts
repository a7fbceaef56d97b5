/** The language server as a process of its own, asked the way an editor asks. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  createProtocolConnection,
  DefinitionRequest,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RenameRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { bundles } from '../../scripts/lib/bundles.mjs';
import { parsePolicy } from '../../src/core/policy/parse.ts';
import { roster } from '../support/smallRoster.ts';

const policy = `version: 1
environments:
  lab: { contexts: ["kind-*"] }
rules:
  - { name: mine, when: { environment: lab }, then: allow }
`;
/** What counts where the files lie. */
const counting = `version: 1
rules:
  - { name: two for data, when: { data: true }, then: hold, approvals: { count: 1, group: platform } }
`;
const main = `resource "aws_db_instance" "orders" {
  identifier = "orders"
  lifecycle {
    prevent_destroy = true
  }
}
`;

let folder: string;
let child: ChildProcess;
let connection: ProtocolConnection;
const published = new Map<string, Diagnostic[]>();
const versions = new Map<string, number>();

const uri = (path: string) => pathToFileURL(join(folder, path)).href;

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not happen');
}

function open(path: string, text: string): void {
  void connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri: uri(path), languageId: 'yaml', version: 1, text },
  });
}

async function change(path: string, text: string): Promise<Diagnostic[]> {
  const version = (versions.get(path) ?? 1) + 1;
  versions.set(path, version);
  published.delete(uri(path));
  void connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri: uri(path), version },
    contentChanges: [{ text }],
  });
  return until(() => published.get(uri(path)));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'language server '));
  mkdirSync(join(folder, '.holdpoint'));
  writeFileSync(join(folder, '.holdpoint/policy.yaml'), policy);
  writeFileSync(join(folder, 'main.tf'), main);
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  const server = join(folder, 'server.js');
  await build({ ...bundles.server, outfile: server });
  child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null || child.stdin === null) throw new Error('it has no pipes');
  connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onNotification(PublishDiagnosticsNotification.type, (found) => {
    published.set(found.uri, found.diagnostics);
  });
  connection.onRequest('policies', ({ folder: asked }: { readonly folder: string }) => [
    {
      root: asked,
      policies: [[{ layer: 'workspace', policy: parsePolicy(counting).policy }]],
    },
  ]);
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { vocabulary: { agents: ['claude-code'] }, git: true, tryRule: 'x', policies: 'policies' },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  open('.holdpoint/policy.yaml', policy);
  open('main.tf', main);
  await until(() => published.get(uri('main.tf')) && published.get(uri('.holdpoint/policy.yaml')));
}, 60_000);

afterAll(() => {
  connection?.dispose();
  child?.kill();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('a policy', () => {
  const path = '.holdpoint/policy.yaml';
  test('is completed', async () => {
    await change(path, policy.replace('then: allow', 'then: '));
    const found = await connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: uri(path) },
      position: { line: 4, character: policy.split('\n')[4]?.indexOf('allow') ?? 0 },
    });
    const items = Array.isArray(found) ? found : (found?.items ?? []);
    expect(items.map(({ label }) => label)).toEqual(['allow', 'hold', 'deny']);
  });
  test('is explained', async () => {
    await change(path, policy);
    const found = await connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: uri(path) },
      position: { line: 4, character: 12 },
    });
    expect(JSON.stringify(found)).toContain('In lab, whatever touches something passes');
  });
  test('has its mistakes underlined, and mended', async () => {
    const diagnostics = await change(path, policy.replace('then: allow', 'then: alow'));
    expect(diagnostics.map(({ message, range }) => [message, range.start.line])).toEqual([
      ['rules[1].then: expected allow, hold or deny.', 4],
    ]);
    const [diagnostic] = diagnostics;
    if (diagnostic === undefined) throw new Error('there is none');
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uri(path) },
      range: diagnostic.range,
      context: { diagnostics },
    });
    expect(actions?.map(({ title }) => title)).toEqual(['Change to "allow"']);
  });
  test('has its environments renamed', async () => {
    await change(path, policy);
    const edit = await connection.sendRequest(RenameRequest.type, {
      textDocument: { uri: uri(path) },
      position: { line: 2, character: 3 },
      newName: 'sandbox',
    });
    expect(edit?.changes?.[uri(path)]).toHaveLength(2);
  });
  test('may be any text', async () => {
    for (const text of ['', '\0', '{'.repeat(3_000), '&a *a', `version: 1\n${'- '.repeat(2_000)}`, '\ud800'])
      expect((await change(path, text)).length).toBeGreaterThan(0);
    expect(await change(path, policy)).toEqual([]);
  });
});

describe('a roster', () => {
  const path = '.holdpoint/roster.json';
  const asking = policy.replace('then: allow', 'then: hold, approvals: { count: 1, group: platform }');
  test('says who approves, in the policy beside it, as soon as it is written', async () => {
    expect((await change('.holdpoint/policy.yaml', asking)).map(({ message }) => message)).toEqual([
      'There is no roster here, so nobody can approve this.',
    ]);
    published.delete(uri('.holdpoint/policy.yaml'));
    open(path, roster);
    expect(await until(() => published.get(uri('.holdpoint/policy.yaml')))).toEqual([]);
    const found = await connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri: uri('.holdpoint/policy.yaml') },
      position: { line: 4, character: asking.split('\n')[4]?.indexOf('platform') ?? 0 },
    });
    expect(found).toMatchObject({ uri: uri(path), range: { start: { line: 3, character: 4 } } });
  });
  test('has its mistakes underlined', async () => {
    expect((await change(path, roster.replace('"people"', '"folks"'))).map(({ message }) => message)).toContain(
      'folks: there is no such key.',
    );
    await change(path, roster);
  });
});

describe('main.tf', () => {
  test('loses its guard: it is said, and can be put back', async () => {
    const bare = main.replace(/ {2}lifecycle \{[^}]*\}\n/, '');
    const diagnostics = await change('main.tf', bare);
    expect(diagnostics.map(({ range }) => range.start.line)).toEqual([0]);
    const needs = 'needs 1 person of platform besides you, by rule "two for data"';
    await until(() => (JSON.stringify(published.get(uri('main.tf'))).includes('platform') ? true : undefined));
    expect(published.get(uri('main.tf'))?.map(({ message }) => message)).toEqual([
      `aws_db_instance.orders may be destroyed by a plan again (lifecycle.prevent_destroy: true → nothing). Applying this ${needs}.`,
    ]);
    const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: uri('main.tf') } });
    expect(lenses?.map(({ command, range }) => [range.start.line, command?.title])).toEqual([
      [0, `May be destroyed by a plan again · applying it ${needs}`],
    ]);
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: uri('main.tf') },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      context: { diagnostics },
    });
    const [restore] = (actions ?? []) as CodeAction[];
    expect([restore?.title, restore?.edit?.changes?.[uri('main.tf')]?.[0]?.newText]).toEqual([
      'Restore prevent_destroy',
      '  lifecycle {\n    prevent_destroy = true\n  }\n',
    ]);
    expect(await change('main.tf', main)).toEqual([]);
  });
});

// Of another machine, which no system but Windows can name.
describe.skipIf(process.platform === 'win32')('a file that has no path here', () => {
  test.for(['main.tf', '.holdpoint/policy.yaml', '.holdpoint/roster.json'])('ends nothing: %s', async (name) => {
    const strange = `file://elsewhere/share/${name}`;
    void connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri: strange, languageId: 'yaml', version: 1, text: 'version: 2\n' },
    });
    void connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: strange, version: 2 },
      contentChanges: [{ text: 'version: 3\n' }],
    });
    await until(() => published.get(strange));
    void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: strange } });
    expect(await change('main.tf', main)).toEqual([]);
    expect(child.exitCode).toBeNull();
  });
});
