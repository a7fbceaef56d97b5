/**
 * Commands that take the guard away without touching a file: `holdpoint uninstall`,
 * `code --uninstall-extension`, `code --disable-extensions`, `pkill -f extensionHost`.
 */
import { change, destroy, type Effect } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { type Analyzer, spansOf } from './analyzer.ts';

const switches =
  /^--(?:uninstall-extension|disable-extensions?|user-data-dir|extensions-dir|extension-development-path)(?:=|$)/;

function analyze(run: Invocation): readonly Effect[] {
  const { program, name, args } = run;
  const [verb, second] = args.filter((word) => !shapeOf(word).startsWith('-'));
  if (program === 'holdpoint') {
    const harmless = verb === undefined || /^(?:check|doctor|impact|journal|verify|help|exec)$/.test(verb.value);
    if (harmless && (verb === undefined || verb.known)) return [];
    if (verb.value === 'policy' && /^(?:check|test|explain)$/.test(second?.value ?? '')) return [];
    if (verb.value === 'roster' && /^(?:list|check)$/.test(second?.value ?? '')) return [];
    const details = {
      tool: 'guard',
      operation: `holdpoint ${verb.value}`,
      target: 'Holdpoint',
      spans: spansOf(name, verb, second),
    };
    return [verb.value === 'uninstall' ? destroy(details) : change(details)];
  }
  if (/^(?:pkill|killall)$/.test(program)) {
    const word = args.find(({ value }) =>
      /extensionHost|holdpoint|\bcode(?:-insiders|-server)?$|Code Helper|\bCursor\b|\bcodium\b/i.test(value),
    );
    return word === undefined
      ? []
      : [
          destroy({
            tool: 'guard',
            operation: 'stop',
            target: word.value,
            note: 'The editor asks for reviews.',
            spans: spansOf(name, word),
          }),
        ];
  }
  return args.flatMap((word) =>
    switches.test(word.value)
      ? [
          change({
            tool: 'guard',
            operation: 'start the editor without its guard',
            target: word.value,
            spans: spansOf(name, word),
          }),
        ]
      : [],
  );
}

export const guard: Analyzer = {
  id: 'guard',
  programs: [
    'holdpoint',
    'pkill',
    'killall',
    'code',
    'code-insiders',
    'code-server',
    'codium',
    'vscodium',
    'cursor',
    'windsurf',
  ],
  analyze,
};
