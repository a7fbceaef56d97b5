/** A team's policy in the real editor: accepted by a person, in the panel; written with the language server's help. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTerminal } from '../support/editor/chat.ts';
import { until } from '../support/editor/processes.ts';
import { openSession, type Session } from '../support/editor/session.ts';

const policy = `version: 1
environments:
  lab: { paths: ["lab/**"] }
rules:
  - name: the service stays
    when: { effect: destroy, tool: terraform }
    then: deny
  - name: lab is free
    when: { environment: lab }
    then: allow
`;

const guarded =
  'resource "aws_db_instance" "orders" {\n  identifier = "orders"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n';

let session: Session;
const write = (path: string, text: string) => {
  const file = join(session.workspace.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

beforeAll(async () => {
  // What is typed stays in the editor: a policy on disk that is another one is a question, and comes to the front.
  session = await openSession({ settings: { 'files.autoSave': 'off' } });
  write('db/orders.tf', guarded);
});
afterAll(() => session?.close('policy'));

const destroy = inTerminal('terraform -chdir=infra destroy -auto-approve');

describe('a policy that appears', () => {
  test('is asked about in sentences, and counts once it is accepted', async () => {
    const { panel, chat, workspace } = session;
    write('.holdpoint/policy.yaml', policy);
    await panel.hold(/Accepts the policy/i);
    const text = await panel.text();
    expect(text).toContain('Whatever destroys something by terraform never happens.');
    expect(text).toContain('In lab, whatever touches something passes');
    await panel.approve();
    await panel.settled();
    const { results } = await chat.turn(destroy);
    expect(results.at(-1)).toContain('the service stays');
    expect(workspace.standing()).toBe(true);
  });

  test('and that an agent loosens: the edit is held, and then what it means; until then the old one counts', async () => {
    const { panel, chat, workspace } = session;
    const edit = await chat.begin(inTerminal("sed -i 's/then: deny/then: allow/' .holdpoint/policy.yaml"));
    await panel.hold();
    await panel.approve();
    await edit.finished();
    await panel.hold(/Accepts the policy/i);
    expect(await panel.text()).toMatch(/loosens the policy[\s\S]*never happens\. Now: Whatever destroys/);
    const { results } = await chat.turn(destroy);
    expect(results.at(-1)).toContain('the service stays');
    expect(workspace.standing()).toBe(true);
    await panel.deny();
  });
});

describe('the language server', () => {
  const editorText = () => session.workbench.page.locator('.editor-instance .view-lines').first().textContent();
  const squiggles = () =>
    session.workbench.page.locator('.editor-instance .squiggly-error, .editor-instance .squiggly-warning');

  test('underlines a mistake, mends it, completes and explains', async () => {
    const { page } = session.workbench;
    write('.holdpoint/policy.yaml', policy.replace('then: deny', 'then: dney'));
    await session.workbench.openFile('policy.yaml');
    await until(
      async () => (await squiggles().count()) > 0,
      () => 'nothing is underlined',
      30_000,
    );
    await page.locator('.codelens-decoration').first().waitFor();
    await page.keyboard.press('Control+g');
    await session.workbench.quickInput.locator('input').first().fill(':7:14');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+.');
    await page.getByText('Change to "deny"').first().click();
    await until(
      async () => /then:\s*deny/.test((await editorText()) ?? ''),
      () => 'it is not mended',
      15_000,
    );
    await page.keyboard.press('Control+End');
    await page.keyboard.type('limits:');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.type('  ');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'holds-per-hour' }).first().click();
    await page.keyboard.type('20');
  });

  test('says what stands there, and gives an environment another name everywhere', async () => {
    const { page, quickInput } = session.workbench;
    await page.keyboard.press('Control+g');
    await quickInput.locator('input').first().fill(':3:4');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
    await page.locator('.monaco-hover', { hasText: 'told by paths lab/**' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.monaco-hover', { hasText: 'told by paths lab/**' }).first().waitFor({ state: 'hidden' });
    await page.keyboard.press('F2');
    await page.locator('.rename-box input').fill('playground');
    await page.keyboard.press('Enter');
    await until(
      async () => /environment:\s*playground/.test((await editorText()) ?? ''),
      () => 'the rule still names the old one',
      15_000,
    );
  });

  test('says in a file of Terraform what loses its guard, and what applying that needs; and puts it back', async () => {
    const { page, quickInput } = session.workbench;
    await session.workbench.openFile('orders.tf');
    await until(
      async () => /prevent_destroy/.test((await editorText()) ?? ''),
      () => 'it is not open',
      15_000,
    );
    write('db/orders.tf', guarded.replace(/ {2}lifecycle \{[^}]*\}\n/, ''));
    await until(
      async () => (await squiggles().count()) > 0,
      () => 'nothing is underlined',
      30_000,
    );
    const line = page.locator('.codelens-decoration', { hasText: 'May be destroyed by a plan again' }).first();
    await line.waitFor();
    await until(
      async () => /applying it needs/.test((await line.textContent()) ?? ''),
      () => 'nothing is said of approvals',
      30_000,
    );
    await page.keyboard.press('Control+g');
    await quickInput.locator('input').first().fill(':1:3');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+.');
    await page.getByText('Restore prevent_destroy').first().click();
    await until(
      async () => /prevent_destroy/.test((await editorText()) ?? ''),
      () => 'it is not put back',
      15_000,
    );
  });
});
