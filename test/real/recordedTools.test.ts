/**
 * Tools that cannot run here, played by programs that print what the real ones printed and write down how they were
 * called; and gcloud, which says that nobody is logged in.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';
import { needs, sharedFixtures } from '../support/sharedFixtures.ts';

/** A program of its own on the search path. `script`: shell, after its words were written down. */
function played(program: string, script: string) {
  const root = tempFolder();
  const bin = join(root, 'bin');
  const log = join(root, 'calls');
  mkdirSync(bin);
  writeFileSync(join(bin, program), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\n${script}\n`);
  chmodSync(join(bin, program), 0o755);
  const env = { ...tempHome(), PATH: `${bin}:/usr/bin:/bin` };
  return {
    root,
    ask: (line: string) => askThroughGate(line, { cwd: root, env }),
    /** Everything it was called with. */
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
  };
}

describe('played tools', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');

  test('pulumi up is previewed, never done, and shows no secret', async () => {
    const preview = {
      steps: [
        {
          op: 'update',
          urn: 'urn:pulumi:prod::shop::aws:rds/instance:Instance::orders',
          oldState: { custom: true, id: 'orders', inputs: { size: 1, password: 'hunter2hunter2' } },
          newState: { custom: true, inputs: { size: 2, password: 'another-not-real-secret' } },
        },
      ],
    };
    const { ask, calls } = played('pulumi', `cat <<'EOF'\n${JSON.stringify(preview)}\nEOF`);
    const found = await ask('pulumi up --yes --skip-preview -s prod');
    expect(found.impact().headline).toMatch(/^Changes the .*`aws:rds\/instance:Instance orders`/);
    expect(found.seen).not.toMatch(/hunter2|not-real-secret/);
    expect(calls()).toEqual(['preview --json --non-interactive --color=never -s prod']);
  });

  test('a tool that is not logged in is said so', async () => {
    const { ask } = played(
      'pulumi',
      'echo "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions" >&2; exit 255',
    );
    const impact = (await ask('pulumi destroy --yes')).impact();
    expect(impact).toMatchObject({
      irreversible: true,
      uninspectable: [{ why: expect.stringMatching(/PULUMI_ACCESS_TOKEN must be set/) }],
    });
  });

  test('a resource group is listed, never deleted', async () => {
    const list = JSON.stringify([{ type: 'Microsoft.Storage/storageAccounts', name: 'orders' }]);
    const { ask, calls } = played(
      'az',
      `case "$*" in *"resource list"*) echo '${list}';; *"lock list"*) echo '[]';; *) echo '{"name": "shop"}';; esac`,
    );
    const impact = (await ask('az group delete -n shop --yes --no-wait')).impact();
    expect(impact.resources.map(({ name }) => name)).toEqual(['shop', 'orders']);
    expect(calls().filter((call) => /delete|--yes/.test(call))).toEqual([]);
  });

  test('plans of every unit are read from where Terragrunt puts them', async () => {
    const plan = JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'aws_db_instance.main',
          type: 'aws_db_instance',
          name: 'main',
          change: { actions: ['delete'], before: {}, after: null },
        },
      ],
    });
    const { ask, calls } = played(
      'terragrunt',
      `for unit in db 'web app'; do mkdir -p "$TG_JSON_OUT_DIR/$unit"; echo '${plan}' > "$TG_JSON_OUT_DIR/$unit/tfplan.json"; done`,
    );
    const impact = (await ask('terragrunt run --all --non-interactive -- destroy -auto-approve')).impact();
    expect(impact.resources.map(({ address }) => address)).toEqual([
      'db: aws_db_instance.main',
      'web app: aws_db_instance.main',
    ]);
    expect(calls()).toEqual(['run --all --non-interactive -- plan -destroy -input=false -no-color -lock-timeout=10s']);
  });
});

describe('a recorded preview', () => {
  const folder = sharedFixtures('pulumi-preview');
  needs(folder !== undefined, 'the recordings are not here');
  test('of Pulumi, through a program that prints it', async () => {
    const { ask, calls } = played('pulumi', `cat '${join(folder ?? '', 'sample-preview-deletes.json')}'`);
    const impact = (await ask('pulumi destroy --yes -s dev')).impact();
    expect(impact.headline).toBe('Deletes 14 resources.');
    expect(calls()).toEqual(['destroy --preview-only --json --non-interactive --color=never -s dev']);
  });
});

describeReal('gcloud', ['gcloud'], ({ searchPath }) => {
  test('without a login says so, and nothing is taken for empty', async () => {
    const found = await askThroughGate('gcloud sql instances delete orders --project=shop -q', {
      cwd: tempFolder(),
      env: { ...tempHome(), PATH: searchPath },
    });
    expect(found.impact()).toMatchObject({
      irreversible: true,
      resources: [{ name: 'orders', wayBack: { kind: 'unknown' } }],
      uninspectable: [
        { what: 'orders', why: expect.stringMatching(/do not currently have an active account selected/) },
      ],
    });
  });
});
