/** What it does, the heaviest first, each kind with its own icon and word. */
import type { EffectKind } from '../../core/effect.ts';
import type { EffectView, HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { KindIcon } from './icon.tsx';
import { heaviestFirst } from './kinds.ts';
import { Section, ShowAll } from './section.tsx';
import { Sentence, Visible } from './text.tsx';

export function Effects({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  if (hold.effects.length === 0) return null;
  return (
    <Section title="What it does">
      <div class="box">
        {heaviestFirst.map((kind) => (
          <Group key={kind} kind={kind} effects={hold.effects.filter((effect) => effect.kind === kind)} folds={folds} />
        ))}
      </div>
    </Section>
  );
}

interface GroupProps {
  readonly kind: EffectKind;
  readonly effects: readonly EffectView[];
  readonly folds: Folds;
}

function Group({ kind, effects, folds }: GroupProps) {
  const [first] = effects;
  if (first === undefined) return null;
  const name = `effects:${kind}`;
  const rows = folds.isOpen(name) ? effects : effects.slice(0, mostRows);
  return (
    <div class={`group ${kind}`}>
      <h3>
        <KindIcon kind={kind} />
        {first.label}
        <small>{effects.length}</small>
      </h3>
      <ul>
        {rows.map((effect, index) => (
          <Row key={index} effect={effect} />
        ))}
      </ul>
      <ShowAll folds={folds} name={name}>{`Show All ${effects.length}`}</ShowAll>
    </div>
  );
}

/** A sentence most often names the target and the place itself; what it does not name stands beside it. */
function Row({ effect: { sentence, target, place, note } }: { readonly effect: EffectView }) {
  const beside = [target, place].filter((it) => it !== undefined && !sentence.includes(it));
  return (
    <li>
      <span>
        <Sentence text={sentence} />
      </span>
      {beside.length > 0 && (
        <span class="where">
          <Visible text={beside.join(' · ')} />
        </span>
      )}
      {note !== undefined && (
        <span class="note">
          <Sentence text={note} />
        </span>
      )}
    </li>
  );
}
