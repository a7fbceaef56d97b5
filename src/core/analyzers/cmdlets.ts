/**
 * Cmdlets of PowerShell: the verb says what is done, the noun to what (`cmdletFamilies.ts`).
 * https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
 *
 * Handles `Remove-AzResourceGroup -Name rg -Force`, `Stop-EC2Instance`, `Restart-Service`, `Set-ItemProperty HKLM:\…`,
 * `Invoke-AzRestMethod -Method DELETE`. `-WhatIf` makes a preview of what changes something; `-WhatIf:$false` does not.
 *
 * A cmdlet of a known product whose verb is not known is `unknown`. Of products that nobody knows, what is run on another
 * machine and what deploys by its own verb is.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { changingVerbs, lookingVerbs, removingVerbs } from '../powershell/cmdletNames.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { noteOf, placeOf, spansOf, targetOf } from './analyzer.ts';
import { type Family, families } from './cmdletFamilies.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

const typedName = ({ name }: Invocation): string => name.value.replace(/^.*\\/, '');
const verbOf = ({ program }: Invocation): string => program.slice(0, program.indexOf('-'));

/** It only looks, whatever it looks at. */
export const looksOnly = (run: Invocation): boolean =>
  lookingVerbs.has(verbOf(run)) && !/^(?:write|export|connect)$/.test(verbOf(run));

/** The value of the first of these parameters: `-Name shop`. */
function parameter({ args }: Invocation, names: RegExp): Word | undefined {
  const at = args.findIndex(({ value }) => /^-[A-Za-z]/.test(value) && names.test(value.slice(1)));
  const next = at < 0 ? undefined : args[at + 1];
  return next === undefined || /^-[A-Za-z]\w*$/.test(next.value) ? undefined : next;
}

const named =
  /^(?:name|identity|.*name|id|.*id|path|displayname|inputobject|userprincipalname|instance\w*|bucket|key|driveletter|number|serverinstance|sqlinstance|database|zone\w*|vm|entity)$/i;
const aside =
  /^-(?:profilename|region|computername|resourcegroup(?:name)?|subscription(?:id)?|server|cimsession|credential|vmhost|location|erroraction|servername|scope|zonename|viserver)$/i;
const places: readonly (readonly [label: string, names: RegExp])[] = [
  ['group', /^resourcegroup(?:name)?$/i],
  ['on', /^(?:computername|cn|cimsession|server|viserver|vmhost)$/i],
  ['region', /^region$/i],
  ['profile', /^profilename$/i],
  ['subscription', /^subscription(?:id)?$/i],
];

function details(run: Invocation, tool: string) {
  const target =
    parameter(run, new RegExp(named.source, 'i')) === undefined
      ? firstValue(run)
      : (run.args.find(
          (word, index) =>
            named.test((run.args[index - 1]?.value ?? '').slice(1)) &&
            !aside.test(run.args[index - 1]?.value ?? '') &&
            !word.value.startsWith('-'),
        ) ?? firstValue(run));
  return {
    tool,
    operation: typedName(run),
    ...targetOf(target?.value.slice(0, 200)),
    ...placeOf(run, ...places.map(([label, names]) => [label, parameter(run, names)?.value] as const)),
    spans: spansOf(run.name, target),
  };
}

const firstValue = ({ args }: Invocation): Word | undefined =>
  args.find(
    ({ value }, index) =>
      !/^-[A-Za-z]/.test(value) && (index === 0 || !/^-[A-Za-z]/.test(args[index - 1]?.value ?? '')),
  );

/** `-WhatIf`, in full or in any beginning that is its alone, and not `-WhatIf:$false`. */
function previews({ args }: Invocation): boolean {
  const asked = args.filter((word) => /^-(?:wi|what(?:i|if)?)(?::|$)/i.test(shapeOf(word)));
  return (
    asked.length > 0 && asked.every((word) => /^-\w+(?::true)?$/i.test(shapeOf(word)) && !shapeOf(word).includes(hole))
  );
}

const methodOf = (run: Invocation): Word | undefined => parameter(run, /^(?:method|httpmethod)$/i);

/** What one cmdlet does. */
export function cmdletEffects(run: Invocation): readonly Effect[] {
  const drive = driveEffects(run);
  if (drive !== undefined) return drive;
  const noun = run.program.slice(run.program.indexOf('-') + 1);
  const typed = typedName(run);
  const typedNoun = typed.slice(typed.indexOf('-') + 1);
  const family = families.find((each) => each.noun?.test(noun) === true || each.typed?.test(typedNoun) === true);
  if (family === undefined) return unfamiliar(run);
  const { kind, note } = kindOf(family, run);
  const said = details(run, family.id);
  if (kind === 'quiet' || kind === 'read')
    return run.remote !== undefined || (kind === 'read' && family.local !== true)
      ? [read({ ...said, ...noteOf(note) })]
      : [];
  if ((kind === 'change' || kind === 'destroy') && previews(run))
    return [read({ ...said, note: 'A preview: nothing is changed.' })];
  return [
    make[kind]({
      ...said,
      ...noteOf(note ?? (kind === 'unknown' ? 'Holdpoint does not know this command.' : undefined)),
    }),
  ];
}

