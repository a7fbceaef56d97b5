/** What git runs: aliases and programs of its configuration, `rebase --exec`, `bisect run`, `submodule foreach`. */
import { joinWords, partOf, shapeOf } from './invocation.ts';
import { names, readOptions } from './options.ts';
import { type Peel, type Peeled, stopping } from './peeled.ts';

/** Configuration values that git runs. */
const gitRuns =
  /^(?:alias\.[\w-]+=!|core\.(?:pager|editor|sshcommand|fsmonitor|askpass)=|pager\.|sequence\.editor=|credential\.helper=!|diff\..*(?:command|textconv)=|merge\..*driver=|filter\..*=|gpg\.program=|difftool\.|mergetool\.)/i;

// https://git-scm.com/docs/git
export const git: Peel = ({ args }) => {
  const outer = stopping(args, '-c -C --git-dir --work-tree --namespace --exec-path --config-env');
  const peeled = outer.options.flatMap(({ name, value }): Peeled[] =>
    name === '-c' && value !== undefined && gitRuns.test(shapeOf(value))
      ? [
          {
            kind: 'text',
            as: 'git -c',
            text: partOf(value, shapeOf(value).search(/=/) + (/=!/.test(shapeOf(value)) ? 2 : 1)),
          },
        ]
      : [],
  );
  const [verb, second, ...rest] = outer.words;
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
  const runs = inner.options.filter(
    ({ name, value }) =>
      gitCommands.has(name) && value !== undefined && /^(?:rebase|difftool|filter-branch)$/.test(verb.value),
  );
  return [
    ...peeled,
    ...runs.flatMap(({ name, value }): Peeled[] =>
      value === undefined ? [] : [{ kind: 'text', as: `git ${verb.value} ${name}`, text: value }],
    ),
  ];
};

const gitCommands = names(
  '-x --exec --extcmd --env-filter --tree-filter --index-filter --parent-filter --msg-filter --commit-filter --tag-name-filter --subdirectory-filter',
);
