/** Every operation that can be looked into, one list for each family. */
import { accessRecipes } from './access.ts';
import { applicationRecipes } from './applications.ts';
import { bucketSettingRecipes } from './bucketSettings.ts';
import { bucketRecipes } from './buckets.ts';
import type { AwsCommand } from './command.ts';
import { containerRecipes } from './containers.ts';
import { databaseRecipes } from './databases.ts';
import { fileRecipes } from './files.ts';
import { instanceRecipes } from './instances.ts';
import { keyRecipes } from './keys.ts';
import { messageRecipes } from './messages.ts';
import { nameRecipes } from './names.ts';
import { networkRecipes } from './network.ts';
import type { Recipe } from './recipe.ts';
import { tableRecipes } from './tables.ts';

const families: readonly (readonly Recipe[])[] = [
  instanceRecipes,
  networkRecipes,
  databaseRecipes,
  tableRecipes,
  bucketRecipes,
  bucketSettingRecipes,
  fileRecipes,
  keyRecipes,
  accessRecipes,
  messageRecipes,
  nameRecipes,
  containerRecipes,
  applicationRecipes,
];

const byName: ReadonlyMap<string, Recipe> = new Map(
  families.flat().flatMap((recipe) => recipe.on.split(/,\s*/).map((name) => [name, recipe] as const)),
);

export const recipeFor = ({ service, operation }: AwsCommand): Recipe | undefined =>
  byName.get(`${service} ${operation}`);
