/** Verbs of cmdlets. https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands */

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** They look, or make something out of what is at hand. */
export const lookingVerbs = set(
  `get find test measure select show search compare read resolve convertto convertfrom convert format group sort where foreach
   watch wait trace debug ping join split out use exit push pop confirm assert write skip step switch receive
   export connect disconnect login save view list validate describe query`,
);

/** They change something. */
export const changingVerbs = set(
  `set new update add start restart suspend resume enable disable import install publish move copy rename invoke send grant approve
   backup restore merge mount dismount sync lock unlock protect unprotect initialize open close limit repair resize optimize
   submit push deploy complete register block unblock expand compress redo undo request deny enter checkpoint edit hide revert
   upgrade run create provision apply execute exec promote failover migrate scale trigger rotate attach detach assign allow ungroup`,
);

/** They take something away. */
export const removingVerbs = set(
  'remove clear uninstall unregister reset revoke stop unpublish delete destroy drop purge terminate kill erase',
);

const verbs: ReadonlySet<string> = new Set([...lookingVerbs, ...changingVerbs, ...removingVerbs]);

/** `Verb-Noun`, whatever the case. */
export function isCmdlet(name: string): boolean {
  const dash = name.indexOf('-');
  return dash > 0 && verbs.has(name.slice(0, dash).toLowerCase()) && /^[a-z]+-[a-z]\w*$/i.test(name);
}
