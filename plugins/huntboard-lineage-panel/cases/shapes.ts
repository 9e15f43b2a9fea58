// Shapes of trees: small, deep, wide, broken.
import { alerts, grow, many, noon, p } from './case';
import type { Grown, LineageCase } from './case';

/** The smallest tree that says something. */
export const tiny = (): LineageCase => ({
  look: 'three processes, one alert: nothing is folded, nothing is far away',
  frames: [grow([p('explorer.exe', p('cmd.exe', p('whoami.exe', { alertsMedium: 1, commandLine: 'whoami /all' })))])],
  height: 300,
});

/** Thirty generations: names stay readable, the way up is pinned. */
export const deep30 = (): LineageCase => ({
  look: 'levels stop moving to the right before the names are gone',
  frames: [
    grow([
      Array.from({ length: 30 }, (_, level) => level).reduceRight<Grown>(
        (below, level) => p(`stage${level}.exe`, { commandLine: `stage${level}.exe --next` }, below),
        p('payload.exe', { alertsHigh: 1 }),
      ),
    ]),
  ],
});

/** Five hundred children, most of them alike. */
export const wide500 = (): LineageCase => ({
  look: 'equal children are one row, the odd ones stand by themselves',
  frames: [
    many(501, (index) =>
      index === 0
        ? { name: 'services.exe', parentId: null }
        : index % 100 === 7
          ? { name: `updater${index}.exe`, parentId: 'p0', alertsMedium: index === 307 ? 1 : 0 }
          : {
              name: index % 3 === 0 ? 'dllhost.exe' : 'svchost.exe',
              parentId: 'p0',
              commandLine: 'svchost.exe -k netsvcs',
            },
    ),
  ],
});

/** One pid, three processes. */
export const pidReuse = (): LineageCase => ({
  look: 'the pid stands for three processes at three times, each with its own child',
  frames: [
    grow(
      [0, 1, 2].map((turn) =>
        p(
          'job.exe',
          { pid: 4242, id: null, start: noon + turn * 600_000, end: noon + turn * 600_000 + 300_000 },
          p(`child${turn}.exe`, { id: null, parentId: null, ppid: 4242, start: noon + turn * 600_000 + 1000 }),
        ),
      ),
    ),
  ],
  height: 360,
  options: { rollUp: false },
});

/** Rows that name each other as parents. */
export const cycle = (): LineageCase => ({
  look: 'the circle is cut at its oldest process and marked',
  frames: [
    grow([p('a.exe', { id: 'a', parentId: 'c' }, p('b.exe', { id: 'b' }, p('c.exe', { id: 'c' })))]),
    grow([p('self.exe', { id: 's', parentId: 's', pid: 9000 })]),
  ],
  height: 300,
});

/** Parents that no row tells of. */
export const missingParents = (): LineageCase => ({
  look: 'orphans hang under ghosts, grouped by the parent that they name',
  frames: [
    many(14, (index) => ({
      name: ['cmd.exe', 'powershell.exe', 'rundll32.exe'][index % 3],
      parentId: `gone${index % 4}`,
      parentName: ['services.exe', 'winword.exe', 'explorer.exe', ''][index % 4],
      alertsHigh: index === 5 ? 1 : 0,
    })),
  ],
  height: 480,
});

/** Security 4688 without GUIDs. */
export const weakIdentity = (): LineageCase => ({
  look: 'parents are found by pid and time, and what is only likely says so',
  frames: [
    grow(
      [
        p(
          'explorer.exe',
          { pid: 600 },
          p('cmd.exe', { pid: 700, ppid: 600 }, p('net.exe', { pid: 800, ppid: 700, alertsLow: 1 })),
        ),
      ],
      { id: null, parentId: null },
    ),
  ],
  height: 320,
});

/** Ten thousand processes on one host. */
export const tenThousand = (): LineageCase => ({
  look: 'the story of one alert among ten thousand processes',
  frames: [
    many(10_000, (index) => ({
      name: ['make.exe', 'node.exe', 'conhost.exe', 'git.exe', 'cl.exe'][index % 5],
      parentId: index === 0 ? null : `p${Math.floor((index - 1) / 7)}`,
      alertsCritical: index === 8123 ? 1 : 0,
      alertsLow: index % 1500 === 3 ? 1 : 0,
      end: index % 4 === 0 ? null : noon + index * 400 + 30_000,
    })),
  ],
});

/** The same, as the graph shows its story. */
export const tenThousandGraph = (): LineageCase => ({
  ...tenThousand(),
  look: 'the graph of the story',
  options: { view: 'graph' },
});

/** The same, as the timeline shows its story. */
export const tenThousandTimeline = (): LineageCase => ({
  ...tenThousand(),
  look: 'bars by depth',
  options: { view: 'timeline' },
});

/** Children that the source counts and the page did not bring. */
export const notLoaded = (): LineageCase => ({
  look: 'says how many children are not loaded and can be opened',
  frames: [
    grow([
      p(
        'services.exe',
        { childCount: 214 },
        p('svchost.exe', { childCount: 12 }),
        p('spoolsv.exe', { alertsMedium: 1 }),
      ),
    ]),
  ],
  height: 300,
});

/** A noisy rule on many siblings. */
export const noisyRule = (): LineageCase => ({
  look: 'siblings that hit the same one rule are one row: and 12 more, same rule',
  frames: [
    grow([
      p(
        'taskeng.exe',
        ...Array.from({ length: 13 }, (_, index) => p('SearchIndexer.exe', { id: `s${index}` })),
        p('odd.exe', { id: 'odd' }),
      ),
    ]),
    alerts(
      ...Array.from({ length: 13 }, (_, index) => ({
        processId: `s${index}`,
        level: 'high',
        title: 'Odd command line',
      })),
      { processId: 'odd', level: 'medium', title: 'Renamed binary' },
    ),
  ],
  height: 320,
});
