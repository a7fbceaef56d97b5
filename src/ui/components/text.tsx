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

/** A sentence of ours, with a name in it set as code. */
export function Sentence({ text, name }: { readonly text: string; readonly name?: string | undefined }) {
  const at = name !== undefined && name.length > 1 ? text.lastIndexOf(name) : -1;
  if (name === undefined || at === -1) return <Visible text={text} />;
  return (
    <>
      <Visible text={text.slice(0, at)} />
      <Code text={name} />
      <Visible text={text.slice(at + name.length)} />
    </>
  );
}

/** A whole text as it will be used, with the words that matter underlined. */
export function Source({ text, marks = [] }: { readonly text: string; readonly marks?: readonly Mark[] }) {
  const parts = useMemo(() => segments(text, marks), [text, marks]);
  return (
    <pre class="source literal">
      {parts.map(({ text, severity }, index) =>
        severity === undefined ? (
          <Visible key={index} text={text} lines="many" />
        ) : (
          <u key={index} class={severity}>
            <Visible text={text} lines="many" />
          </u>
        ),
      )}
    </pre>
  );
}
