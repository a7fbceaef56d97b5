/**
 * Calls of cloud libraries in code: which of them change something.
 *
 *     boto3.client('s3').delete_bucket(…)          new DeleteBucketCommand(…)          clientset.AppsV1().Deployments(ns).Delete(ctx, …)
 *     compute.instances().delete(project=…)        begin_delete(…)                     v1.delete_namespaced_pod(…)
 *
 * https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/index.html
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/
 * https://github.com/kubernetes-client/python/blob/master/kubernetes/README.md
 */
import { isApplication } from './clientCode.ts';

const libraries =
  /(?<![\w@/-])(?:@aws-sdk\/|aws-sdk-go|aws-sdk|boto3|botocore|aioboto3|aiobotocore|@google-cloud\/|@googleapis\/|google-cloud|google\.cloud|googleapiclient|cloud\.google\.com\/go|@azure\/|azure\.(?:mgmt|identity|storage|core|keyvault)|azure-sdk-for-go|@kubernetes\/|kubernetes(?:\.client|\.config|_asyncio)|from kubernetes|import kubernetes|k8s\.io\/client-go|@pulumi\/|pulumi)\b|github\.com\/(?:aws\/aws-sdk-go|Azure\/azure-sdk-for-go)/;

/** Whether code names a library that talks to a cloud. */
export const usesCloud = (code: string): boolean => libraries.test(code);

const verbs =
  'delete|terminate|put|create|update|modify|remove|stop|start|reboot|attach|detach|revoke|authorize|upload|copy|restore|reset|disable|enable|set|deregister|register|publish|send|invoke|apply|patch|replace|tag|untag|associate|disassociate|purge|cancel|rotate|scale|insert|import|run|execute|abort|add|allocate|release|change|promote|failover|reject|accept|transact_write|move|undelete|evict|begin|destroy|deploy|schedule|rollback|resize|suspend|resume|grant';

const snake = new RegExp(String.raw`\.((?:batch_|bulk_|connect_)?(?:${verbs})_\w+)\s*\(`, 'g');
const camel = new RegExp(String.raw`\.((?:batch)?(?:${verbs})[A-Z]\w*)\s*\(`, 'g');
const title = (text: string): string => text.replace(/(?:^|\|)[a-z]/g, (letter) => letter.toUpperCase());
const pascal = new RegExp(String.raw`\.((?:Batch)?(?:${title(verbs)})\w*)\s*\(\s*(?:ctx|context\.|&|r\.Context)`, 'g');

/** Methods of everyday objects that begin like one of a cloud. */
const everyday =
  /^(?:add_(?:argument|parser|subparsers|mutually_exclusive_group|argument_group|handler|row|column|section|option|command)|set_(?:defaults|stream_logger|trace|level|option|index|description|postfix|start_method|event_loop\w*)|run_(?:until_complete|in_executor|forever)|create_(?:task|default_context|client|session|future|connection)|start_(?:new_session|soon|new_thread)|remove_(?:prefix|suffix)|send_signal|reset_index|apply_async|copy_(?:file|tree)|begin_group|create(?:ReadStream|WriteStream|Hash|Hmac|Server|Interface|Require|Element|Client|Logger|Context)|set(?:Encoding|Header|State|Timeout|Interval|Prototype\w*|Date|Hours|Minutes|FullYear|Attribute)|add(?:EventListener|Listener|Command|Option|Argument)|remove(?:EventListener|Listener|AllListeners)|replaceAll|startsWith|copyFile\w*|copyWithin|sendStatus|sendFile|setUTC\w+|setMaxListeners|insertBefore|startOf|addDays)$/;

/** AWS's JavaScript commands that only look. */
const looking =
  /^(?:List|Get|Describe|Head|Query|Scan|Batch(?:Get|Describe)|Lookup|Search|Select|Filter|Estimate|Simulate|Validate|Check|Detect|Preview|TransactGet|StartQuery|Discover)/;
const notCommands = /^(?:|Exec|Run|Build|Test|Sub|Base|Slash|Shell|Custom|Smithy|Abstract|register|use|Create[A-Z]?)$/;

const bare: readonly (readonly [when: RegExp, call: RegExp])[] = [
  [/boto|botocore/, /\.(delete|terminate|put|upload_file|upload_fileobj|stop|reboot|purge|copy_from|load_into)\s*\(/],
  [/^(?:google|azure)/, /\.(delete|upload_from_\w+|upload_blob|insert|patch|begin_\w+)\s*\((?!\s*0)/],
  [/@google|@azure|@kubernetes/, /(?:\)\.(delete|setMetadata|save|upload)|\.(delete))\s*\(\s*(?:\)|\{)/],
  [/pulumi/, /\.(up|destroy|refresh|cancel|import_stack|removeStack)\s*\(/],
];

/** Every client talks to this machine: LocalStack, an emulator. */
const endpoints =
  /endpoint(?:_url)?\s*[=:]\s*f?["'`]https?:\/\/(?:localhost|127\.0\.0\.1|localstack|host\.docker\.internal|\[::1\])/g;
const clients = /\.(?:client|resource)\s*\(\s*["'f]|new [A-Z]\w*Client\s*\(/g;

const count = (code: string, pattern: RegExp): number => [...code.matchAll(pattern)].length;

/** Why code that uses a cloud's library may change something; undefined when it only looks, or uses none. */
export function cloudCalls(code: string): string | undefined {
  const library = libraries
    .exec(code)?.[0]
    .replace(/\/$/, '')
    .replace(/^(?:from|import) /, '');
  if (library === undefined) return undefined;
  if (isApplication(code)) return undefined;
  const local = count(code, endpoints);
  if (local > 0 && local >= count(code, clients)) return undefined;
  const said = (call: string) => `The code uses ${library}, and calls ${call}.`;
  if (/aws-sdk/.test(library)) {
    const command = [...code.matchAll(/\bnew\s+(?:\w+\.)?([A-Z]\w*?)Command\s*\(/g)].map(([, name = '']) => name);
    const acting = command.find((name) => !looking.test(name) && !notCommands.test(name));
    if (acting !== undefined) return said(`${acting}Command`);
    if (command.length === 0 && /\.send\s*\(/.test(code))
      return `The code uses ${library}, and what it sends cannot be told.`;
  }
  for (const pattern of [snake, camel, pascal]) {
    for (const [, call = ''] of code.matchAll(pattern)) if (!everyday.test(call)) return said(call);
  }
  for (const [when, pattern] of bare) {
    const found = when.test(library) ? pattern.exec(code) : null;
    if (found !== null) return said(found[1] ?? found[2] ?? 'delete');
  }
  if (/\bgetattr\s*\(|\]\s*\(\s*(?:\*\*|\{|params|args|input)|\bpublic_send\b|\.send\s*\(\s*:/.test(code))
    return `The code uses ${library}, and which of its calls it makes is known only when it runs.`;
  return undefined;
}
