/** Templates of CloudFormation and SAM, before and after an edit. */
import { readTemplate } from '../stacks/template.ts';
import { templateImpact } from '../stacks/templateImpact.ts';
import { type Found, joinFound, nothingFound, type SourceFile } from './sourceFile.ts';

export const templateEdit = (files: readonly SourceFile[]): Found => joinFound(files.map(ofFile));

function ofFile({ path, before, after }: SourceFile): Found {
  const [old, now] = [before, after].map((text) => (text === undefined ? undefined : readTemplate(text)));
  const open = (why: string): Found => ({ ...nothingFound, uninspectable: [{ what: path, why }] });
  if (old === undefined && now === undefined)
    return open('It is no template of CloudFormation, or is broken: what it describes was not read.');
  const { resources, uninspectable, remarks } = templateImpact(old, now);
  const found = { resources, uninspectable, remarks };
  // A template that cannot be read deletes nothing: nobody can deploy it as it is.
  return after !== undefined && after.trim() !== '' && now === undefined
    ? open('As it would be it is no template that can be read.')
    : found;
}
