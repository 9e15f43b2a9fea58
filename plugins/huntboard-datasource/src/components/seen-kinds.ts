// What a value can be of: a kind that the memory holds, or a field of events.
import { t } from '@grafana/i18n';
import { SEEN_KINDS } from '@huntboard/query';
import type { RarityQuery } from '@huntboard/query';

export type SeenKind = (typeof SEEN_KINDS)[number];

const words = (): Readonly<Record<SeenKind, string>> => ({
  image: t('rarity.executables', 'Executables'),
  parent_child: t('rarity.parentAndChild', 'Parent and child'),
  hash: t('rarity.hashes', 'Hashes'),
  dns: t('rarity.namesAskedFor', 'Names asked for'),
  destination: t('rarity.addressesConnectedTo', 'Addresses connected to'),
});

/** Kinds of values in the memory, in words. */
export function seenKinds(): { value: SeenKind; label: string }[] {
  const names = words();
  return SEEN_KINDS.map((value) => ({ value, label: names[value] }));
}

/** Where values come from. */
export function valueSources(): { value: RarityQuery['from']; label: string; description: string }[] {
  return [
    {
      value: 'events',
      label: t('rarity.events', 'Events'),
      description: t('rarity.anyFieldWithinTheTime', 'Any field, within the time range'),
    },
    {
      value: 'seen',
      label: t('rarity.memory', 'Memory'),
      description: t('rarity.whatWasEverSeenAlso', 'What was ever seen, also of events that are gone'),
    },
  ];
}
