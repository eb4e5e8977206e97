-- The merchants that files tell of, by merchant_id.
-- needs: silver/merchants
create view dim_merchant as
select merchant_id, merchant_name, category, region, city, zone, joined_date
from silver.merchants;
