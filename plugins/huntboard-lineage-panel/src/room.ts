// How the parts share the panel: the detail beside the view where it is wide, below where it is tall, else over it.

export interface Room {
  readonly beside: boolean;
  readonly below: boolean;
  /** Heights, px; 0 for what has no room or nothing to show. */
  readonly notice: number;
  readonly time: number;
  readonly body: number;
  readonly view: { readonly width: number; readonly height: number };
  readonly detail: { readonly width: number; readonly height: number };
}

export interface RoomNeeds {
  readonly width: number;
  readonly height: number;
  readonly detail: boolean;
  readonly notice: boolean;
  readonly time: boolean;
}

const toolbar = 36;
const noticeHeight = 24;
const timeHeight = 31;
const besideFrom = 760;
const belowFrom = 640;
const timeFrom = { width: 420, height: 260 };

export function roomFor({ width, height, detail, notice, time }: RoomNeeds): Room {
  const beside = width >= besideFrom;
  const below = !beside && height >= belowFrom;
  const timeRoom = time && height >= timeFrom.height && width >= timeFrom.width ? timeHeight : 0;
  const noticeRoom = notice ? noticeHeight : 0;
  const body = Math.max(60, height - toolbar - noticeRoom - timeRoom);
  const detailWidth = beside
    ? Math.round(Math.min(420, Math.max(320, width * 0.28)))
    : below
      ? width
      : Math.min(width, 340);
  const detailHeight = below ? Math.round(body * 0.45) : body;
  return {
    beside,
    below,
    notice: noticeRoom,
    time: timeRoom,
    body,
    view: {
      width: detail && beside ? width - detailWidth : width,
      height: detail && below ? body - detailHeight : body,
    },
    detail: { width: detailWidth, height: detailHeight },
  };
}
