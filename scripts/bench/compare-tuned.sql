-- The tuned one of two bare comparisons that `npm run bench` puts beside ours: join two counts by station, keep the rows that differ,
-- add up both. It checks nothing: no duplicate stations, no sums, no register, and a bad number stops it.
--
-- This is DuckDB at its best, of the forms tried (docs/developer/performance.md): types given, no detection, no
-- quotes to look for, only the columns the comparison needs, both files parsed once and straight into the join, row
-- order not kept. Variables file_a and file_b are set by scripts/bench-duckdb.ts; output goes to the current folder.

SET preserve_insertion_order = false;

CREATE TEMP MACRO count_csv(path) AS TABLE
SELECT * FROM read_csv(
  path,
  header = true, auto_detect = false, delim = ',', quote = '', escape = '',
  columns = {
    'station': 'VARCHAR', 'region': 'VARCHAR', 'place': 'VARCHAR', 'registered': 'INTEGER',
    'o01': 'INTEGER', 'o02': 'INTEGER', 'o03': 'INTEGER', 'o04': 'INTEGER', 'o05': 'INTEGER',
    'o06': 'INTEGER', 'o07': 'INTEGER', 'o08': 'INTEGER', 'o09': 'INTEGER', 'o10': 'INTEGER',
    'blank': 'INTEGER', 'null': 'INTEGER', 'valid': 'INTEGER'
  }
);

CREATE TEMP TABLE joined AS
SELECT
  a.station AS station_a, b.station AS station_b,
  a.o01 AS a01, a.o02 AS a02, a.o03 AS a03, a.o04 AS a04, a.o05 AS a05,
  a.o06 AS a06, a.o07 AS a07, a.o08 AS a08, a.o09 AS a09, a.o10 AS a10, a.blank AS a_blank, a."null" AS a_null,
  b.o01 AS b01, b.o02 AS b02, b.o03 AS b03, b.o04 AS b04, b.o05 AS b05,
  b.o06 AS b06, b.o07 AS b07, b.o08 AS b08, b.o09 AS b09, b.o10 AS b10, b.blank AS b_blank, b."null" AS b_null
FROM count_csv(getvariable('file_a')) AS a
FULL JOIN count_csv(getvariable('file_b')) AS b ON a.station = b.station;

COPY (
  SELECT
    coalesce(station_a, station_b) AS station,
    CASE WHEN station_b IS NULL THEN 'a' WHEN station_a IS NULL THEN 'b' END AS only_in,
    b01 - a01 AS o01, b02 - a02 AS o02, b03 - a03 AS o03, b04 - a04 AS o04, b05 - a05 AS o05,
    b06 - a06 AS o06, b07 - a07 AS o07, b08 - a08 AS o08, b09 - a09 AS o09, b10 - a10 AS o10,
    b_blank - a_blank AS blank, b_null - a_null AS "null"
  FROM joined
  WHERE station_a IS NULL OR station_b IS NULL
    OR a01 <> b01 OR a02 <> b02 OR a03 <> b03 OR a04 <> b04 OR a05 <> b05
    OR a06 <> b06 OR a07 <> b07 OR a08 <> b08 OR a09 <> b09 OR a10 <> b10
    OR a_blank <> b_blank OR a_null <> b_null
  ORDER BY station
) TO 'differences.csv' (HEADER);

COPY (
  SELECT
    count(station_a) AS stations_a, count(station_b) AS stations_b,
    count(*) FILTER (station_b IS NULL) AS only_a, count(*) FILTER (station_a IS NULL) AS only_b,
    sum(a01) AS a01, sum(a02) AS a02, sum(a03) AS a03, sum(a04) AS a04, sum(a05) AS a05,
    sum(a06) AS a06, sum(a07) AS a07, sum(a08) AS a08, sum(a09) AS a09, sum(a10) AS a10,
    sum(b01) AS b01, sum(b02) AS b02, sum(b03) AS b03, sum(b04) AS b04, sum(b05) AS b05,
    sum(b06) AS b06, sum(b07) AS b07, sum(b08) AS b08, sum(b09) AS b09, sum(b10) AS b10
  FROM joined
) TO 'totals.csv' (HEADER);
