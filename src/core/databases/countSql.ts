/** Queries that only count. */
import type { Dialect } from '../analyzers/sqlText.ts';
import type { Relation } from './catalog.ts';
import { type Name, quotedName } from './sqlNames.ts';

/** Rows beyond which the database's own estimate has to do. */
const mostCounted = 5_000_000;

/** Whether counting all its rows is quick, and runs nobody's code. */
export const isCountable = ({ rows, guarded, kind }: Relation): boolean =>
  !guarded && /table$|^materialized view$/.test(kind) && kind !== 'foreign table' && (rows ?? 0) <= mostCounted;

export const named = ({ schema, name }: Relation): string => `${schema}.${name}`;

export const pathOf = ({ schema, name }: Relation): Name => (schema === '' ? [name] : [schema, name]);

export const total = (relation: Relation, dialect: Dialect): string =>
  `SELECT count(*) FROM ${quotedName(pathOf(relation), dialect)}`;
