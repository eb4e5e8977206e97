-- The orders that are told of more than once: those of events that a file of orders of the same source has as well (origin event), and
-- those of a target's store that such a file or such events have (origin store). They count where they are told of first: file, event, store.
-- needs: silver/orders, silver/order_lives, silver/stored_orders
-- parts by: bronze/orders
create table silver.retold_orders (
  origin varchar not null,
  source varchar not null,
  order_id varchar not null
);

insert into silver.retold_orders
with filed as not materialized (
  select source, order_id
  from silver.orders
  where hash(order_id) % cast($parts as ubigint) = cast($part as ubigint)
),
lived as (
  select distinct source, order_id
  from silver.order_lives
  where placed and hash(order_id) % cast($parts as ubigint) = cast($part as ubigint)
),
stored as (
  select source, id as order_id
  from silver.stored_orders
  where hash(id) % cast($parts as ubigint) = cast($part as ubigint)
)
select distinct 'event', l.source, l.order_id
from lived as l
join filed as f on f.source = l.source and f.order_id = l.order_id
union all
select distinct 'store', s.source, s.order_id
from stored as s
join filed as f on f.source = s.source and f.order_id = s.order_id
union all
select 'store', s.source, s.order_id
from stored as s
join lived as l on l.source = s.source and l.order_id = s.order_id
anti join filed as f on f.source = s.source and f.order_id = s.order_id;
