; The Windows installer, made by Inno Setup out of the folder build: per user unless the person
; chooses all users, with a menu entry, the file type of networks, and the command line on PATH.
#ifndef Version
  #error Say which version: iscc /DVersion=1.2.3 packaging\windows\inkling.iss
#endif

[Setup]
AppId=Inkling
AppName=Inkling
AppVersion={#Version}
AppPublisher=Inkling contributors
DefaultDirName={autopf}\Inkling
DefaultGroupName=Inkling
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
ChangesEnvironment=yes
Compression=lzma2/ultra64
SolidCompression=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=inkling-{#Version}-setup
UninstallDisplayIcon={app}\Inkling.exe
WizardStyle=modern

[Files]
Source: "..\..\dist\inkling\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; What an earlier version brought and this one does not must not stay beside it.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Inkling"; Filename: "{app}\Inkling.exe"
Name: "{autodesktop}\Inkling"; Filename: "{app}\Inkling.exe"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "An icon on the desktop"; Flags: unchecked
Name: path; Description: "The command inkling-cli in every terminal"; Flags: unchecked

[Registry]
Root: HKA; Subkey: "Software\Classes\Inkling.Network"; ValueType: string; ValueData: "Neural network of Inkling"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Inkling.Network\DefaultIcon"; ValueType: string; ValueData: "{app}\Inkling.exe,0"
Root: HKA; Subkey: "Software\Classes\Inkling.Network\shell\open\command"; ValueType: string; ValueData: """{app}\Inkling.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "Inkling.Network"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "{code:EnvironmentKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\Inkling.exe"; Description: "Open Inkling"; Flags: nowait postinstall skipifsilent

[Code]
function EnvironmentKey(Param: string): string;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NotOnPath: Boolean;
var
  Path: string;
begin
  Result := not RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Path)
    or (Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') = 0);
end;
