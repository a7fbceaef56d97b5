/** Why it is held, and the environment it would run in. */
import { useState } from 'preact/hooks';
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { Icon } from './icon.tsx';
import { Section, ShowAll } from './section.tsx';
import { Code, Visible } from './text.tsx';

/** Sentences of one rule before the rest is folded. They explain, and are no part of what is approved. */
const mostMessages = 3;

export function Reasons({ hold }: { readonly hold: HoldView }) {
  const rules = Map.groupBy(hold.rules, ({ rule }) => rule);
  if (rules.size === 0) return null;
  return (
    <Section title="Why it is held">
      <ul class="reasons">
        {[...rules].map(([rule, reasons]) => (
          <Reason key={rule} rule={rule} messages={[...new Set(reasons.map(({ message }) => message))]} />
        ))}
      </ul>
    </Section>
  );
}

function Reason({ rule, messages }: { readonly rule: string; readonly messages: readonly string[] }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? messages : messages.slice(0, mostMessages);
  return (
    <li>
      <Icon name="rule" />
      <div>
        {shown.map((message) => (
          <p key={message}>
            <Visible text={message} />
          </p>
        ))}
        {shown.length < messages.length && (
          <button type="button" class="more" onClick={() => setWhole(true)}>
            {`Show ${messages.length - shown.length} More`}
          </button>
        )}
      </div>
      <Code text={rule} />
    </li>
  );
}

export function Environment({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  if (hold.environment.length === 0) return null;
  const rows = folds.isOpen('environment') ? hold.environment : hold.environment.slice(0, mostRows);
  return (
    <Section title="Environment">
      <div class="box">
        <table>
          <thead class="unseen">
            <tr>
              <th scope="col">Variable</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, value }, index) => (
              <tr key={index}>
                <th scope="row">
                  <Code text={name} />
                </th>
                <td>
                  <Code text={value} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <ShowAll folds={folds} name="environment">{`Show All ${hold.environment.length}`}</ShowAll>
      </div>
    </Section>
  );
}
