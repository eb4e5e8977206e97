-- How content customers are, by the stars of their reviews.
-- Mean of one to five stars with two decimals, half to even, null without reviews. Satisfied are four and five stars, in percent with two
-- decimals. review_rate: reviewed orders in percent of the delivered ones that events tell of. The five numbers of stars are always there.
-- Zones by name; reviews of orders without a zone stand in the whole only. The last review of an order counts.
-- needs: bronze/functions, silver/order_lives
-- result: row
select
  count(stars) as reviews,
  cast(divided(sum(stars), count(stars), 2) as decimal(3, 2)) as mean_stars,
  cast(divided(100 * count(case when stars >= 4 then 1 end), count(stars), 2) as decimal(5, 2)) as satisfied_rate,
  cast(divided(100 * count(stars), count(*), 2) as decimal(5, 2)) as review_rate
from silver.order_lives
where delivered_at is not null or stars is not null;
-- result: by_stars rows
select s.stars, count(l.order_id) as reviews
from (values (1), (2), (3), (4), (5)) as s(stars)
left join silver.order_lives as l on l.stars = s.stars
group by s.stars
order by s.stars;
-- result: by_zone rows
select zone, count(stars) as reviews, cast(divided(sum(stars), count(stars), 2) as decimal(3, 2)) as mean_stars
from silver.order_lives
where stars is not null and zone is not null
group by zone
order by zone;
-- result: insights texts
with late as (
  select
    count(case when delivered_at > promised_at then stars end) as late,
    count(case when delivered_at <= promised_at then stars end) as in_time,
    divided(sum(case when delivered_at > promised_at then stars end), count(case when delivered_at > promised_at then stars end), 2)
      as late_stars,
    divided(sum(case when delivered_at <= promised_at then stars end), count(case when delivered_at <= promised_at then stars end), 2)
      as in_time_stars
  from silver.order_lives
)
select cast(cast(divided(100 * count(case when stars >= 4 then 1 end), count(stars), 0) as decimal(3, 0)) as varchar)
  || ' % of reviews give four or five stars' as insight
from silver.order_lives
having count(stars) > 0
union all
select 'Who waits longer than promised gives ' || cast(cast(late_stars as decimal(3, 2)) as varchar) || ' stars, who does not '
  || cast(cast(in_time_stars as decimal(3, 2)) as varchar)
from late
where late > 0 and in_time > 0;
