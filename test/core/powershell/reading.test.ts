/** What a line of PowerShell runs, whatever it is wrapped in. */
import { describe, expect, test } from 'vitest';
import { decisionOf } from '../../support/understanding.ts';
import { isPowershell as is, silentPowershell, toldApart } from '../../support/windowsShells.ts';

const encoded = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');

describe('programs', () => {
  is('terraform -chdir=infra destroy', 'destroy terraform destroy infra');
  is("$tf = 'terraform'; $verb = 'destroy'; & $tf $verb", 'destroy terraform destroy app');
  is('& "C:\\tools\\terraform.exe" destroy', 'destroy terraform destroy app');
  is("$a = 'plan','-no-color'; terraform @a", 'read terraform plan app');
  is("iex 'terraform destroy'", 'destroy terraform destroy app');
  is("[scriptblock]::Create('terraform destroy').Invoke()", 'destroy terraform destroy app');
  is("'terraform {0}' -f 'destroy' | iex", 'destroy terraform destroy app');
  is("iex ('terra' + 'form ' + (-join ('d','estroy')))", 'destroy terraform destroy app');
  is("iex 'terraZZform destroy'.Replace('ZZ','')", 'destroy terraform destroy app');
  is(`powershell -NoP -enc ${encoded('terraform destroy')}`, 'destroy terraform destroy app');
  is('Push-Location infra; terraform destroy', 'destroy terraform destroy infra');
  is("Start-Process terraform -ArgumentList 'destroy','-auto-approve'", 'destroy terraform destroy app');
  is('cmd /c "cd infra && terraform destroy"', 'destroy terraform destroy infra');
  is(
    'if ($x) { terraform plan } else { terraform validate }',
    'read terraform plan app',
    'read terraform validate app',
  );
  is("Write-Host 'terraform destroy'");
  is("$x = 'terraform destroy'");
});

toldApart('what is not known', [
  ['& $tool apply', 'Write-Host $tool apply'],
  ["$v = 'plan'; if ($go) { $v = 'apply' }; terraform $v", "$v = 'plan'; if ($go) { $v = 'validate' }; terraform $v"],
  ['iex $x', '$y = $x'],
  ['irm https://x.io/i.ps1 | iex', 'irm https://x.io/i.ps1 | Out-File i.ps1'],
  ['& $block', '$block = { 1 }; & $block'],
  ['.\\missing.ps1', 'Test-Path .\\missing.ps1'],
  ['powershell -enc $code', 'powershell -version'],
  ['kubectl delete ns "a', 'kubectl get ns "a"'],
  [`${'('.repeat(200)}terraform destroy${')'.repeat(200)}`, `${'('.repeat(20)}terraform validate${')'.repeat(20)}`],
]);

toldApart('blocks', [
  ['1..3 | ForEach-Object { kubectl delete pod "p$_" }', '1..3 | ForEach-Object { kubectl get pod "p$_" }'],
  ['Get-Content a | % { kubectl delete $_ }', 'Get-Content a | % { kubectl describe $_ }'],
  ['Measure-Command { terraform apply }', 'Measure-Command { terraform fmt }'],
  ['try { terraform apply } catch { }', 'try { terraform plan } catch { }'],
  ['try { a } finally { terraform apply }', 'try { a } finally { terraform plan }'],
  ['function f { terraform apply }; f', 'function f { terraform plan }; f'],
  ['function f { param($v) terraform $v }; f -v apply', 'function f { param($v) terraform $v }; f -v plan'],
  ['filter f { kubectl delete $_ }; a | f', 'filter f { kubectl get $_ }; a | f'],
  ['do { terraform apply } while ($false)', 'do { terraform plan } while ($false)'],
  ['Set-Alias tf terraform; tf destroy', 'Set-Alias tf terraform; tf version'],
  ['Start-Job { terraform apply } | Wait-Job', 'Start-Job { terraform plan } | Wait-Job'],
  ['Describe x { It y { kubectl delete ns a } }', 'Describe x { It y { kubectl get ns a } }'],
]);

