/**
 * Hosts of virtual machines by their own consoles, and OpenStack's older clients.
 *
 * Handles `xe vm-shutdown uuid=…`, `esxcli vm process kill`, `vim-cmd vmsvc/destroy 12`, `ovftool web.ova vi://root@esx1`,
 * `nova delete web1`, `cinder snapshot-create`, `neutron net-delete x`. What lists or shows is a read.
 *
 * https://docs.xenserver.com/en-us/xenserver/8/command-line-interface · https://developer.broadcom.com/tools/esxcli/latest
 * https://docs.openstack.org/python-novaclient/latest/cli/nova.html
 */
import { change, destroy, type Effect, read } from '../effect.ts';
import type { Invocation } from '../shell/invocation.ts';
import { type Analyzer, placeOf, spansOf } from './analyzer.ts';
import { has, isAmongWords, isOfProject, plain, said } from './verbs.ts';

const looks =
  /(?:^|[-_/.\s])(?:list|show|find|generate-config|get|getallvms|param-list|param-get|summary|status|ls|describe|stats|usage|limits|endpoints|credentials|host-list|getstate|power\.getstate|help|version|probe|dump|console-log|absolute-limits)(?:$|[-_/.\s])/;
const destroys =
  /(?:^|[-_/.\s])(?:delete|destroy|remove|kill|uninstall|shutdown|stop|reset|hard-reboot|force-delete|unregister|off|forget|purge|clear|revert|rollback|detach|evacuate|disable|down)(?:$|[-_/.\s])/;

/** By the words in front of what they act on. */
const byWords =
  (count: number) =>
  (run: Invocation): readonly Effect[] => {
    const words = plain(run.args);
    const operation = said(words.slice(0, count));
    const details = {
      tool: run.program,
      operation: operation === '' ? 'run' : operation,
      ...(words.length > count ? { target: said(words.slice(count)) } : {}),
      ...placeOf(run),
      spans: spansOf(run.name, ...words.slice(0, count)),
    };
    if (operation === '' || has(run, /^--?(?:help|version)$|^-h$/)) return [read({ ...details, operation: 'help' })];
    if (destroys.test(operation)) return [destroy(details)];
    return [looks.test(operation) ? read(details) : change(details)];
  };

/** `ovftool SOURCE TARGET`: with one of them it only looks. */
function copies(run: Invocation): readonly Effect[] {
  const words = plain(run.args);
  const to = words.at(-1);
  if (words.length < 2 || to === undefined || !/^vi:\/\/|^vcloud:\/\//.test(to.value)) return [];
  return [change({ tool: 'ovftool', operation: 'deploy', target: to.value, spans: spansOf(run.name, to) })];
}

const console = (program: string, count: number): Analyzer => {
  const analyze = byWords(count);
  return {
    id: program,
    programs: [],
    aliases: [program],
    partial: true,
    analyze: (run) => (isAmongWords(run) || isOfProject(run) ? [] : analyze(run)),
  };
};

export const hypervisors: readonly Analyzer[] = [
  ...['xe', 'vim-cmd', 'nova', 'cinder', 'neutron', 'glance', 'ironic', 'designate'].map((name) => console(name, 1)),
  console('esxcli', 6),
  { id: 'ovftool', programs: ['ovftool'], analyze: copies },
];
