/**
 * Two texts side by side: what was on the left, what would be on the right, words that differ marked. In a narrow panel
 * the same lines stand one below the other, what goes before what comes.
 */
import type { BlockView, HunkView, LineView } from '../../protocol/panel.ts';
import { Visible } from './text.tsx';

/** `onesided`: everything is new, or everything goes. */
export function Hunks({ hunks }: { readonly hunks: readonly HunkView[] }) {
  const onesided = hunks.every(({ blocks }) => blocks.every(isOnesided));
  return (
    <div class={onesided ? 'diff onesided' : 'diff'}>
      {hunks.map(({ header, blocks }, index) => (
        <div key={index} class="hunk">
          <div class="at">
            <Visible text={header} />
          </div>
          <div class="literal lines">
            {blocks.map((block, at) =>
              block.kind === 'same' ? <Same key={at} {...block} /> : <Changed key={at} {...block} />,
            )}
          </div>
        </div>
      ))}
    </div>
  );
}

const isOnesided = (block: BlockView): boolean =>
  block.kind === 'same' ? block.lines.length === 0 : block.removed.length === 0 || block.added.length === 0;

function Same({ lines }: Extract<BlockView, { readonly kind: 'same' }>) {
  return (
    <div class="pairs">
      {lines.map((line, index) => [
        <Line key={`${index} before`} line={line} side="same" number={line.before} />,
        <div key={`${index} after`} class="twin" aria-hidden="true">
          <Line line={line} side="same" number={line.after} />
        </div>,
      ])}
    </div>
  );
}

function Changed({ removed, added }: Extract<BlockView, { readonly kind: 'changed' }>) {
  return (
    <div class="pairs">
      {Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
        const [was, is] = [removed[index], added[index]];
        return [
          was === undefined ? (
            <div key={`${index} before`} class="none" />
          ) : (
            <Line key={`${index} before`} line={was} side="removed" number={was.before} />
          ),
          is === undefined ? (
            <div key={`${index} after`} class="none" />
          ) : (
            <Line key={`${index} after`} line={is} side="added" number={is.after} />
          ),
        ];
      })}
    </div>
  );
}

const signs = { same: ' ', added: '+', removed: '−' } as const;

interface LineProps {
  readonly line: LineView;
  readonly side: keyof typeof signs;
  readonly number: number | undefined;
}

function Line({ line: { text, words }, side, number }: LineProps) {
  return (
    <div class={`line ${side}`}>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      <span class="sign">{signs[side]}</span>
      <span class="words">
        {pieces(text, words).map(({ text, differs }, index) =>
          differs ? (
            <mark key={index}>
              <Visible text={text} lines="many" />
            </mark>
          ) : (
            <Visible key={index} text={text} lines="many" />
          ),
        )}
      </span>
    </div>
  );
}

/** The whole text in order, whatever the marks say. */
function pieces(
  text: string,
  words: LineView['words'],
): readonly { readonly text: string; readonly differs: boolean }[] {
  const found: { text: string; differs: boolean }[] = [];
  let at = 0;
  for (const { start, end } of words) {
    if (start < at || end > text.length || end <= start) continue;
    if (start > at) found.push({ text: text.slice(at, start), differs: false });
    found.push({ text: text.slice(start, end), differs: true });
    at = end;
  }
  if (at < text.length || found.length === 0) found.push({ text: text.slice(at), differs: false });
  return found;
}
