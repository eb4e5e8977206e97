-- Merchants, each once: text tidied, words in one spelling, missing values as the settings say.
-- needs: bronze/functions, bronze/merchants, bronze/files, bronze/current_files, silver/left_out, silver/spellings, silver/missing_values
create table silver.merchants as
with current_files as (
  select
    f.file_id,
    any_value(f.source) as source,
    max(m.fill) filter (where m.column_name = 'merchant_name') as merchant_name,
    max(m.fill) filter (where m.column_name = 'category') as category,
    max(m.fill) filter (where m.column_name = 'region') as region,
    max(m.fill) filter (where m.column_name = 'city') as city,
    max(m.fill) filter (where m.column_name = 'zone') as zone,
    cast(max(m.fill) filter (where m.column_name = 'joined_date') as date) as joined_date
  from bronze.files as f
  join silver.missing_values as m on m.dataset = 'merchants'
  where f.file_id in (select file_id from bronze.current_files)
  group by f.file_id
)
select
  b.merchant_id,
  coalesce(tidied(b.merchant_name), f.merchant_name) as merchant_name,
  coalesce(sk.spelling, f.category) as category,
  coalesce(sr.spelling, f.region) as region,
  coalesce(sc.spelling, f.city) as city,
  coalesce(sz.spelling, f.zone) as zone,
  coalesce(b.joined_date, f.joined_date) as joined_date,
  b.file_id,
  b.line
from bronze.merchants as b
join current_files as f on f.file_id = b.file_id
anti join (select file_id, line from silver.left_out where dataset = 'merchants') as l on l.file_id = b.file_id and l.line = b.line
left join silver.spellings as sk on sk.dataset = 'merchants' and sk.column_name = 'category' and sk.came = b.category
left join silver.spellings as sr on sr.dataset = 'merchants' and sr.column_name = 'region' and sr.came = b.region
left join silver.spellings as sc on sc.dataset = 'merchants' and sc.column_name = 'city' and sc.came = b.city
left join silver.spellings as sz on sz.dataset = 'merchants' and sz.column_name = 'zone' and sz.came = b.zone;
