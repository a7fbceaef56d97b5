/** What an action would come to: every resource it touches, what is lost with it, and what nobody could look into. */
import type { Action, AttributeChange, Resource, Shown, Uninspectable } from '../../core/impact/impact.ts';
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { Icon } from './icon.tsx';
import { type ImpactGroup, impactGroups } from './impactGroups.ts';
import { Folded, Section, ShowAll } from './section.tsx';
import { Code, Sentence } from './text.tsx';

export function ImpactList({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  const { impact } = hold;
  if (impact === undefined) return null;
  const groups = impactGroups(hold);
  return (
    <>
      <Uninspected parts={impact.uninspectable} />
      <Section title="What changes" aside={<span class="aside">{source(impact.resources)}</span>}>
        {groups.length === 0 ? (
          <p class="note">{impact.headline}</p>
        ) : (
          <div class="box">
            {groups.map((group) => (
              <Group key={group.key} group={group} folds={folds} />
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

const source = (resources: readonly Resource[]): string =>
  resources.some(({ provenance }) => provenance === 'probe')
    ? 'by the tool’s own plan'
    : 'from the text alone: nothing was asked';

/** In its own place, before everything that is known. */
function Uninspected({ parts }: { readonly parts: readonly Uninspectable[] }) {
  if (parts.length === 0) return null;
  return (
    <Section title="What could not be inspected">
      <ul class="uninspected">
        {parts.map(({ what, why }, index) => (
          <li key={index}>
            <Icon name="unknown" class="unknown" />
            <span>
              <Code text={what} /> <Sentence text={why} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Group({ group, folds }: { readonly group: ImpactGroup; readonly folds: Folds }) {
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
        {rows.map((resource) => (
          <Row key={resource.address} resource={resource} folds={folds} />
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

function Row({ resource, folds }: { readonly resource: Resource; readonly folds: Folds }) {
  const { address, reason, wayBack, refusedBecause, movedFrom, dependents, attributes } = resource;
  const forcing = attributes.filter(({ forces }) => forces);
  const others = resource.action === 'delete' ? [] : attributes.filter(({ forces }) => !forces);
  const few = others.length <= mostInline;
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
      {refusedBecause !== undefined && <span class="note">Will be refused: {refusedBecause}.</span>}
      {movedFrom !== undefined && (
        <span class="note">
          Was <Code text={movedFrom} />.
        </span>
      )}
      {reason !== undefined && <span class="note">{reason}</span>}
      {[...forcing, ...(few ? others : [])].map((attribute) => (
        <Attribute key={attribute.path} attribute={attribute} />
      ))}
      {dependents.length > 0 && (
        <span class="note">
          On it:{' '}
          {dependents
            .slice(0, 6)
            .map(({ address }, index) => [index > 0 && ', ', <Code key={address} text={address} />])}
          {dependents.length > 6 ? ` and ${dependents.length - 6} more` : ''}
        </span>
      )}
      {!few && (
        <Folded folds={folds} name={name} optional summary={<small>{`${others.length} more values`}</small>}>
          {others.map((attribute) => (
            <Attribute key={attribute.path} attribute={attribute} />
          ))}
        </Folded>
      )}
    </li>
  );
}

function Attribute({ attribute: { path, before, after, forces } }: { readonly attribute: AttributeChange }) {
  return (
    <span class="attribute">
      <Code text={path} /> <Value shown={before} class="was" /> → <Value shown={after} class="becomes" />
      {forces && <small> forces the replacement</small>}
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
