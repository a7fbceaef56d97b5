/** A policy, laid out as everybody's: two spaces, no trailing blanks; comments and the writer's choice of braces stay. */
import { parseDocument } from 'yaml';

/** Undefined for a text that cannot be read: what is broken is left alone. */
export function formatted(text: string): string | undefined {
  const doc = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  if (doc.errors.length > 0) return undefined;
  try {
    return doc.toString({ lineWidth: 0, indent: 2, flowCollectionPadding: true });
  } catch {
    return undefined; // An alias of nothing can be read, and not be written.
  }
}
