/** Playbooks on this very machine, in a temporary folder: what a rehearsal says, what it leaves alone, and what then happens. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

describeReal('ansible', ['ansible-playbook'], ({ path, searchPath }) => {
  const env = { ...tempHome(), PATH: searchPath };

  function machine(tasks: string, more = '') {
    const root = tempFolder();
    const srv = join(root, 'srv');
    mkdirSync(join(srv, 'data/sub'), { recursive: true });
    mkdirSync(join(root, 'roles/app/tasks'), { recursive: true });
    writeFileSync(join(srv, 'app.conf'), 'a=1\n');
    writeFileSync(join(srv, 'data/f'), 'x');
    writeFileSync(
      join(root, 'roles/app/tasks/main.yml'),
      `- name: folder\n  file: {path: ${srv}/new, state: directory}\n`,
    );
    writeFileSync(
      join(root, 'site.yml'),
      `- hosts: localhost\n  connection: local\n  gather_facts: false\n${more}  tasks:\n${tasks.replaceAll('SRV', srv).replaceAll(/^/gm, '    ')}\n`,
    );
    const state = () =>
      readdirSync(srv, { recursive: true })
        .map(String)
        .sort()
        .map((each) => [each, /conf|\/f$/.test(each) ? readFileSync(join(srv, each), 'utf8') : '']);
    const ask = async (line: string) => {
      const before = state();
      const found = await askThroughGate(line, { cwd: root, env });
      expect(state()).toEqual(before);
      return found;
    };
    const run = (...args: readonly string[]) =>
      execFileSync(path('ansible-playbook'), args, {
        cwd: root,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    return { root, srv, ask, run, state };
  }

  test('names files that go and change, and they do', async () => {
    const { srv, ask, run } = machine(
      [
        '- name: settings',
        '  copy: {content: "password=hunter2hunter2\\nb=2\\n", dest: SRV/app.conf}',
        '- name: wipe',
        '  file: {path: SRV/data, state: absent}',
        '- name: already so',
        '  file: {path: SRV, state: directory}',
        '- shell: rm -rf SRV/data2',
      ].join('\n'),
      '  roles: [app]\n',
    );
    const found = await ask('ansible-playbook site.yml');
    const impact = found.impact();
    expect(impact.resources.map(({ action, address }) => `${action} ${address.replace(srv, 'SRV')}`)).toEqual([
      'create SRV/new',
      'update SRV/app.conf',
      'delete SRV/data',
    ]);
    expect(impact.resources[2]).toMatchObject({ facts: ['on localhost'], wayBack: { kind: 'irreversible' } });
    expect(impact.uninspectable).toMatchObject([{ what: 'shell', why: expect.stringMatching(/no rehearsal shows/) }]);
    expect(found.probes.map(({ does }) => does)).toEqual(['project code']);
    expect(found.seen).not.toMatch(/hunter2/);
    run('site.yml');
    expect([
      existsSync(join(srv, 'new')),
      existsSync(join(srv, 'data')),
      readFileSync(join(srv, 'app.conf'), 'utf8'),
    ]).toEqual([true, false, 'password=hunter2hunter2\nb=2\n']);
  });

  test('a task that would run for real keeps it from being rehearsed', async () => {
    const { srv, ask, run } = machine(
      '- name: trap\n  shell: touch SRV/trap\n  check_mode: no\n- file: {path: SRV/data, state: absent}',
    );
    const found = await ask('ansible-playbook site.yml');
    const impact = found.impact();
    expect(found.probes[0]?.commands.join()).not.toMatch(/--check/);
    expect(impact.uninspectable[0]?.why).toBe('“trap” runs for real even when it is only rehearsed.');
    expect(impact.resources).toMatchObject([{ action: 'delete', provenance: 'text' }]);
    run('site.yml', '--check');
    expect(existsSync(join(srv, 'trap'))).toBe(true);
  });

  test('a rehearsal that fails half way says so', async () => {
    const { ask } = machine(
      '- name: missing\n  copy: {src: nosuch, dest: SRV/q}\n- file: {path: SRV/data, state: absent}',
    );
    const impact = (await ask('ansible-playbook site.yml')).impact();
    expect(impact.resources).toMatchObject([{ action: 'delete', provenance: 'text' }]);
    expect(impact).toMatchObject({
      irreversible: true,
      uninspectable: [{ what: 'missing', why: expect.stringMatching(/failed on localhost/) }],
    });
  });

  test('one module on a group of hosts: the hosts are counted', async () => {
    const { root, srv, ask } = machine('[]');
    writeFileSync(join(root, 'hosts'), '[web]\nweb1\nweb2\nweb3\n');
    const impact = (await ask(`ansible web -i hosts -m file -a 'path=${srv}/data state=absent'`)).impact();
    expect(impact.resources).toMatchObject([{ action: 'delete', address: `${srv}/data`, facts: ['on 3 hosts'] }]);
  });
});
