/**
 * What lies beside Terraform's state and is none: a copy of it, and what `init` brings back.
 * https://developer.hashicorp.com/terraform/cli/init https://developer.hashicorp.com/terraform/cli/commands/state/pull
 */
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';

/** `terraform state pull > before.tfstate`: a copy, where it is none of the names that Terraform itself reads. */
export const isCopyOfState = ({ program, args }: Invocation, target: Word): boolean =>
  /^(?:terraform|tofu)$/.test(program) &&
  /^state pull$/.test(args.map(({ value }) => value).join(' ')) &&
  target.known &&
  !/(?:^|[\\/])(?:terraform\.tfstate(?:\.backup)?$|\.terraform[\\/]|terraform\.tfstate\.d[\\/])/i.test(target.value);

/** What `terraform init` brings back: providers, modules, the settings of the backend. */
export const isInitCache = (word: Word): boolean =>
  /(?:^|[\\/])\.terraform(?:[\\/](?:providers|modules|plugins)(?:[\\/][^*]*)?)?[\\/]?$/.test(word.value) &&
  !shapeOf(word).startsWith(hole);
