/** The note that goes to the agent with a refusal. */
import { useEffect, useRef } from 'preact/hooks';

interface NoteProps {
  readonly text: string;
  onText(text: string): void;
  onSend(event: Event): void;
  onClose(): void;
}

export function Note({ text, onText, onSend, onClose }: NoteProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') onSend(event);
  }
  return (
    <div class="writing">
      <label for="note">What the agent should know</label>
      <textarea
        id="note"
        ref={field}
        rows={3}
        value={text}
        aria-describedby="note-keys"
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p id="note-keys" class="note">
        <kbd>Ctrl</kbd>+<kbd>Enter</kbd> denies and sends it · <kbd>Esc</kbd> closes
      </p>
    </div>
  );
}
