/**
 * The launcher for Windows PowerShell 5.1 and later: the same agreement as `launcher.ts`, in the words of PowerShell.
 *
 * Written from the documentation and not run on Windows yet. Windows has no signals: an agent that gives up ends the
 * process, and the hook notices by its parent.
 */
import { endLine, endVariable, type LauncherOptions, parentVariable } from './launcher.ts';
import { cliPlace, homeVariable, hookPlace, places } from './places.ts';

const quote = (word: string) => `'${word.replaceAll("'", "''")}'`;
const native = (place: string) => place.replaceAll('/', '\\');

export const windowsLauncher = ({ root, version }: LauncherOptions): string =>
  `# Holdpoint's launcher, written by its installation; changes are lost. Usage: holdpoint-hook.ps1 AGENT [observe] [--via NAME]
# It blocks (exit 2, with a reason on stderr) unless the hook program said on purpose that it has decided.
$ErrorActionPreference = 'Stop'
$words = @($args)
$observe = $words -contains 'observe'
$repair = 'In the editor, run "Holdpoint: Protect Agents", which installs it anew.'

function Stop-Refused([string]$what, [string]$next) {
  if ($observe) { exit 0 }
  [Console]::Error.WriteLine("Holdpoint: $what The action did not run. $next")
  exit 2
}
function Format-Word([string]$word) { '"' + ($word -replace '(\\\\*)"', '$1$1\\"' -replace '(\\\\+)$', '$1$1') + '"' }

try {
  $root = ${quote(root)}
  $hook = Join-Path $root ${quote(native(hookPlace(version)))}
  if ($words.Count -eq 0) { Stop-Refused 'its launcher was started without the name of an agent.' $repair }
  if (-not (Test-Path -LiteralPath $hook -PathType Leaf)) { Stop-Refused 'its hook program is missing.' $repair }

  $list = Join-Path $root ${quote(native(places.runtimes))}
  $candidates = @()
  if (Test-Path -LiteralPath $list) { $candidates += Get-Content -LiteralPath $list -Encoding UTF8 }
  $candidates += "$env:LOCALAPPDATA\\Programs\\Microsoft VS Code\\Code.exe", "$env:ProgramFiles\\Microsoft VS Code\\Code.exe", "$env:ProgramFiles\\nodejs\\node.exe"
  $node = Get-Command node.exe -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($node) { $candidates += $node.Source }
  $runtime = $candidates | Where-Object { $_ -and (Test-Path -LiteralPath $_ -PathType Leaf) } | Select-Object -First 1
  if (-not $runtime) { Stop-Refused 'it found no program to run its hook with: neither the editor that installed it nor Node.js.' "With Node.js 20 or newer, run: node ""$(Join-Path $root ${native(cliPlace(version))})"" install $($words[0]). Or, in an editor, run ""Holdpoint: Protect Agents""." }

  $end = "$PID-" + [Guid]::NewGuid().ToString()
  $start = New-Object System.Diagnostics.ProcessStartInfo
  $start.FileName = $runtime
  $start.Arguments = (@($hook) + $words | ForEach-Object { Format-Word $_ }) -join ' '
  $start.UseShellExecute = $false
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $start.StandardOutputEncoding = [Text.Encoding]::UTF8
  $start.StandardErrorEncoding = [Text.Encoding]::UTF8
  foreach ($name in 'NODE_OPTIONS', 'NODE_PATH', 'NODE_DEBUG', 'NODE_V8_COVERAGE', 'NODE_EXTRA_CA_CERTS') { $start.EnvironmentVariables.Remove($name) }
  $start.EnvironmentVariables[${quote(endVariable)}] = $end
  $start.EnvironmentVariables[${quote(parentVariable)}] = [string]$PID
  $start.EnvironmentVariables[${quote(homeVariable)}] = $root
  $start.EnvironmentVariables['ELECTRON_RUN_AS_NODE'] = '1'

  # Standard input is inherited: the payload goes straight to the hook.
  $child = [System.Diagnostics.Process]::Start($start)
  $stderr = $child.StandardError.ReadToEndAsync()
  $stdout = $child.StandardOutput.ReadToEnd()
  $child.WaitForExit()
  if ($observe) { exit 0 }

  $lines = @($stdout -split '\\r?\\n' | Where-Object { $_ -ne '' })
  $deliberate = ($child.ExitCode -eq 0 -or $child.ExitCode -eq 2) -and $lines.Count -in 1, 2 -and $lines[-1] -ceq "${endLine('$end')}"
  $readable = $lines.Count -lt 2 -or ($lines[0].StartsWith('{') -and $lines[0].EndsWith('}'))
  if (-not ($deliberate -and $readable)) { Stop-Refused "its hook program ended without having decided (code $($child.ExitCode))." 'In the editor, run "Holdpoint: Doctor".' }
  if ($child.ExitCode -eq 2) { [Console]::Error.Write($stderr.Result) }
  if ($lines.Count -eq 2) {
    $bytes = [Text.Encoding]::UTF8.GetBytes($lines[0] + [Environment]::NewLine)
    $out = [Console]::OpenStandardOutput()
    $out.Write($bytes, 0, $bytes.Length)
    $out.Flush()
  }
  exit $child.ExitCode
} catch {
  Stop-Refused "its launcher failed: $($_.Exception.Message)." $repair
}
`;
