-- The lines of event logs, those of a target among them, typed; what could not be typed is NULL and stands in bronze.faults. Lines to positions are JSON.
-- Columns of few different words are kept as dictionaries, which makes grouping and joining by them six times as fast; the other texts as
-- they are, since to look for something smaller is half of what it costs to write them.
create table bronze.events (
  file_id integer not null,
  line bigint not null,
  key_hash bigint not null,
  id varchar using compression uncompressed,
  seq bigint,
  type varchar using compression dict_fsst,
  "at" timestamp,
  recorded_at timestamp,
  trace varchar using compression uncompressed,
  order_id varchar using compression uncompressed,
  merchant_id varchar using compression dict_fsst,
  zone varchar using compression dict_fsst,
  customer_id varchar using compression uncompressed,
  courier_id varchar using compression dict_fsst,
  total decimal(18, 2),
  amount decimal(18, 2),
  currency varchar using compression dict_fsst,
  method varchar using compression dict_fsst,
  reason varchar using compression dict_fsst,
  ready_by timestamp,
  promised_at timestamp,
  stars bigint,
  words varchar using compression uncompressed,
  lines varchar using compression uncompressed,
  destination varchar using compression uncompressed,
  position varchar using compression uncompressed,
  positions varchar using compression uncompressed
);
