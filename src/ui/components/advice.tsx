/** Why it probably should not run, and what could be done instead. */
import type { HoldView } from '../../protocol/panel.ts';
import { Icon } from './icon.tsx';
import { Section } from './section.tsx';
import { Code, Sentence } from './text.tsx';

interface AdviceProps {
  readonly hold: HoldView;
  onCopy(way: number): void;
}

export function Advice({ hold: { warnings, saferWays }, onCopy }: AdviceProps) {
  if (warnings.length === 0) return null;
  return (
    <Section title="Why it probably should not run">
      <ul class="warnings">
        {warnings.map(({ what, evidence }) => (
          <li key={what}>
            <Icon name="unknown" class="unknown" />
            <span>
              <b>
                <Sentence text={what} />
              </b>{' '}
              <small>
                <Sentence text={evidence} />
              </small>
            </span>
          </li>
        ))}
      </ul>
      {saferWays.map(({ command, why }, index) => (
        <div key={command} class="way">
          <Code text={command} />
          <small>{why}</small>
          <button type="button" class="link" onClick={() => onCopy(index)}>
            Copy
          </button>
        </div>
      ))}
    </Section>
  );
}
