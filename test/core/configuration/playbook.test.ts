/** Playbooks: what is read of them, when they may be rehearsed, and what a rehearsal says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCheck, readHosts } from '../../../src/core/configuration/checkReport.ts';
import { readPlaybooks } from '../../../src/core/configuration/playbook.ts';
import { playbookImpact } from '../../../src/core/configuration/playbookImpact.ts';
import { needs, sharedFixtures } from '../../support/sharedFixtures.ts';

const play = (tasks: string, more = '') => `- hosts: web\n${more}  tasks:\n${tasks.replaceAll(/^/gm, '    ')}\n`;
const read = (text: string, files: Readonly<Record<string, string | undefined>> = {}) =>
  readPlaybooks(['/p/site.yml'], new Map(Object.entries({ '/p/site.yml': text, ...files })));

describe('what keeps a playbook from being rehearsed', () => {
  const is = (
    title: string,
    text: string,
    trap: RegExp | undefined,
    files?: Readonly<Record<string, string | undefined>>,
  ) =>
    test(title, () => {
      const { traps, wanted } = read(text, files);
      expect(wanted).toEqual([]);
      expect(traps.join(' ')).toMatch(trap ?? /^$/);
    });

  is('nothing', play('- file: {path: /srv, state: absent}'), undefined);
  is('check_mode: false', play('- name: wipe\n  shell: rm -rf /srv\n  check_mode: false'), /“wipe” runs for real/);
  is('check_mode: no', play('- name: wipe\n  shell: rm -rf /srv\n  check_mode: no'), /“wipe” runs for real/);
  is('check_mode: "no"', play('- name: wipe\n  shell: rm -rf /srv\n  check_mode: "no"'), /“wipe” runs for real/);
  is('check_mode: yes', play('- shell: rm -rf /srv\n  check_mode: yes'), undefined);
  is('check_mode of an expression', play('- name: x\n  shell: y\n  check_mode: "{{ really }}"'), /known only then/);
  is('check_mode of a block', play('- name: b\n  check_mode: false\n  block:\n    - shell: y'), /“b” runs for real/);
  is(
    'check_mode inside a block',
    play('- block:\n    - name: in\n      shell: y\n      check_mode: false'),
    /“in” runs for real/,
  );
  is(
    'check_mode of a rescue',
    play('- block: []\n  rescue:\n    - name: in\n      shell: y\n      check_mode: false'),
    /“in” runs for real/,
  );
  is('check_mode of a play', play('- shell: y', '  check_mode: false\n'), /runs for real/);
  is(
    'check_mode of a handler',
    '- hosts: web\n  handlers:\n    - name: h\n      shell: y\n      check_mode: off\n',
    /“h” runs for real/,
  );
  is('a file with a name made up later', play('- include_tasks: "{{ os }}.yml"'), /known only when it runs/);
  is('a role with a name made up later', play('- include_role: {name: "{{ os }}"}'), /known only when it runs/);
  is(
    'a role that is not here',
    '- hosts: web\n  roles: [geerlingguy.nginx]\n',
    /roles\/geerlingguy.nginx\/tasks\/main.yml cannot be read/,
    {
      '/p/roles/geerlingguy.nginx/tasks/main.yml': undefined,
      '/p/roles/geerlingguy.nginx/handlers/main.yml': undefined,
      '/p/roles/geerlingguy.nginx/meta/main.yml': undefined,
    },
  );
  is('no YAML', '- hosts: [', /cannot be understood/);
  is('a role’s own task', '- hosts: web\n  roles: [{role: app}]\n', /“r” runs for real/, {
    '/p/roles/app/tasks/main.yml': '- import_tasks: more.yml',
    '/p/roles/app/tasks/more.yml': '- name: r\n  shell: y\n  check_mode: false',
    '/p/roles/app/handlers/main.yml': undefined,
    '/p/roles/app/meta/main.yml': undefined,
  });
  is('a playbook that is imported', '- import_playbook: sub/db.yml\n', /“d” runs for real/, {
    '/p/sub/db.yml': play('- name: d\n  shell: y\n  check_mode: false'),
  });
  is('a file that includes itself', play('- include_tasks: a.yml'), undefined, {
    '/p/a.yml': '- include_tasks: a.yml\n- ping:',
  });
});

test('files are asked for as they are named', () => {
  const { wanted } = read(
    '- import_playbook: ../other.yml\n- hosts: web\n  roles: [app]\n  tasks:\n    - include_tasks: tasks/a.yml\n',
  );
  expect(wanted).toEqual([
    { path: '/other.yml', optional: false },
    { path: '/p/roles/app/tasks/main.yml', optional: false },
    { path: '/p/roles/app/handlers/main.yml', optional: true },
    { path: '/p/roles/app/meta/main.yml', optional: true },
    { path: '/p/tasks/a.yml', optional: false },
  ]);
});

describe('tasks', () => {
  const is = (text: string, expected: object) =>
    test(text, () => expect(read(play(text)).tasks).toMatchObject([expected]));
  is('- file: {path: /srv, state: absent}', { name: 'file', module: 'file', args: { path: '/srv', state: 'absent' } });
  is('- ansible.builtin.file: path=/srv state=absent', {
    name: 'ansible.builtin.file',
    module: 'file',
    args: { path: '/srv', state: 'absent' },
  });
  is('- name: x\n  action: shell rm -rf /srv', { name: 'x', module: 'shell' });
  is('- local_action: {module: file, path: /srv}', { module: 'file', args: { path: '/srv' } });
  is('- command: /bin/x\n  args: {chdir: /srv}\n  when: a', {
    module: 'command',
    args: { chdir: '/srv' },
    conditional: true,
  });
  is('- debug: {msg: !vault "abc"}', { module: 'debug', args: { msg: '(locked)' } });
});

describe('without a rehearsal', () => {
  const impact = playbookImpact({
    tasks: read(
      play(
        '- name: wipe\n  file: {path: /srv/data, state: absent}\n- shell: rm -rf /srv/data2 --password=hunter2hunter2\n- ping:\n- postgresql_db: {name: orders, state: absent}',
      ),
    ).tasks,
    hosts: ['web1', 'web2'],
    runs: undefined,
    doubts: ['“x” runs for real even when it is only rehearsed.'],
  });
  test('what the text says is said, and commands are open', () => {
    expect(impact.resources).toMatchObject([
      {
        address: '/srv/data',
        action: 'delete',
        facts: ['on 2 hosts'],
        provenance: 'text',
        wayBack: { kind: 'irreversible' },
      },
      { address: 'orders', action: 'delete', holds: 'data', wayBack: { kind: 'irreversible' } },
    ]);
    expect(impact.uninspectable).toMatchObject([
      { what: 'the rehearsal' },
      { what: 'shell', why: expect.stringMatching(/shell: rm -rf \/srv\/data2/) },
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2/);
  });
});

test('hosts are those of every play', () =>
  expect(
    readHosts(
      "playbook: a\n\n  play #1 (web): web\tTAGS: []\n    pattern: ['web']\n    hosts (2):\n      web1\n      web2\n    tasks:\n      x\tTAGS: []\n\n  play #2 (db): db\tTAGS: []\n    hosts (1):\n      web1\n",
    ),
  ).toEqual(['web1', 'web2']));

describe('recordings', () => {
  const folder = sharedFixtures('ansible');
  needs(folder !== undefined, 'the recordings are not here');
  const text = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
  test('a playbook with traps is not rehearsed; what its rehearsal printed is read all the same', () => {
    const { tasks, traps } = readPlaybooks(['/p/a.yml'], new Map([['/p/a.yml', text('check-mode-traps.yml')]]));
    expect(traps).toEqual(['“shell forced in check mode” runs for real even when it is only rehearsed.']);
    const impact = playbookImpact({
      tasks,
      hosts: ['localhost'],
      runs: readCheck(text('check-mode-traps.check-diff.txt')),
      doubts: traps,
    });
    expect(impact.resources.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'update /srv/app/app.conf',
      'delete /srv/app/data',
      'update shell forced in check mode',
    ]);
    expect(impact.uninspectable.map(({ what }) => what)).toEqual(['the rehearsal', 'shell is skipped in check mode']);
  });
});
