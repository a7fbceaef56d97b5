/** Every operation that can be looked into, one list for each family. */
import { bucketRecipes } from './buckets.ts';
import type { AwsCommand } from './command.ts';
import { databaseRecipes } from './databases.ts';
import { instanceRecipes } from './instances.ts';
import type { Recipe } from './recipe.ts';
import { tableRecipes } from './tables.ts';

const families: readonly (readonly Recipe[])[] = [instanceRecipes, databaseRecipes, tableRecipes, bucketRecipes];

const byName: ReadonlyMap<string, Recipe> = new Map(
  families.flat().flatMap((recipe) => recipe.on.split(/,\s*/).map((name) => [name, recipe] as const)),
);

export const recipeFor = ({ service, operation }: AwsCommand): Recipe | undefined =>
  byName.get(`${service} ${operation}`);
