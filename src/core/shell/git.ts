/** What git runs: aliases and programs of its configuration, `rebase --exec`, `bisect run`, `submodule foreach`, `ext::` remotes. */
import { posixQuote } from '../../base/posixQuote.ts';
import { joinWords, literal, partOf, shapeOf, type Word } from './invocation.ts';
import { names, readOptions } from './options.ts';
import { type Peel, type Peeled, stopping } from './peeled.ts';

/** Configuration values that git runs. */
const gitRuns =
  /^(?:alias\.[\w-]+=!|core\.(?:pager|editor|sshcommand|fsmonitor|askpass)=|pager\.|sequence\.editor=|credential\.helper=!|diff\.external=|diff\..*(?:command|textconv)=|merge\..*driver=|filter\..*=|gpg\.(?:\w+\.)?program=|difftool\.|mergetool\.|interactive\.difffilter=|uploadpack\.packobjectshook=|submodule\..*update=!|trailer\..*(?:command|cmd)=|(?:man|browser|guitool)\..*cmd=|sendemail\..*cmd=)/i;

// https://git-scm.com/docs/git
export const git: Peel = ({ args }) => {
  const outer = stopping(args, '-c -C --git-dir --work-tree --namespace --exec-path --config-env');
  const [verb, second, ...rest] = outer.words;
  const peeled = outer.options.flatMap(({ name, value }): Peeled[] =>
    name === '-c' && value !== undefined ? configured(value, outer.words) : [],
  );
  const pair = `${verb?.value} ${second?.value}`;
  if (pair === 'bisect run' && rest.length > 0) return [...peeled, { kind: 'argv', as: 'git bisect run', words: rest }];
  if (pair === 'submodule foreach')
    return [
      ...peeled,
      {
        kind: 'text',
        as: 'git submodule foreach',
        text: joinWords(rest.filter(({ value }) => !value.startsWith('-'))),
      },
    ];
  if (verb === undefined) return peeled;
  if (verb.value === 'config') {
    // A value that git will run is read when it is written down.
    return outer.words.slice(1).flatMap((key, index, words): Peeled[] => {
      const value = words[index + 1];
      if (value === undefined || !gitRuns.test(`${shapeOf(key)}=${shapeOf(value)}`)) return [];
      return [{ kind: 'text', as: 'git config', text: shapeOf(value).startsWith('!') ? partOf(value, 1) : value }];
    });
  }
  const inner = readOptions(outer.words.slice(1), { values: gitCommands, clusters: true });
  const transports = inner.options.flatMap(({ name, word, value }): Peeled[] => {
    const clone = verb.value === 'clone';
    if (value === undefined) return [];
    if (clone && (name === '-c' || name === '--config')) return configured(value, []);
    return (transporting.test(name) || (clone && name === '-u')) && talking.test(verb.value)
      ? [{ kind: 'text', as: `git ${verb.value} ${name}`, text: value }]
      : opening.test(name) && verb.value === 'grep' && word.value !== '-O'
        ? [{ kind: 'text', as: 'git grep -O', text: value }]
        : [];
  });
  // https://git-scm.com/docs/git-remote-ext
  const remotes = inner.words.flatMap((word): Peeled[] =>
    /^ext::/.test(shapeOf(word))
      ? [{ kind: 'text', as: 'git ext::', text: literal(externalLine(shapeOf(word).slice(5)), word.span) }]
      : [],
  );
  const runs = inner.options.filter(
    ({ name, value }) =>
      /^(?:-x|--exec|--extcmd|--[\w-]+-filter)$/.test(name) &&
      value !== undefined &&
      /^(?:rebase|difftool|filter-branch)$/.test(verb.value),
  );
  return [
    ...peeled,
    ...transports,
    ...remotes,
    ...runs.flatMap(({ name, value }): Peeled[] =>
      value === undefined ? [] : [{ kind: 'text', as: `git ${verb.value} ${name}`, text: value }],
    ),
  ];
};

/** What a setting makes git run; an alias with the words behind its name. */
function configured(setting: Word, words: readonly Word[]): Peeled[] {
  const shape = shapeOf(setting);
  if (!gitRuns.test(shape)) return [];
  const text = partOf(setting, shape.indexOf('=') + (/=!/.test(shape) ? 2 : 1));
  const [alias] = /(?<=^alias\.)[\w-]+/i.exec(shape) ?? [];
  if (alias === undefined || words[0]?.value !== alias) return [{ kind: 'text', as: 'git -c', text }];
  return [{ kind: 'text', as: 'git -c', text: joinWords([text, literal('"$@"')]), parameters: words.slice(1) }];
}

/** Words of an `ext::` address end at a blank; `% ` is a blank in one. */
const externalLine = (address: string): string =>
  address
    .split(/(?<!%) /)
    .map((word) => (word.includes('% ') ? posixQuote(word.replaceAll('% ', ' ')) : word))
    .join(' ');

const transporting = /^--(?:upload-pack|receive-pack|exec|access-hook|httpd|to-cmd|cc-cmd|header-cmd|sendmail-cmd)$/;
const talking = /^(?:clone|fetch|pull|push|ls-remote|archive|fetch-pack|send-pack|daemon|instaweb|send-email)$/;
const opening = /^(?:-O|--open-files-in-pager)$/;

const gitCommands = names(
  '-u -c -O --config --upload-pack --receive-pack --to-cmd --cc-cmd --sendmail-cmd --access-hook --httpd --open-files-in-pager -x --exec --extcmd --env-filter --tree-filter --index-filter --parent-filter --msg-filter --commit-filter --tag-name-filter --subdirectory-filter',
);
