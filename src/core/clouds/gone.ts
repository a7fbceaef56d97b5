/** One thing of a cloud that a command deletes, by its description or without one. */
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { jsonOf } from '../impact/answers.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Resource, Uninspectable } from '../impact/impact.ts';
import type { Answer } from '../impact/probe.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { redact } from '../journal/redact.ts';
import { descriptions } from './things.ts';

export interface Thing {
  readonly provider: string;
  /** Terraform's name of the type, by which it is known what it holds. */
  readonly type: string;
  readonly name: string;
  /** `undefined`: nobody described it. */
  readonly described: Node | undefined;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly flags?: ReadonlySet<string>;
}

export function deleted({ provider, type, name, described, more = {}, flags = new Set() }: Thing): Resource {
  const holding = holdingOf('terraform', type);
  const said = described === undefined ? undefined : descriptions.get(type)?.(described, more, flags);
  const usual = wayBackOf({
    action: 'delete',
    type: '',
    holds: holding?.holds,
    guessed: holding?.guessed ?? false,
    before: {},
    lostSecret: false,
    touched: [],
  });
  const tags = environmentOf(described);
  const facts = [...(said?.facts ?? []), ...(tags === undefined ? [] : [tags])];
  return {
    address: redact(name),
    provider,
    type,
    name,
    existing: name,
    action: 'delete',
    actions: ['delete'],
    attributes: [],
    ...(holding === undefined ? {} : { holds: holding.holds }),
    ...(said?.size === undefined ? {} : { size: said.size }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack:
      described === undefined ? { kind: 'unknown', why: 'nobody described it' } : (said?.wayBack ?? usual.wayBack),
    ...(said?.refusedBecause === undefined ? {} : { refusedBecause: said.refusedBecause }),
    dependents: [],
    provenance: described === undefined ? 'text' : 'probe',
  };
}

/** What its own labels say of where it belongs. */
function environmentOf(described: Node | undefined): string | undefined {
  const labels = {
    ...looseRecord(described?.labels),
    ...looseRecord(looseRecord(described?.settings).userLabels),
    ...looseRecord(described?.tags),
  };
  const found = Object.entries(labels).find(([key]) => /^(?:env|environment|stage)$/i.test(key));
  return found === undefined ? undefined : redact(`labelled ${found[0]}=${String(found[1])}`);
}

/** A description, when there is one. */
export const nodeOf = (answer: Answer | undefined): Node | undefined => {
  const value = jsonOf(answer);
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? looseRecord(one) : undefined;
};

/** What nobody was told, and why. */
export const untold = (what: string, answer: Answer | undefined): Uninspectable => ({
  what: redact(what),
  why: answer?.failed ?? 'Its description is not one Holdpoint can read.',
});