interface Verdict {
  readonly kind: EffectKind | 'quiet';
  readonly note?: string;
}

function kindOf(family: Family, run: Invocation): Verdict {
  const { program } = run;
  const verb = verbOf(run);
  if (program === 'set-executionpolicy' && run.args.some(({ value }) => /^process$/i.test(value)))
    return { kind: 'quiet' };
  if (family.destroy?.test(program)) return { kind: 'destroy' };
  if (family.change?.test(program)) return { kind: 'change' };
  if (/^invoke-(?:az(?:urerm)?rest(?:method)?|mg(?:beta)?(?:graph)?request|az\w*rest\w*|msgraph\w*)$/.test(program))
    return byMethod(run);
  if (program === 'search-mailbox' && run.args.some(({ value }) => /^-deletecontent/i.test(value)))
    return { kind: 'destroy' };
  if (family.quiet?.test(program)) return { kind: 'read' };
  if (program === 'enter-pssession') return { kind: 'unknown', note: 'Opens something in which anything can be done.' };
  const own = family.verbs?.[verb];
  if (own !== undefined) return { kind: own };
  if (removingVerbs.has(verb)) return { kind: 'destroy' };
  if (changingVerbs.has(verb)) return { kind: 'change' };
  return { kind: lookingVerbs.has(verb) ? 'read' : 'unknown' };
}

function byMethod(run: Invocation): Verdict {
  const method = methodOf(run);
  if (method === undefined)
    return { kind: run.args.some(({ value }) => /^-(?:payload|body)$/i.test(value)) ? 'change' : 'read' };
  if (!method.known) return { kind: 'unknown', note: 'Its method is known only when it runs.' };
  if (/^(?:get|head|options)$/i.test(method.value)) return { kind: 'read' };
  return { kind: /^delete$/i.test(method.value) ? 'destroy' : 'change' };
}

/** The registry, certificates, IIS: what PowerShell shows as a drive. */
function driveEffects(run: Invocation): readonly Effect[] | undefined {
  const [option, path] = run.args;
  if (option?.value !== '-Path' || path === undefined || !/-item(?:property)?$/.test(run.program)) return undefined;
  if (lookingVerbs.has(verbOf(run))) return [];
  const notes: readonly (readonly [RegExp, string])[] = [
    [/^(?:registry::|microsoft\.powershell\.core)|^hk/i, 'It changes the registry.'],
    [/^cert:/i, 'It changes the certificates that are trusted or used here.'],
    [/^iis:/i, 'It changes the web server.'],
    [/^wsman:/i, 'It changes who may steer this machine.'],
    [/^ad:/i, 'It changes the directory.'],
  ];
  const note = notes.find(([drive]) => drive.test(path.value))?.[1];
  const removes = /^(?:remove|clear)-/.test(run.program);
  return [
    (removes ? destroy : change)({
      tool: 'machine',
      operation: typedName(run),
      target: path.value,
      ...placeOf(run),
      ...noteOf(note),
      spans: spansOf(run.name, path),
    }),
  ];
}

/** They bring something to where it runs, whoever made them. */
const delivering = /^(?:deploy|provision|promote|failover|destroy|drop|terminate|publish|unpublish)$/;
const everyday =
  /^(?:publish-(?:build\w*|test\w*|coverage\w*|artifact\w*|html\w*|docs?\w*|dotnet\w*|locally)|drop-\w*(?:test|local)\w*)$/;

function unfamiliar(run: Invocation): readonly Effect[] {
  const verb = verbOf(run);
  const said = details(run, 'powershell');
  if (lookingVerbs.has(verb)) return run.remote === undefined ? [] : [read(said)];
  const elsewhere = parameter(run, /^(?:computername|cimsession|vmname|viserver)$/i);
  if (
    run.remote !== undefined ||
    (elsewhere !== undefined && !/^(?:localhost|\.|127\.0\.0\.1)$/i.test(elsewhere.value))
  )
    return [unknown({ ...said, note: 'What it does on the other machine is not known.' })];
  if (delivering.test(verb) && !everyday.test(run.program) && !previews(run))
    return [unknown({ ...said, note: 'Holdpoint does not know this command.' })];
  return [];
}
