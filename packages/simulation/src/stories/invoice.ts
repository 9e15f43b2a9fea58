// The first story: an invoice by mail, a macro, a memory dump, two servers by service and WMI, and the keys of the domain.
import { domainAccount } from '../windows/accounts.ts';
import { logoffEvent, logonEvents } from '../windows/security.ts';
import type { World } from '../world.ts';
import { dumpMemory } from './dump-memory.ts';
import type { Foothold } from './foothold.ts';
import { moveByService } from './move-by-service.ts';
import { moveByWmi } from './move-by-wmi.ts';
import { openDocument } from './open-document.ts';
import { persist } from './persist.ts';
import { stealDomainKeys } from './steal-domain-keys.ts';

const MINUTE = 60_000;
/** How long before the mail the administrator had helped on the machine, ms: why his secret lies in its memory. */
export const HELP_BEFORE_INVOICE = 50 * MINUTE;

/** Schedules the story so that it begins at `at` and the attacker still has his beacon at `until`. */
export function invoiceStory(world: World, at: number, until: number): void {
  const desk = world.deskOf('anna.berg');
  const { machine } = desk;
  let foothold: Foothold | undefined;
  const held = (): Foothold => {
    if (foothold === undefined) throw new Error('a scene needs the foothold of the first one');
    return foothold;
  };
  world.schedule({ at, play: () => (foothold = openDocument(world, desk, at, until)) });
  world.schedule({ at: at + 24 * MINUTE, play: () => persist(held(), at + 24 * MINUTE, until) });
  world.schedule({ at: at + 51 * MINUTE, play: () => dumpMemory(held(), at + 51 * MINUTE) });
  world.schedule({ at: at + 83 * MINUTE, play: () => moveByService(world, held(), at + 83 * MINUTE, until) });
  world.schedule({ at: at + 131 * MINUTE, play: () => moveByWmi(world, held(), at + 131 * MINUTE, until) });
  world.schedule({ at: at + 170 * MINUTE, play: () => stealDomainKeys(world, held(), at + 170 * MINUTE) });
  // Earlier that day the administrator had helped on this machine: that is why his secret was in its memory.
  const admin = domainAccount(machine.company, machine.company.admin);
  const helpAt = at - HELP_BEFORE_INVOICE;
  world.schedule({
    at: helpAt,
    play: () => {
      const logon = machine.newLogon(admin, 2);
      logonEvents(
        machine,
        helpAt,
        {
          logon,
          type: 10,
          package: 'Negotiate',
          fromIp: world.server('ADM01').machine.host.ip,
          workstation: machine.host.name,
          by: desk.booted.svchost.termService,
        },
        'privileged',
      );
      logoffEvent(machine, helpAt + 9 * MINUTE, logon, 10);
    },
  });
}