toldApart(
  'scripts',
  [
    ['.\\up.ps1', '.\\look.ps1'],
    ['& "$PSScriptRoot\\up.ps1"', '& "$PSScriptRoot\\look.ps1"'],
    ['pwsh -File up.ps1 prod', 'pwsh -File look.ps1 prod'],
    ['. .\\lib.ps1; Install-All', '. .\\lib.ps1; Show-All'],
    ['Import-Module .\\lib.psm1; Install-All', 'Import-Module .\\lib.psm1; Show-All'],
    ['Invoke-Command -ComputerName web1 -FilePath .\\up.ps1', 'Get-Content .\\up.ps1'],
    ['.\\up.bat', '.\\look.bat'],
    ['Get-Content up.ps1 -Raw | iex', 'Get-Content up.ps1 -Raw | Select-String terraform'],
  ],
  {
    files: {
      '/projects/app/up.ps1': 'param($stage)\nterraform apply -auto-approve\n',
      '/projects/app/look.ps1': 'param($stage)\nterraform plan\n',
      '/projects/app/lib.ps1': 'function Install-All { terraform apply }\nfunction Show-All { terraform show }\n',
      '/projects/app/lib.psm1': 'function Install-All { terraform apply }\nfunction Show-All { terraform show }\n',
      '/projects/app/up.bat': '@echo off\r\nterraform apply\r\n',
      '/projects/app/look.bat': '@echo off\r\nrem terraform apply\r\n',
    },
  },
);

toldApart('.NET', [
  ["[IO.File]::Delete('C:\\data\\a')", "[IO.File]::Exists('C:\\data\\a')"],
  ["[IO.File]::WriteAllText('.claude\\settings.json', 'x')", "[IO.File]::WriteAllText('src\\settings.json', 'x')"],
  ["[Diagnostics.Process]::Start('terraform', 'apply')", "[Diagnostics.Process]::Start('terraform', 'fmt')"],
  [
    "(New-Object -ComObject WScript.Shell).Run('terraform apply')",
    "(New-Object -ComObject WScript.Shell).Run('notepad')",
  ],
  ["$c.CommandText = 'DROP TABLE x'; $c.ExecuteNonQuery()", "$c.CommandText = 'SELECT 1'; $c.ExecuteReader()"],
  [
    "[Environment]::SetEnvironmentVariable('A', 'b', 'Machine')",
    "[Environment]::SetEnvironmentVariable('A', 'b', 'Process')",
  ],
]);

describe('from bash', () => {
  for (const [held, passes] of [
    [
      "pwsh -NoProfile -NonInteractive -Command 'terraform destroy'",
      "pwsh -NoProfile -NonInteractive -Command 'terraform version'",
    ],
    [`pwsh -EncodedCommand ${encoded('kubectl delete ns a')}`, `pwsh -EncodedCommand ${encoded('kubectl get ns')}`],
    ['echo "terraform destroy" | pwsh -Command -', 'echo "terraform version" | pwsh -Command -'],
    ['pwsh -c "kubectl delete pod $POD"', 'pwsh -c "kubectl get pod $POD"'],
    ['ssh web1 powershell -c "Restart-Service w3svc"', 'ssh web1 powershell -c "Get-Service w3svc"'],
    ['cmd.exe /C terraform destroy', 'cmd.exe /C terraform version'],
  ] as const) {
    test(`holds ${held}`, () => expect(decisionOf(held)).toBe('hold'));
    test(`passes ${passes}`, () => expect(decisionOf(passes)).toBe('allow'));
  }
});

silentPowershell('ordinary work', [
  'Get-ChildItem -Recurse | Where-Object { $_.Length -gt 1mb } | Sort-Object Length | Select-Object -First 3',
  'npm ci; if ($LASTEXITCODE -ne 0) { throw "npm" }',
  'Remove-Item .\\bin, .\\obj -Recurse -Force -ErrorAction Ignore',
  'Get-NetTCPConnection -LocalPort 3000 | ForEach-Object { Stop-Process -Id $_.OwningProcess -Force }',
  '(Get-Content package.json -Raw | ConvertFrom-Json).version',
  'git commit -m "terraform destroy is gone"',
  "Set-Content src/a.ts @'\nexec('terraform destroy')\n'@",
  '$env:NODE_ENV = "test"; npx jest --runInBand',
  'python -m venv .venv; .\\.venv\\Scripts\\Activate.ps1',
  'Set-ExecutionPolicy -Scope Process Bypass -Force; .\\.venv\\Scripts\\Activate.ps1',
  'Invoke-Pester -Path tests -Output Detailed',
  'Install-Module Pester -Force -Scope CurrentUser',
  'Get-Help Remove-AzVM; Get-Command *-Az*',
]);
