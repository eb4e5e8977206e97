-- What each customer ordered, one row for everyone who ordered at all; revenue and counting_orders are of the orders that count as revenue.
-- needs: silver/all_orders
-- parts by: bronze/orders
create table customer_totals (
  customer_id varchar not null,
  orders bigint not null,
  counting_orders bigint not null,
  revenue decimal(18, 2) not null
);

insert into customer_totals
with marked as (
  select
    customer_id,
    case when revenue_counts then 1 end as counting,
    case when revenue_counts then total end as counting_total
  from silver.all_orders
  where hash(customer_id) % cast($parts as ubigint) = cast($part as ubigint) and customer_id is not null
)
select customer_id, count(*), count(counting), coalesce(sum(counting_total), 0)
from marked
group by customer_id;
