// The renderer of a machine, by the shipper that it runs.
import type { Company, WindowsHost, WindowsShape } from '../../company/types.ts';
import { eventXmlRenderer } from './event-xml.ts';
import { nxlogRenderer } from './nxlog.ts';
import type { Renderer } from './record.ts';
import { winlogbeatRenderer } from './winlogbeat.ts';

const RENDERERS: Readonly<Record<WindowsShape, (host: WindowsHost, company: Company) => Renderer>> = {
  winlogbeat: winlogbeatRenderer,
  nxlog: nxlogRenderer,
  'event-xml': eventXmlRenderer,
};

export const rendererFor = (host: WindowsHost, company: Company): Renderer => RENDERERS[host.shape](host, company);
