/** An impact small enough to be written out and sent: thousands that hang on thousands are millions of lines. */
import type { Impact, Resource } from './impact.ts';

/** Of all resources together; each keeps at least a few. */
const mostDependents = 40_000;
const mostAttributes = 100_000;
/** Of one resource. */
const mostOfOne = 200;
const fewest = 5;

/** The same impact with lists that end: what is left out is counted beside them. What forces a replacement stays. */
export function bounded(impact: Impact): Impact {
  const { resources } = impact;
  const dependents = share(mostDependents, resources.filter((each) => each.dependents.length > 0).length);
  const attributes = share(mostAttributes, resources.length);
  const fits = resources.every((each) => each.dependents.length <= dependents && each.attributes.length <= attributes);
  return fits ? impact : { ...impact, resources: resources.map((each) => cut(each, dependents, attributes)) };
}

const share = (all: number, among: number): number =>
  Math.max(fewest, Math.min(mostOfOne, Math.floor(all / Math.max(1, among))));

function cut(resource: Resource, dependents: number, attributes: number): Resource {
  const unseen = Math.max(0, resource.dependents.length - dependents);
  const forcing = resource.attributes.filter(({ forces }) => forces).length;
  const shown = Math.max(attributes, Math.min(forcing, mostOfOne));
  const unsaid = Math.max(0, resource.attributes.length - shown);
  if (unseen === 0 && unsaid === 0) return resource;
  return {
    ...resource,
    ...(unseen === 0 ? {} : { dependents: resource.dependents.slice(0, dependents), moreDependents: unseen }),
    ...(unsaid === 0 ? {} : { attributes: resource.attributes.slice(0, shown), moreAttributes: unsaid }),
  };
}
