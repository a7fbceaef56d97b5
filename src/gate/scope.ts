/** `run/scope.json`: which reads must be refused when no gate can be asked. Only ever tightened. */
import { existsSync } from 'node:fs';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJson } from '../platform/jsonFiles.ts';
import { readScope, type Scope } from '../protocol/gate.ts';

/** Writes the union of what is there and `scope`. A file that cannot be read names everything. */
export function tightenScope(path: string, scope: Scope): void {
  const before = currentScope(path);
  const reads = [...new Set([...before.reads, ...scope.reads])].sort();
  if (existsSync(path) && reads.length === before.reads.length) return;
  writeFileAtomic(path, `${JSON.stringify({ reads })}\n`);
}

function currentScope(path: string): Scope {
  if (!existsSync(path)) return { reads: [] };
  try {
    return readScope(readJson(path));
  } catch {
    return { reads: ['*'] };
  }
}
