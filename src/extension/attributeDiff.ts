/** Long values of resources, policies in JSON above all, compared like files. */
import type { AttributeChange, Impact, Shown } from '../core/impact/impact.ts';
import type { LongValueView } from '../protocol/panel.ts';
import { compareTexts } from './textDiff.ts';

/** Characters that fit into a line. */
const short = 60;
/** Values compared, for all resources together. */
const most = 200;

export function longValues({ resources }: Impact): readonly LongValueView[] {
  const found: LongValueView[] = [];
  for (const { address, action, attributes } of resources) {
    if (action === 'delete' || action === 'create' || action === 'read') continue;
    for (const attribute of attributes) {
      if (found.length === most) return found;
      const texts = longTexts(attribute);
      if (texts !== undefined)
        found.push({ address, path: attribute.path, hunks: compareTexts(`${texts.before}\n`, `${texts.after}\n`) });
    }
  }
  return found;
}

function longTexts({
  before,
  after,
}: AttributeChange): { readonly before: string; readonly after: string } | undefined {
  const [old, now] = [readable(before), readable(after)];
  if (old === undefined || now === undefined || Math.max(old.length, now.length) <= short) return undefined;
  return { before: old, after: now };
}

/** A text as it is, what stands in JSON line by line. */
function readable(shown: Shown): string | undefined {
  if (shown.kind !== 'value') return undefined;
  const value: unknown = JSON.parse(shown.text);
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === 'object' && inner !== null ? JSON.stringify(inner, null, 2) : value;
  } catch {
    return value;
  }
}
