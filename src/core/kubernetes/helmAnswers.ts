/** The JSON that Helm answers with. */
import { looseRecord, type Node, optionalList, parsedJson, textIn } from '../../base/looseJson.ts';
import type { Answer } from '../impact/probe.ts';

/** `helm status -o json`: empty where it says nothing. */
export const statusIn = (answer: Answer | undefined): Node => looseRecord(parsedJson(answer?.stdout ?? ''));

/** A release that was only rendered: its manifest, and its hooks as one text. Versions differ in whether a release wraps it. */
export function renderedIn(answer: Answer | undefined): { readonly manifest: string; readonly hooks: string } {
  const answered = statusIn(answer);
  const release = 'manifest' in answered ? answered : looseRecord(answered.release);
  return {
    manifest: textIn(release, 'manifest'),
    hooks: optionalList(release.hooks)
      .map((hook) => textIn(looseRecord(hook), 'manifest'))
      .join('\n---\n'),
  };
}

/** `helm history -o json`, in any order. */
export function revisionsIn(answer: Answer | undefined): readonly number[] {
  try {
    return optionalList(JSON.parse(answer?.stdout ?? '[]')).flatMap((each) => {
      const { revision } = looseRecord(each);
      return typeof revision === 'number' ? [revision] : [];
    });
  } catch {
    return [];
  }
}
