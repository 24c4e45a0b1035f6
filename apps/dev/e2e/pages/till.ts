import { expect, type Locator, type Page } from '@playwright/test';

/** One line as the order panel shows it. */
export interface ShownLine {
  readonly id: string;
  readonly text: string;
}

/** A till's screen, by the test ids of its rooms. Each method leaves the screen where the next one can begin. */
export class TillPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async signIn(name: string, pin: string): Promise<void> {
    await this.at(`user-tile-${name}`).click();
    await this.type(this.at('pin-pad'), pin);
    await this.at('pin-pad').getByTestId('key-submit').click();
    await expect(this.at('pin-pad')).toBeHidden();
  }

  async openShift(floatMinor: string): Promise<void> {
    await this.type(this.page.locator('main'), floatMinor);
    await this.at('open-shift-submit').click();
    await expect(this.at('order-panel')).toBeVisible();
  }

  /** Signs in and stands before an order; opens the shift when nobody has. */
  async begin(name: string, pin: string): Promise<void> {
    await this.signIn(name, pin);
    const submit = this.at('open-shift-submit');
    await expect(submit.or(this.at('order-panel'))).toBeVisible();
    if (await submit.isVisible()) await this.openShift('10000');
  }

  /** Digits on a pad. */
  async type(pad: Locator, digits: string): Promise<void> {
    for (const digit of digits) await pad.getByTestId(`key-${digit}`).click();
  }

  async category(name: string): Promise<void> {
    await this.at(`category-${name}`).click();
  }

  /** Taps an item that has no modifiers. */
  async tap(sku: string): Promise<void> {
    await this.at(`item-${sku}`).click();
  }

  /** Taps an item with modifiers and chooses options by name. */
  async tapWith(sku: string, options: readonly string[]): Promise<void> {
    await this.tap(sku);
    await expect(this.at('modifier-sheet')).toBeVisible();
    for (const option of options) await this.at(`option-${option}`).click();
    await this.at('modifier-add').click();
    await expect(this.at('modifier-sheet')).toBeHidden();
  }

  /** Items of the grid that are drawn. */
  get tiles(): Locator {
    return this.at('item-grid').getByRole('button');
  }

  get lines(): Locator {
    return this.at('order-line');
  }

  line(text: string): Locator {
    return this.lines.filter({ hasText: text });
  }

  async shownLines(): Promise<readonly ShownLine[]> {
    return await this.lines.evaluateAll((rows) =>
      rows.map((row) => ({ id: row.getAttribute('data-line') ?? '', text: (row as HTMLElement).innerText })),
    );
  }

  /** `1660`: the same sum in every language. */
  async expectTotalDigits(digits: string): Promise<void> {
    await expect.poll(async () => digitsOf(await this.at('order-total').innerText())).toBe(digits);
  }

  /** Marks a line, which then shows what can be done to it, and voids it for the first reason offered. */
  async voidLine(text: string): Promise<void> {
    const line = this.line(text);
    await line.getByRole('button').first().click();
    await line.getByTestId('line-void').click();
    const sheet = this.at('void-sheet');
    await expect(sheet).toBeVisible();
    await sheet.getByTestId('reason').first().click();
    await expect(sheet).toBeHidden();
  }

  /** What the pill says of the world. */
  async expectStanding(standing: 'online' | 'store-only' | 'this-till-only' | 'restarting'): Promise<void> {
    await expect(this.at('state-pill').locator(`[data-standing="${standing}"]`)).toBeVisible();
  }

  /** From the order to the receipt: one tender, and what is given back. */
  async payCash(tender: string, changeDigits: string): Promise<void> {
    await this.at('pay').click();
    await expect(this.at('amount-due')).toBeVisible();
    await this.at(tender).click();
    await expect.poll(async () => digitsOf(await this.at('change-due').innerText())).toContain(changeDigits);
    await expect(this.at('receipt-picture')).toBeVisible();
  }

  async newSale(): Promise<void> {
    await this.at('new-sale').click();
    await expect(this.lines).toHaveCount(0);
  }
}

/** Digits of an amount and its sign: `−4,90 €` and `-€4.90` are the same sum in two languages. */
export function digitsOf(text: string): string {
  return `${/[-−]/.test(text) ? '-' : ''}${text.replaceAll(/\D/g, '')}`;
}
