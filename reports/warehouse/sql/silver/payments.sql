-- How each order was paid, by its events: one row per source, era and order whose payment the log tells of.
-- needs: silver/order_lives
create view silver.payments as
select
  source,
  era,
  order_id,
  customer_id,
  merchant_id,
  zone,
  method,
  coalesce(amount, total) as amount,
  currency,
  payment_status as status,
  pending_at,
  paid_at as authorised_at,
  captured_at,
  failed_at,
  refunded_at,
  failed_attempts,
  case when refunded then coalesce(refunded_amount, amount, total) end as refunded_amount
from silver.order_lives
where payment_status is not null;
