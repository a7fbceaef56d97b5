/**
 * Cmdlets by what their nouns are about. A noun says which product it is, the verb what is done to it; where a verb says
 * something else than it usually does, the cmdlet stands by name.
 * https://learn.microsoft.com/powershell/azure · https://docs.aws.amazon.com/powershell/latest/reference
 * https://cloud.google.com/powershell/docs · https://developer.broadcom.com/powercli
 * https://learn.microsoft.com/powershell/module/hyper-v · https://learn.microsoft.com/powershell/module/activedirectory
 * https://learn.microsoft.com/powershell/microsoftgraph · https://learn.microsoft.com/powershell/module/exchange
 * https://learn.microsoft.com/powershell/module/dnsserver · https://docs.dbatools.io
 * https://learn.microsoft.com/powershell/module/webadministration · https://learn.microsoft.com/powershell/module/failoverclusters
 */
import type { EffectKind } from '../effect.ts';

export interface Family {
  /** The `tool` of its effects. */
  readonly id: string;
  /** The noun in lower case. */
  readonly noun?: RegExp;
  /** The noun as it is typed, for prefixes that are too short without their capitals. */
  readonly typed?: RegExp;
  /** Looks are looks at this machine, and nobody has to hear of them. */
  readonly local?: true;
  /** Verbs that mean something else here: `write-` changes a bucket. */
  readonly verbs?: Readonly<Record<string, EffectKind>>;
  /** Cmdlets by name, in lower case, that are not what their verb says. */
  readonly quiet?: RegExp;
  readonly change?: RegExp;
  readonly destroy?: RegExp;
}

const aws =
  'AA2?|AAS|ACM|ACMPCA|AG|AG2|AIS|AMP|AMPB?|APS|APPC|AR|ART|AS|ASA|ASN|ATH|AUD|AWIS|BAC|BAK|BAT|BDR|BR|CB|CC|CD|CE|CF|CFG|CFN|CGI|CGIP|CGIS|CHM|CHT|CLD9?|COMP|CONN|CP|CS|CSD|CT|CUR|CVEC|CW|CWE|CWEVD|CWL|CWR|CWRUM|CWSYN|DAX|DC|DDB|DDBS|DF|DGURU|DIR|DMS|DOC|DS|DSYN|EAST|EB|EBS|EC|EC2|ECR|ECS|EFS|EIC|EKS|ELB|ELB2|EMR|EMRC|EMRS|ES|ETS|EVB|FDP?|FINSP|FIS|FMS|FSX|GACL|GD|GG|GGV2|GLC|GLUE|GML|GRAF|GS|HEALTH|HLTH|HSM|HSM2|IAM|IDS|INS2?|IOT|IVS|KINA2?|KINF|KIN|KMS|KNDR|LEX|LF|LICM|LM|LOC|LS|MBC|MC|MH|MSK|MQ|NEPT|NFW|NTMGR|OPS|OPSW|ORG|OS|OSS|OUTP|PIN|PIPE|POL|PRO|PSPJ|QLDB|QS|R53D?|R53R|RAM|RDS|RDSD|REK|RESLH|RG|RGT|ROBO|RS|RSD|RSS|RUM|S3|S3C|S3O|S3T|S3V|SAR|SC|SD|SDB|SEC|SES|SES2|SFN|SG|SHLD|SHUB|SLK|SM|SMR|SMS|SNOW|SNS|SQ|SQS|SS|SSM|SSO|SSOADMN|STS|SWF|TFR|TRN|TRS|TXT|VPCL|VS|WAF|WAF2|WAFREG|WAT|WKS|WKSW|WM|XR';

