-- The records of files of orders whose id another record has already: the first of the file loaded first stays.
-- needs: bronze/orders, bronze/current_files
-- parts by: bronze/orders
create table silver.duplicate_orders (
  file_id integer not null,
  line bigint not null,
  first_file_id integer not null,
  first_line bigint not null
);

insert into silver.duplicate_orders
with repeated as (
  select key_hash
  from bronze.orders
  where file_id in (select file_id from bronze.current_files) and abs(key_hash % cast($parts as bigint)) = cast($part as bigint)
  group by key_hash
  having count(*) > 1
),
alike as (
  select
    b.file_id,
    b.line,
    first_value(b.file_id) over same_id as first_file_id,
    first_value(b.line) over same_id as first_line
  from bronze.orders as b
  join repeated as r on r.key_hash = b.key_hash
  where b.file_id in (select file_id from bronze.current_files) and b.order_id is not null
  window same_id as (partition by b.order_id order by b.file_id, b.line)
)
select file_id, line, first_file_id, first_line
from alike
where file_id <> first_file_id or line <> first_line;
