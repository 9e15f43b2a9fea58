// The panel as it opens with the options that are being chosen: the panel's own view, small and still, within the pane of the options.
import React, { useDeferredValue, useId, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { EventBusSrv, getDefaultTimeRange } from '@grafana/data';
import type { GrafanaTheme2, StandardEditorProps } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { buildForest, findFocus } from '@huntboard/lineage';
import { LineageView } from '../components/LineageView';
import { defaultOptions } from '../options';
import type { LineageOptions } from '../options';
import { readFrames } from '../read-frames';
import type { LineageData } from '../read-frames';
import type { LoadedPages } from '../use-loaded-pages';
import { effectsInWords, pictureInWords } from './preview-words';
import { previewRoom } from './preview-room';
import { storyFrames } from './story';
import { useElementWidth } from './use-element-width';

export type OptionsPreviewProps = StandardEditorProps<unknown, unknown, Partial<LineageOptions>>;

/** No panel has it: rows of the preview and of the panel are told apart by it. */
const previewId = -1;
/** The preview asks no data source for anything. */
const noPages: LoadedPages = { frames: [], loading: new Set(), problem: '', load: () => undefined };

export function OptionsPreview({ context, id }: OptionsPreviewProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [paneWidth, measured] = useElementWidth();
  const [whole, setWhole] = useState(true);
  const about = useId();
  // A long tree must not hold up the switch that is being clicked.
  const given = useDeferredValue(context.options);
  const series = useDeferredValue(context.data);
  const options = useMemo((): LineageOptions => ({ ...defaultOptions, ...given }), [given]);
  const own = useMemo(() => readFrames(series), [series]);
  const story = useMemo(() => (own.kind === 'data' ? own : readFrames(storyFrames)), [own]);
  if (story.kind !== 'data') throw new Error('the built-in story holds no processes');
  const room = previewRoom(options);
  const scale = whole && paneWidth > 0 ? Math.min(1, paneWidth / room.width) : 1;
  const source =
    own.kind === 'data' ? 'This panel’s data, as it opens.' : 'An example, as it opens: there are no processes yet.';
  return (
    <div id={id} ref={measured} role="group" aria-label="Preview of the panel" aria-describedby={about}>
      <div
        className={styles.frame}
        style={{ height: room.height * scale + 2, overflow: whole ? 'hidden' : 'auto' }}
        // Where it is larger than the pane it is scrolled, by keys as well.
        {...(whole ? {} : { tabIndex: 0, role: 'region', 'aria-label': 'The preview in its actual size' })}
      >
        <div
          // It is looked at: neither mouse nor keys nor screen readers go into it.
          ref={still}
          className={styles.panel}
          style={{ ...room, transform: `scale(${scale})` }}
        >
          <StillPanel key={own.kind} data={story} options={options} {...room} />
        </div>
      </div>
      <div className={styles.words}>
        <Button
          size="sm"
          fill="text"
          variant="secondary"
          aria-pressed={!whole}
          icon={whole ? 'search-plus' : 'search-minus'}
          onClick={() => setWhole(!whole)}
        >
          {whole ? 'Actual size' : 'Whole panel'}
        </Button>
        <p id={about} role="status">
          {source} {effectsInWords(options)}
          <span className={styles.unseen}> {pictureInWords(options)}</span>
        </p>
      </div>
    </div>
  );
}

/** React 18 and 19 write the attribute differently; the element knows it itself. */
function still(element: HTMLElement | null): void {
  element?.toggleAttribute('inert', true);
}

interface StillPanelProps {
  readonly data: LineageData;
  readonly options: LineageOptions;
  readonly width: number;
  readonly height: number;
}

/** The view of the panel. It writes no variable and tells nobody. */
function StillPanel({ data, options, width, height }: StillPanelProps): React.ReactElement {
  const [bus] = useState(() => new EventBusSrv());
  const [timeRange] = useState(getDefaultTimeRange);
  const { detail } = options;
  // The detail is of a selected process: the one that the panel opens on.
  const focus = useMemo(() => {
    if (detail !== 'always') return '';
    const forest = buildForest(data.pages, { alerts: data.alerts, edges: data.edges });
    const node = findFocus(forest);
    return node === undefined ? '' : forest.id(node);
  }, [data, detail]);
  return (
    <LineageView
      key={focus}
      panelId={previewId}
      title=""
      data={data}
      pages={noPages}
      options={{ ...options, setVariable: false }}
      timeZone="browser"
      timeRange={timeRange}
      width={width}
      height={height}
      focus={focus}
      named=""
      notices={[]}
      eventBus={bus}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    maxHeight: 420,
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  panel: css({ transformOrigin: '0 0' }),
  words: css({
    marginTop: theme.spacing(0.5),
    '& > button': { float: 'right' },
    '& > p': {
      margin: 0,
      paddingTop: 3,
      lineHeight: 1.45,
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      overflowWrap: 'anywhere',
    },
  }),
  unseen: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
