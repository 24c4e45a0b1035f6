import { expect, type Locator, type Page } from '@playwright/test';

/** The board of a kitchen. */
export class KitchenPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  get tickets(): Locator {
    return this.at('ticket');
  }

  ticketWith(text: string): Locator {
    return this.tickets.filter({ hasText: text });
  }

  /** Waits for the ticket and bumps it away. */
  async bump(text: string): Promise<void> {
    const ticket = this.ticketWith(text);
    await ticket.getByTestId('bump').click();
    await expect(ticket).toHaveCount(0);
  }

  /** Bumps away what stands there, the first each time. */
  async bumpAll(): Promise<void> {
    await expect(this.tickets.first().or(this.at('no-tickets'))).toBeVisible();
    for (let left = await this.tickets.count(); left > 0; left -= 1) {
      await this.tickets.first().getByTestId('bump').click();
      await expect(this.tickets).toHaveCount(left - 1);
    }
  }
}
