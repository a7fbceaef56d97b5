/**
 * Mutated command lines through the reader: nothing may throw, and nothing may take longer than its bound. The same seed
 * makes the same lines.
 */
import { decide } from '../../src/core/decide.ts';
import type { ShellKind, ToolCall } from '../../src/core/toolCall.ts';
import { understand } from '../../src/core/understand.ts';
import { describeEffect, headline } from '../../src/core/wording.ts';

const seeds: readonly string[] = [
  'git status && git diff --stat HEAD~1',
  'git commit -m "Explain kubectl delete in the runbook" && git push origin HEAD:production',
  'npm test -- --reporter=dot | tail -20',
  'npm run build && npx vitest run test/unit',
  'for f in *.json; do jq . "$f" > /dev/null || echo "bad $f"; done',
  'while read -r l; do echo "$l"; done < list.txt',
  'if [ -f x ]; then terraform apply; else echo no; fi',
  'case $X in a) kubectl get pods;; *) kubectl delete ns prod;; esac',
  'terraform -chdir=envs/prod apply -auto-approve -var "a=b"',
  'T=terraform; $T destroy',
  'cd infra && terraform plan -out=tfplan && terraform apply tfplan',
  'kubectl -n shop delete deployment web --dry-run=none',
  'kubectl exec -it api -- rails db:drop',
  'kubectl apply -f - <<EOF\napiVersion: v1\nkind: Pod\nEOF',
  'aws s3 rb s3://bucket --force --profile prod',
  'AWS_PROFILE=prod aws rds delete-db-instance --db-instance-identifier orders',
  'helm upgrade --install api ./chart -n shop --dry-run',
  'gcloud compute instances delete web --zone europe-west1-b --quiet',
  'az group delete --name prod --yes',
  'psql "$DATABASE_URL" -c "DELETE FROM orders WHERE id = 1; SELECT 1"',
  "psql <<'SQL'\nWITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x;\nSQL",
  'mysql -e "DROP DATABASE prod"',
  'redis-cli -h prod FLUSHALL',
  'mongosh --eval "db.users.drop()"',
  'docker run --rm -v data:/data alpine rm -rf /data',
  'docker compose -f prod.yml down -v',
  'docker exec db psql -c "TRUNCATE t"',
  'ssh -J bastion web1 "sudo systemctl restart nginx"',
  'rsync -az --delete dist/ deploy@web1:/srv/www',
  'scp x web1:/etc/nginx/nginx.conf',
  'curl -X DELETE -H "Authorization: Bearer $T" https://api.cloudflare.com/client/v4/zones/1',
  'bash -c "sh -c \'terraform destroy\'"',
  'eval "$(echo dGVycmFmb3Jt | base64 -d) destroy"',
  'echo "terraform destroy" | sudo -E bash -s -- x',
  'xargs -I{} sh -c "kubectl delete {}" < pods.txt',
  'find . -name "*.tf" -exec sed -i s/a/b/ {} +',
  'find ~/.claude -delete',
  'parallel terraform ::: plan apply destroy',
  'env -S "A=b terraform destroy" -i',
  'nohup timeout -k 5 30 nice -n 5 terraform apply &',
  "python3 -c \"import boto3; boto3.client('s3').delete_bucket(Bucket='b')\"",
  "node -e \"require('child_process').execSync('kubectl delete ns prod')\"",
  'awk \'BEGIN{system("terraform destroy")}\'',
  "sed -i 's/prevent_destroy = true/x/' main.tf",
  'f() { terraform "$@"; }; f destroy',
  'alias k=kubectl; k delete ns prod',
  'trap "terraform destroy" EXIT',
  'systemctl stop nginx; service mysql restart; shutdown -h now',
  'rm -rf ~/projects /etc/nginx ../other node_modules',
  'dd if=/dev/zero of=/dev/sda; mkfs.ext4 /dev/sdb1',
  'iptables -F; ip route del default; nft flush ruleset',
  'rclone sync ./a remote:a; restic forget --prune; mc rb --force prod/logs',
  'make all deploy; just release; gradle publish',
  'pwsh -Command "Remove-AzResourceGroup -Name prod -Force"',
  "$a = @{ Name = 'x'; Force = $true }; Remove-AzVM @a -WhatIf:$false; & $a['Name'] \"$($a.Name)\" --% %X%",
  'foreach ($n in Get-Content x) { try { kubectl delete ns $n } catch { Write-Host "no $n`n" } finally { } }',
  'function f { param([string]$v = "plan") switch ($v) { plan { terraform $v } default { iex "terraform $v" } } }; f apply',
  "[IO.File]::Delete('x'); ('a{0}' -f 'b') -replace 'a','c' | % { Start-Process $_ -ArgumentList 'x y','z' }",
  "if (Test-Path x) { Get-ChildItem x -Recurse | ? { $_.Length -gt 1mb } | Remove-Item } elseif ($y) { @'\nx\n'@ | iex }",
  'powershell -enc ZQBjAGgAbwAgAGgAaQA= ; Invoke-Command -ComputerName web { Restart-Service x }',
  'cmd /c "if exist x (for /f %i in (\'dir /b\') do del /q %i) else set T=terraform& call %T% destroy"',
  'tmux send-keys -t 0 "terraform destroy" Enter',
  'crontab -l | { cat; echo "* * * * * terraform apply"; } | crontab -',
  'cat > x.sh <<EOF\nterraform destroy\nEOF\nbash x.sh',
  'coproc T { terraform destroy; }; echo yes >&"${T[1]}"; exec 3<>/dev/tcp/db/6379',
  'parallel --pipe -a list.txt -j4 "kubectl delete pod {.}" :::: pods.txt ::: a b',
  'git -c core.pager="sh -c \'terraform destroy\'" -c alias.x=!kubectl x; git bisect run make deploy',
  "make -f - SHELL=/bin/bash --eval='all: ; terraform destroy' <<'E'\nall:\n\t$(shell kubectl delete ns x)\nE",
  "Get-Content a.txt | ForEach-Object -Parallel { kubectl delete pod $_ } -ThrottleLimit 4; sal tf terraform; tf @('destroy')",
  'set /p X=name? & for /f "tokens=1,2 delims=," %%a in (list.csv) do @call :go %%~na %X:~0,3% ^&^& del !X!',
  'terraform state rm \'module.db["a"].aws_db_instance.x[0]\' && terraform import aws_s3_bucket.b b && terraform workspace delete -force prod',
  'call_aws {"cli_command":"aws ec2 terminate-instances --instance-ids i-1 i-2"}',
  "printf '%s\\n' ${A:-terraform} ${B[@]} ${C//x/y} {a..z} $((1+2)) $'\\x41' <(ls) >(cat)",
];

