import { expect, type Locator, type Page } from '@playwright/test';
import { digitsOf } from './till.ts';

/** Who signs in at the back office. */
export interface Account {
  readonly tenant: string;
  readonly username: string;
  readonly password: string;
}

/** The back office. */
export class BackOfficePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async fillSignIn({ tenant, username, password }: Account): Promise<void> {
    await this.at('sign-in-tenant').fill(tenant);
    await this.at('sign-in-username').fill(username);
    await this.at('sign-in-password').fill(password);
    await this.at('sign-in-submit').click();
  }

  async signIn(account: Account): Promise<void> {
    await this.fillSignIn(account);
    await expect(this.at('person')).toBeVisible();
  }

  /** What the day has come to: `1660`, the same in every language; `0` before anything was sold. */
  async expectDayDigits(digits: string): Promise<void> {
    if (digits === '0') await expect(this.at('home-nothing')).toBeVisible();
    else await expect.poll(async () => digitsOf(await this.at('home-total').innerText())).toBe(digits);
  }

  /** To a page of the navigation, without loading anew. */
  async go(page: 'home' | 'orders' | 'items'): Promise<void> {
    await this.at(`nav-${page}`).click();
  }

  /** The row of an item, found by its code. */
  async itemRow(sku: string): Promise<Locator> {
    await this.at('item-search').fill(sku);
    const row = this.page.locator(`[data-testid="item-row"][data-sku="${sku}"]`);
    await expect(row).toBeVisible();
    return row;
  }

  /** Types a price into the list, as the page's language writes it. */
  async changePrice(sku: string, price: string): Promise<void> {
    await this.go('items');
    const row = await this.itemRow(sku);
    await row.getByTestId('item-price').click();
    await row.getByTestId('item-price-input').fill(price);
    await row.getByTestId('item-price-save').click();
    await expect(row.getByTestId('item-price')).toContainText(price);
  }

  async openItem(sku: string): Promise<void> {
    await (await this.itemRow(sku)).getByTestId('item-open').click();
    await expect(this.at('item-detail').first()).toBeVisible();
  }

  /** Marks the document that is there now, for {@link expectNoReload}. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as Marked).beaverMark = true;
    });
  }

  /** The document is the marked one: what changed since came by push. */
  async expectNoReload(): Promise<void> {
    expect(await this.page.evaluate(() => (globalThis as Marked).beaverMark)).toBe(true);
  }
}

interface Marked {
  beaverMark?: boolean;
}
