/** What a held AWS command would do, by what AWS itself says of the things it names. */
import type { Effect } from '../effect.ts';
import type { AskTool } from '../impact/askTool.ts';
import { impactOfEffects } from '../impact/effectImpact.ts';
import type { Resource, Uninspectable } from '../impact/impact.ts';
import type { Probe } from '../impact/probe.ts';
import { wholeImpact } from '../impact/whole.ts';
import { askStack } from '../stacks/stackProbes.ts';
import { type AwsCommand, readAwsCommand } from './command.ts';
import { awsProbe, questionsOn, tell } from './inquiry.ts';
import type { Recipe } from './recipe.ts';
import { recipeFor } from './recipes.ts';

/** Things one command names that are looked into. */
const mostTargets = 10;

export const askAws: AskTool = (subject, effect, read) => {
  const command = readAwsCommand(subject, read);
  if (command === undefined) return [];
  const stack = command.service === 'cloudformation' ? askStack(command, effect, read) : undefined;
  if (stack !== undefined) return stack;
  const recipe = recipeFor(command);
  return [recipe === undefined ? withoutRecipe(command, effect) : withRecipe(command, effect, recipe)];
};

/** Who and where; of what hangs on it nothing is known. */
const withoutRecipe = (command: AwsCommand, effect: Effect): Probe =>
  awsProbe({
    command,
    effect,
    title: `Ask AWS who \`${spelled(command)}\` would act as`,
    questions: () => [],
    read: () => impactOfEffects([effect]),
  });

function withRecipe(command: AwsCommand, effect: Effect, recipe: Recipe): Probe {
  const all = [...new Set(recipe.targets(command))];
  const targets = all.slice(0, mostTargets);
  return awsProbe({
    command,
    effect,
    title: `Ask AWS about what \`${spelled(command)}\` would act on`,
    questions: (answers) => targets.flatMap((target) => Object.values(questionsOn(recipe, target, command, answers))),
    read: (answers) => {
      const resources: Resource[] = [];
      const open: Uninspectable[] = [];
      const remarks: string[] = [];
      for (const target of targets) {
        const told = tell(recipe, target, command, answers);
        resources.push(...told.resources);
        open.push(...told.open);
        remarks.push(...told.remarks);
      }
      if (all.length > targets.length)
        open.push({
          what: `${all.length - targets.length} more`,
          why: `Only the first ${mostTargets} that the command names were looked into.`,
        });
      if (all.length === 0)
        open.push({ what: spelled(command), why: 'What it acts on stands on no option that could be read.' });
      for (const file of command.files)
        open.push({ what: file, why: 'A part of what is asked for stands in a file, which was not read.' });
      return wholeImpact(resources, open, [...new Set(remarks)]);
    },
  });
}

const spelled = ({ service, operation }: AwsCommand): string => `aws ${service} ${operation}`;
