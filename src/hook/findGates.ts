/** What the hook reads from Holdpoint's folder: which gates run, whose keys count, and what must be asked when none does. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolCall } from '../core/toolCall.ts';
import { readJson, readJsonFolder } from '../platform/jsonFiles.ts';
import { isAlive } from '../platform/lock.ts';
import { realPath } from '../platform/realPath.ts';
import { sha256 } from '../platform/signing.ts';
import { livingGates, type PinnedKey, readPinnedKeys, readScope, readSessionOwner } from '../protocol/gate.ts';
import { gateVariable, places, sessionFile } from '../protocol/places.ts';
import { rootFolder } from './root.ts';
import { chooseGate, type Route } from './route.ts';

export interface Gates {
  /** Reads anew each time: gates come and go. */
  readonly route: (stale?: ReadonlySet<string>) => Route;
  /** @throws {ShapeError} */
  readonly pinnedKeys: () => readonly PinnedKey[];
  /** Whether reads of this tool must be refused when no gate can be asked. */
  readonly scopeNames: (tool: string) => boolean;
}

export function findGates(call: ToolCall): Gates {
  const root = rootFolder();
  const at = (place: string) => join(root, place);
  return {
    route: (stale) =>
      chooseGate(
        livingGates(readJsonFolder(at(places.run)), isAlive).filter(({ id }) => stale?.has(id) !== true),
        {
          owner: process.env[gateVariable],
          session: readSessionOwner(readJson(at(sessionFile(call.agent, call.session, sha256)))),
          directory: realPath(call.cwd),
        },
      ),
    pinnedKeys: () => readPinnedKeys(readJson(at(places.keys))),
    scopeNames(tool) {
      try {
        const { reads } = readScope(readJson(at(places.scope)));
        return reads.includes('*') || reads.includes(tool);
      } catch {
        // Missing or spoiled although a gate has once been here: then it names everything.
        return existsSync(at(places.keys));
      }
    },
  };
}
