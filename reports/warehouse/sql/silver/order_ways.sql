-- How far couriers went for each order, by their positions: the metres between those that follow each other in time, as the crow flies.
-- needs: silver/positions
-- parts by: bronze/events
create table silver.order_ways (
  source varchar not null,
  era integer not null,
  order_id varchar not null,
  positions bigint not null,
  distance_m decimal(18, 1) not null
);

insert into silver.order_ways
with legs as (
  select
    source,
    era,
    order_id,
    sqrt(power(x - lag(x) over in_turn, 2) + power(y - lag(y) over in_turn, 2)) as metres
  from silver.positions
  where order_id is not null and hash(order_id) % cast($parts as ubigint) = cast($part as ubigint)
  window in_turn as (partition by source, era, order_id order by "at", x, y)
)
select source, era, order_id, count(*), coalesce(sum(cast(metres as decimal(18, 3))), 0)
from legs
group by source, era, order_id;
