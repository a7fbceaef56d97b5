/** How bad it would be and why, where it acts, as whom; and what the session did before it asked. */
import type { TimelineStep } from '../../core/drift/timeline.ts';
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, mostRows } from './folds.ts';
import { type Now, useNow } from './hooks.ts';
import { Icon, KindIcon } from './icon.tsx';
import { Section, ShowAll } from './section.tsx';
import { Code, Sentence } from './text.tsx';
import { ago } from './time.ts';

/** Three lines under the sentence that sums it up. */
export function Standing({ hold: { judged } }: { readonly hold: HoldView }) {
  if (judged === undefined) return null;
  const { severity, environment, rights } = judged;
  return (
    <ul class="standing">
      <li class={`weight ${severity.level}`}>
        <Icon name={severity.level === 'none' || severity.level === 'low' ? 'read' : 'unknown'} />
        <span>
          <b>{words[severity.level]}</b> <Sentence text={severity.reason} />
        </span>
      </li>
      <li class={environment.asProduction ? 'weight high' : ''}>
        <Icon name="place" />
        <span>
          <Sentence text={environment.sentence} />
        </span>
      </li>
      {rights.map(({ tool, sentence, everything, missing, open }) => (
        <li key={`${tool} ${sentence}`} class={everything && missing.length === 0 ? 'weight high' : ''}>
          <Icon name="rule" />
          <span>
            <Sentence text={sentence} />
            {open.length > 0 && (
              <small>
                {' '}
                <Sentence text={open.join(' ')} />
              </small>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const words = {
  none: 'Only reads.',
  low: 'Low.',
  medium: 'Medium.',
  high: 'High.',
  critical: 'Critical.',
} as const;

interface TimelineProps {
  readonly hold: HoldView;
  readonly folds: Folds;
  readonly now: Now;
}

/** Oldest first, the person's own words at their place among the calls. */
export function Timeline({ hold, folds, now }: TimelineProps) {
  const steps = hold.judged?.timeline.steps ?? [];
  const at = useNow(now, 15_000);
  if (steps.length === 0) return null;
  const earlier = hold.judged?.timeline.earlier ?? 0;
  const rows = folds.isOpen('timeline', false) ? steps : steps.slice(-mostRows);
  const { asked } = hold;
  // Of what was asked before the first row nothing can be said between the rows.
  const first = asked === undefined ? -1 : rows.findIndex((step) => step.at >= asked.at);
  const place = asked === undefined ? -1 : first === -1 ? rows.length : first;
  return (
    <Section
      title="What the session did before"
      aside={earlier > 0 ? <span class="aside">{`${earlier} earlier calls are left out`}</span> : undefined}
    >
      <ol class="timeline">
        {rows.map((step, index) => [
          index === place && <Prompt key="asked" hold={hold} at={at} />,
          <Step key={index} step={step} at={at} />,
        ])}
        {place === rows.length && <Prompt hold={hold} at={at} />}
        <li class="step now">
          <KindIcon kind={hold.severity} />
          <span>
            <b>Now:</b> <Sentence text={hold.headline} />
          </span>
        </li>
      </ol>
      <ShowAll folds={folds} name="timeline">{`Show All ${steps.length}`}</ShowAll>
    </Section>
  );
}

function Prompt({ hold: { asked }, at }: { readonly hold: HoldView; readonly at: number }) {
  if (asked === undefined) return null;
  const line = asked.prompt.replaceAll(/\s+/g, ' ').trim();
  return (
    <li class="step asked">
      <Icon name="agent" />
      <span>
        You asked: “<Sentence text={line.length > 160 ? `${line.slice(0, 159)}…` : line} />”
      </span>
      <time dateTime={new Date(asked.at).toISOString()}>{ago(at - asked.at)}</time>
    </li>
  );
}

const outcomes = { let: '', denied: 'denied', open: 'not decided' } as const;

function Step({ step, at }: { readonly step: TimelineStep; readonly at: number }) {
  const { kind, sentence, text, outcome, environment } = step;
  const aside = [outcomes[outcome], environment].filter(Boolean).join(' · ');
  return (
    <li class={`step ${outcome}`}>
      <KindIcon kind={kind} />
      <span title={text}>
        <Sentence text={sentence} />
        {aside !== '' && <small> {aside}</small>}
        {text !== undefined && (
          <small class="said">
            <Code text={text} />
          </small>
        )}
      </span>
      <time dateTime={new Date(step.at).toISOString()}>{ago(at - step.at)}</time>
    </li>
  );
}
