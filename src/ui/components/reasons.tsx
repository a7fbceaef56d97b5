/** Why it is held, and the environment it would run in. */
import { useState } from 'preact/hooks';
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { Icon } from './icon.tsx';
import { Section, ShowAll } from './section.tsx';
import { Code, Sentence } from './text.tsx';

/** Sentences of one rule before the rest is folded. They explain, and are no part of what is approved. */
const mostMessages = 3;

export function Reasons({ hold }: { readonly hold: HoldView }) {
  const rules = Map.groupBy(hold.rules, ({ rule }) => rule);
  const said = (message: string) =>
    hold.effects.some(({ sentence }) => message === sentence || message.startsWith(`${sentence}.`));
  if (rules.size === 0) return null;
  return (
    <Section title="Why it is held">
      <ul class="reasons">
        {[...rules].map(([rule, reasons]) => (
          <Reason key={rule} rule={rule} messages={reasons.map(({ message }) => message)} said={said} />
        ))}
      </ul>
    </Section>
  );
}

interface ReasonProps {
  readonly rule: string;
  readonly messages: readonly string[];
  /** Whether an effect above says it already. */
  said(message: string): boolean;
}

/** A rule and its sentences; those that the effects have said already are only counted. */
function Reason({ rule, messages, said }: ReasonProps) {
  const [whole, setWhole] = useState(false);
  const news = [...new Set(messages.filter((message) => !said(message)))];
  const shown = whole ? news : news.slice(0, mostMessages);
  const above = messages.filter((message) => said(message)).length;
  return (
    <li>
      <Icon name="rule" />
      <Code text={rule} />
      <div>
        {above > 0 && <p>{above === 1 ? 'for 1 effect above' : `for ${above} effects above`}</p>}
        {shown.map((message) => (
          <p key={message}>
            <Sentence text={message} />
          </p>
        ))}
        {shown.length < news.length && (
          <button type="button" class="more" onClick={() => setWhole(true)}>
            {`Show ${news.length - shown.length} More`}
          </button>
        )}
      </div>
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
