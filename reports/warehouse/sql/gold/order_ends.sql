-- Orders that were cancelled or rejected, counted by their events: one row per status, reason and how far the order had come.
-- Stage: the last of placed, paid, accepted, ready and assigned that the log tells of. A reason is in lower case, the empty one (none
-- given).
-- needs: silver/order_lives
create table order_ends as
select
  status,
  case
    when assigned_at is not null then 'assigned'
    when ready_at is not null then 'ready'
    when accepted_at is not null then 'accepted'
    when paid_at is not null then 'paid'
    else 'placed'
  end as stage,
  coalesce(lower(reason), '(none given)') as reason,
  count(*) as orders
from silver.order_lives
where status in ('cancelled', 'rejected')
group by 1, 2, 3;
