/** What an action would come to: every resource it touches, what is lost with it, and what nobody could look into. */
import { sizeOf } from '../../core/impact/amounts.ts';
import type { Action, AttributeChange, Resource, Shown, Uninspectable } from '../../core/impact/impact.ts';
import type { HoldView, LongValueView } from '../../protocol/panel.ts';
import { Hunks } from './diff.tsx';
import { type Folds, mostRows, uninspected } from './folds.ts';
import { Icon } from './icon.tsx';
import { type ImpactGroup, impactGroups } from './impactGroups.ts';
import { Folded, Section, ShowAll } from './section.tsx';
import { Code, Sentence, Visible } from './text.tsx';

export function ImpactList({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  const { impact } = hold;
  if (impact === undefined) return null;
  const groups = impactGroups(hold);
  const long: LongValues = new Map(hold.longValues.map((each) => [keyOf(each.address, each.path), each]));
  return (
    <>
      <Uninspected parts={impact.uninspectable} folds={folds} />
      <Section title="What changes" aside={<span class="aside">{source(impact.resources)}</span>}>
        {groups.length === 0 ? (
          <p class="note">{impact.headline}</p>
        ) : (
          <div class="box">
            {groups.map((group) => (
              <Group key={group.key} group={group} long={long} folds={folds} />
            ))}
          </div>
        )}
        {impact.remarks.map((remark, index) => (
          <p key={index} class="remark">
            <Icon name="unknown" class="unknown" />
            <span>
              <Sentence text={remark} />
            </span>
          </p>
        ))}
      </Section>
    </>
  );
}

type LongValues = ReadonlyMap<string, LongValueView>;
const keyOf = (address: string, path: string): string => `${address}\n${path}`;

const source = (resources: readonly Resource[]): string => {
  const asked = resources.filter(({ provenance }) => provenance === 'probe').length;
  if (asked === resources.length) return 'by what the tool itself answered';
  return asked === 0 ? 'from the text alone: nothing was asked' : 'partly from the text alone';
};

/** In its own place, before everything that is known. */
function Uninspected({ parts, folds }: { readonly parts: readonly Uninspectable[]; readonly folds: Folds }) {
  if (parts.length === 0) return null;
  const rows = folds.isOpen(uninspected) ? parts : parts.slice(0, mostRows);
  return (
    <Section title="What could not be inspected">
      <div class="uninspected">
        <p>Nobody can tell what this does. It counts as the worst it could be.</p>
        <ul>
          {rows.map(({ what, why }, index) => (
            <li key={index}>
              <Icon name="unknown" class="unknown" />
              <span>
                <Code text={what} /> <Sentence text={why} />
              </span>
            </li>
          ))}
        </ul>
        <ShowAll folds={folds} name={uninspected}>{`Show All ${parts.length}`}</ShowAll>
      </div>
    </Section>
  );
}

interface GroupProps {
  readonly group: ImpactGroup;
  readonly long: LongValues;
  readonly folds: Folds;
}

function Group({ group, long, folds }: GroupProps) {
  const { key, action, name, aside, resources } = group;
  const rows = folds.isOpen(key) ? resources : resources.slice(0, mostRows);
  return (
    <div class={`group impact ${colours[action]}`}>
      <h3>
        <Icon name={marks[action]} class={colours[action]} />
        <span>{name}</span>
        <small>
          {resources.length}
          {aside === '' ? '' : ` · ${aside}`}
        </small>
      </h3>
      <ul>
        {rows.map((resource, index) => (
          // One address may stand twice: beside the object in use what a replacement left behind.
          <Row key={`${index} ${resource.address}`} resource={resource} long={long} folds={folds} />
        ))}
      </ul>
      <ShowAll folds={folds} name={key}>{`Show All ${resources.length}`}</ShowAll>
    </div>
  );
}

/** Of the kinds of effects, whose colours and shapes people know from everywhere else. */
const colours: Readonly<Record<Action, 'destroy' | 'unknown' | 'change' | 'read'>> = {
  delete: 'destroy',
  replace: 'destroy',
  unknown: 'unknown',
  forget: 'unknown',
  update: 'change',
  create: 'change',
  import: 'change',
  read: 'read',
};

const marks: Readonly<Record<Action, 'destroy' | 'replace' | 'unknown' | 'change' | 'create' | 'read'>> = {
  delete: 'destroy',
  replace: 'replace',
  unknown: 'unknown',
  forget: 'unknown',
  update: 'change',
  create: 'create',
  import: 'create',
  read: 'read',
};

/** Values that stand in the open. */
const mostInline = 4;

interface RowProps {
  readonly resource: Resource;
  readonly long: LongValues;
  readonly folds: Folds;
}

function Row({ resource, long, folds }: RowProps) {
  const { address, reason, wayBack, refusedBecause, movedFrom, dependents, attributes, size, facts = [] } = resource;
  const { moreDependents = 0, moreAttributes = 0 } = resource;
  const forcing = attributes.filter(({ forces }) => forces);
  const others = resource.action === 'delete' ? [] : attributes.filter(({ forces }) => !forces);
  const few = others.length <= mostInline;
  const known = [...(size === undefined ? [] : [sizeOf(size)]), ...facts].filter(Boolean);
  const shown = (attribute: AttributeChange) => (
    <Attribute key={attribute.path} attribute={attribute} long={long.get(keyOf(address, attribute.path))} />
  );
  const name = `resource:${address}`;
  return (
    <li class="resource">
      <span class="address">
        <Code text={address} />
      </span>
      <span class={`loss ${wayBack.kind === 'irreversible' || wayBack.kind === 'unknown' ? 'heavy' : ''}`}>
        {wayBack.kind === 'irreversible' ? 'cannot be undone: ' : ''}
        {wayBack.why}
      </span>
      {known.length > 0 && (
        <span class="facts">
          <Visible text={known.join(' · ')} />
        </span>
      )}
      {refusedBecause !== undefined && <span class="note">Will be refused: {refusedBecause}.</span>}
      {movedFrom !== undefined && (
        <span class="note">
          Was <Code text={movedFrom} />.
        </span>
      )}
      {reason !== undefined && (
        <span class="note">
          <Sentence text={reason} />
        </span>
      )}
      {[...forcing, ...(few ? others : [])].map(shown)}
      {dependents.length > 0 && (
        <span class="note">
          On it:{' '}
          {dependents
            .slice(0, 6)
            .map(({ address }, index) => [index > 0 && ', ', <Code key={address} text={address} />])}
          {dependents.length + moreDependents > 6 ? ` and ${dependents.length + moreDependents - 6} more` : ''}
        </span>
      )}
      {!few && (
        <Folded
          folds={folds}
          name={name}
          optional
          summary={<small>{`${others.length + moreAttributes} more values`}</small>}
        >
          {others.map(shown)}
        </Folded>
      )}
    </li>
  );
}

interface AttributeProps {
  readonly attribute: AttributeChange;
  readonly long: LongValueView | undefined;
}

function Attribute({ attribute: { path, before, after, forces }, long }: AttributeProps) {
  const why = forces ? <small> forces the replacement</small> : null;
  if (long !== undefined)
    return (
      <div class="attribute long">
        <Code text={path} />
        {why}
        <Hunks hunks={long.hunks} />
      </div>
    );
  return (
    <span class="attribute">
      <Code text={path} /> <Value shown={before} class="was" /> → <Value shown={after} class="becomes" />
      {why}
    </span>
  );
}

function Value({ shown, class: name }: { readonly shown: Shown; readonly class: string }) {
  switch (shown.kind) {
    case 'absent':
      return <small>nothing</small>;
    case 'masked':
      return <small>(secret)</small>;
    case 'later':
      return <small>(known afterwards)</small>;
    case 'value':
      return (
        <span class={name}>
          <Code text={shown.text} />
        </span>
      );
  }
}
