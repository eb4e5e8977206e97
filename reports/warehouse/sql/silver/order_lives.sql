-- What became of each order by its events: one row per source, era and order.
-- A time is that of the event, null if there was none or its time is not known. An event counts whenever it stands in the log: late ones
-- too, and those whose forerunners are missing. Of what happens twice the first time counts; of what may be tried again (payments that
-- failed, assignments, refunds) the last, and so do its courier and promise. The status is the first of these that the events tell of,
-- wherever they stand: rejected, cancelled, refunded (the money was given back for another reason), delivered, picked_up, ready,
-- preparing, accepted, paid, failed (every attempt to pay it), placed. The status of its payment, likewise: refunded, captured,
-- authorised, failed, pending; null where the log tells of none. Placed says whether the log has the placing at all: a reference to
-- nowhere makes a life without one, and so does a log that begins in mid-life.
-- needs: bronze/functions, silver/events
-- parts by: bronze/events
create table silver.order_lives (
  source varchar not null,
  era integer not null,
  order_id varchar not null,
  customer_id varchar,
  merchant_id varchar,
  zone varchar,
  placed_at timestamp,
  paid_at timestamp,
  accepted_at timestamp,
  rejected_at timestamp,
  ready_at timestamp,
  assigned_at timestamp,
  picked_up_at timestamp,
  delivered_at timestamp,
  cancelled_at timestamp,
  reviewed_at timestamp,
  promised_at timestamp,
  ready_by timestamp,
  courier_id varchar,
  total decimal(18, 2),
  currency varchar,
  reason varchar,
  stars bigint,
  refunded boolean not null,
  status varchar not null,
  pending_at timestamp,
  captured_at timestamp,
  failed_at timestamp,
  refunded_at timestamp,
  failed_attempts bigint not null,
  amount decimal(18, 2),
  refunded_amount decimal(18, 2),
  method varchar,
  payment_status varchar,
  placed boolean not null
);

insert into silver.order_lives
with steps as (
  select *,
    case type
      when 'order.placed' then 1
      when 'payment.pending' then 2
      when 'payment.failed' then 4
      when 'payment.authorised' then 8
      when 'payment.captured' then 16
      when 'order.accepted' then 32
      when 'order.preparing' then 64
      when 'order.ready' then 128
      when 'order.assigned' then 256
      when 'order.picked_up' then 512
      when 'order.delivered' then 1024
      when 'order.reviewed' then 2048
      when 'payment.refunded' then 4096
      when 'order.cancelled' then 8192
      when 'order.rejected' then 16384
    end as step
  from silver.events
  where order_id is not null and hash(order_id) % cast($parts as ubigint) = cast($part as ubigint)
),
lives as (
  select
    source,
    era,
    order_id,
    bit_or(step) as steps,
    min(customer_id) as customer_id,
    min(merchant_id) as merchant_id,
    min(zone) as zone,
    min(case when step = 1 then "at" end) as placed_at,
    min(case when step = 2 then "at" end) as pending_at,
    max(case when step = 4 then "at" end) as failed_at,
    count(*) filter (where step = 4) as failed_attempts,
    min(case when step = 8 then "at" end) as paid_at,
    min(case when step = 16 then "at" end) as captured_at,
    min(case when step = 32 then "at" end) as accepted_at,
    max(case when step = 32 then ready_by end) as ready_by,
    min(case when step = 128 then "at" end) as ready_at,
    max(case when step = 256 then "at" end) as assigned_at,
    max_by(promised_at, "at") filter (where step = 256) as promised_at,
    max_by(courier_id, "at") filter (where step in (256, 512, 1024)) as courier_id,
    min(case when step = 512 then "at" end) as picked_up_at,
    min(case when step = 1024 then "at" end) as delivered_at,
    min(case when step = 2048 then "at" end) as reviewed_at,
    max_by(stars, "at") filter (where step = 2048) as stars,
    max(case when step = 4096 then "at" end) as refunded_at,
    max(case when step = 4096 then amount end) as refunded_amount,
    min(case when step = 8192 then "at" end) as cancelled_at,
    min(case when step = 16384 then "at" end) as rejected_at,
    min(case when step >= 8192 then reason end) as reason,
    max(case when step = 1 then total end) as total,
    max(amount) as amount,
    min(currency) as currency,
    max_by(method, "at") filter (where step in (4, 8, 16)) as method
  from steps
  where step is not null
  group by source, era, order_id
)
select
  source, era, order_id, customer_id, merchant_id, zone, placed_at, paid_at, accepted_at, rejected_at, ready_at, assigned_at,
  picked_up_at, delivered_at, cancelled_at, reviewed_at, promised_at, ready_by, courier_id,
  coalesce(total, amount) as total,
  currency,
  masked_contacts(tidied(reason)) as reason,
  stars,
  steps & 4096 > 0 as refunded,
  case
    when steps & 16384 > 0 then 'rejected'
    when steps & 8192 > 0 then 'cancelled'
    when steps & 4096 > 0 then 'refunded'
    when steps & 3072 > 0 then 'delivered'
    when steps & 512 > 0 then 'picked_up'
    when steps & 128 > 0 then 'ready'
    when steps & 64 > 0 then 'preparing'
    when steps & 32 > 0 then 'accepted'
    when steps & 24 > 0 then 'paid'
    when steps & 4 > 0 then 'failed'
    else 'placed'
  end as status,
  pending_at, captured_at, failed_at, refunded_at, failed_attempts, amount, refunded_amount, method,
  case
    when steps & 4096 > 0 then 'refunded'
    when steps & 16 > 0 then 'captured'
    when steps & 8 > 0 then 'authorised'
    when steps & 4 > 0 then 'failed'
    when steps & 2 > 0 then 'pending'
  end as payment_status,
  steps & 1 > 0 as placed
from lives;
