// Where people and programs of the company connect to. Outside addresses and names are examples (RFC 5737, RFC 2606) or
// well-known services by name.
import type { Endpoint } from './process.ts';

export interface Site {
  readonly name: string;
  readonly ip: string;
}

export const MAIL: Site = { name: 'outlook.office365.com', ip: '52.97.183.162' };
export const TEAMS: Site = { name: 'teams.microsoft.com', ip: '52.113.194.132' };
export const ONEDRIVE: Site = { name: 'nordwind-my.sharepoint.com', ip: '13.107.136.10' };
export const UPDATE: Site = { name: 'fe3cr.delivery.mp.microsoft.com', ip: '20.109.209.108' };
export const TELEMETRY: Site = { name: 'v10.events.data.microsoft.com', ip: '20.42.73.24' };
export const DEFENDER_CLOUD: Site = { name: 'wdcp.microsoft.com', ip: '20.8.131.8' };
export const GOOGLE_UPDATE: Site = { name: 'update.googleapis.com', ip: '142.250.185.99' };

export const WEB: readonly Site[] = [
  { name: 'www.bing.com', ip: '150.171.27.10' },
  { name: 'www.google.com', ip: '142.250.185.68' },
  { name: 'news.example.com', ip: '192.0.2.14' },
  { name: 'intranet.corp.nordwind.example', ip: '10.20.2.10' },
  { name: 'crm.example.net', ip: '192.0.2.71' },
  { name: 'docs.example.org', ip: '192.0.2.105' },
  { name: 'github.com', ip: '140.82.121.4' },
  { name: 'packages.devtools.example', ip: '192.0.2.88' },
  { name: 'maps.example.com', ip: '192.0.2.133' },
  { name: 'bank.example.com', ip: '192.0.2.190' },
  { name: 'travel.example.net', ip: '192.0.2.201' },
  { name: 'cdn.example.net', ip: '192.0.2.222' },
];

export const https = (site: Site): Endpoint => ({ ip: site.ip, port: 443, name: site.name });