const fragments: readonly string[] = [
  ...[
    '"',
    "'",
    '`',
    '$(',
    ')',
    '${',
    '}',
    '{',
    ',',
    '|',
    '||',
    '&&',
    ';',
    '&',
    '\n',
    '\\',
    '\\\n',
    '>',
    '<',
    '>>',
    '<<EOF\n',
    '\nEOF\n',
    '<<<',
    '(',
    '((',
    '))',
  ],
  ...[
    '$X',
    '$@',
    '"$@"',
    '${X:-y}',
    '${X//a/b}',
    '*',
    '?',
    '[a-z]',
    '~',
    '#',
    '[[',
    ']]',
    '!',
    '=',
    '%',
    '^',
    ':',
    '--',
    ' -',
    ' --',
    ' -- ',
  ],
  ...[' if ', ' then ', ' fi ', ' do ', ' done ', ' for x in ', ' while ', ' case ', ' esac ', ' function f ', ' in '],
  ...[
    'sudo ',
    'bash -c ',
    'sh -c "',
    'eval ',
    'env ',
    'xargs ',
    'ssh h ',
    'time ',
    'kubectl ',
    'terraform ',
    'aws ',
    'psql -c ',
    ' destroy',
    ' delete',
    ' --dry-run',
  ],
  ...[
    '\0',
    '\t',
    '\r',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ud800',
    '\udc00',
    '\ue000',
    '😀',
    'ſ',
    'İ',
    'ё',
    '\x1b[0m',
    '\u2028',
  ],
  ...[
    '{'.repeat(40),
    '('.repeat(40),
    '$('.repeat(40),
    '"'.repeat(41),
    '{a,b}'.repeat(12),
    'a'.repeat(300),
    ' x'.repeat(200),
    ';'.repeat(60),
    '../'.repeat(60),
  ],
];

