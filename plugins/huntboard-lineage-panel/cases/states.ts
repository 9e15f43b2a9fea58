// Rooms and states: narrow, tall, light on data, loading, failed.
import { FieldType, LoadingState, toDataFrame } from '@grafana/data';
import { frame, grow, p } from './case';
import type { LineageCase } from './case';
import { macroDocument } from './stories';

const macro = (): LineageCase => macroDocument();

/** 360 px wide: icons for words, one badge, arguments beside the name. */
export const narrow = (): LineageCase => ({ ...macro(), look: 'readable at 360 px', width: 360, height: 520 });

/** The detail as a drawer over a narrow view. */
export const narrowDetail = (): LineageCase => ({
  ...macro(),
  look: 'the detail is a drawer',
  width: 480,
  height: 520,
  focus: 'shell',
  options: { detail: 'always' },
});

/** Tall: the detail below. */
export const tall = (): LineageCase => ({
  ...macro(),
  look: 'the detail is below the tree',
  width: 640,
  height: 980,
  focus: 'shell',
  options: { detail: 'always' },
});

/** All columns, comfortable. */
export const allColumns = (): LineageCase => ({
  ...macro(),
  look: 'every column, comfortable rows',
  width: 1390,
  options: {
    density: 'comfortable',
    columns: ['alerts', 'why', 'user', 'integrity', 'start', 'duration', 'pid', 'activity', 'lifetime', 'commandLine'],
  },
});

/** A search with three matches. */
export const searched = (): LineageCase => ({
  ...macro(),
  look: 'matches are marked, the first is selected',
  keys: ['/', 'p', 'o', 'w', 'e', 'r'],
});

/** The filters. */
export const filters = (): LineageCase => ({
  ...macro(),
  look: 'levels, users and images to choose from',
  keys: ['F'],
});

/** The keys. */
export const keys = (): LineageCase => ({ ...macro(), look: 'the list of keys', keys: ['?'] });

/** Nothing in the result. */
export const noData = (): LineageCase => ({ look: 'says what to do', frames: [], height: 300 });

/** A frame that holds no processes. */
export const wrongFields = (): LineageCase => ({
  look: 'names the fields that are missing',
  frames: [toDataFrame({ fields: [{ name: 'value', type: FieldType.number, values: [1] }] })],
  height: 300,
});

/** Still loading. */
export const loading = (): LineageCase => ({
  look: 'says that it loads',
  frames: [],
  state: LoadingState.Loading,
  height: 300,
});

/** The query failed. */
export const failed = (): LineageCase => ({
  look: 'the reason, and what to do',
  frames: [],
  state: LoadingState.Error,
  error: 'Code: 241. Memory limit exceeded: would use 4.10 GiB',
  height: 300,
});

/** An error, but part of the answer came. */
export const partial = (): LineageCase => ({
  look: 'draws what came and says what is missing',
  frames: [
    grow([p('explorer.exe', p('cmd.exe', p('whoami.exe')))]),
    frame('alerts', [{ processId: 'elsewhere', level: 'high', title: 'Odd' }]),
  ],
  state: LoadingState.Error,
  error: 'The query for edges timed out after 30 s',
  height: 300,
});

/** The options beside the panel: their preview shows how it opens. */
export const optionsPane = (): LineageCase => ({
  ...macro(),
  look: 'the preview shows the chosen columns, whatever the panel’s width; groups and words can be understood',
  width: 700,
  height: 1180,
  pane: 320,
});

/** The same where there are no data yet, narrower. */
export const optionsPaneWithoutData = (): LineageCase => ({
  look: 'the preview tells a story of its own',
  frames: [],
  width: 400,
  height: 1180,
  pane: 300,
  options: { view: 'graph', detail: 'always' },
});
