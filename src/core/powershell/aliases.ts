/** The names people type for cmdlets. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_aliases */

const pairs = `
  iex invoke-expression|icm invoke-command|saps start-process|start start-process|sajb start-job|ii invoke-item
  %  foreach-object|foreach foreach-object|? where-object|where where-object|select select-object|sort sort-object
  group group-object|measure measure-object|tee tee-object|sls select-string|ft format-table|fl format-list|fw format-wide
  compare compare-object|diff compare-object|gm get-member|oh out-host|
  gc get-content|cat get-content|type get-content|sc set-content|ac add-content|clc clear-content
  gci get-childitem|ls get-childitem|dir get-childitem|gi get-item|ni new-item|md mkdir|si set-item|ri remove-item
  rm remove-item|del remove-item|erase remove-item|rd remove-item|rmdir remove-item
  cpi copy-item|cp copy-item|copy copy-item|mi move-item|mv move-item|move move-item|rni rename-item|ren rename-item
  gp get-itemproperty|sp set-itemproperty|rp remove-itemproperty|cli clear-item|clp clear-itemproperty
  sl set-location|cd set-location|chdir set-location|pushd push-location|popd pop-location|gl get-location|pwd get-location
  echo write-output|write write-output|sv set-variable|set set-variable|nv new-variable|gv get-variable
  sal set-alias|nal new-alias|gal get-alias|ipmo import-module|ipcsv import-csv|epcsv export-csv|
  iwr invoke-webrequest|irm invoke-restmethod|curl invoke-webrequest|wget invoke-webrequest
  spps stop-process|kill stop-process|gps get-process|ps get-process|sasv start-service|spsv stop-service|gsv get-service
  etsn enter-pssession|nsn new-pssession|rsn remove-pssession|gcim get-ciminstance|icim invoke-cimmethod|rcim remove-ciminstance
  scim set-ciminstance|ncim new-ciminstance|gwmi get-wmiobject|iwmi invoke-wmimethod|rwmi remove-wmiobject|swmi set-wmiinstance
  sleep start-sleep|clear clear-host|cls clear-host|man help|h get-history|r invoke-history`;

export const aliases: ReadonlyMap<string, string> = new Map(
  pairs
    .split(/[|\n]/)
    .map((pair) => pair.trim().split(/\s+/))
    .flatMap(([alias, cmdlet]) => (alias === undefined || cmdlet === undefined ? [] : [[alias, cmdlet] as const])),
);
