/** What will run: the whole command or the whole input, and the scripts that were read for it. */
import type { ComponentChildren } from 'preact';
import type { HoldView } from '../../protocol/panel.ts';
import { type Folds, headOf, isLong, linesOf } from './folds.ts';
import type { Mark } from './marks.ts';
import { Folded, Section, ShowAll } from './section.tsx';
import { Code, Source, Visible } from './text.tsx';

interface ActionProps {
  readonly hold: HoldView;
  readonly folds: Folds;
  onCopy(): void;
}

export function Action({ hold, folds, onCopy }: ActionProps) {
  const { command, input } = hold;
  return (
    <>
      {command && (
        <Section
          title="What will run"
          aside={
            <button type="button" class="link" onClick={onCopy}>
              Copy
            </button>
          }
        >
          <Whole name="command" text={command.line} marks={command.marks} folds={folds} />
        </Section>
      )}
      {input && (
        <Section
          title="What will run"
          aside={
            <Aside>
              <Visible text={input.title} />
            </Aside>
          }
        >
          <Whole name="input" text={input.text} marks={none} folds={folds} />
        </Section>
      )}
    </>
  );
}

const none: readonly Mark[] = [];

interface WholeProps {
  readonly name: string;
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly folds: Folds;
}

/** The whole text, or its beginning and a button that shows the rest. */
function Whole({ name, text, marks, folds }: WholeProps) {
  if (folds.isOpen(name) || !isLong(text)) return <Source text={text} marks={marks} />;
  const head = headOf(text);
  const below = marks.filter(({ end }) => end > head.length).length;
  return (
    <div class="cut">
      <Source text={head} marks={marks} />
      <ShowAll folds={folds} name={name}>
        {`Show All ${amount(text)}${below > 0 ? ` · ${below} underlined further down` : ''}`}
      </ShowAll>
    </div>
  );
}

const amount = (text: string): string => {
  const lines = linesOf(text);
  return lines > 1 || text.length < 200
    ? `${lines.toLocaleString('en')} ${lines === 1 ? 'Line' : 'Lines'}`
    : `${text.length.toLocaleString('en')} Characters`;
};

export function Scripts({ hold, folds }: { readonly hold: HoldView; readonly folds: Folds }) {
  if (hold.scripts.length === 0) return null;
  return (
    <Section title="Read to understand it" aside={<Aside>these very texts are what is approved</Aside>}>
      {hold.scripts.map(({ path, text }, index) => (
        <Folded
          key={index}
          folds={folds}
          name={`script:${index}`}
          summary={
            <>
              <Code text={path} />
              <small>{amount(text).toLowerCase()}</small>
            </>
          }
        >
          <Source text={text} />
        </Folded>
      ))}
    </Section>
  );
}

function Aside({ children }: { readonly children: ComponentChildren }) {
  return <span class="aside">{children}</span>;
}
