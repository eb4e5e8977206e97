-- Orders that were cancelled or rejected, counted by their events: one row per status, reason and how far the order had come.
-- Stage: the last of placed, paid, accepted, ready and assigned that the log tells of. A reason is in lower case; what looks like an email address or a telephone
-- number in it is masked, and the empty one is (none given).
-- needs: silver/order_lives
create table order_ends as
with told as (
  select
    status,
    case
      when assigned_at is not null then 'assigned'
      when ready_at is not null then 'ready'
      when accepted_at is not null then 'accepted'
      when paid_at is not null then 'paid'
      else 'placed'
    end as stage,
    regexp_replace(lower(trim(reason)), '[^ ]+@[^ ]+', '***', 'g') as reason
  from silver.order_lives
  where status in ('cancelled', 'rejected')
)
select
  status,
  stage,
  coalesce(nullif(regexp_replace(reason, '[+0-9][0-9 ()/-]{5,}[0-9]', '***', 'g'), ''), '(none given)') as reason,
  count(*) as orders
from told
group by 1, 2, 3;
