-- The events of an order or a payment whose order nobody placed: no order.placed of the same source has it, and no file of orders.
-- needs: bronze/events, bronze/orders, bronze/files, bronze/current_files
-- parts by: bronze/events
create table silver.unplaced_events (
  file_id integer not null,
  line bigint not null
);

insert into silver.unplaced_events
with current_events as (
  select e.file_id, e.line, e.type, e.order_id, f.source
  from bronze.events as e
  join bronze.files as f on f.file_id = e.file_id
  where e.file_id in (select file_id from bronze.current_files) and e.order_id is not null
    and hash(e.order_id) % cast($parts as ubigint) = cast($part as ubigint)
),
placed as (
  select distinct source, order_id from current_events where type = 'order.placed'
)
select e.file_id, e.line
from current_events as e
where (e.type like 'order.%' or e.type like 'payment.%') and e.type <> 'order.placed'
  and not exists (select 1 from placed as p where p.source = e.source and p.order_id = e.order_id)
  and not exists (
    select 1
    from bronze.orders as o
    where o.order_id = e.order_id and o.file_id in (select file_id from bronze.current_files)
      and hash(o.order_id) % cast($parts as ubigint) = cast($part as ubigint)
  );
