/** What `npm run bench` measures of the reader alone: lines as agents write them, read and decided one after another. */
import { decide } from '../../src/core/decide.ts';
import type { ReadFile } from '../../src/core/understand.ts';
import { understand } from '../../src/core/understand.ts';

export interface ReaderFigures {
  /** On one core, warm. */
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Milliseconds for a shell script of 100 kB. */
  readonly script: number;
}

/** Typical and less typical: most of what agents run has nothing to do with infrastructure. */
const lines = [
  'git status',
  'git diff --stat HEAD~1',
  'npm test',
  'ls -la src',
  'cat package.json | head -40',
  'rg -n "TODO" src --glob "*.ts"',
  'npx vitest run test/unit --reporter=dot',
  'python -m pytest -q tests/test_report.py',
  'cd packages/api && npm run build && cd -',
  'find . -name "*.test.ts" -not -path "./node_modules/*" | xargs wc -l',
  'sed -n 1,80p src/index.ts',
  'mkdir -p tmp && cp -r fixtures/* tmp/',
  'for f in *.json; do jq . "$f" > /dev/null || echo "bad $f"; done',
  'echo "terraform destroy" >> notes.md',
  'git commit -m "Explain kubectl delete in the runbook"',
  'curl -s http://localhost:3000/health | jq .status',
  'terraform plan -out=tfplan',
  'terraform -chdir=envs/prod apply -auto-approve',
  'kubectl get pods -n shop -o wide',
  'kubectl -n shop delete deployment web',
  'aws s3 ls s3://exports --recursive',
  'AWS_PROFILE=prod aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot',
  "bash -c 'cd infra && terraform destroy -auto-approve'",
  'psql "$DATABASE_URL" -c "SELECT count(*) FROM orders WHERE created_at > now() - interval \'1 day\'"',
];

const nothing: ReadFile = () => ({ kind: 'missing' });

function read(line: string, file: ReadFile = nothing): void {
  const call = { agent: 'bench', session: 's', tool: 'Bash', cwd: '/srv/app', env: {} };
  const { effects } = understand({ ...call, action: { kind: 'command', line, shell: 'bash' } }, file, {
    home: '/home/dev',
    realPath: (path) => path,
  });
  decide(effects);
}

export function measureReader(rounds = 4_000): ReaderFigures {
  for (let round = 0; round < 400; round++) for (const line of lines) read(line);
  const times: number[] = [];
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const line of lines) {
      const start = performance.now();
      read(line);
      times.push(performance.now() - start);
    }
  }
  const took = performance.now() - began;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? 0;

  const script = `${lines.join('\n')}\n`.repeat(200).slice(0, 100_000);
  const file: ReadFile = (path) => (path.endsWith('/long.sh') ? { kind: 'text', text: script } : { kind: 'missing' });
  const scripts = Array.from({ length: 7 }, () => {
    const start = performance.now();
    read('bash long.sh', file);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { perSecond: times.length / (took / 1_000), median: at(0.5), p99: at(0.99), script: scripts[3] ?? 0 };
}
