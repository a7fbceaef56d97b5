/** What has to be known of a call to ask the tool itself what it would do. Analyzers tell it, probes are made of it. */
export type Subject = TerraformSubject;

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
