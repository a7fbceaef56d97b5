/**
 * The demo: a real editor in the browser, Holdpoint in it, and an agent that is asked for something small and goes for
 * something big. Everything lives in a temp folder with a home directory of its own, and is gone when it ends.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdpointVsix, root, scriptedModelVsix } from '../test/support/editor/built.ts';
import { modelLogVariable } from '../test/support/editor/chat.ts';
import { type Host, startHost } from '../test/support/editor/host.ts';
import { ensureEditor } from '../test/support/editor/install.ts';
import { run } from '../test/support/editor/processes.ts';
import { step } from '../test/support/editor/progress.ts';
import { protectAgents } from '../test/support/editor/protect.ts';
import { allowAllSettings, chatSettings } from '../test/support/editor/settings.ts';
import { windowUrl } from '../test/support/editor/workbench.ts';
import { type Infrastructure, type Kind, prepare } from './infrastructure.ts';
import { selfTest } from './selfTest.ts';

export interface Demo {
  readonly host: Host;
  readonly workspace: string;
  readonly infrastructure: Infrastructure;
  readonly modelLog: string;
}

export interface DemoOptions {
  /** Without it: what the machine has. */
  readonly infrastructure?: Kind;
  /** Plays the story unattended instead of waiting for a person. */
  readonly selfTest: boolean;
  readonly port?: number;
}

/** Runs the demo until it is interrupted, or the self-test until it ends. Returns the exit code. */
export async function main(options: DemoOptions): Promise<number> {
  const interrupted = new Promise<'interrupted'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done('interrupted'));
  });
  await ensureEditor();
  await step('Building and packaging Holdpoint', (note) =>
    run(process.execPath, ['scripts/package.mjs'], { cwd: root, onOutput: note }),
  );
  const place = mkdtempSync(join(tmpdir(), 'holdpoint-demo-'));
  let demo: Demo | undefined;
  try {
    demo = await start(place, options);
    if (options.selfTest) {
      const outcome = await Promise.race([selfTest(demo), interrupted]);
      return outcome === 'interrupted' ? 130 : outcome;
    }
    console.log(invitation(demo));
    await interrupted;
    console.log('');
    return 0;
  } finally {
    await step('Ending the editor', async () => demo?.host.close());
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function start(place: string, { infrastructure: kind, port }: DemoOptions): Promise<Demo> {
  const workspace = join(place, 'cost-report');
  cpSync(join(root, 'demo/workspace-template'), workspace, { recursive: true });
  const infrastructure = await step('Setting up the sample workspace and its environment', () =>
    prepare(kind, place, workspace),
  );
  const dir = join(place, 'editor');
  const home = join(dir, 'home');
  mkdirSync(home, { recursive: true });
  await step('Protecting the agents of this editor (its home directory, not yours)', () => protectAgents(home));
  const modelLog = join(place, 'model.jsonl');
  const host = await step('Starting the editor with Holdpoint in it', () =>
    startHost({
      dir,
      ...(port === undefined ? {} : { port }),
      extensions: [holdpointVsix(), scriptedModelVsix()],
      settings: { ...chatSettings, ...allowAllSettings },
      env: { ...infrastructure.env, [modelLogVariable]: modelLog, npm_config_update_notifier: 'false' },
    }),
  );
  return { host, workspace, infrastructure, modelLog };
}

const invitation = ({ host, workspace, infrastructure }: Demo) => `
Open  ${windowUrl(host.url, { folder: workspace })}

1. When the box in the chat on the right names the "Scripted Model", ask it: fix the cost report
2. It goes for ${infrastructure.danger}, and Holdpoint holds that until you have answered. Deny it, look into
   environment/ in the explorer, then ask: recreate the environment. This time approve both steps.
3. Ctrl-C here ends everything; your own home directory was never touched.
`;
