-- Where couriers were: one row per position of a courier.positions event, in metres from the city's centre, x to the east, y to the north.
-- A position without a time, x or y is left out.
-- needs: silver/events
create view silver.positions as
with listed as (
  select
    source,
    era,
    order_id,
    courier_id,
    zone,
    unnest(from_json(positions, '[{"x": "DOUBLE", "y": "DOUBLE", "at": "VARCHAR"}]')) as spot
  from silver.events
  where type = 'courier.positions'
),
typed as (
  select source, era, order_id, courier_id, zone, try_cast(spot."at" as timestamp) as "at", spot.x as x, spot.y as y
  from listed
)
select source, era, order_id, courier_id, zone, "at", x, y
from typed
where "at" is not null and x is not null and y is not null;
