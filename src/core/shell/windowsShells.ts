/**
 * Shells of Windows, started from another: `pwsh -NoProfile -c '…'`, `powershell -File x.ps1`, `cmd /c del x`.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_pwsh
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
import { slashed } from '../powershell/windowsWords.ts';
import { decodeBase64 } from './base64.ts';
import { joinWords, literal, shapeOf, unknowable, type Word } from './invocation.ts';
import type { Peel, Peeled } from './peeled.ts';

/** Options of `pwsh`, which take every unambiguous beginning of their names. */
const options: readonly (readonly [name: string, takes: 'nothing' | 'value' | 'command' | 'file' | 'encoded'])[] = [
  ['command', 'command'],
  ['commandwithargs', 'command'],
  ['cwa', 'command'],
  ['file', 'file'],
  ['encodedcommand', 'encoded'],
  ['ec', 'encoded'],
  ['encodedarguments', 'value'],
  ['executionpolicy', 'value'],
  ['ex', 'value'],
  ['ep', 'value'],
  ['workingdirectory', 'value'],
  ['wd', 'value'],
  ['windowstyle', 'value'],
  ['outputformat', 'value'],
  ['inputformat', 'value'],
  ['configurationname', 'value'],
  ['configurationfile', 'value'],
  ['custompipename', 'value'],
  ['settingsfile', 'value'],
  ['psconsolefile', 'value'],
  ['version', 'nothing'],
  ['noprofile', 'nothing'],
  ['nop', 'nothing'],
  ['noninteractive', 'nothing'],
  ['noni', 'nothing'],
  ['nologo', 'nothing'],
  ['noexit', 'nothing'],
  ['interactive', 'nothing'],
  ['login', 'nothing'],
  ['mta', 'nothing'],
  ['sta', 'nothing'],
  ['sshservermode', 'nothing'],
  ['help', 'nothing'],
  ['?', 'nothing'],
];

const optionOf = (word: Word) => {
  const name = /^(?:--?|\/)([a-z?]+):?$/i.exec(word.value)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  return options.find(([each]) => each === name) ?? options.find(([each]) => each.startsWith(name));
};

export const powershell: Peel = ({ program, args, stdin }) => {
  const as = program;
  const fromInput = (): readonly Peeled[] => (stdin === undefined ? [] : [{ kind: 'powershell', as, text: stdin }]);
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index];
    if (word === undefined) break;
    const rest = args.slice(index + 1);
    const [first, ...parameters] = rest;
    const option = optionOf(word);
    // PowerShell 7 takes a file where nothing is said, Windows PowerShell a command.
    if (option === undefined)
      return program === 'pwsh' || /\.ps1$/i.test(word.value)
        ? word.value === '-'
          ? fromInput()
          : [{ kind: 'powershellFile', as, path: slashed(word), parameters: rest }]
        : [{ kind: 'powershell', as, text: joinWords([word, ...rest]) }];
    switch (option[1]) {
      case 'command':
        if (first === undefined || first.value === '-') return fromInput();
        return [{ kind: 'powershell', as: `${as} -Command`, text: joinWords(rest) }];
      case 'file':
        if (first === undefined || first.value === '-') return fromInput();
        return [{ kind: 'powershellFile', as: `${as} -File`, path: slashed(first), parameters }];
      case 'encoded':
        return first === undefined ? [] : [{ kind: 'powershell', as: `${as} -EncodedCommand`, text: decoded(first) }];
      case 'value':
        index += 1;
        break;
      case 'nothing':
        if (/^v/i.test(option[0]) && first !== undefined && /^\d/.test(first.value)) index += 1;
        break;
    }
  }
  return fromInput();
};

function decoded(word: Word): Word {
  const text = word.known ? decodeBase64(word.value, true) : undefined;
  return text === undefined ? unknowable(word.value, word.span) : { ...word, value: text };
}

/** `/c` and `/k` end the options; the rest is the line. Git Bash wants the slash twice. */
export const cmd: Peel = ({ program, args, stdin }) => {
  for (const [index, word] of args.entries()) {
    const [, letter, glued = ''] = /^\/{1,2}([a-z])(?::\w+)?(.*)$/i.exec(shapeOf(word)) ?? [];
    if (letter === undefined) break;
    if (!/^[ckr]$/i.test(letter)) continue;
    const rest = args.slice(index + 1);
    const text = glued === '' ? rest : [{ ...word, value: glued }, ...rest];
    return text.length === 0 ? [] : [{ kind: 'batch', as: `${program} /${letter}`, text: joinWords(text.map(quoted)) }];
  }
  return stdin === undefined ? [] : [{ kind: 'batch', as: program, text: stdin }];
};

/** `robocopy A B /mir`, `xcopy A B /s`: what copies is read as `cp`, what deletes beside it as `rsync --delete`. */
export const copying: Peel = ({ program, name, args }) => {
  const words = args.filter((word) => !/^\/[a-z?-][^\\/]*$/i.test(shapeOf(word))).map((word) => slashed(word));
  const has = (option: RegExp) => args.some(({ value }) => option.test(value));
  const [from, to] = words;
  if (from === undefined || to === undefined || has(/^\/l$/i)) return [];
  const mirrors = has(/^\/(?:mir|purge)$/i);
  const run = { ...name, value: mirrors ? 'rsync' : 'cp', known: true };
  return [{ kind: 'argv', as: program, words: mirrors ? [run, literal('--delete'), from, to] : [run, from, to] }];
};

/** What had quotes has them again, so that a space in a name does not end it. */
const quoted = (word: Word, _: number, all: readonly Word[]): Word =>
  all.length === 1 || !/\s/.test(word.value) || /^".*"$/.test(word.value) || /[&|]/.test(word.value)
    ? word
    : { ...word, value: `"${word.value}"`, ...(word.shape === undefined ? {} : { shape: `"${word.shape}"` }) };
