/** Who an action would act as, and what that one may do against what the action needs. */
import { firstOf, ticked, uncapitalized } from '../../base/sentence.ts';

export interface Rights {
  /** The program whose rights they are: `aws`, `kubectl`, `psql`. */
  readonly tool: string;
  /** "the user deploy (arn:aws:iam::123456789012:user/deploy)"; undefined where nobody could tell. */
  readonly who?: string;
  /** The account that one belongs to, and its partition: `aws-cn`. */
  readonly account?: string;
  readonly partition?: string;
  /** What it holds, in the tool's own words: `AdministratorAccess`, `cluster-admin`, `superuser`. */
  readonly holds: readonly string[];
  /** It may do everything, or nearly. */
  readonly everything: boolean;
  /** What the action needs: `rds:DeleteDBInstance`, `delete deployments`. */
  readonly needs: readonly string[];
  /** What it needs and does not have. */
  readonly missing: readonly string[];
  /** What could not be found out, a sentence each. */
  readonly open: readonly string[];
  /** "This profile holds `AdministratorAccess`; the action needs three permissions." */
  readonly sentence: string;
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const;

/** The statement, made of the rest. */
export function rightsOf(found: Omit<Rights, 'sentence' | 'tool'> & { readonly tool: string }): Rights {
  return { ...found, sentence: sentenceOf(found) };
}

function sentenceOf({ who, holds, everything, needs, missing, open }: Omit<Rights, 'sentence'>): string {
  if (who === undefined)
    return `Who it would act as is not known${open[0] === undefined ? '.' : `: ${uncapitalized(open[0])}`}`;
  const held =
    holds.length > 0
      ? `which holds ${firstOf(holds.map(ticked), 3)}`
      : everything
        ? 'which may do everything'
        : 'whose rights could not be found out';
  const count = needs.length;
  const wanted =
    count === 0
      ? ''
      : `; the action needs ${count === 1 ? `only \`${needs[0]}\`` : `${numbers[count] ?? count} permissions`}`;
  const lacking =
    missing.length === 0
      ? ''
      : `, of which ${missing.map(ticked).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
  return `It would act as ${who}, ${held}${wanted}${lacking}.`;
}
