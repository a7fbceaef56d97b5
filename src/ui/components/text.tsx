/** Texts from an agent: always text, never markup, with every character made to show. */
import { useMemo } from 'preact/hooks';
import { type Mark, segments } from './marks.ts';
import { pieces } from './visible.ts';

/** A text in which nothing hides. `lines: 'many'` keeps its line breaks. */
export function Visible({ text, lines = 'one' }: { readonly text: string; readonly lines?: 'one' | 'many' }) {
  const parts = useMemo(() => pieces(text, lines), [text, lines]);
  return parts.map(({ text, spelled }, index) =>
    spelled ? (
      <span key={index} class="spelled" title="A character that would not show by itself">
        {text}
      </span>
    ) : (
      text
    ),
  );
}

/** A name, a path, a value: set as code, left to right in the order its characters have. */
export function Code({ text }: { readonly text: string }) {
  return (
    <code class="literal">
      <Visible text={text} />
    </code>
  );
}

/** A sentence of ours. What it quotes between backticks is set as code. */
export function Sentence({ text }: { readonly text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? <Visible key={index} text={part} /> : <Code key={index} text={part} />));
}

/** A whole text as it will be used, with the words that matter underlined. */
export function Source({ text, marks = [] }: { readonly text: string; readonly marks?: readonly Mark[] }) {
  const parts = useMemo(() => segments(text, marks), [text, marks]);
  const Part = text.length > mostWords ? Plain : Words;
  return (
    <pre class="source literal">
      {parts.map(({ text, severity }, index) =>
        severity === undefined ? (
          <Part key={index} text={text} />
        ) : (
          <u key={index} class={severity}>
            <Part text={text} />
          </u>
        ),
      )}
    </pre>
  );
}

/** Longer texts break their lines where the browser likes. */
const mostWords = 4_000;

const Plain = ({ text }: { readonly text: string }) => <Visible text={text} lines="many" />;

/** Keeps `-auto-approve` on one line: a browser would break it after its first dash. */
function Words({ text }: { readonly text: string }) {
  return text.split(/((?<!\S)\S*-\S{0,40}(?!\S))/).map((words, index) =>
    index % 2 === 0 ? (
      <Plain key={index} text={words} />
    ) : (
      <span key={index} class={words.length < 40 ? 'whole' : undefined}>
        <Plain text={words} />
      </span>
    ),
  );
}
