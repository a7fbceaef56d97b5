/** Verbs that mean the same to most tools with nouns in front of them: `fastly backend delete`, `openstack server list`. */
import type { EffectKind } from '../effect.ts';
import { names } from '../shell/options.ts';
import type { Found, Verdict } from './table.ts';

const looks =
  'list ls get show view describe info status search find fetch logs log tail history inspect export diff validate check stats metrics usage versions events help version whoami download dump print read query watch count preview plan explain wait report audit summary top open console dashboard health ping browse test lint examples schema retrieve lookup types options limits pricing cost';
const changes =
  'create new add update edit set put patch modify replace enable disable start stop restart reload reboot boot up import upload push sync apply publish unpublish deploy undeploy redeploy rollback revert promote demote rename move mv copy cp clone attach detach assign unassign associate disassociate grant invite approve reject deny trigger invoke run execute resume pause suspend rotate reset restore scale resize rebuild upgrade update-config migrate lock unlock activate deactivate merge resolve ack acknowledge snooze silence mute unmute toggle toggle-on toggle-off transfer cancel close reopen link unlink register unregister send post write share tag untag save refresh renew reassign swap switch bind unbind failover configure install init mark finalize stage request accept generate replicate shelve unshelve rescue unrescue evacuate authorize block unblock ban unban verify reinstall retry rerun abort join leave change subscribe unsubscribe confirm reprovision provision power shutdown poweron poweroff halt reactivate extend shrink grow enroll release-to convert increase decrease connect disconnect load reconcile reimport build submit launch allocate';
const takes =
  'delete del rm remove destroy purge terminate drop clear clean wipe erase revoke archive kill prune flush expire unset deprovision decommission uninstall empty release invalidate truncate teardown down drain evict unassociate unshare';

const stems = (text: string, only: RegExp): string =>
  [...names(text)]
    .filter((name) => only.test(name))
    .flatMap((name) => [`${name}-*`, `*-${name}`])
    .join('|');

/** For a table's `verbs`; a line behind it decides otherwise. */
export const usualVerbs = `
  read ${looks.replaceAll(' ', '|')}|${stems(looks, /^(?:list|get|show|describe|view|info|status|fetch|search)$/)}
  change ${changes.replaceAll(' ', '|')}|${stems(changes, /^(?:create|add|update|set|enable|disable|attach|detach|start|stop|deploy|edit|put|import|upload|change|assign|reset|restart|rotate)$/)}
  destroy ${takes.replaceAll(' ', '|')}|${stems(takes, /^(?:delete|remove|rm|destroy|purge|revoke|unset|clear)$/)}`;

const kinds: ReadonlyMap<string, EffectKind> = new Map([
  ...[...names(looks)].map((name) => [name, 'read'] as const),
  ...[...names(changes)].map((name) => [name, 'change'] as const),
  ...[...names(takes)].map((name) => [name, 'destroy'] as const),
]);

/** `apps:destroy`, `api:core:messages:create`, `addons-add`: the last part that is a verb decides, where no table does. */
export function lastPartDecides({
  operation,
  words: [command],
}: Pick<Found, 'operation' | 'words'>): Verdict | undefined {
  if (operation !== 'run' || command === undefined) return undefined;
  if (!command.known) return { kind: 'unknown', note: 'Which command runs is known only when it runs.' };
  const parts = command.value.split(/[:-]/).reverse();
  const verb = parts.find((part) => kinds.has(part));
  return { kind: (verb === undefined ? undefined : kinds.get(verb)) ?? 'unknown' };
}
