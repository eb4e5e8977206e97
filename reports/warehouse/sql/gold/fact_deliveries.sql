-- One row per order that was delivered, by its events: its stages in seconds, what was promised, and how far the courier went.
-- Stages: payment_s from placing to the money being set aside, acceptance_s to the kitchen's word, kitchen_s until the food is ready,
-- pickup_s until the courier has it, way_s to the door; delivery_s is all of it, from placing to delivery. A stage is null where one of
-- its times is not known, or they are the wrong way round. eta_error_s is delivery minus promise: above zero is late. Hour is that of
-- placing (UTC).
-- needs: bronze/functions, silver/order_lives, silver/order_ways
create view fact_deliveries as
select
  l.source,
  l.era,
  l.order_id,
  l.customer_id,
  l.merchant_id,
  l.courier_id,
  l.zone,
  l.placed_at,
  l.assigned_at,
  l.promised_at,
  l.delivered_at,
  cast(l.delivered_at as date) as delivered_on,
  cast(extract(hour from l.placed_at) as integer) as hour,
  stage_seconds(l.placed_at, l.paid_at) as payment_s,
  stage_seconds(l.paid_at, l.accepted_at) as acceptance_s,
  stage_seconds(l.accepted_at, l.ready_at) as kitchen_s,
  stage_seconds(l.ready_at, l.picked_up_at) as pickup_s,
  stage_seconds(l.picked_up_at, l.delivered_at) as way_s,
  stage_seconds(l.placed_at, l.delivered_at) as delivery_s,
  seconds_apart(l.promised_at, l.delivered_at) as eta_error_s,
  w.distance_m,
  l.total,
  l.currency,
  l.stars
from silver.order_lives as l
left join silver.order_ways as w on w.source = l.source and w.era = l.era and w.order_id = l.order_id
where l.delivered_at is not null;
