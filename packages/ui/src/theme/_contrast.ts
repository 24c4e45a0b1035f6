/** Red, green and blue, 0 to 1, as encoded in sRGB. */
export type Rgb = readonly [number, number, number];

/** Reads `#rrggbb` or `#rrggbbaa`. */
export function readColor(hex: string): { readonly rgb: Rgb; readonly alpha: number } {
  const [r = 0, g = 0, b = 0, a = 1] = (hex.slice(1).match(/../g) ?? []).map(
    (pair) => Number.parseInt(pair, 16) / 255,
  );
  return { rgb: [r, g, b], alpha: a };
}

/** A translucent colour over an opaque one, mixed as browsers do. */
export function composited(over: { readonly rgb: Rgb; readonly alpha: number }, ground: Rgb): Rgb {
  const mix = (at: 0 | 1 | 2): number => over.rgb[at] * over.alpha + ground[at] * (1 - over.alpha);
  return [mix(0), mix(1), mix(2)];
}

/** WCAG 2.2, contrast ratio: 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(rgb: Rgb): number {
  const linear = (value: number): number =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** CSS Color 4, section 9: Oklab to linear sRGB, clipped to the gamut. */
export function oklchToRgb(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encoded = (linear: number): number => {
    const value = Math.min(1, Math.max(0, linear));
    return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  };
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
