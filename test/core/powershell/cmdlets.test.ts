/** Cmdlets by verb and noun, and the cmdlets that are read as programs of the same meaning. */
import { describe } from 'vitest';
import { isPowershell as is, silentPowershell, toldApart } from '../../support/windowsShells.ts';

describe('what is said of them', () => {
  is('Remove-AzResourceGroup -Name rg -Force', 'destroy azure Remove-AzResourceGroup rg');
  is('Stop-AzVM -ResourceGroupName rg -Name vm1', 'destroy azure Stop-AzVM vm1 @ group rg');
  is(
    'New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile m.bicep -WhatIf',
    'read azure New-AzResourceGroupDeployment @ group rg',
  );
  is('Stop-EC2Instance i-1 -Region eu-west-1', 'destroy aws Stop-EC2Instance i-1 @ region eu-west-1');
  is('restart-computer -computername app1', 'destroy machine restart-computer @ on app1');
  is('Get-Service x');
});

toldApart('-WhatIf', [
  ['Remove-AzVM -Name x -WhatIf:$false', 'Remove-AzVM -Name x -WhatIf'],
  ['Remove-AzVM -Name x -WhatIf:$maybe', 'Remove-AzVM -Name x -WhatIf:$true'],
  ['Remove-Item C:\\data -Recurse', 'Remove-Item C:\\data -Recurse -WhatIf'],
  ['Invoke-Sqlcmd -Query "DROP TABLE x" -WhatIf', 'Stop-Computer -WhatIf'],
]);

toldApart('products', [
  ['Remove-Team -GroupId g', 'Get-Team -GroupId g'],
  ['New-MgUser -DisplayName x', 'New-MarkdownHelp -Module x'],
  ['Write-S3Object -BucketName b -File a', 'Write-Host -Object b'],
  ['Connect-AzAccount; Remove-AzVM x', 'Save-AzContext -Path x'],
  ['Deploy-Application -Environment prod', 'Build-Application -Environment prod'],
]);

toldApart('files', [
  ['Remove-Item ..\\x -Recurse', 'Remove-Item .\\x -Recurse'],
  ['ri ~\\Documents -r -fo', 'ri .\\Documents -r -fo'],
  ['Set-Content infra/main.tf $x', 'Set-Content src/main.ts $x'],
  ['$x | Out-File -FilePath .github\\workflows\\ci.yml', '$x | Out-File -FilePath docs\\ci.yml.md'],
  ['"x" > .claude\\settings.json', '"x" > out\\settings.json'],
  ['Copy-Item a.json -Destination .claude\\settings.json', 'Copy-Item .claude\\settings.json -Destination a.json'],
  ['Rename-Item .claude\\settings.json x', 'Rename-Item src\\settings.json x'],
  [
    'New-Item .claude\\hooks\\a.sh -ItemType SymbolicLink -Target b',
    'New-Item src\\a.sh -ItemType SymbolicLink -Target b',
  ],
  ['gci C:\\logs -r | ri', 'gci .\\logs -r | ri'],
  ['Clear-Content C:\\logs\\a.log', 'Clear-Content .\\logs\\a.txt'],
]);

toldApart('requests and statements', [
  ['irm https://api.cloudflare.com/x -Method DELETE', 'irm https://api.cloudflare.com/x'],
  ['irm https://api.cloudflare.com/x -Met:delete', 'irm https://api.cloudflare.com/x -Met:get'],
  ['iwr https://api.github.com/repos/o/r -Method $m', 'iwr https://api.github.com/repos/o/r'],
  ['curl -X DELETE https://api.cloudflare.com/x', 'curl -s https://api.cloudflare.com/x'],
  ['Invoke-Sqlcmd -ServerInstance s "DELETE FROM t"', 'Invoke-Sqlcmd -ServerInstance s "SELECT 1"'],
  ['Invoke-Sqlcmd -ServerInstance s -Query $q', 'Get-SqlDatabase -ServerInstance s'],
]);

toldApart('other machines', [
  ['Invoke-Command web1 { Restart-Service x }', 'Invoke-Command web1 { Get-Service x }'],
  ['icm -cn web1 { rm C:\\x }', 'icm -cn web1 { Get-ChildItem C:\\x }'],
  ['Invoke-Command -Session $s { Set-Thing 1 }', 'Invoke-Command -Session $s { Get-Thing 1 }'],
  ['Enter-PSSession web1', 'New-PSSession web1'],
  ['Set-Thing -ComputerName web1', 'Get-Thing -ComputerName web1'],
]);

toldApart('this machine', [
  ['Set-ItemProperty HKLM:\\Software\\X -Name a -Value 1', 'Get-ItemProperty HKLM:\\Software\\X -Name a'],
  ['Remove-Item HKLM:\\Software\\X -Recurse', 'Remove-Item Env:\\X'],
  ['Register-ScheduledTask -TaskName x -Action $a', 'New-ScheduledTaskAction -Execute x'],
  ['Set-ExecutionPolicy Bypass', 'Set-ExecutionPolicy Bypass -Scope Process'],
  ['Format-Volume -DriveLetter D', 'Format-Table -AutoSize'],
  ['(Get-WmiObject Win32_OperatingSystem).Reboot()', '(Get-WmiObject Win32_OperatingSystem).Caption'],
]);

silentPowershell('no infrastructure', [
  'Remove-Module Pester; Set-PSReadLineOption -EditMode Emacs; Update-Help',
  'Import-Csv a.csv | Export-Csv b.csv -NoTypeInformation',
  'New-TemporaryFile; New-Guid; New-TimeSpan -Days 1',
  'Add-Type -AssemblyName System.Web',
  'Publish-TestResults x.xml',
]);
