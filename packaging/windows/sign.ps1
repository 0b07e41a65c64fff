# Sign programs with the certificate in CERTIFICATE (a .pfx file in base 64) and its PASSWORD.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]] $Programs)
$ErrorActionPreference = "Stop"
$file = New-TemporaryFile
try {
    [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:CERTIFICATE))
    $tool = Get-ChildItem "${env:ProgramFiles(x86)}/Windows Kits/10/bin/*/x64/signtool.exe" | Select-Object -Last 1
    & $tool sign /f $file /p $env:PASSWORD /fd SHA256 /tr http://timestamp.digicert.com /td SHA256 @Programs
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
} finally {
    Remove-Item $file
}
