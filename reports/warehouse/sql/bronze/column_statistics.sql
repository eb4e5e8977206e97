-- What each column of each version of the data was like: docs/quality.md. Kept, so that the next version can be held against it.
create table bronze.column_statistics (
  version bigint not null,
  dataset varchar not null,
  column_name varchar not null,
  position integer not null,
  kind varchar not null,             -- number, time (the hour of the day), category or text
  row_count bigint not null,         -- records that were kept, duplicates among them
  given bigint not null,             -- of those: with a value that could be read
  unreadable bigint not null,        -- of those: with a value that could not be read
  doubtful bigint not null,          -- of the given: below zero, or of another encoding
  repeated bigint,                   -- of an id: later copies
  unresolved bigint,                 -- of a reference: names nobody
  sampled bigint not null,           -- values that were looked at for what follows
  distinct_values bigint not null,
  usual_spelling bigint,             -- of a category: sampled values that are spelt as most of their kind
  mean double,                       -- of a number
  edges double[],                    -- of a number or time: the deciles, which are the upper ends of the first nine bins
  labels varchar[],                  -- of a category: its ten most frequent values
  shares double[] not null,          -- of each bin, or of each label and then of all others
  against bigint,                    -- the version before, where the column had bins
  psi double                         -- population stability index of this version against that one
);
