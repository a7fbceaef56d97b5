/**
 * Everything an end-to-end test needs, in one call: an editor with Holdpoint and the scripted model, its agents
 * protected, a workspace whose environment leaves marks when it is destroyed, one window, chat and panel.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { holdpointVsix, root, scriptedModelVsix } from './built.ts';
import { Chat, modelLogVariable } from './chat.ts';
import { type Host, startHost } from './host.ts';
import { Panel } from './panel.ts';
import { protectAgents } from './protect.ts';
import { chatSettings } from './settings.ts';
import { launchBrowser, newProfile, Workbench } from './workbench.ts';

export interface SessionOptions {
  /** On top of `chatSettings`: `allowAllSettings`, for example. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** More `.vsix` files beside Holdpoint and the scripted model. */
  readonly extensions?: readonly string[];
  /** False leaves the agents without Holdpoint's hooks. */
  readonly protect?: boolean;
  /** False does not wait until Holdpoint is up. */
  readonly ready?: boolean;
  /** False does not wait for the chat, which takes some seconds. */
  readonly chat?: boolean;
}

export interface Session {
  readonly host: Host;
  readonly browser: Browser;
  readonly profile: BrowserContext;
  readonly workbench: Workbench;
  readonly chat: Chat;
  readonly panel: Panel;
  readonly workspace: TerraformWorkspace;
  /** The folder everything lies in; for more workspaces. */
  readonly place: string;
  /** Another window of the same server in the same browser profile. */
  openWindow(folder: string | undefined): Promise<{ workbench: Workbench; panel: Panel }>;
  /** Ends everything. With a name, takes a picture into `test-results/` first. */
  close(picture?: string): Promise<void>;
}

export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const place = mkdtempSync(join(tmpdir(), 'holdpoint-e2e-'));
  let host: Host | undefined;
  let browser: Browser | undefined;
  const end = async () => {
    await browser?.close();
    await host?.close();
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const dir = join(place, 'editor');
    mkdirSync(join(dir, 'home'), { recursive: true });
    if (options.protect ?? true) await protectAgents(join(dir, 'home'));
    const workspace = createWorkspace(place, 'project');
    const log = join(place, 'model.jsonl');
    host = await startHost({
      dir,
      extensions: [holdpointVsix(), scriptedModelVsix(), ...(options.extensions ?? [])],
      settings: { ...chatSettings, ...options.settings },
      env: { PATH: terraformPath(place), [modelLogVariable]: log, ...options.env },
    });
    browser = await launchBrowser();
    const profile = await newProfile(browser);
    const { url } = host;
    const openWindow = async (folder: string | undefined) => {
      const workbench = await Workbench.open(profile, url, folder === undefined ? {} : { folder });
      return { workbench, panel: new Panel(workbench) };
    };
    const { workbench, panel } = await openWindow(workspace.folder);
    if (options.ready ?? true) {
      await workbench
        .statusItem(/Holdpoint/)
        .first()
        .waitFor({ timeout: 90_000 });
    }
    const chat = new Chat(workbench, log);
    if (options.chat ?? true) await chat.ready();
    const close = async (picture?: string) => {
      if (picture !== undefined) await photograph(workbench, picture);
      await end();
    };
    return { host, browser, profile, workbench, chat, panel, workspace, place, openWindow, close };
  } catch (error) {
    await end();
    throw error;
  }
}

async function photograph(workbench: Workbench, name: string): Promise<void> {
  mkdirSync(join(root, 'test-results'), { recursive: true });
  await workbench.screenshot(join(root, `test-results/${name}.png`)).catch(() => undefined);
}

/** A workspace with an environment that stands until somebody destroys it. */
export interface TerraformWorkspace {
  readonly folder: string;
  /** `created` and `destroyed`, in the order it happened. Starts with one `created`. */
  marks(): readonly string[];
  standing(): boolean;
}

/** What its plan says: the environment goes, and something runs that nobody can look into. */
const plan = JSON.stringify({
  format_version: '1.2',
  resource_changes: [
    {
      address: 'terraform_data.service',
      type: 'terraform_data',
      change: { actions: ['delete'], before: {}, after: null },
    },
  ],
  configuration: {
    root_module: { resources: [{ address: 'terraform_data.service', provisioners: [{ type: 'local-exec' }] }] },
  },
});

/**
 * Stands in for Terraform, so that these tests say the same on every machine: `apply` and `destroy` leave a mark in the
 * folder above `-chdir`. Real Terraform is what the demo uses, and its self-test with it.
 */
const standIn = `#!/bin/sh
case "$1" in
  plan) for word; do case "$word" in -out=*) echo destruction > "\${word#-out=}" ;; esac; done; echo 'Plan: 0 to add, 0 to change, 1 to destroy.'; exit 2 ;;
  show) echo '${plan}'; exit 0 ;;
esac
for last; do :; done
what=$2
[ "$what" = apply ] && [ -f "$last" ] && read -r what < "$last"
cd "\${1#-chdir=}/.." || exit 1
case "$what" in
  apply) echo created >> marks; touch standing; echo 'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.' ;;
  destruction) echo destroyed >> marks; rm standing; echo 'Apply complete! Resources: 0 added, 0 changed, 1 destroyed.' ;;
  destroy) echo destroyed >> marks; rm standing; echo 'Destroy complete! Resources: 1 destroyed.' ;;
  state) echo terraform_data.service ;;
  *) echo "the stand-in does not know: $*" >&2; exit 1 ;;
esac
`;

/** The PATH on which `terraform` is the stand-in. */
function terraformPath(place: string): string {
  const bin = join(place, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'terraform'), standIn, { mode: 0o755 });
  return `${bin}${delimiter}${process.env.PATH ?? ''}`;
}

/** A new workspace folder below `place`, its environment standing. */
export function createWorkspace(place: string, name: string): TerraformWorkspace {
  const folder = join(place, name);
  mkdirSync(join(folder, 'infra'), { recursive: true });
  writeFileSync(join(folder, 'infra/main.tf'), 'resource "terraform_data" "service" {}\n');
  writeFileSync(join(folder, 'marks'), 'created\n');
  writeFileSync(join(folder, 'standing'), '');
  return {
    folder,
    marks: () => readFileSync(join(folder, 'marks'), 'utf8').split('\n').filter(Boolean),
    standing: () => existsSync(join(folder, 'standing')),
  };
}
