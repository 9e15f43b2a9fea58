// What the views draw with: the same strokes go to a canvas or into an SVG file.

export interface Stroke {
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}

export interface BoxStyle {
  readonly fill?: string;
  readonly stroke?: Stroke;
  readonly radius?: number;
}

export interface TextStyle {
  readonly color: string;
  /** Pixels. */
  readonly size: number;
  readonly face: string;
  readonly weight?: 400 | 500 | 600;
  readonly italic?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  /** Longer texts are cut off with an ellipsis. */
  readonly maxWidth?: number;
}

export interface Pen {
  box(x: number, y: number, width: number, height: number, style: BoxStyle): void;
  /** Points as x, y, x, y, … */
  line(points: readonly number[], stroke: Stroke): void;
  /** A curve with two control points, as x, y four times. */
  curve(points: readonly number[], stroke: Stroke): void;
  /** A filled shape. */
  shape(points: readonly number[], fill: string): void;
  dot(x: number, y: number, radius: number, fill: string): void;
  /** `y` is the middle of the line. */
  text(text: string, x: number, y: number, style: TextStyle): void;
}

const faceOf = ({ weight = 400, italic, size, face }: TextStyle): string =>
  `${italic ? 'italic ' : ''}${weight} ${size}px ${face}`;

/** Widths of the letters of a face: measuring whole texts at every frame would cost more than drawing them. */
const widths = new Map<string, Map<string, number>>();

/** Forgets all widths: a face has only now been loaded. */
export function forgetWidths(): void {
  widths.clear();
}

/** The text, cut off to the width; asks the browser for each letter of a face once. */
export function fit(context: CanvasRenderingContext2D, text: string, font: string, maxWidth: number): string {
  let known = widths.get(font);
  if (!known) widths.set(font, (known = new Map()));
  const letter = (mark: string): number => {
    let width = known.get(mark);
    if (width === undefined) known.set(mark, (width = context.measureText(mark).width));
    return width;
  };
  let total = 0;
  let room = 0;
  const ellipsis = letter('…');
  for (let i = 0; i < text.length; i++) {
    total += letter(text[i] ?? '');
    if (total + ellipsis <= maxWidth) room = i + 1;
    if (total > maxWidth) return room === 0 ? '' : `${text.slice(0, room)}…`;
  }
  return text;
}

/** Draws on a canvas whose transform is the caller's. */
export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  #font = '';

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    context.textBaseline = 'middle';
  }

  box(x: number, y: number, width: number, height: number, { fill, stroke, radius = 0 }: BoxStyle): void {
    const context = this.#context;
    if (radius === 0 && fill !== undefined && stroke === undefined) {
      context.fillStyle = fill;
      context.fillRect(x, y, width, height);
      return;
    }
    context.beginPath();
    if (radius === 0) context.rect(x, y, width, height);
    else context.roundRect(x, y, width, height, radius);
    if (fill !== undefined) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke !== undefined) this.#stroke(stroke);
  }

  line(points: readonly number[], stroke: Stroke): void {
    const context = this.#context;
    context.beginPath();
    context.moveTo(points[0] ?? 0, points[1] ?? 0);
    for (let i = 2; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    this.#stroke(stroke);
  }

  curve(points: readonly number[], stroke: Stroke): void {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = points;
    this.#context.beginPath();
    this.#context.moveTo(x0, y0);
    this.#context.bezierCurveTo(x1, y1, x2, y2, x3, y3);
    this.#stroke(stroke);
  }

  shape(points: readonly number[], fill: string): void {
    const context = this.#context;
    context.beginPath();
    context.moveTo(points[0] ?? 0, points[1] ?? 0);
    for (let i = 2; i < points.length; i += 2) context.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    context.closePath();
    context.fillStyle = fill;
    context.fill();
  }

  dot(x: number, y: number, radius: number, fill: string): void {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#context.fillStyle = fill;
    this.#context.fill();
  }

  text(text: string, x: number, y: number, style: TextStyle): void {
    const context = this.#context;
    const font = faceOf(style);
    if (font !== this.#font) context.font = this.#font = font;
    context.fillStyle = style.color;
    context.textAlign = style.align ?? 'left';
    const shown = style.maxWidth === undefined ? text : fit(context, text, font, style.maxWidth);
    if (shown !== '') context.fillText(shown, x, y);
  }

  #stroke({ color, width = 1, dash }: Stroke): void {
    const context = this.#context;
    context.strokeStyle = color;
    context.lineWidth = width;
    if (dash) context.setLineDash([...dash]);
    context.stroke();
    if (dash) context.setLineDash([]);
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => escapes[mark] ?? mark);
const short = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes an SVG; texts are escaped, so that no name of a process becomes markup. */
export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  readonly #measure: CanvasRenderingContext2D | null;

  constructor(measure: CanvasRenderingContext2D | null) {
    this.#measure = measure;
  }

  box(x: number, y: number, width: number, height: number, { fill, stroke, radius = 0 }: BoxStyle): void {
    const round = radius === 0 ? '' : ` rx="${radius}"`;
    this.#parts.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"${round} fill="${fill ?? 'none'}"${this.#stroke(stroke)}/>`,
    );
  }

  line(points: readonly number[], stroke: Stroke): void {
    this.#parts.push(`<polyline points="${points.map(short).join(' ')}" fill="none"${this.#stroke(stroke)}/>`);
  }

  curve(points: readonly number[], stroke: Stroke): void {
    const [x0, y0, ...rest] = points.map(short);
    this.#parts.push(`<path d="M${x0} ${y0}C${rest.join(' ')}" fill="none"${this.#stroke(stroke)}/>`);
  }

  shape(points: readonly number[], fill: string): void {
    this.#parts.push(`<polygon points="${points.map(short).join(' ')}" fill="${fill}"/>`);
  }

  dot(x: number, y: number, radius: number, fill: string): void {
    this.#parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${radius}" fill="${fill}"/>`);
  }

  text(text: string, x: number, y: number, style: TextStyle): void {
    let shown = text;
    if (this.#measure && style.maxWidth !== undefined) {
      const font = faceOf(style);
      this.#measure.font = font;
      shown = fit(this.#measure, text, font, style.maxWidth);
    }
    if (shown === '') return;
    const anchor = style.align === 'right' ? 'end' : style.align === 'center' ? 'middle' : 'start';
    this.#parts.push(
      `<text x="${short(x)}" y="${short(y)}" dominant-baseline="central" text-anchor="${anchor}" font-family="${escaped(style.face)}" font-size="${style.size}" font-weight="${style.weight ?? 400}"${style.italic ? ' font-style="italic"' : ''} fill="${style.color}" xml:space="preserve">${escaped(shown)}</text>`,
    );
  }

  /** The whole file. */
  finish(width: number, height: number, ground: string): string {
    const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="${ground}"/>${this.#parts.join('')}</svg>`;
  }

  #stroke(stroke: Stroke | undefined): string {
    if (!stroke) return '';
    const dash = stroke.dash ? ` stroke-dasharray="${stroke.dash.join(' ')}"` : '';
    return ` stroke="${stroke.color}" stroke-width="${stroke.width ?? 1}"${dash}`;
  }
}
