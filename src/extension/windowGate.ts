/** This window's gate: its key, its id, its socket. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ExtensionContext, env, type LogOutputChannel, window, workspace } from 'vscode';
import { invocationsOf, understand } from '../core/understand.ts';
import { openAcceptedPolicies } from '../gate/acceptedPolicies.ts';
import { acceptingFromRemotes } from '../gate/acceptFromRemotes.ts';
import { createAnnouncer } from '../gate/announce.ts';
import { createGate, type Gate } from '../gate/gate.ts';
import { openHoldStore } from '../gate/holdStore.ts';
import { openJournal } from '../gate/journal.ts';
import { pinKey, pinnedKeys } from '../gate/pins.ts';
import { createPolicies, type Policies } from '../gate/policies.ts';
import { policyPlaces } from '../gate/policyFiles.ts';
import { createProbes } from '../gate/probes.ts';
import { placeOnDefaultBranch } from '../gate/remotePolicy.ts';
import { workspacePolicy } from '../gate/repositories.ts';
import { tightenScope } from '../gate/scope.ts';
import { type ServedGate, serveGate, type WindowState } from '../gate/serve.ts';
import { createSigner } from '../gate/signer.ts';
import { systemClock } from '../platform/clock.ts';
import { rememberingHash } from '../platform/hashFile.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import { createKeyPair, type KeyPair, keyPair, sha256 } from '../platform/signing.ts';
import { gateVariable, places } from '../protocol/places.ts';
import { patienceMinutes, policyRemotes, settings } from './contributions.ts';
import { probePermission } from './probePermission.ts';

export interface WindowGate {
  readonly gate: Gate;
  readonly policies: Policies;
  /** Hooks can ask after this. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

const secretName = 'holdpoint.gateKey';
const idName = 'holdpoint.gateId';

export async function createWindowGate(
  context: ExtensionContext,
  root: string,
  log: LogOutputChannel,
): Promise<WindowGate> {
  const at = (place: string) => join(root, place);
  const pair = await editorKey(context);
  const announcer = createAnnouncer(at(places.run));
  const id = await windowId(context, (taken) =>
    announcer.living().some((other) => other.id === taken && other.pid !== process.pid),
  );
  const journal = openJournal(at(places.journal), systemClock);
  const signer = createSigner(pair);
  const accepted = openAcceptedPolicies(at(places.policies), () => pinnedKeys(at(places.keys)), signer.signPolicy);
  const policies = acceptingFromRemotes(
    createPolicies({
      places: policyPlaces(root),
      home: homedir(),
      clock: systemClock,
      reader: boundedReader,
      realPath,
      accepted,
      folders,
    }),
    {
      trusted: () =>
        workspace.isTrusted ? policyRemotes(workspace.getConfiguration().get(settings.policyRemotes)) : [],
      reader: boundedReader,
      look: (what) => placeOnDefaultBranch({ ...what, folder: at(places.probes), env: process.env }),
      journal,
      accepted: (repository, by) =>
        void window.showInformationMessage(`Holdpoint: the policy of ${repository} counts now. It is that of ${by}.`),
      declined: () => gate.reviewPolicies(),
      log: (message) => log.info(message),
    },
  );
  const gate = createGate({
    id,
    root,
    clock: systemClock,
    journal,
    store: openHoldStore(at(places.holds)),
    examiner: {
      reader: boundedReader,
      understand: (call, read) => understand(call, read, { home: homedir(), realPath }),
      invocations: (call, read) => invocationsOf(call, read, { home: homedir(), realPath }),
      realPath,
      sha256,
      hash: rememberingHash(),
    },
    home: homedir(),
    env: process.env,
    signer,
    policies,
    repositories: () => (workspace.isTrusted ? folders() : []),
    probes: createProbes({
      folder: join(at(places.probes), id),
      env: process.env,
      permission: probePermission,
      note: (happening) => journal.write(happening),
      log: (message) => log.warn(message),
    }),
    patience: () => patienceMinutes(workspace.getConfiguration().get(settings.patienceMinutes)) * 60_000,
    newId: randomUUID,
    log: (message) => log.warn(message),
  });
  let served: ServedGate | undefined;
  let focusedAt = window.state.focused ? Date.now() : 0;
  const update = () => {
    if (window.state.focused) focusedAt = Date.now();
    served?.update(windowState(focusedAt));
  };

  return {
    gate,
    policies,
    async listen() {
      tightenScope(at(places.scope), { reads: [] });
      await trustKey(at(places.keys), pair);
      // Agents in this window's terminals, and the editor's own agent, ask this window.
      process.env[gateVariable] = id;
      context.environmentVariableCollection.description =
        'Tells the hooks of agents in this terminal which window to ask.';
      context.environmentVariableCollection.replace(gateVariable, id);
      served = await serveGate(gate, {
        id,
        folder: at(places.run),
        key: pair.id,
        announcer,
        window: windowState(focusedAt),
      });
      context.subscriptions.push(window.onDidChangeWindowState(update), workspace.onDidChangeWorkspaceFolders(update));
      gate.resume();
      watchPolicies(context, () => {
        gate.reviewPolicies();
        tightenScope(at(places.scope), { reads: policies.heldReads(folders()) });
      });
      journal.write({
        kind: 'gate-started',
        gate: id,
        key: pair.id,
        version: String(context.extension.packageJSON.version),
      });
    },
    async close() {
      await served?.close();
      journal.write({ kind: 'gate-stopped', gate: id });
    },
  };

  async function trustKey(path: string, key: KeyPair): Promise<void> {
    const pinned = pinnedKeys(path);
    if (pinned.some(({ id: known, publicKey }) => known === key.id && publicKey === key.publicKey)) return;
    // The first editor of this machine is taken as it is; every further one asks its person once.
    if (pinned.length > 0 && !(await confirmKey())) {
      void window.showWarningMessage(
        'Holdpoint: this editor was not trusted, so it cannot release held actions. They are refused.',
      );
      return;
    }
    pinKey(path, key, `${env.appName}${env.remoteName === undefined ? '' : ` (${env.remoteName})`}`, Date.now());
    journal.write({ kind: 'key-pinned', key: key.id, editor: env.appName });
  }
}

async function confirmKey(): Promise<boolean> {
  const yes = 'Trust This Editor';
  const answer = await window.showInformationMessage(
    'Let this editor release actions that Holdpoint holds?',
    {
      modal: true,
      detail:
        'Another editor, or another profile, is trusted on this machine already. Say yes only if you have just opened Holdpoint here for the first time.',
    },
    yes,
  );
  return answer === yes;
}

/** Folders that are open, without symbolic links. */
const folders = (): readonly string[] => (workspace.workspaceFolders ?? []).map(({ uri }) => realPath(uri.fsPath));

