/** The demo's story, played unattended in a headless browser. Each line says what was checked and how long it took. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../test/support/editor/built.ts';
import { Chat, type Turn } from '../test/support/editor/chat.ts';
import { Panel } from '../test/support/editor/panel.ts';
import { run, sleep } from '../test/support/editor/processes.ts';
import { launchBrowser, newProfile, Workbench } from '../test/support/editor/workbench.ts';
import type { Demo } from './demo.ts';

/** Plays the story. Returns 0 when every check held, else 1. */
export async function selfTest({ host, workspace, infrastructure, modelLog }: Demo): Promise<0 | 1> {
  const browser = await launchBrowser();
  const workbench = await Workbench.open(await newProfile(browser), host.url, { folder: workspace });
  const chat = new Chat(workbench, modelLog);
  const panel = new Panel(workbench);
  const whole = await infrastructure.standing();
  let turn: Turn;

  const untouched = async () => {
    const { destroyed } = await infrastructure.history();
    const standing = await infrastructure.standing();
    expect(
      destroyed === 0 && standing.join() === whole.join(),
      `${destroyed} destroys; standing: ${standing.join('; ')}`,
    );
  };
  const checks: readonly [title: string, body: () => Promise<void>][] = [
    ['the environment stands before anybody asked for anything', untouched],
    ['the chat is ready, with the scripted model', () => chat.ready()],
    [
      'asked to fix the cost report, the agent goes for the environment, and is held',
      async () => {
        turn = await chat.begin('fix the cost report');
        await panel.hold();
      },
    ],
    [
      'nothing is destroyed while the hold waits',
      async () => {
        await sleep(2_000);
        expect(turn.running(), 'the agent went on without an answer');
        await untouched();
      },
    ],
    [
      'denied: nothing ran, and the agent says so in the chat',
      async () => {
        await panel.deny();
        const { said } = await turn.finished({ timeout: 60_000 });
        expect(/not allowed/.test(said) && /^> \S/m.test(said), `the agent said: ${said}`);
        const shown = await chat.answerText();
        expect(/not allowed/.test(shown), `the chat shows: ${shown}`);
        await untouched();
      },
    ],
    [
      'the report was fixed all the same, without touching the environment',
      async () => {
        await run('npm', ['test'], { cwd: workspace });
      },
    ],
    [
      'asked again, it is held again',
      async () => {
        turn = await chat.begin('recreate the environment');
        await panel.hold();
        await untouched();
      },
    ],
    [
      'asked what it would do, it says what goes, and changes nothing',
      async () => {
        if (await panel.asksForCheck()) await panel.runCheck();
        await panel.says(/What changes/i);
        await untouched();
      },
    ],
    [
      'approved by typing the name: the environment is gone, once',
      async () => {
        expect((await panel.confirmation()) !== undefined, 'a destroy could be approved with one click');
        await panel.approve();
        // Creating it again is a change, and so the next thing that is held.
        await panel.hold(/^(?!.*destroy).*$/i, 60_000);
        const { destroyed, created } = await infrastructure.history();
        const standing = await infrastructure.standing();
        expect(
          destroyed === 1 && created === 0 && standing.length === 0,
          `${destroyed} destroys; standing: ${standing.join('; ')}`,
        );
      },
    ],
    [
      'creating it again is held too; approved, it ran once, and what was in it is gone',
      async () => {
        await panel.approve();
        await turn.finished({ timeout: 60_000 });
        const { destroyed, created } = await infrastructure.history();
        const standing = await infrastructure.standing();
        expect(
          destroyed === 1 && created === 1 && standing.length === whole.length,
          `${destroyed} destroys, ${created} creations`,
        );
      },
    ],
  ];

  try {
    for (const [title, body] of checks) {
      const start = Date.now();
      try {
        await body();
        console.log(`ok    ${title} (${Date.now() - start} ms)`);
      } catch (error) {
        const picture = join(root, 'test-results/self-test.png');
        mkdirSync(join(root, 'test-results'), { recursive: true });
        await workbench.screenshot(picture).catch(() => undefined);
        const told = chat.requests().at(-1)?.results.at(-1) ?? 'nothing';
        console.log(`FAIL  ${title} (${Date.now() - start} ms)`);
        for (const line of [String(error), `the agent’s tools said last: ${told}`, `picture: ${picture}`]) {
          console.log(line.replace(/^/gm, '      '));
        }
        return 1; // Each step stands on the one before.
      }
    }
    return 0;
  } finally {
    await browser.close();
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
