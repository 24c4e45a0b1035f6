/** A tile of the till is at most this wide on any screen we know, at twice its pixels. */
export const SIDE_MAX = 512;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of the same shape whose longer side is at most `side`; never larger than it was, never nothing. */
export function fitWithin({ width, height }: Size, side: number): Size {
  const longer = Math.max(width, height);
  if (longer <= side) return { width, height };
  const scaled = (length: number): number => Math.max(1, Math.round((length * side) / longer));
  return { width: scaled(width), height: scaled(height) };
}
