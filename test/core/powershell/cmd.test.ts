/** Lines of cmd.exe, batch files, and the programs that Windows brings along. */
import { describe } from 'vitest';
import { is, isIn } from '../../support/understanding.ts';
import { toldApart } from '../../support/windowsShells.ts';

describe('lines', () => {
  is('cmd /c "terraform destroy"', 'destroy terraform destroy app');
  is('cmd /c "cd infra & terraform destroy"', 'destroy terraform destroy infra');
  is('cmd /c "set T=terraform& %T% destroy"', 'destroy terraform destroy app');
  is('cmd /c "ter^raform destroy"', 'destroy terraform destroy app');
  is('cmd /c "for %v in (plan destroy) do terraform %v"', 'read terraform plan app', 'destroy terraform destroy app');
  is(
    'cmd /c "if exist a (terraform plan) else (terraform destroy)"',
    'read terraform plan app',
    'destroy terraform destroy app',
  );
  is('cmd /c "echo terraform destroy"');
  is('cmd /c "rem terraform destroy"');
});

describe('batch files', () => {
  const file = (text: string) => ({ files: { '/projects/app/x.bat': text.replaceAll('\n', '\r\n') } });
  isIn(file('@echo off\nset T=terraform\n%T% destroy'), './x.bat', 'destroy terraform destroy app');
  isIn(file('terraform %1'), 'cmd /c x.bat destroy', 'destroy terraform destroy app');
  isIn(file('cd /d %~dp0infra\nterraform destroy'), 'cmd /c x.bat', 'destroy terraform destroy infra');
  isIn(
    file('call :go\nexit /b\n:go\nterraform destroy ^\n  -auto-approve'),
    './x.bat',
    'destroy terraform destroy app',
  );
  isIn(
    file('if "%1"=="prod" (\n  terraform destroy\n) else (\n  echo no\n)'),
    './x.bat a',
    'destroy terraform destroy app',
  );
  isIn(file('echo terraform destroy\nnpm test'), './x.bat');
  isIn(file('if exist a (set T=terraform) else (set T=tofu)\n%T% destroy'), './x.bat', 'destroy terraform destroy app');
  isIn(file('if exist n.exe (set N=n.exe) else (set N=node)\n%N% x.js'), './x.bat');
  isIn(file('set B=_build\nfor /d %%i in (%B%\\*) do rmdir /q /s %%i'), './x.bat');
  is('cmd /c missing.bat', 'unknown shell ./missing.bat');
});

toldApart('programs of Windows', [
  ['sc.exe delete x', 'sc.exe query x'],
  ['sc.exe \\\\web1 stop x', 'sc.exe \\\\web1 query x'],
  ['reg delete HKLM\\X /f', 'reg query HKLM\\X'],
  ['net user x /add', 'net user x'],
  ['net stop x', 'net start'],
  ['schtasks /run /tn x', 'schtasks /query'],
  ['netsh advfirewall reset', 'netsh advfirewall show allprofiles'],
  ['wmic process call create x', 'wmic process list'],
  ['bcdedit /deletevalue x', 'bcdedit'],
  ['vssadmin delete shadows /all', 'vssadmin list shadows'],
  ['icacls C:\\Windows /grant x:F', 'icacls .\\out /grant x:F'],
  ['format D: /fs:ntfs', 'Format-Table'],
  ['diskpart /s x.txt', 'Get-Content x.txt'],
  ['psexec \\\\web1 ipconfig', 'ipconfig'],
  ['wsl terraform apply', 'wsl terraform plan'],
  ['certutil -addstore root x.cer', 'certutil -hashfile x.cer'],
]);