const wraps: readonly ((line: string) => string)[] = [
  (line) => `bash -c '${line.replaceAll("'", "'\\''")}'`,
  (line) => `( ${line} )`,
  (line) => `{ ${line}; }`,
  (line) => `echo "$( ${line} )"`,
  (line) => `sudo -E env A=b ${line}`,
  (line) => `cat <<EOF | sh\n${line}\nEOF`,
  (line) => `eval ${JSON.stringify(line)}`,
  (line) => `python3 -c ${JSON.stringify(line)}`,
  (line) => `X=${JSON.stringify(line)}; $X`,
  (line) => `echo ${JSON.stringify(line)} > x.sh; sh x.sh`,
];

/** Numbers that only depend on where they begin. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The high bits are the good ones.
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutated(next: (below: number) => number): string {
  const pick = <T>(list: readonly T[], otherwise: T): T => list[next(list.length)] ?? otherwise;
  let line = pick(seeds, '');
  const times = 1 + next(4);
  for (let time = 0; time < times; time++) {
    const at = next(line.length + 1);
    const until = Math.min(line.length, at + 1 + next(12));
    switch (next(9)) {
      case 0:
        line = line.slice(0, at) + line.slice(until);
        break;
      case 1:
      case 2:
        line = line.slice(0, at) + pick(fragments, '') + line.slice(at);
        break;
      case 3:
        line = line.slice(0, at) + pick(fragments, '') + line.slice(until);
        break;
      case 4:
        line = line.slice(0, until) + line.slice(at);
        break;
      case 5: {
        const other = pick(seeds, '');
        line = line.slice(0, at) + other.slice(next(other.length));
        break;
      }
      case 6:
        line = pick(wraps, (text: string) => text)(line);
        break;
      case 7:
        line = `${line}${pick([' ; ', ' | ', ' && ', '\n', ' & '], ';')}${pick(seeds, '')}`;
        break;
      default:
        line = line.slice(0, at) + line.slice(at, until).toUpperCase() + line.slice(until);
    }
  }
  return line.slice(0, 20_000);
}

/** What went wrong with a line. */
export interface Failure {
  readonly line: string;
  readonly why: string;
}

export interface FuzzResult {
  readonly lines: number;
  readonly failures: readonly Failure[];
  /** Of the slowest line, in milliseconds. */
  readonly slowest: { readonly milliseconds: number; readonly line: string };
}

const call = (line: string, shell: ShellKind): ToolCall => ({
  agent: 'fuzz',
  session: 's',
  tool: 'Bash',
  cwd: '/srv/app',
  env: {},
  action: { kind: 'command', line, shell },
});

/** Why the line was not answered; undefined where it was. */
function failure(line: string, shell: ShellKind): string | undefined {
  try {
    const asked = call(line, shell);
    const { effects } = understand(asked, () => ({ kind: 'missing' }), { home: '/home/dev', realPath: (path) => path });
    decide(effects);
    for (const effect of effects) describeEffect(effect);
    headline(effects, asked);
    // What is thrown inside comes out as this.
    return effects.some(({ note }) => note === 'Holdpoint failed while reading it.') ? 'it threw' : undefined;
  } catch (error) {
    return `it threw: ${String(error)}`;
  }
}

const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Reads so many mutated lines, each in at most `bound` milliseconds. */
export function fuzz(
  lines: number,
  {
    seed = 1,
    bound = 250,
    progress = () => {},
  }: { seed?: number; bound?: number; progress?: (done: number) => void } = {},
): FuzzResult {
  const next = numbers(seed);
  const failures: Failure[] = [];
  let slowest = { milliseconds: 0, line: '' };
  for (let done = 0; done < lines; done++) {
    const line = mutated(next);
    const shell: ShellKind = next(4) === 0 ? 'powershell' : 'bash';
    let why: string | undefined;
    let took = milliseconds(() => {
      why = failure(line, shell);
    });
    // A pause of the machine is no slowness of ours.
    for (let again = 0; again < 2 && took > bound; again++)
      took = Math.min(
        took,
        milliseconds(() => failure(line, shell)),
      );
    if (took > bound) why ??= `it took ${Math.round(took)} ms`;
    if (why !== undefined) failures.push({ line, why });
    if (took > slowest.milliseconds) slowest = { milliseconds: took, line };
    if (done % 50_000 === 49_999) progress(done + 1);
  }
  return { lines, failures, slowest };
}
