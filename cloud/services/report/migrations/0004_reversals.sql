-- Sales are documents less reversals (design section 5): a reversal is a row of the ledger with everything negated, so a
-- sum may be of no documents and still of something. `contributions` counts the rows it is made of.

alter table contributions add column documents integer not null default 1 check (documents in (1, -1));
alter table contributions alter column documents drop default;
-- A document's id is unique within its order; an event's is only if nobody uses one twice.
alter table contributions drop constraint contributions_pkey;
alter table contributions add primary key (tenant_id, order_id, document_id);

alter table sales_rollups add column contributions bigint not null default 0;
update sales_rollups set contributions = documents;
alter table sales_rollups alter column contributions drop default;