export const families: readonly Family[] = [
  {
    id: 'azure',
    noun: /^az(?!ure(?:ad|devops))[a-z]|^azurerm/,
    quiet:
      /^(?:connect|save|get|test|resolve)-|^new-az(?:urerm)?\w*(?:config|configuration|object|context|sastoken|sasuri|condition|credential|rule(?:set)?|expression|filter|setting)$|^(?:enable|disable|import|clear|remove)-azcontextautosave$|^(?:invoke)-az\w*(?:query|search)$|^(?:search)-azgraph$|^(?:update|add)-azconfig$|^clear-azconfig$/,
    change:
      /^(?:connect-az(?:urerm)?account|login-az(?:urerm)?account|add-az(?:urerm)?account|set-az(?:urerm)?context|select-az\w+|disconnect-az\w+)$/,
  },
  {
    id: 'aws',
    noun: /^(?:ec2|s3|iam|rds|ecs|eks|cfn|ssm|sqs|sns|ddb|r53|elb2?|ecr|kms|lm(?=function)|cwl|cw(?=alarm|log)|sec(?=secret)|efs|glue|sfn|apigw|aws)[a-z]/,
    typed: new RegExp(`^(?:${aws}|AWS)[A-Z]\\w+`),
    verbs: {
      write: 'change',
      join: 'change',
      split: 'change',
      switch: 'change',
      confirm: 'change',
      export: 'change',
      use: 'read',
      push: 'change',
    },
    quiet:
      /^(?:set-defaultawsregion|set-awsproxy|clear-defaultawsregion|clear-awsproxy|(?:get|find|test|search|select|read|receive|measure|wait|use)-\w+|invoke-\w*query|start-cwlquery|get-\w+|new-awscredential\w*|new-ec2\w*(?:specification|filter)|convert\w*-\w+|import-awscredential\w*)$/,
  },
  {
    id: 'gcloud',
    noun: /^g(?:ce[a-z]|cs[a-z]|csql|cp[a-z]|cd[a-z]|ciam|clog|ke[a-z]|cpubsub|cbq)|^bq(?:table|dataset|job)|^gcloud/,
    verbs: { write: 'change' },
    quiet: /^(?:get|find|test|read|receive)-|^new-gce\w*config$|^new-gc(?:s\w*acl)?config$/,
  },
  {
    id: 'vm',
    noun: /^(?:vm|vhd|vapp|vdswitch|vdport\w*|vdisk|viserver|vipermission|virole|viaccount|viproperty|datastore\w*|datacenter|esx\w*|hardd(?:isk)|resourcepool|snapshot$|oscustomization\w*|virtualportgroup|virtualswitch|networkadapter$|cddrive|contentlibrary\w*|nsx\w*|vsan\w*|spbm\w*|drs\w*|hcx\w*|vmc\w*|template$|hvci\w*|floppydrive|scsicontroller|storagepolicy\w*|tagassignment|advancedsetting|inventoryfolder|alarmdefinition|sc(?:virtualmachine|vm\w*))/,
    verbs: { checkpoint: 'change', export: 'read', wait: 'read', convert: 'change', resolve: 'change' },
    quiet:
      /^(?:connect|disconnect)-(?:viserver|vmc\w*|nsx\w*|hcx\w*|cis\w*)$|^(?:get|test|measure|compare|find|export|trace)-|^set-powercliconfiguration$/,
    change: /^(?:connect|disconnect)-vm(?:networkadapter|san)|^debug-vm$|^enter-vm/,
  },
  {
    id: 'directory',
    noun: /^ad(?=user|group|computer|object|organizationalunit|account|domain|replication|serviceaccount|trust|forest|finegrained|principal|directory|optional|authentication|claim|central|resource|defaultdomain|fs|dc|sync|permission|rootdse)|^(?:gpo(?:report)?|gplink|gppermissions?|gpregistryvalue|gpprefregistryvalue|gpinheritance|team(?:user|channel\w*|picture|owner|member)?$|gpstarter\w*|gpupdate|msol\w+|azuread\w+|entra\w+|mg(?:beta)?(?=user|group|device|app|service|directory|domain|identity|policy|role|site|team|invitation|organization|oauth|security|report|drive|mail|conditional|subscription|audit|graph|user|planner|communication|compliance)\w+|spo\w+|kdsrootkey|certificationauthority|ca(?:template|crl\w*|authority\w*)|wsus\w*|adfs\w*)/,
    typed: /^(?:AD|Mg|MgBeta|SPO|PnP|Cs|CM|Team|Teams|Intune|ADT|ADSync)[A-Z]\w+/,
    quiet:
      /^(?:connect|disconnect)-|^(?:get|find|search|test|show|select|export|backup|compare|measure|resolve)-|^new-adcentral\w+claim|^select-mgprofile$|^set-mgrequestcontext$/,
    change: /^invoke-gpupdate$/,
  },
  {
    id: 'exchange',
    noun: /^(?:mailbox\w*|mailuser|mailcontact|remotemailbox|casmailbox\w*|(?:dynamic)?distributiongroup\w*|unifiedgroup\w*|transport(?:rule|config|server|service)|(?:inbound|outbound|send|receive|delivery\w*)connector|accepteddomain|remotedomain|retention(?:policy|compliance)\w*|inboxrule|journalrule|hosted(?:content|outbound|connection)\w*|antiphish\w*|safe(?:links|attachment)\w*|malwarefilter\w*|organization(?:config|relationship)|rolegroup\w*|roleassignment\w*|managementrole\w*|recipientpermission|databaseavailabilitygroup\w*|exchange(?:server|certificate|online)\w*|owa\w*|activesync\w*|mobiledevice\w*|migration(?:batch|endpoint|user)|moverequest|compliancesearch\w*|dlpcompliance\w*|quarantine(?:message|policy)|publicfolder\w*|dkim\w*|calendarprocessing|ippssession)/,
    quiet: /^(?:connect|disconnect)-|^(?:get|test|search|export|preview|validate)-/,
  },
  {
    id: 'dns',
    noun: /^(?:dnsserver|dhcpserver|ipam|dnsclient(?=serveraddress|nrpt|globalsetting|$))/,
    local: true,
    quiet: /^(?:clear-dnsclientcache|register-dnsclient)$|^(?:get|test|show|export|backup|resolve)-/,
  },
  {
    id: 'sqlserver',
    noun: /^(?:sql(?!ite|connection|mi$)|dba(?!tools)|mssql|analysisservices|asdatabase|rsrest|snowflake|cosmosdb|mongodb)[a-z]*/,
    verbs: {
      write: 'change',
      copy: 'change',
      export: 'read',
      open: 'read',
      close: 'read',
      select: 'read',
      save: 'change',
    },
    quiet:
      /^(?:connect|disconnect)-|^(?:get|find|test|read|export|measure|compare|show|watch|resolve|convert\w*|format|join|select)-|^new-dba(?:connectionstring\w*|computercertificatesigningrequest|sqlparameter|scriptingoption|directory)$|^invoke-dba(?:diagnosticquery|whoisactive|x?query)$|^new-sql\w*(?:parameter|settings)$/,
  },
  {
    id: 'iis',
    noun: /^(?:web(?:site|application|apppool\w*|binding|virtualdirectory|config\w*|handler|managedmodule|globalmodule|centralcert\w*|itemstate|requesttracing\w*|ftpsite|globalsecurity)|iis[a-z]+)/,
    quiet: /^(?:get|test|select|backup)-|^start-iiscommitdelay$/,
  },
  {
    id: 'cluster',
    noun: /^(?:cluster[a-z]*|sr(?:group|partnership)|kubernetes[a-z]*|kube[a-z]+|aks(?:hci|ee|edge)\w*|servicefabric[a-z]*|dscconfiguration\w*|dsclocal\w*|dscresource|hci[a-z]*)$/,
    verbs: { publish: 'change' },
    quiet: /^(?:connect|disconnect)-|^(?:get|test|find|measure|compare|show|export)-/,
  },
  {
    id: 'platform',
    noun: /^(?:octopus[a-z]*|vsteam[a-z]*|github(?:repository|release|issue|pull|workflow|secret|team|branch|org|content|ref|action|environment|deploy)[a-z]*|gitlab[a-z]+|adopipeline\w*|azuredevops[a-z]*|vault[a-z]+|hcvault\w*|rubrik[a-z]+|nutanix[a-z]*|ntnx[a-z]+|broker[a-z]+|vbr[a-z]+|ucs[a-z]+|databricks[a-z]*|powerbi[a-z]*|fabric[a-z]+|cloudflare[a-z]*|oci[a-z]{4,}|okta[a-z]+|terraform[a-z]*|tf(?:plan|apply|workspace|state)\w*|kubectl[a-z]*|helm[a-z]*|docker[a-z]+|container(?:image|network)?|jenkins[a-z]*|teamcity[a-z]*|splunk[a-z]*|datadog[a-z]*|pagerduty[a-z]*|grafana[a-z]*|paserver|pacertificate|paorder|paaccount|acme[a-z]*|secret|secretvault|bucket[a-z]*|infrastructure|infra|prod(?:uction)?|staging|deployment|stack|environment)$/,
    typed: /^(?:OCI|NTNX|VBR|UCS|Nc|Na|Pfa|IB|F5|BIGIP|XenVM|XenAdmin|PA)[A-Z]\w+/,
    quiet:
      /^(?:connect|disconnect)-|^(?:get|test|find|measure|compare|show|export|search)-|^(?:test|update|new|set|initialize|enter|import)-(?:environment|stack)$|^set-(?:github|vsteam)(?:configuration|account|authentication|default\w*)$|^set-paserver$|^register-secretvault$/,
  },
  {
    id: 'machine',
    local: true,
    noun: /^(?:computer|computersecurechannel|computermachinepassword|service|localuser|localgroup(?:member)?|volume|disk|partition\w*|physicaldisk|storagepool|storage(?:spaces\w*|tier|subsystem)|virtualdisk|diskimage|mspdisk|mpio\w*|iscsi\w*|scheduledtask|clusteredscheduledtask|scheduledjob|net(?:firewall|ip|route|adapter|nat|lbfo|qos|connectionprofile|ipsec|switch|tcp|udp|bridge|neighbor|eventsession)\w*|vpnconnection\w*|smb\w+|nfs\w+|windowsfeature|windowsoptionalfeature|windowscapability|windowspackage|windowsdriver|windowsimage|windowsupdate\w*|wu\w+|appxpackage|appxprovisionedpackage|appvclient\w*|eventlog|winevent|mppreference|mpthreat|bitlocker\w*|tpm\w*|executionpolicy|psremoting|psremotingenabled|wsman\w*|pssessionconfiguration|wmimethod|wmiobject|wmiinstance|cimmethod|ciminstance|timezone|date|printer\w*|hotfix|computerrestore|certificate|pfxcertificate|environmentvariable|rdsession\w*|rduser\w*|rdserver\w*|hvsocket|wsl\w*|processmitigation|securebootuefi|dnsclientserveraddress|pssession|uevtemplate|winsystemlocale|winhomelocation|dtc\w*|was\w*|remoteaccess\w*|da\w*entrypoint\w*|fsrm\w*|dfs\w+|dedup\w*|wbpolicy|wbbackup\w*|wbfile\w*)$/,
    verbs: {
      checkpoint: 'change',
      write: 'read',
      join: 'change',
      format: 'destroy',
      initialize: 'change',
      reset: 'destroy',
      add: 'change',
      enter: 'unknown',
      connect: 'change',
      receive: 'change',
    },
    quiet:
      /^(?:get|test|show|measure|wait|select|export|debug|read|find|compare|resolve|confirm)-|^(?:new|remove|connect|disconnect|receive)-pssession$|^new-netipsec\w*proposal$|^write-eventlog$|^start-mpscan$|^update-mpsignature$|^connect-wsman$|^new-wsmansessionoption$|^dismount-diskimage$|^format-(?:table|list)$|^get-date$|^update-disk$/,
    destroy: /^(?:restart|stop)-computer$|^clear-(?:disk|eventlog|tpm|bitlocker\w*)$|^initialize-disk$|^format-volume$/,
  },
  {
    id: 'registry',
    noun: /^(?:psresource|module|script)$/,
    local: true,
    quiet: /^(?!publish-|unpublish-)/,
  },
];
