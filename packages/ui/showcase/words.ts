/** The words of the showcase. A screen's words are its app's; these only name what is shown. */
export const en = {
  title: 'Components',
  theme: 'Theme',
  language: 'Language',
  direction: 'Direction',
  text: 'Text size',
  themes: { system: 'System', light: 'Light', dark: 'Dark', contrast: 'Contrast' },
  sections: {
    colour: 'Colour',
    type: 'Type',
    press: 'Press',
    fields: 'Fields',
    choose: 'Choose',
    pad: 'Pads',
    say: 'Say',
    show: 'Show',
    table: 'Table',
    overlay: 'Overlays',
  },
} as const;

export const es: typeof en extends infer Words ? { [Key in keyof Words]: Translated<Words[Key]> } : never = {
  title: 'Componentes',
  theme: 'Tema',
  language: 'Idioma',
  direction: 'Dirección',
  text: 'Tamaño del texto',
  themes: { system: 'Sistema', light: 'Claro', dark: 'Oscuro', contrast: 'Contraste' },
  sections: {
    colour: 'Color',
    type: 'Letra',
    press: 'Pulsar',
    fields: 'Campos',
    choose: 'Elegir',
    pad: 'Teclados',
    say: 'Decir',
    show: 'Mostrar',
    table: 'Tabla',
    overlay: 'Ventanas',
  },
};

type Translated<Part> = Part extends string ? string : { [Key in keyof Part]: Translated<Part[Key]> };
