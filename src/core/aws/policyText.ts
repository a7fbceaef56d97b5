/**
 * Policies as IAM and its services write them. A list of one may be written as the one alone, everywhere in them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import { objects, texts } from './recipe.ts';

export const statementsIn = (policy: unknown): readonly Node[] => objects([looseRecord(policy).Statement].flat());

const allows = (statement: Node): boolean => textIn(statement, 'Effect') === 'Allow';

/** `lambda`: services that a statement lets in, without their domain. */
export const servicesIn = (statement: Node): readonly string[] =>
  texts([looseRecord(statement.Principal).Service].flat()).map((service) =>
    service.replace(/\.amazonaws\.com(?:\.cn)?$/, ''),
  );

/** Someone it lets in is everybody, and no condition keeps them out. */
export const opensToAll = (policy: unknown): boolean =>
  statementsIn(policy).some((each) => {
    const everybody = each.Principal === '*' || [looseRecord(each.Principal).AWS].flat().includes('*');
    return allows(each) && everybody && each.Condition === undefined;
  });

/** Every action is among what it allows, on some resource at least. */
export const grantsAll = (policy: unknown): boolean =>
  statementsIn(policy).some(
    (each) => allows(each) && [each.Action].flat().some((action) => action === '*' || action === '*:*'),
  );
