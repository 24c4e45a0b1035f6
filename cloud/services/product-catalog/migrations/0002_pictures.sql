-- Pictures of items by the SHA-256 of their bytes. Each tenant has its own, also of the same picture, so that nobody learns
-- what a neighbour has. They are never changed; tills and the back office fetch them by hash, so no shape publishes them.
create table pictures (
  tenant_id uuid not null,
  hash bytea not null,
  content_type varchar(20) not null check (content_type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea not null check (octet_length(bytes) between 1 and 524288),
  created_at timestamptz not null default now(),
  primary key (tenant_id, hash),
  constraint picture_has_its_hash check (hash = sha256(bytes))
);
-- They are compressed already.
alter table pictures alter column bytes set storage external;
select beaver_isolate('pictures');
