-- metric: counted
SELECT
  *
FROM (
  SELECT
    "t0"."key",
    "t0"."first",
    SUM(CAST("t0"."outcome" <> 3 AS BIGINT) * "t0"."n") AS "waits",
    SUM(CAST("t0"."outcome" = 1 AS BIGINT) * "t0"."n") AS "answered",
    SUM(CAST("t0"."outcome" = 2 AS BIGINT) * "t0"."n") AS "dismissed",
    SUM(CAST("t0"."outcome" = 3 AS BIGINT) * "t0"."n") AS "voided",
    SUM(CAST("t0"."outcome" = 0 AS BIGINT) * "t0"."n") AS "open",
    SUM(CAST("t0"."unattributed" AS BIGINT) * "t0"."n") AS "unattributed",
    SUM(CAST("t0"."off_hours" AS BIGINT) * "t0"."n") AS "off_hours",
    SUM(CAST("t0"."covered" AS BIGINT) * "t0"."n") AS "covered_by_others"
  FROM "placed" AS "t0"
  GROUP BY
    1,
    2
) AS "t1"
ORDER BY
  "t1"."key" ASC,
  "t1"."first" ASC
