/**
 * Programs that press keys and buttons as a person would, or close the windows in which people are asked.
 *
 * Handles `xdotool key Return`, `ydotool click`, `wtype`, `dotool`, `cliclick`, `osascript -e '… keystroke …'`,
 * `wmctrl -c "Visual Studio Code"`, `taskkill /IM Code.exe`. What only looks (`xdotool search`, `wmctrl -l`) says nothing.
 *
 * https://github.com/jordansissel/xdotool https://developer.apple.com/library/archive/documentation/AppleScript/Conceptual/AppleScriptLangGuide/
 */
import { change, destroy, type Effect } from '../effect.ts';
import type { Invocation, Word } from '../shell/invocation.ts';
import { type Analyzer, spansOf } from './analyzer.ts';

/** The editors in which people are asked, as processes and windows are named. */
export const editors =
  /visual studio code|vs ?code|vscodium|code[- ]oss|code - |code helper|\bcode(?:\.exe|-insiders|-server)?$|\bcursor\b|\bwindsurf\b|\bkiro\b|\bantigravity\b|\btrae\b|\bpositron\b|\bvoid\b|^electron$/i;

const presses = /^(?:key|keydown|keyup|type|click|mousedown|mouseup|mousemove_relative|debug|exec)$/;
const scripted =
  /\b(?:keystroke|key\s+code|click|AXPress|perform\s+action|CGEvent\w*|CGPostKeyboardEvent)\b|\bSystem\s+Events\b[\s\S]*\b(?:set|press)\b/i;
const closing = /\b(?:quit|close|terminate|kill)\b/i;

function analyze({ program, name, args }: Invocation): readonly Effect[] {
  const pressing = (word?: Word): readonly Effect[] => [
    change({
      tool: 'guard',
      operation: 'press keys',
      target: program,
      note: 'It may answer a question that a person was asked.',
      spans: spansOf(name, word),
    }),
  ];
  const stopping = (word: Word): readonly Effect[] => [editorStopped(name, word)];
  const named = args.find(({ value, known }) => !known || editors.test(value));
  switch (program) {
    case 'osascript': {
      const pressed = args.find(({ value }) => scripted.test(value));
      if (pressed !== undefined) return pressing(pressed);
      return named !== undefined && closing.test(named.value) ? stopping(named) : [];
    }
    case 'wmctrl':
      return named !== undefined && args.some(({ value }) => /^-\w*c$/.test(value)) ? stopping(named) : [];
    case 'taskkill':
      return named === undefined ? [] : stopping(named);
    case 'xdotool':
    case 'ydotool': {
      const pressed = args.find(
        ({ value, known }) => !known || presses.test(value) || /^window(?:close|kill|quit)$/.test(value),
      );
      return pressed === undefined ? [] : pressing(pressed);
    }
    case 'cliclick':
      return args.some(({ value }) => /^(?:c|dc|rc|tc|kp|kd|ku|t|dd|du):/.test(value)) ? pressing() : [];
    default:
      return args.some(({ value }) => /^--?(?:help|version|h)$/.test(value)) ? [] : pressing();
  }
}

/** `name` stops the editor that `word` names, and with it the hooks. */
export const editorStopped = (name: Word, word: Word): Effect =>
  destroy({
    tool: 'guard',
    operation: 'stop',
    target: word.value,
    note: 'The editor and its hooks ask for reviews.',
    spans: spansOf(name, word),
  });

export const desktop: Analyzer = {
  id: 'guard',
  programs: [],
  aliases: [
    'xdotool',
    'ydotool',
    'wtype',
    'dotool',
    'dotoolc',
    'xte',
    'xvkbd',
    'cliclick',
    'osascript',
    'wmctrl',
    'taskkill',
  ],
  partial: true,
  analyze,
};
