# Make the Windows installer out of the folder build, with the Inno Setup of the runner.
$ErrorActionPreference = "Stop"
$checkout = Resolve-Path (Join-Path $PSScriptRoot "../..")
$version = (Select-String -Path (Join-Path $checkout "pyproject.toml") -Pattern '^version = "(.*)"').Matches[0].Groups[1].Value
$compiler = Join-Path ${env:ProgramFiles(x86)} "Inno Setup 6/ISCC.exe"
if (-not (Test-Path $compiler)) { throw "Inno Setup 6 is not installed." }
& $compiler /Qp "/DVersion=$version" (Join-Path $PSScriptRoot "inkling.iss")
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
