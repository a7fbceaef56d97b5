/**
 * `git config --list --show-scope -z` → what a repository says of itself: its remotes, and whether its own file names
 * programs that git would run. Reading the settings runs nothing; most else that git does may.
 * @see https://git-scm.com/docs/git-config
 */

interface Setting {
  readonly scope: string;
  /** Section and name in lower case, as git prints them; what stands between keeps its case. */
  readonly name: string;
  readonly value: string;
}

export interface GitSettings {
  /** Settings of the repository that make git run a program, or send what it sends elsewhere. */
  readonly hostile: readonly string[];
  /** Those that make it run a program for a look at its own files. */
  readonly drivers: readonly string[];
  readonly defaultRemote: (branch: string) => string;
  /** Where a push goes: addresses of a remote by its name, or the word itself. */
  readonly addresses: (remote: string) => readonly string[];
  /** Pushes and fetches of a remote go to different places. */
  readonly splits: (remote: string) => boolean;
  /** Objects that are missing would be fetched by whatever asks for them. */
  readonly partial: boolean;
  readonly email: string;
}

/** Files an agent may have written: those of the repository. */
const own = /^(?:local|worktree)$/;

const running =
  /^(?:core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand)|credential\.(?:.*\.)?helper|remote\..*\.(?:vcs|uploadpack|receivepack|proxy)|url\..*\.(?:pushinsteadof|insteadof)|http\.(?:.*\.)?(?:proxy|sslverify|sslcainfo|sslcapath|cookiefile|curloptresolve|proxyssl\w+)|protocol\.(?:.*\.)?allow)$/;

/** Monitors and hooks are switched off instead. */
const driving =
  /^(?:filter\..*\.(?:clean|smudge|process)|diff\..*\.(?:command|textconv)|diff\.external|gpg\.(?:.*\.)?program)$/;

/** `ext::sh -c …`: a helper, named by the address. */
const helping = /^[\w+.-]+::/;

const isHostile = ({ scope, name, value }: Setting): boolean =>
  own.test(scope) && (running.test(name) || (/^remote\..*\.(?:url|pushurl)$/.test(name) && helping.test(value)));

/** A path on this machine rather than an address: git runs the other side itself. */
export const isHere = (address: string): boolean =>
  /^(?:file:\/\/|[a-z]:[\\/])/i.test(address) || !/^(?:[a-z][a-z\d+.-]*:\/\/|(?:[^/:]+@)?[^/:]+:)/i.test(address);

export function readGitSettings(text: string): GitSettings {
  const settings = settingsIn(text);
  const last = (name: string): string | undefined => settings.findLast((each) => each.name === name)?.value;
  const all = (name: string): readonly string[] =>
    settings.filter((each) => each.name === name).map(({ value }) => value);
  return {
    hostile: [...new Set(settings.filter(isHostile).map(({ name }) => name))],
    drivers: [
      ...new Set(settings.filter(({ scope, name }) => own.test(scope) && driving.test(name)).map(({ name }) => name)),
    ],
    defaultRemote: (branch) =>
      last(`branch.${branch}.pushremote`) ?? last('remote.pushdefault') ?? last(`branch.${branch}.remote`) ?? 'origin',
    addresses(remote) {
      const found = [...all(`remote.${remote}.pushurl`), ...all(`remote.${remote}.url`)];
      return found.length === 0 ? [remote] : found;
    },
    splits: (remote) => all(`remote.${remote}.pushurl`).length > 0 || all(`remote.${remote}.url`).length > 1,
    partial: settings.some(({ name }) => /^(?:extensions\.partialclone|remote\..*\.promisor)$/.test(name)),
    email: last('user.email') ?? '',
  };
}

function settingsIn(text: string): readonly Setting[] {
  const parts = text.split('\0');
  return parts.flatMap((scope, index): readonly Setting[] => {
    const line = parts[index + 1];
    if (index % 2 === 1 || line === undefined) return [];
    const end = line.indexOf('\n');
    return [{ scope, name: end < 0 ? line : line.slice(0, end), value: end < 0 ? 'true' : line.slice(end + 1) }];
  });
}
