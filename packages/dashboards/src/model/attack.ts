// ATT&CK's techniques (Enterprise, v17) that show on Windows and Linux hosts, by tactic: what the matrix is drawn from. Sub-techniques count
// for their parent. Left out: reconnaissance, resource development, and what only clouds, mobiles or networks show.

export const ATTACK: Readonly<Record<string, string>> = {
  'Initial Access':
    'T1078 Valid Accounts|T1091 Removable Media|T1133 External Remote Services|T1189 Drive-by Compromise|T1190 Exploit Public-Facing Application|T1195 Supply Chain Compromise|T1199 Trusted Relationship|T1566 Phishing',
  Execution:
    'T1047 WMI|T1053 Scheduled Task/Job|T1059 Command and Scripting Interpreter|T1072 Software Deployment Tools|T1106 Native API|T1129 Shared Modules|T1203 Exploitation for Client Execution|T1204 User Execution|T1559 Inter-Process Communication|T1569 System Services',
  Persistence:
    'T1037 Logon Scripts|T1098 Account Manipulation|T1136 Create Account|T1137 Office Application Startup|T1176 Browser Extensions|T1197 BITS Jobs|T1205 Traffic Signaling|T1505 Server Software Component|T1542 Pre-OS Boot|T1543 Create or Modify System Process|T1546 Event Triggered Execution|T1547 Boot or Logon Autostart|T1554 Compromise Host Software|T1574 Hijack Execution Flow',
  'Privilege Escalation':
    'T1055 Process Injection|T1068 Exploitation for Privilege Escalation|T1134 Access Token Manipulation|T1484 Domain Policy Modification|T1548 Abuse Elevation Control',
  'Defense Evasion':
    'T1006 Direct Volume Access|T1014 Rootkit|T1027 Obfuscated Files|T1036 Masquerading|T1070 Indicator Removal|T1112 Modify Registry|T1127 Trusted Developer Utilities|T1140 Deobfuscate or Decode|T1202 Indirect Command Execution|T1207 Rogue Domain Controller|T1216 System Script Proxy|T1218 System Binary Proxy|T1220 XSL Script Processing|T1222 File Permissions Modification|T1480 Execution Guardrails|T1497 Sandbox Evasion|T1553 Subvert Trust Controls|T1562 Impair Defenses|T1564 Hide Artifacts|T1620 Reflective Code Loading',
  'Credential Access':
    'T1003 OS Credential Dumping|T1040 Network Sniffing|T1056 Input Capture|T1110 Brute Force|T1187 Forced Authentication|T1212 Exploitation for Credentials|T1539 Steal Web Session Cookie|T1552 Unsecured Credentials|T1555 Password Stores|T1556 Modify Authentication|T1557 Adversary-in-the-Middle|T1558 Kerberos Tickets',
  Discovery:
    'T1007 System Service Discovery|T1012 Query Registry|T1016 Network Configuration|T1018 Remote System Discovery|T1033 System Owner/User|T1046 Network Service Discovery|T1049 Network Connections|T1057 Process Discovery|T1069 Permission Groups|T1082 System Information|T1083 File and Directory|T1087 Account Discovery|T1135 Network Share Discovery|T1201 Password Policy|T1482 Domain Trust|T1518 Software Discovery',
  'Lateral Movement':
    'T1021 Remote Services|T1080 Taint Shared Content|T1210 Exploitation of Remote Services|T1534 Internal Spearphishing|T1550 Alternate Authentication|T1563 Session Hijacking|T1570 Lateral Tool Transfer',
  Collection:
    'T1005 Data from Local System|T1025 Removable Media|T1039 Network Shared Drive|T1074 Data Staged|T1113 Screen Capture|T1114 Email Collection|T1115 Clipboard Data|T1119 Automated Collection|T1123 Audio Capture|T1560 Archive Collected Data',
  'Command and Control':
    'T1001 Data Obfuscation|T1008 Fallback Channels|T1071 Application Layer Protocol|T1090 Proxy|T1095 Non-Application Protocol|T1102 Web Service|T1105 Ingress Tool Transfer|T1132 Data Encoding|T1219 Remote Access Software|T1568 Dynamic Resolution|T1571 Non-Standard Port|T1572 Protocol Tunneling|T1573 Encrypted Channel',
  Exfiltration:
    'T1020 Automated Exfiltration|T1029 Scheduled Transfer|T1030 Size Limits|T1041 Over C2 Channel|T1048 Alternative Protocol|T1052 Physical Medium|T1567 To Web Service',
  Impact:
    'T1485 Data Destruction|T1486 Encrypted for Impact|T1489 Service Stop|T1490 Inhibit System Recovery|T1491 Defacement|T1496 Resource Hijacking|T1499 Denial of Service|T1529 System Shutdown|T1531 Account Access Removal|T1561 Disk Wipe|T1565 Data Manipulation',
};
