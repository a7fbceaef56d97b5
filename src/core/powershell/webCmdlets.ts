/**
 * Cmdlets that go by what they send: requests are read as `curl` is, statements as those of a database's own client.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/invoke-restmethod
 * https://learn.microsoft.com/powershell/module/sqlserver/invoke-sqlcmd · https://docs.dbatools.io/Invoke-DbaQuery
 */
import { literal, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { problemAt } from '../shell/trace.ts';
import { type Call, type Cmdlet, instead } from './call.ts';
import { bind, given } from './parameters.ts';
import { fromShape, object, textOf, type Val, wordsOf } from './session.ts';
import { slashed } from './windowsWords.ts';

const requestSpec =
  'uri=url:0 method custommethod=cm body infile outfile form headers contenttype authentication token credential usebasicparsing! sessionvariable websession usedefaultcredentials! certificatethumbprint certificate skipcertificatecheck! timeoutsec useragent maximumredirection maximumretrycount retryintervalsec passthru! disablekeepalive! proxy allowunencryptedauthentication! followrellink! responseheadersvariable statuscodevariable skiphttperrorcheck! resume! httpversion sslprotocol transferencoding skipheadervalidation! preserveauthorizationonredirect! nobodyprogress!';

const request: Cmdlet = (call) => {
  const bound = bind(call.args, requestSpec);
  const url = given(bound, 'uri') ?? bound.rest[0];
  const method = given(bound, 'custommethod') ?? given(bound, 'method');
  const body = given(bound, 'body') ?? given(bound, 'form') ?? call.input;
  const file = given(bound, 'infile');
  const out = given(bound, 'outfile');
  const spoken = method === undefined ? undefined : textOf(method);
  const verb =
    spoken === undefined || /^default$/i.test(spoken.value)
      ? undefined
      : { ...spoken, value: spoken.value.toUpperCase() };
  instead(call, 'curl', [
    ...(verb === undefined ? [literal('-G')] : [literal('-X'), verb]),
    ...(verb === undefined || body === undefined ? [] : [literal('--data-raw'), bodyWord(body)]),
    ...(file === undefined
      ? []
      : verb === undefined
        ? [literal('-T'), slashed(textOf(file))]
        : [literal('--data-binary'), fromShape(`@${shapeOf(slashed(textOf(file)))}`)]),
    ...(out === undefined ? [] : [literal('-o'), slashed(textOf(out))]),
    url === undefined ? undefined : textOf(url),
  ]);
  return object('download', call.output);
};

/** A table is sent as its values. */
function bodyWord(body: Val): Word {
  if (body.kind !== 'table') return textOf(body);
  return fromShape(
    JSON.stringify(Object.fromEntries([...body.entries].map(([key, value]) => [key, shapeOf(textOf(value))]))),
  );
}

const statementSpec =
  'query=sqlquery=commandtext:0 inputfile=file=filepath=sqlfile serverinstance=sqlinstance=server=servername database username password credential sqlcredential connectionstring querytimeout variable encrypt trustservercertificate! as outputsqlerrors! abortonerror! includesqluserdefined! hostname applicationname accesstoken maxcharlength maxbinarylength readonly! enableexception! sqlparameter sqlparameters messagestoOutput! connectionname commandtype connection stream!';

const statement: Cmdlet = (call) => {
  const bound = bind(call.args, statementSpec.toLowerCase());
  const query = given(bound, 'query');
  const file = given(bound, 'inputfile');
  const place = (name: string, option: string): readonly Word[] => {
    const value = given(bound, name);
    return value === undefined ? [] : [literal(option), textOf(value)];
  };
  const where = [...place('serverinstance', '-S'), ...place('database', '-d')];
  if (query !== undefined) instead(call, 'sqlcmd', [...where, literal('-Q'), joined(query)]);
  else if (file !== undefined) instead(call, 'sqlcmd', [...where, literal('-i'), slashed(textOf(file))]);
  else if (call.input !== undefined) instead(call, 'sqlcmd', [...where, literal('-Q'), joined(call.input)]);
  else missing(call);
  return object('rows', call.output);
};

const joined = (value: Val): Word => {
  const all = wordsOf(value);
  return all.length === 1 && all[0] !== undefined ? all[0] : fromShape(all.map(shapeOf).join('\n'), all[0]);
};

const missing = (call: Call): void =>
  call.session.trace.problem({
    ...problemAt(call.name, 'Which statement it runs is known only when it runs.'),
    operation: call.output.value,
  });

/** `Invoke-SSHCommand -Command 'reboot' -SessionId 0`. https://github.com/darkoperator/Posh-SSH */
const overSsh: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'command:0 index sessionid=session sshsession timeout ensureconnection! showstandardoutputcolor! shellstream',
  );
  const text = given(bound, 'command');
  instead(call, 'ssh', [literal('session'), text === undefined ? unknowable('…') : textOf(text)]);
  return undefined;
};

const withNames = (names: string, cmdlet: Cmdlet): readonly (readonly [string, Cmdlet])[] =>
  names.split(' ').map((name) => [name, cmdlet] as const);

export const webCmdlets: ReadonlyMap<string, Cmdlet> = new Map([
  ...withNames('invoke-webrequest invoke-restmethod', request),
  ...withNames(
    'invoke-sqlcmd invoke-sqlcmd2 invoke-dbaquery invoke-sqlquery invoke-sqlupdate invoke-sqlscalar invoke-mysqlquery invoke-sqlitequery',
    statement,
  ),
  ...withNames('invoke-sshcommand invoke-sshstreamshellcommand', overSsh),
]);
