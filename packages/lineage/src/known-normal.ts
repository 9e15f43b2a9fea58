// What is normal for the processes that every Windows runs, and which programs attackers bring nothing for: they are there already.

export interface NormalProcess {
  /** Folders it runs from, lower case, below the drive; undefined where it may be anywhere. */
  readonly folders?: readonly string[];
  /** File names of parents, lower case; undefined where it may be anyone. */
  readonly parents?: readonly string[];
}

const system: readonly string[] = ['\\windows\\system32\\'];
const systemBoth: readonly string[] = ['\\windows\\system32\\', '\\windows\\syswow64\\'];

/**
 * Core processes of Windows with their places and parents, after SANS "Hunt Evil" and Microsoft's descriptions. A parent that
 * nobody names is no deviation: smss instances end before anybody asks.
 */
export const normalProcesses: ReadonlyMap<string, NormalProcess> = new Map<string, NormalProcess>([
  ['smss.exe', { folders: system, parents: ['system', 'smss.exe'] }],
  ['csrss.exe', { folders: system, parents: ['smss.exe'] }],
  ['wininit.exe', { folders: system, parents: ['smss.exe'] }],
  ['winlogon.exe', { folders: system, parents: ['smss.exe'] }],
  ['services.exe', { folders: system, parents: ['wininit.exe'] }],
  ['lsass.exe', { folders: system, parents: ['wininit.exe', 'winlogon.exe'] }],
  ['lsaiso.exe', { folders: system, parents: ['wininit.exe'] }],
  ['lsm.exe', { folders: system, parents: ['wininit.exe', 'services.exe'] }],
  ['svchost.exe', { folders: systemBoth, parents: ['services.exe', 'mrt.exe', 'msmpeng.exe', 'svchost.exe'] }],
  ['taskhostw.exe', { folders: system, parents: ['svchost.exe'] }],
  ['taskhost.exe', { folders: system, parents: ['svchost.exe', 'services.exe'] }],
  ['taskhostex.exe', { folders: system, parents: ['svchost.exe'] }],
  ['taskeng.exe', { folders: system, parents: ['svchost.exe'] }],
  ['sihost.exe', { folders: system, parents: ['svchost.exe'] }],
  ['runtimebroker.exe', { folders: system, parents: ['svchost.exe'] }],
  ['userinit.exe', { folders: systemBoth, parents: ['winlogon.exe', 'dwm.exe'] }],
  ['logonui.exe', { folders: system, parents: ['winlogon.exe'] }],
  ['dwm.exe', { folders: system, parents: ['winlogon.exe', 'svchost.exe'] }],
  ['fontdrvhost.exe', { folders: system, parents: ['wininit.exe', 'winlogon.exe'] }],
  ['spoolsv.exe', { folders: system, parents: ['services.exe'] }],
  [
    'wmiprvse.exe',
    { folders: ['\\windows\\system32\\wbem\\', '\\windows\\syswow64\\wbem\\'], parents: ['svchost.exe'] },
  ],
  ['dllhost.exe', { folders: systemBoth, parents: ['svchost.exe', 'services.exe'] }],
  ['conhost.exe', { folders: system }],
  ['wsmprovhost.exe', { folders: systemBoth, parents: ['svchost.exe'] }],
  [
    'explorer.exe',
    {
      folders: ['\\windows\\', '\\windows\\syswow64\\'],
      parents: [
        'userinit.exe',
        'winlogon.exe',
        'explorer.exe',
        'svchost.exe',
        'sihost.exe',
        'runonce.exe',
        'taskmgr.exe',
      ],
    },
  ],
]);

const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Programs of the system that run, fetch or hide what others wrote (LOLBAS, GTFOBins). */
export const livingOffTheLand = names(
  `at.exe atbroker.exe bitsadmin.exe certreq.exe certutil.exe cmdkey.exe cmstp.exe control.exe csc.exe cscript.exe diskshadow.exe
  dnscmd.exe esentutl.exe expand.exe extrac32.exe findstr.exe forfiles.exe ftp.exe hh.exe ieexec.exe infdefaultinstall.exe
  installutil.exe makecab.exe mavinject.exe mmc.exe msbuild.exe msdt.exe mshta.exe msiexec.exe msxsl.exe netsh.exe ntdsutil.exe
  odbcconf.exe pcalua.exe powershell.exe powershell_ise.exe presentationhost.exe pwsh.exe reg.exe regasm.exe regini.exe
  regsvcs.exe regsvr32.exe replace.exe rpcping.exe rundll32.exe runonce.exe sc.exe schtasks.exe scriptrunner.exe syncappvpublishingserver.exe
  tttracer.exe vssadmin.exe wbadmin.exe wevtutil.exe wmic.exe wscript.exe wsl.exe xwizard.exe bcdedit.exe nltest.exe net.exe net1.exe
  base64 busybox curl gdb nc ncat netcat nc.openbsd nc.traditional openssl perl python python2 python3 ruby socat tcpdump telnet tftp wget xxd
  osascript nohup at crontab chattr insmod`,
);

/** Programs that show documents or answer strangers: what they start is seldom a shell. */
export const fedByStrangers = names(
  `winword.exe excel.exe powerpnt.exe outlook.exe onenote.exe msaccess.exe mspub.exe visio.exe eqnedt32.exe wordpad.exe hwp.exe
  acrord32.exe acrobat.exe foxitreader.exe chrome.exe msedge.exe firefox.exe iexplore.exe opera.exe brave.exe hh.exe mshta.exe
  w3wp.exe httpd.exe nginx.exe tomcat.exe tomcat8.exe tomcat9.exe sqlservr.exe mysqld.exe php-cgi.exe ums.exe
  apache2 httpd nginx php-fpm mysqld postgres redis-server tomcat`,
);

/** Shells and script hosts. */
export const shells = names(
  `cmd.exe powershell.exe pwsh.exe wscript.exe cscript.exe mshta.exe rundll32.exe regsvr32.exe bash.exe certutil.exe bitsadmin.exe
  wmic.exe schtasks.exe msbuild.exe installutil.exe sh bash dash zsh ksh ash`,
);

/** Parents whose children are at home with another process's account: session managers, and what carries out a remote order. */
export const remoteHosts = names('wmiprvse.exe wsmprovhost.exe psexesvc.exe winrshost.exe');
