-- What becomes of an order stands in the order of time: placed, picked up, delivered.
-- severity: soft
-- owner: target
-- needs: silver/order_lives
select 'events' as dataset, null as file_id, null as line, 'at' as column_name, 'order ' || order_id as example
from silver.order_lives
where picked_up_at < placed_at or delivered_at < picked_up_at or delivered_at < placed_at;
