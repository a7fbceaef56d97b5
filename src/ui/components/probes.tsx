/** How it was found out what an action would do, or could be: each check with its commands and their answers. */
import type { HoldView, ProbeView } from '../../protocol/panel.ts';
import type { Folds } from './folds.ts';
import { Folded, Section } from './section.tsx';
import { Sentence, Source } from './text.tsx';

interface ProbesProps {
  readonly hold: HoldView;
  readonly folds: Folds;
  onProbe(probe: string): void;
}

export function Probes({ hold, folds, onProbe }: ProbesProps) {
  if (hold.probes.length === 0) return null;
  return (
    <Section title="How to find out">
      {hold.probes.map((probe) => (
        <Probe key={probe.id} probe={probe} folds={folds} onProbe={onProbe} />
      ))}
    </Section>
  );
}

const states: Readonly<Record<ProbeView['state'], string>> = {
  asks: 'not run yet',
  running: 'running…',
  done: 'done',
  failed: 'failed',
  off: 'not run',
};

interface ProbeProps {
  readonly probe: ProbeView;
  readonly folds: Folds;
  onProbe(probe: string): void;
}

function Probe({ probe: { id, title, does, commands, output, state, why }, folds, onProbe }: ProbeProps) {
  return (
    <div class={`probe ${state}`}>
      <p>
        <b>{title}</b> <small role="status">{states[state]}</small>
      </p>
      {why !== undefined && (
        <p class="why">
          <Sentence text={why} />
        </p>
      )}
      <p class="note">{does}</p>
      {state === 'asks' ? (
        <>
          <Source text={commands.join('\n')} />
          <button type="button" onClick={() => onProbe(id)}>
            Run This Check
          </button>
        </>
      ) : commands.length === 0 ? null : (
        <Folded
          folds={folds}
          name={`probe:${id}`}
          optional
          summary={<small>{output === '' ? 'Commands' : 'Commands and their answers'}</small>}
        >
          <Source text={commands.join('\n')} />
          {output !== '' && <Source text={output} />}
        </Folded>
      )}
    </div>
  );
}
