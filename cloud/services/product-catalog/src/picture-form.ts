import type { PICTURE_TYPES } from '@beaveros/protocol/gateway';

/** What a file says of itself in its first bytes. */
export interface PictureForm {
  readonly type: (typeof PICTURE_TYPES)[number];
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * What kind of picture these bytes are and how large, by their own words (magic bytes and headers), whatever they were
 * called; null for anything else. Nothing is decoded: a picture that lies further in is its viewer's to refuse.
 */
export function pictureForm(bytes: Uint8Array): PictureForm | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const form = pngForm(view) ?? jpegForm(view) ?? webpForm(view);
  return form === null || form.width === 0 || form.height === 0 ? null : form;
}

/** PNG 3rd edition, 5.2 and 11.2.1: the signature, then IHDR with width and height. */
function pngForm(view: DataView): PictureForm | null {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a)
    return null;
  if (text(view, 12, 4) !== 'IHDR') return null;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** ITU-T T.81, B.1 and B.2.2: markers with lengths until a start of frame, which has height and width. */
function jpegForm(view: DataView): PictureForm | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  // Each turn moves at least one byte ahead, so the file bounds the loop.
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // Fill bytes may stand before a marker.
      continue;
    }
    if (START_OF_FRAME.has(marker))
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const hasLength = marker !== 0x01 && !(marker >= 0xd0 && marker <= 0xd8);
    // Scan data or the end before any frame.
    if (marker === 0xda || marker === 0xd9) return null;
    at += hasLength ? 2 + view.getUint16(at + 2) : 2;
  }
  return null;
}

/** C0 to CF but for DHT, JPG and DAC. */
const START_OF_FRAME: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

/** RFC 9649: RIFF, WEBP, and one of three first chunks. */
function webpForm(view: DataView): PictureForm | null {
  if (view.byteLength < 30 || text(view, 0, 4) !== 'RIFF' || text(view, 8, 4) !== 'WEBP') return null;
  const type = 'image/webp';
  switch (text(view, 12, 4)) {
    case 'VP8 ': {
      // RFC 6386, 9.1: three bytes of frame tag, the start code, 14 bits of each side.
      if (view.getUint8(23) !== 0x9d || view.getUint8(24) !== 0x01 || view.getUint8(25) !== 0x2a) return null;
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    }
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return null;
      const sides = view.getUint32(21, true);
      return { type, width: (sides & 0x3fff) + 1, height: ((sides >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return null;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function text(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
