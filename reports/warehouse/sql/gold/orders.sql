-- One row an order, in short.
-- needs: gold/fact_orders
create view orders as
select
  source,
  order_id as id,
  merchant_id as restaurant,
  zone,
  status,
  total,
  cast(total * 100 as bigint) as total_minor,
  currency,
  placed_at
from fact_orders;
