/**
 * GitHub's and GitLab's own command lines, Gitea's tea, and hub. https://cli.github.com/manual/ · https://docs.gitlab.com/cli/
 *
 * Handles `gh workflow run deploy.yml`, `gh run rerun 1`, `gh pr merge 7 --squash`, `gh release create v1`,
 * `gh secret set KEY`, `gh variable delete X`, `gh repo delete o/r`, `gh api -X PUT repos/o/r/branches/main/protection`,
 * `gh api graphql -f query='mutation {…}'`, `glab ci run`, `glab mr merge`, `glab variable set`, `glab api -X DELETE …`.
 *
 * The line: talk passes in silence — issues, pull requests and their comments, reviews, labels, boards. Held is what
 * starts or stops a pipeline, merges, releases, hands out access or secrets, and what changes or removes a repository.
 */
import { hole, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { isTalk, mutates } from './endpoints.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const apiValues =
  '-X --method -f --raw-field -F --field -H --header --input --hostname -q --jq -t --template -p --preview --cache';

/** `gh api`: a GET, unless fields or a method say otherwise. https://cli.github.com/manual/gh_api */
function request({ options, words, run, call }: Found): Verdict {
  const path = words[0] === undefined ? '' : shapeOf(words[0]);
  const fields = options.options.filter(({ name }) => /^(?:-f|--raw-field|-F|--field|--input)$/.test(name));
  const asked = options.options.findLast(({ name }) => name === '-X' || name === '--method')?.value;
  if (asked !== undefined && !asked.known) return { kind: 'unknown', note: 'Its method is known only when it runs.' };
  const method = asked?.value.toUpperCase() ?? (fields.length > 0 ? 'POST' : 'GET');
  if (/^(?:GET|HEAD|OPTIONS)$/.test(method)) return { kind: 'local' };
  if (/(?:^|\/)graphql$/.test(path)) {
    const query = fields
      .map(({ value }) => value)
      .find((value) => value !== undefined && /^query=/.test(shapeOf(value)));
    const text = query === undefined ? undefined : documentOf(partOf(query, 6));
    if (text === undefined || text.startsWith(hole))
      return { kind: 'unknown', note: 'What it asks of GraphQL is known only when it runs.' };
    return mutates(text) ? { kind: 'change', note: 'A mutation.' } : { kind: 'local' };
  }
  if (isTalk(path, method)) return { kind: 'local' };
  return method === 'DELETE' ? { kind: 'destroy' } : { kind: 'change', note: `A ${method}.` };

  function documentOf(word: Word): string | undefined {
    if (!shapeOf(word).startsWith('@')) return shapeOf(word);
    const found = call.input(partOf(word, 1), run);
    return found.kind === 'text' ? found.text : undefined;
  }
}

const gh: Table = {
  programs: [],
  aliases: ['gh'],
  commands: `
    read run list|ls, run view, run watch, workflow list|ls, workflow view, release list|ls, release view, release verify, release verify-asset, secret list|ls, variable list|ls, variable get, cache list|ls, ruleset list|ls, ruleset view, ruleset check, codespace|cs list|ls, codespace|cs view, codespace|cs logs, codespace|cs ports, attestation|at verify, attestation|at download, attestation|at trusted-root, gpg-key list|ls, ssh-key list|ls, org list|ls, repo deploy-key list|ls, repo autolink list|ls|view, auth token
    local pr, pr checkout|co, pr checks, pr close, pr comment, pr create|new, pr diff, pr edit, pr list|ls, pr lock|unlock, pr ready, pr reopen, pr review, pr revert, pr status, pr view, pr update-branch
    local issue, issue close|reopen, issue comment, issue create|new, issue develop, issue edit, issue list|ls, issue lock|unlock, issue pin|unpin, issue status, issue view, issue transfer, search, browse, status, co
    local repo, repo view, repo list|ls, repo clone, repo set-default, repo fork, repo gitignore, repo license, repo sync
    local gist, gist list|ls, gist view, gist create|new, gist edit, gist clone, gist rename, label list|ls, label create|new, label edit, label clone, project list|ls, project view, project create, project copy, project edit, project close, project field-list, project field-create, project item-add, project item-archive, project item-create, project item-edit, project item-list, project item-delete, project link|unlink, project mark-template
    local release download, run download, auth status, auth login, auth logout, auth setup-git, auth switch, auth refresh, config, alias list|ls, completion, version, help, extension|ext|extensions list|ls, extension|ext|extensions search, extension|ext|extensions browse, extension|ext|extensions upgrade, extension|ext|extensions install, extension|ext|extensions remove, extension|ext|extensions create, copilot, agent-task, preview, licenses, accessibility|a11y, run, workflow, release, secret, variable, cache, ruleset, codespace|cs, api, skill
    change workflow run, workflow enable, workflow disable, run rerun, run cancel, pr merge, release create|new, release edit, release upload, secret set, variable set, repo create|new, repo edit, repo rename, repo archive, repo unarchive, ssh-key add, gpg-key add, repo deploy-key add, repo autolink create, codespace|cs create, codespace|cs edit, codespace|cs rebuild, codespace|cs stop, codespace|cs cp, alias set, alias import, alias delete
    destroy repo delete, release delete, release delete-asset, secret delete|remove, variable delete|remove, run delete, cache delete, ssh-key delete, gpg-key delete, repo deploy-key delete, repo autolink delete, codespace|cs delete, project delete, project field-delete, issue delete, label delete, gist delete
    open codespace|cs ssh`,
  values: `-R --repo -b --body -F --body-file -m --milestone -a --assignee -l --label -r --ref --reviewer --env -e -o --org -u --user -v --visibility -B --base -H --head --notes --notes-file --title --target --match-head-commit --subject --author-email ${apiValues} --json -L --limit -s --state -w --workflow -j --job --app`,
  place: [
    ['repository', '-R --repo', 'GH_REPO'],
    ['environment', '-e --env'],
    ['host', '--hostname', 'GH_HOST'],
  ],
  notes: {
    'pr merge': 'Whatever is merged may be deployed.',
    'workflow run': 'Starts a pipeline.',
    'run rerun': 'Starts a pipeline again.',
    'release create': 'Others get what is released.',
    'alias set': 'Later calls may run it under another name.',
  },
  unless: (found) => {
    if (found.operation === 'api') return request(found);
    if (found.operation === 'repo sync')
      return found.words.length > 0 || has(found.options, '--force')
        ? { kind: 'change', note: 'The repository on the server is changed, or this one overwritten.' }
        : undefined;
    return undefined;
  },
};

const glab: Table = {
  programs: ['glab'],
  commands: `
    read ci|pipe|pipeline list|ls, ci|pipe|pipeline view, ci|pipe|pipeline status, ci|pipe|pipeline get, ci|pipe|pipeline trace, ci|pipe|pipeline lint, ci|pipe|pipeline artifact, ci|pipe|pipeline config compile, job artifact, job list, variable|var list|ls, variable|var get, variable|var export, release list|ls, release view, runner list, runner jobs, schedule list|ls, cluster agent list, cluster agent get-token, deploy-key list|ls, deploy-key get, ssh-key list, ssh-key get, gpg-key list, gpg-key get, token list|ls, securefile list|ls, securefile get, opentofu|terraform|tf state list
    local mr, mr list|ls, mr view, mr diff, mr checkout, mr create|new, mr update, mr note|comment, mr approve, mr approvers, mr revoke, mr close, mr reopen, mr todo, mr subscribe|unsubscribe, mr rebase, mr issues, mr for, issue, issue list|ls, issue view, issue create|new, issue update, issue note|comment, issue close, issue reopen, issue subscribe|unsubscribe, issue board, incident list|ls, incident view, incident note, incident close, incident reopen
    local repo|project view, repo|project clone, repo|project list|ls, repo|project search, repo|project fork, repo|project contributors, snippet create, label list|ls, label create, label edit, label get, milestone list, milestone get, milestone create, milestone edit, iteration list, user, auth, config, check-update, completion, version, help, changelog, duo, stack, release download, securefile download, alias list, api, work-items, todo, mcp
    change repo|project archive, ci|pipe|pipeline run, ci|pipe|pipeline run-trig, ci|pipe|pipeline retry, ci|pipe|pipeline trigger, ci|pipe|pipeline cancel~, mr merge|accept, release create, release upload, variable|var set|new|create, variable|var update, repo|project create|new, repo|project transfer, repo|project update, repo|project mirror, repo|project publish, repo|project members, schedule create, schedule run, schedule update, deploy-key add, ssh-key add, gpg-key add, token create|new, token rotate|rot, securefile create|upload, cluster agent, cluster graph, opentofu|terraform|tf init, opentofu|terraform|tf state lock|unlock, alias set, alias delete, runner assign, runner unassign, runner update, runner create
    destroy ci|pipe|pipeline delete~, release delete, variable|var delete|remove|rm, repo|project delete, mr delete, issue delete, schedule delete, deploy-key delete, ssh-key delete, gpg-key delete, token revoke|rm, securefile remove|rm|delete, label delete, milestone delete, opentofu|terraform|tf state delete, runner delete`,
  values: `-R --repo -g --group -b --branch --ref -m --message -d --description -t --tag -s --scope ${apiValues} -v --value --env --environment`,
  place: [
    ['repository', '-R --repo', 'GITLAB_REPO'],
    ['group', '-g --group'],
    ['host', '--hostname', 'GITLAB_HOST'],
  ],
  dry: /^--dry-run$/,
  notes: { 'mr merge': 'Whatever is merged may be deployed.', 'ci run': 'Starts a pipeline.' },
  unless: (found) => {
    if (found.operation === 'api') return request(found);
    // glab means a copy in a file; what people mean who name no format may be what `gh repo archive` does.
    return /archive$/.test(found.operation)
      ? has(found.options, '-f', '--format', '-s', '--sha') || found.words.length > 1
        ? { kind: 'local' }
        : { kind: 'unknown', note: 'glab downloads the repository; whoever asks may mean to close it.' }
      : undefined;
  },
};

/** https://gitea.com/gitea/tea */
const tea: Table = {
  programs: [],
  aliases: ['tea'],
  commands: `
    read releases list|ls, webhooks list|ls, actions secrets list, actions variables list, actions runs list, branches list|ls, organizations list|ls
    local issues, issues list|create|edit|close|reopen, pulls, pulls list|checkout|create|clean|close|reopen|review|approve|reject, labels, milestones, times, open, notifications, clone, login, logins, logout, comment, whoami, repos list|ls|search|fork
    change releases create|edit, releases assets create, pulls merge, repos create|create-from-template|migrate|edit, branches protect|unprotect, webhooks create|update, actions secrets create, actions variables set, admin
    destroy releases delete, releases assets delete, repos delete, organizations delete, webhooks delete, actions secrets delete, actions variables delete, branches delete`,
  values: '-R --repo -r --remote -l --login -o --output --tag --title --note --asset',
  otherwise: 'local',
};

/** https://hub.github.com: git with a few words more. */
const hub: Table = {
  programs: [],
  aliases: ['hub'],
  commands: 'change release create|edit, create\n destroy delete, release delete',
  values: '-m --message -a --attach -t --commitish -F --file -c --copy',
  otherwise: 'local',
  bare: 'local',
};

export const forges: readonly Analyzer[] = [
  { ...tabled(gh), partial: true },
  { ...tabled(glab), partial: true },
  { ...tabled(tea), partial: true },
  { ...tabled(hub), partial: true },
];
