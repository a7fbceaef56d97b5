/** Why it is held, and the environment it would run in. */
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { Icon } from './icon.tsx';
import { Section, ShowAll } from './section.tsx';
import { Code, Sentence } from './text.tsx';

export function Reasons({ hold }: { readonly hold: HoldView }) {
  if (hold.rules.length === 0) return null;
  return (
    <Section title="Why it is held">
      <ul class="reasons">
        {hold.rules.map(({ rule, message }) => (
          <li key={rule}>
            <Icon name="rule" />
            <Code text={rule} />
            <p>
              <Sentence text={message} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Environment({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  if (hold.environment.length === 0) return null;
  const rows = folds.isOpen('environment') ? hold.environment : hold.environment.slice(0, mostRows);
  return (
    <Section title="Variables it runs with">
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