/** Milliseconds. */
const policyInterval = 5_000;

/** A policy that changes is asked about at once, whoever changed it. */
function watchPolicies({ subscriptions }: ExtensionContext, look: () => void): void {
  const watcher = workspace.createFileSystemWatcher(`**/${workspacePolicy}`);
  subscriptions.push(
    watcher,
    watcher.onDidChange(look),
    watcher.onDidCreate(look),
    workspace.onDidGrantWorkspaceTrust(look),
    workspace.onDidChangeWorkspaceFolders(look),
  );
  // A folder that has just been opened, or lies on a network, may tell of no change.
  const timer = setInterval(look, policyInterval);
  subscriptions.push({ dispose: () => clearInterval(timer) });
  look();
}

const windowState = (focusedAt: number): WindowState => ({
  folders: folders(),
  focusedAt,
});

/** The profile's own key. Two windows that make one at the same moment agree on the one that was kept. */
async function editorKey(context: ExtensionContext): Promise<KeyPair> {
  const kept = await context.secrets.get(secretName);
  if (kept !== undefined) return keyPair(kept);
  await context.secrets.store(secretName, createKeyPair().privateKey);
  return keyPair((await context.secrets.get(secretName)) ?? '');
}

/** Stays the same when the window reloads; a second window on the same folder gets one of its own. */
async function windowId(context: ExtensionContext, isTaken: (id: string) => boolean): Promise<string> {
  const kept = context.workspaceState.get<string>(idName);
  if (kept !== undefined && !isTaken(kept)) return kept;
  const fresh = `gate-${randomUUID().slice(0, 13)}`;
  if (kept === undefined) await context.workspaceState.update(idName, fresh);
  return fresh;
}
