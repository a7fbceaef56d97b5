/** The way of one tool call in the real editor: the editor's own agent, its own chat, Holdpoint's panel. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTerminal } from '../support/editor/chat.ts';
import { sleep } from '../support/editor/processes.ts';
import { openSession, type Session } from '../support/editor/session.ts';
import { allowAllSettings } from '../support/editor/settings.ts';

const destroy = inTerminal('terraform -chdir=infra destroy -auto-approve');

describe.each([
  { permissions: 'default permissions', settings: {} },
  { permissions: 'everything auto-approved', settings: allowAllSettings },
])('the editor’s own agent, $permissions', ({ permissions, settings }) => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ settings });
  });
  afterAll(() => session?.close(`story, ${permissions}`));

  test('the status bar says Holdpoint is there', async () => {
    const item = session.workbench.statusItem(/Holdpoint/).first();
    expect(await item.textContent()).not.toMatch(/waiting/);
  });

  test('what has nothing to do with infrastructure is left to the editor', async () => {
    const { results } = await session.chat.turn(inTerminal('echo plain $((40 + 2))'), { onConfirmation: 'Allow' });
    expect(results.at(-1)).toContain('plain 42');
  });

  test('a read runs with nobody asked by Holdpoint', async () => {
    const { results } = await session.chat.turn(inTerminal('terraform -chdir=infra state list'), {
      onConfirmation: 'Allow',
    });
    expect(results.at(-1)).toContain('terraform_data.service');
    expect(session.workspace.marks()).toEqual(['created']);
  });

  test('a destroy is held; its plan is made when the person asks, changes nothing, and speaks to the agent', async () => {
    const { chat, panel, workspace } = session;
    const turn = await chat.begin(destroy);
    await panel.hold(/destroy/i);
    expect(await panel.text()).toContain('terraform plan');
    await panel.runCheck();
    expect(await panel.says(/What changes/i)).toMatch(/Delete\s*\d/);
    expect([workspace.standing(), workspace.marks()]).toEqual([true, ['created']]);
    await panel.deny();
    const { results } = await turn.finished();
    expect(results.at(-1)).toMatch(/denied.*What speaks against it: .*terraform_data/s);
    expect(workspace.marks()).toEqual(['created']);
  });

  test('a destroy is held; denied, it does not run, and the agent hears why', async () => {
    const { chat, panel, workspace } = session;
    const turn = await chat.begin(destroy);
    expect(await panel.hold()).toMatch(/destroy/i);
    expect(await panel.text()).toContain('terraform -chdir=infra destroy -auto-approve');
    await sleep(1_000);
    expect(turn.running()).toBe(true);
    expect(workspace.standing()).toBe(true);
    await panel.deny();
    const { results, said } = await turn.finished();
    expect(results.at(-1)).toMatch(/denied|refused/i);
    expect(said).toContain(results.at(-1));
    expect(workspace.marks()).toEqual(['created']);
  });

  test('approved with its plan on screen, exactly that plan runs, once; the same again is held again', async () => {
    const { chat, panel, workspace } = session;
    const approved = await chat.begin(destroy);
    expect(await panel.hold()).toMatch(/destroy/i);
    if (!/What changes/i.test(await panel.text())) await panel.runCheck();
    expect(await panel.says(/What changes/i)).toContain('exactly the plan shown here is applied');
    await panel.approve();
    const { results } = await approved.finished();
    expect(results.at(-1)).toContain('Apply complete! Resources: 0 added, 0 changed, 1 destroyed.');
    expect(workspace.marks()).toEqual(['created', 'destroyed']);

    const again = await chat.begin(destroy);
    await panel.hold();
    expect(again.running()).toBe(true);
    await panel.deny();
    await again.finished();
    expect(workspace.marks()).toEqual(['created', 'destroyed']);
  });
});
