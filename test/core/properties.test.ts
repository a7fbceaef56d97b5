/** Every wrapper around every kind of held line, to depth four; and the same lines as mere text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionOf, understandLine } from '../support/understanding.ts';

const lines = [
  'terraform destroy',
  'terraform -chdir=prod apply -auto-approve',
  'kubectl delete ns prod',
  'kubectl apply -f https://example.com/x.yaml',
  'aws s3 rb s3://b --force',
  'aws ec2 terminate-instances --instance-ids i-1',
  'helm uninstall api',
  'gcloud compute instances delete web',
  'az group delete --name prod --yes',
  "psql -c 'DROP TABLE t'",
  'systemctl stop nginx',
  'userdel deploy',
  'mkfs.ext4 /dev/sdb1',
  'dd if=/dev/zero of=/dev/sda',
  'iptables -F',
  'ip route del default',
  'certbot delete --cert-name example.com',
  'dnscontrol push',
  'rclone purge remote:a',
  'restic forget --prune',
  'mc rb --force prod/logs',
  'rm -rf /srv/www',
  'rm -rf ~/projects',
  'chmod -R 777 /var/www',
  'crontab -r',
  'rm -rf ~/.holdpoint',
  'echo x > .claude/settings.json',
  'echo x > main.tf',
  'sed -i s/a/b/ .github/workflows/deploy.yml',
  'rsync -a --delete dist/ web1:/srv',
  'ssh web1 reboot',
  'pulumi destroy --yes',
  'holdpoint uninstall',
];

const quote = (line: string) => `'${line.replaceAll("'", "'\\''")}'`;

/** In front of a program and its words; a whole line goes through `bash -c`. */
const fronts =
  `sudo|sudo -E -u root|doas|env|env -i A=b|time|nice|nice -n 5|ionice -c 3|nohup|timeout 10|timeout -k 5 10s|gtimeout 5|stdbuf -oL|setsid|setarch x86_64
  |chroot /mnt|unshare -m|nsenter -t 1|chrt 5|taskset 1|strace -f|ltrace|flock /tmp/l|unbuffer|rlwrap|xvfb-run|dbus-run-session|systemd-run --user|caffeinate -i
  |proxychains|torsocks|busybox|command|builtin|exec|xargs|watch|entr|direnv exec .|aws-vault exec prod --|op run --|doppler run --|infisical run --|chamber exec x --
  |dotenv|dotenvx run --|mise exec --|asdf exec|devbox run|conda run -n x|poetry run|pipenv run|uv run|rye run|pdm run|bundle exec|npx|pnpx|bunx|pnpm exec|yarn dlx
  |/usr/bin/env|\\env|"sudo"|AWS_PROFILE=prod|A=b C=d|sudo nice env A=b timeout 5|somewrapper --flag`
    .split('|')
    .map((front) => front.trim());

const around: readonly ((line: string) => string)[] = [
  ...fronts.map((front) => (line: string) => `${front} bash -c ${quote(line)}`),
  ...[
    'bash -c',
    'sh -c',
    'zsh -c',
    'dash -c',
    'ksh -c',
    'bash -lc',
    'sh -ec',
    'bash -o pipefail -c',
    '/bin/bash -c',
    'eval',
    'su -c',
    'runuser -c',
    'script -c',
    'flock /tmp/l -c',
    'nix-shell --run',
    'parallel :::',
    'watch',
    'env -S',
  ].map((front) => (line: string) => `${front} ${front === 'env -S' ? quote(`bash -c ${quote(line)}`) : quote(line)}`),
  (line) => `ls; ${line}`,
  (line) => `cd src && ${line}`,
  (line) => `${line} || true`,
  (line) => `${line} 2>&1 | tee out.log`,
  (line) => `( ${line} )`,
  (line) => `{ ${line}; }`,
  (line) => `if true; then ${line}; fi`,
  (line) => `while true; do ${line}; done`,
  (line) => `case x in x) ${line};; esac`,
  (line) => `f() { ${line}; }; f`,
  (line) => `echo "$( ${line} )"`,
  (line) => `cat <( ${line} )`,
  (line) => `X=$( ${line} )`,
  (line) => `trap ${quote(line)} EXIT`,
  (line) => `echo ${quote(line)} | bash`,
  (line) => `bash <<< ${quote(line)}`,
  (line) => `sh <<'EOF_${line.length}'\n${line}\nEOF_${line.length}\n`,
  (line) => `echo ${quote(line)} > x.sh; bash x.sh`,
  (line) => `find . -exec sh -c ${quote(line)} \\;`,
  (line) => `C=${quote(line)}; eval "$C"`,
  (line) => `ssh web1 ${quote(line)}`,
  (line) => `echo ${quote(line)} | at now`,
  (line) => `tmux send-keys ${quote(line)} Enter`,
  (line) => `git -c alias.x=${quote(`!${line}`)} x`,
];

const asData: readonly ((line: string) => string)[] = [
  (line) => `echo ${quote(line)}`,
  (line) => `printf '%s\\n' ${quote(line)}`,
  (line) => `git commit -m ${quote(line)}`,
  (line) => `git commit --message=${quote(line)}`,
  (line) => `git log --grep ${quote(line)}`,
  (line) => `grep -rn ${quote(line)} src`,
  (line) => `rg ${quote(line)}`,
  (line) => `ls # ${line}`,
  (line) => `# ${line}`,
  (line) => `: ${quote(line)}`,
  (line) => `X=${quote(line)}`,
  (line) => `cat > notes.md <<'END_OF_NOTES'\n${line}\nEND_OF_NOTES\n`,
  (line) => `cat <<'END_OF_NOTES' >> docs/runbook.md\n${line}\nEND_OF_NOTES\n`,
  (line) => `echo ${quote(line)} >> README.md`,
  (line) => `echo ${quote(line)} | grep x`,
  (line) => `gh pr create --title x --body ${quote(line)}`,
  (line) => `test ${quote(line)} = x`,
];

describe('every wrapper around every kind of line', () => {
  // A guard file or the workspace of another machine is not ours.
  const local = /guard|\.claude|holdpoint|main\.tf|workflows/;
  test('is held', () => {
    const free: string[] = [];
    for (const wrap of around)
      for (const line of lines) {
        const whole = wrap(line);
        if (whole.startsWith('ssh ') && local.test(line)) continue;
        if (decisionOf(whole) !== 'hold') free.push(whole);
      }
    expect(free).toEqual([]);
  });

  test('is held to depth four', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lines.filter((line) => !local.test(line))),
        fc.array(fc.constantFrom(...around), { minLength: 2, maxLength: 4 }),
        (line, ways) => {
          expect(decisionOf(ways.reduce((inner, wrap) => wrap(inner), line))).toBe('hold');
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

test('as a text, every line passes', () => {
  const held: string[] = [];
  for (const wrap of asData)
    for (const line of lines) {
      const { effects } = understandLine(wrap(line));
      if (effects.length > 0) held.push(wrap(line));
    }
  expect(held).toEqual([]);
});
