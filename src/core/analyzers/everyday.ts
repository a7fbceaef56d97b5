/**
 * Programs of ordinary work, told apart by what can come of their words. None of them touches infrastructure by itself.
 */

import type { Invocation } from '../shell/invocation.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** They print, search or look up: a command among their words stays a text. */
export const printers: ReadonlySet<string> = list(
  `echo printf grep egrep fgrep zgrep rg ag ack man info tldr whatis apropos which whence type whereis hash true false :
   ls ll dir tree file stat basename dirname realpath readlink pwd date sleep test [ expr seq history cal bc
   cat bat head tail less more wc sort uniq cut tr column nl tac rev paste fold comm diff cmp colordiff delta jq yq xxd od hexdump strings
   md5sum sha1sum sha256sum shasum cksum du df uptime uname hostname id whoami groups who w ps top htop free lsof ss netstat dig nslookup host ping traceroute
   touch mkdir rmdir open xdg-open code cursor subl
   git gh glab hub npm-check brew apt apt-get aptitude yum dnf apk pacman snap pip pip3 gem cargo rustup
   export declare typeset local readonly alias unalias unset set shift read mapfile cd pushd popd dirs jobs wait fg bg kill disown umask ulimit shopt exit return break continue let getopts complete compgen`,
);

/** They read the files they are given and leave them as they are. */
export const readers: ReadonlySet<string> = list(
  `cat bat head tail less more wc sort uniq cut tr column nl tac rev paste fold comm diff cmp colordiff delta jq xxd od hexdump strings
   grep egrep fgrep zgrep rg ag ack ls ll dir tree file stat basename dirname realpath readlink du md5sum sha1sum sha256sum shasum cksum
   echo printf test [ cd pushd which type pwd true false : export declare typeset local readonly find fd awk gawk mawk mkdir open xdg-open code cursor source . bash sh zsh dash eval`,
);

/** They look at a machine and change nothing on it. */
export const lookers: ReadonlySet<string> = list(
  `ls ll dir cat head tail less more grep egrep fgrep zgrep rg wc sort uniq cut tr diff stat file find du df free uptime uname hostname id whoami groups who w ps top htop
   lsof ss netstat dig nslookup host ping traceroute date pwd env printenv echo printf which type test [ true false cd journalctl dmesg last lscpu lsblk nproc vmstat iostat md5sum sha256sum readlink realpath jq sleep exit export set`,
);

/** Tools of a developer's day, beside the ones above. */
const tools = list(
  `node nodejs npm npx pnpm pnpx yarn bun bunx deno tsc tsx ts-node eslint prettier biome jest vitest mocha playwright vite webpack rollup esbuild turbo nx
   python python2 python3 pypy pip pip3 pipenv poetry uv uvx pytest ruff black mypy tox nox conda virtualenv ipython jupyter
   ruby bundle rake rspec rubocop irb perl php composer phpunit java javac mvn mvnw gradle gradlew kotlin kotlinc scala sbt
   go gofmt golangci-lint cargo rustc rustfmt clippy make cmake ninja meson gcc g++ cc clang clang-format ld ar gdb lldb swift xcodebuild dotnet
   git gh curl wget tar gzip gunzip zip unzip bzip2 xz sed awk gawk mawk find fd xargs tee vim vi nvim nano emacs cp mv rm ln chmod chown mktemp clear reset time timeout watch bash sh zsh dash env sudo
   brew apt apt-get yum dnf apk sqlite3 openssl base64 uuidgen direnv asdf mise nvm pyenv rbenv act pre-commit shellcheck shfmt hadolint tflint actionlint yamllint markdownlint`,
);

const managers = list(
  'npm pnpm yarn bun deno composer poetry pipenv pdm uv rye hatch conda mamba pod conan bundle dotnet mix',
);

/** A package manager whose words are names of packages. */
export const installs = ({ program, args: [verb] }: Invocation): boolean =>
  managers.has(program) &&
  /^(?:i|install|add|remove|rm|un|uninstall|update|upgrade|up|why|view|info|show)$/.test(verb?.value ?? '');

/** A program that everybody runs and that no analyzer has to look at. */
export const isEveryday = (program: string): boolean =>
  printers.has(program) || tools.has(program) || readers.has(program);
