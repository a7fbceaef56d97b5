/** The files an edit would leave behind, as differences to what is there. */
import type { FileView, HoldView } from '../../protocol/panel.ts';
import { Hunks } from './diff.tsx';
import { sizeOfDiff } from './diffSize.ts';
import type { Folds } from './folds.ts';
import { Folded, Section } from './section.tsx';
import { Code, Visible } from './text.tsx';

interface FilesProps {
  readonly hold: HoldView;
  readonly folds: Folds;
  onDiff(path: string): void;
}

export function Files({ hold, folds, onDiff }: FilesProps) {
  if (hold.files.length === 0) return null;
  const count = hold.files.length > 1 ? <span class="aside">{hold.files.length} files</span> : null;
  return (
    <Section title="What changes in the files" aside={count}>
      {hold.files.map((file, index) => (
        <File key={index} file={file} name={`file:${index}`} folds={folds} onDiff={onDiff} />
      ))}
    </Section>
  );
}

const words: Record<FileView['status'], string> = {
  created: 'created',
  changed: 'changed',
  deleted: 'deleted',
  unreadable: 'cannot be inspected',
};

interface FileProps {
  readonly file: FileView;
  readonly name: string;
  readonly folds: Folds;
  onDiff(path: string): void;
}

function File({ file, name, folds, onDiff }: FileProps) {
  const { path, status, note, hunks, comparable } = file;
  const { added, removed } = sizeOfDiff(hunks);
  return (
    <div class="file">
      <Folded
        folds={folds}
        name={name}
        summary={
          <>
            <Code text={path} />
            <small class={`status ${status}`}>{words[status]}</small>
            {added + removed > 0 && (
              <small>
                <span class="plus">+{added}</span> <span class="minus">−{removed}</span>
              </small>
            )}
          </>
        }
      >
        {note !== undefined && (
          <p class="note">
            <Visible text={note} />
          </p>
        )}
        <Hunks hunks={hunks} />
      </Folded>
      {comparable && (
        <button type="button" class="link compare" onClick={() => onDiff(path)}>
          Open in Diff Editor
        </button>
      )}
    </div>
  );
}
