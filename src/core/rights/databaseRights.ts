/** Whom psql acts as, and with what rights: from the catalog, in a session that cannot write. */
import { canonical } from '../../base/json.ts';
import { jsonLines } from '../databases/catalog.ts';
import { askPsql } from '../databases/postgres.ts';
import { beginReading, ownNamesOnly } from '../databases/postgresCatalog.ts';
import type { Effect } from '../effect.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer } from '../impact/probe.ts';
import { type Rights, rightsOf } from './rights.ts';
import { rightsImpact } from './rightsImpact.ts';

/** Milliseconds. */
const limit = 15_000;

const whoAmI = `SELECT json_build_object('t', 'rights', 'user', current_user, 'superuser', r.rolsuper, 'createRole', r.rolcreaterole, 'createDatabase', r.rolcreatedb, 'bypass', r.rolbypassrls, 'member', (SELECT json_agg(g.rolname ORDER BY g.rolname) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid)) FROM pg_roles r WHERE r.rolname = current_user`;

/** By the session that the question about the statements would use: the same server, database and role. */
export const askDatabaseRights: AskTool = (command, effect, read) =>
  askPsql(command, effect, read).flatMap((probe) => {
    const [step] = probe.steps('');
    const from = step?.args.indexOf('-c') ?? -1;
    if (step === undefined || from < 0) return [];
    const statements = [...beginReading, ownNamesOnly, whoAmI, 'COMMIT'];
    const args = [...step.args.slice(0, from), ...statements.flatMap((each) => ['-c', each])];
    return [
      {
        id: canonical(['psql rights', step.program, step.cwd, args]),
        kind: probe.kind,
        title: 'Ask the database whom it acts as, and with what rights',
        limit,
        steps: () => [{ ...step, args, optional: true as const }],
        read: (answers: readonly Answer[]) => rightsImpact(readDatabaseRights(answers, effect)),
      },
    ];
  });

/** What the answer says. */
function readDatabaseRights(
  answers: readonly Answer[],
  { operation, target }: Pick<Effect, 'operation' | 'target'>,
): Rights {
  const [answer] = answers;
  const found = jsonLines(answer?.stdout ?? '').find(({ t }) => t === 'rights');
  const needs = needsOf(operation, target);
  if (found === undefined || typeof found.user !== 'string')
    return rightsOf({
      tool: 'psql',
      holds: [],
      everything: false,
      needs,
      missing: [],
      open: [answer?.failed ?? 'The answer cannot be read.'],
    });
  const member = Array.isArray(found.member) ? found.member.map(String) : [];
  const superuser = found.superuser === true;
  return rightsOf({
    tool: 'psql',
    who: `\`${found.user}\``,
    holds: [
      ...(superuser ? ['superuser'] : []),
      ...(found.createRole === true && !superuser ? ['CREATEROLE'] : []),
      ...(found.createDatabase === true && !superuser ? ['CREATEDB'] : []),
      ...(found.bypass === true && !superuser ? ['BYPASSRLS'] : []),
      ...member,
    ],
    everything: superuser,
    needs,
    missing: [],
    open: [],
  });
}

function needsOf(operation: string, target: string | undefined): readonly string[] {
  const what = target === undefined ? '' : ` ${target}`;
  if (/^(?:DROP|ALTER)\b/.test(operation)) return [`ownership of${what === '' ? ' it' : what}`];
  if (/^(?:TRUNCATE|DELETE|UPDATE|INSERT)\b/.test(operation))
    return [`${operation.split(' ')[0] ?? operation} on${what === '' ? ' it' : what}`];
  return [];
}
