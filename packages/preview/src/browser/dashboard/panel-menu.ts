// The menu of a panel: full page view, the panel's query and data.
import type { PanelMenuItem } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { VizPanel, VizPanelMenu } from '@grafana/scenes';

function itemsFor(panel: VizPanel): PanelMenuItem[] {
  const key = panel.state.key ?? '';
  const viewing = locationService.getSearchObject()['viewPanel'] === key;
  const items: PanelMenuItem[] = [
    {
      text: viewing ? 'Back to dashboard' : 'View',
      iconClassName: 'eye',
      shortcut: 'v',
      onClick: () => locationService.partial({ viewPanel: viewing ? null : key }),
    },
  ];
  if (panel.state.$data !== undefined) {
    items.push({
      text: 'Inspect',
      iconClassName: 'info-circle',
      shortcut: 'i',
      onClick: () => locationService.partial({ inspect: key }),
    });
  }
  return items;
}

/** A menu whose items are made when it opens. */
export function toPanelMenu(): VizPanelMenu {
  return new VizPanelMenu({
    items: [],
    $behaviors: [
      (menu: VizPanelMenu) => {
        if (menu.parent instanceof VizPanel) {
          menu.setItems(itemsFor(menu.parent));
        }
      },
    ],
  });
}
