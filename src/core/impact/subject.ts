/** What has to be known of a call to ask the tool itself what it would do. Analyzers tell it, probes are made of it. */
export type Subject = TerraformSubject | CommandSubject;

export interface TerraformSubject {
  readonly kind: 'terraform';
  /** As the line names it: `terraform`, `/usr/local/bin/tofu`. */
  readonly program: string;
  /** Absolute directory the tool works in. */
  readonly directory: string;
  /** Variables the line itself sets. */
  readonly env: Readonly<Record<string, string>>;
  /** The saved plan that is applied, absolute. */
  readonly plan?: string;
  readonly destroy: boolean;
  /** The line's own words that decide what is planned: `-var-file=prod.tfvars`, `-target=aws_instance.web`. */
  readonly flags: readonly string[];
}

/** One invocation of which every word is known, with the call's own rights, on this machine. */
export interface CommandSubject {
  readonly kind: 'command';
  /** As the line names it: `kubectl`, `/usr/bin/psql`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute directory it starts in. */
  readonly directory: string;
  /** Variables the line itself sets. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads, where the line itself holds it: a here-document, a here-string. */
  readonly input?: string;
}

/** Variables that choose a target and make nothing run. Others may bring programs of their own. */
const choosing =
  /^(?:AWS_(?:PROFILE|REGION|DEFAULT_REGION)|TF_WORKSPACE|TF_VAR_\w+|CLOUDSDK_(?:CORE_PROJECT|CORE_ACCOUNT|ACTIVE_CONFIG_NAME)|PG(?:HOST|PORT|USER|DATABASE|PASSWORD|SSLMODE|CONNECT_TIMEOUT)|MYSQL_(?:HOST|PWD|TCP_PORT)|REDISCLI_AUTH|HELM_NAMESPACE|HELM_KUBECONTEXT)$/;

/** A variable of this name only chooses; another one may bring a program, a server or settings of its own. */
export const onlyChooses = (name: string): boolean => choosing.test(name);

/** Nothing on the line says that another program than the installed one would run. */
export const isPlain = ({ program, env }: Pick<Subject, 'program' | 'env'>): boolean =>
  !/[/\\]/.test(program) && Object.keys(env).every(onlyChooses);
