-- The plain one of two bare comparisons that `npm run bench` puts beside ours: what somebody who knows SQL writes
-- down first. It checks nothing: no duplicate stations, no sums, no register, and a bad number stops it.
--
-- Columns and types are left to DuckDB, save that ids are text, as their leading zeros are part of them.
-- Variables file_a and file_b are set by scripts/bench-duckdb.ts; output goes to the current folder.

CREATE TABLE a AS SELECT * FROM read_csv(getvariable('file_a'), types = {'station': 'VARCHAR', 'place': 'VARCHAR'});
CREATE TABLE b AS SELECT * FROM read_csv(getvariable('file_b'), types = {'station': 'VARCHAR', 'place': 'VARCHAR'});

COPY (
  SELECT
    coalesce(a.station, b.station) AS station,
    CASE WHEN b.station IS NULL THEN 'a' WHEN a.station IS NULL THEN 'b' END AS only_in,
    b.o01 - a.o01 AS o01, b.o02 - a.o02 AS o02, b.o03 - a.o03 AS o03, b.o04 - a.o04 AS o04, b.o05 - a.o05 AS o05,
    b.o06 - a.o06 AS o06, b.o07 - a.o07 AS o07, b.o08 - a.o08 AS o08, b.o09 - a.o09 AS o09, b.o10 - a.o10 AS o10,
    b.blank - a.blank AS blank, b."null" - a."null" AS "null"
  FROM a FULL JOIN b ON a.station = b.station
  WHERE a.station IS NULL OR b.station IS NULL
    OR a.o01 <> b.o01 OR a.o02 <> b.o02 OR a.o03 <> b.o03 OR a.o04 <> b.o04 OR a.o05 <> b.o05
    OR a.o06 <> b.o06 OR a.o07 <> b.o07 OR a.o08 <> b.o08 OR a.o09 <> b.o09 OR a.o10 <> b.o10
    OR a.blank <> b.blank OR a."null" <> b."null"
  ORDER BY station
) TO 'differences.csv' (HEADER);

COPY (
  SELECT
    count(a.station) AS stations_a, count(b.station) AS stations_b,
    count(*) FILTER (b.station IS NULL) AS only_a, count(*) FILTER (a.station IS NULL) AS only_b,
    sum(a.o01) AS a01, sum(a.o02) AS a02, sum(a.o03) AS a03, sum(a.o04) AS a04, sum(a.o05) AS a05,
    sum(a.o06) AS a06, sum(a.o07) AS a07, sum(a.o08) AS a08, sum(a.o09) AS a09, sum(a.o10) AS a10,
    sum(b.o01) AS b01, sum(b.o02) AS b02, sum(b.o03) AS b03, sum(b.o04) AS b04, sum(b.o05) AS b05,
    sum(b.o06) AS b06, sum(b.o07) AS b07, sum(b.o08) AS b08, sum(b.o09) AS b09, sum(b.o10) AS b10
  FROM a FULL JOIN b ON a.station = b.station
) TO 'totals.csv' (HEADER);
