-- metric: responses
SELECT
  "t19"."dimension",
  "t19"."key",
  "t19"."first",
  SUM(CAST("t19"."outcome" <> 3 AS INT)) AS "waits",
  SUM(CAST("t19"."outcome" = 1 AS INT)) AS "answered",
  SUM(CAST("t19"."outcome" = 2 AS INT)) AS "dismissed",
  SUM(CAST("t19"."outcome" = 3 AS INT)) AS "voided",
  SUM(CAST("t19"."outcome" = 0 AS INT)) AS "open",
  SUM(CAST("t19"."unattributed" AS INT)) AS "unattributed",
  SUM(CAST("t19"."off_hours" AS INT)) AS "off_hours",
  SUM(CAST("t19"."covered" AS INT)) AS "covered_by_others"
FROM (
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'mailbox' AS "dimension",
          "t0"."mailbox" AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t1"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'domain' AS "dimension",
          "t0"."domain" AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t3"
    ) AS "t8"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'calendar' AS "dimension",
          "t0"."calendar" AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t4"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'weekday' AS "dimension",
          CAST("t0"."weekday" AS INT) AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t9"
    ) AS "t13"
  ) AS "t16"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'hour' AS "dimension",
          CAST("t0"."hour" AS INT) AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t10"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t0"."outcome",
          "t0"."first",
          "t0"."unattributed",
          "t0"."off_hours",
          "t0"."covered",
          'trend' AS "dimension",
          "t0"."trend" AS "key"
        FROM "waits" AS "t0"
        WHERE
          "t0"."in_scope"
      ) AS "t5"
    ) AS "t14"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t0"."outcome",
            "t0"."first",
            "t0"."unattributed",
            "t0"."off_hours",
            "t0"."covered",
            'all' AS "dimension",
            CAST(0 AS INT) AS "key"
          FROM "waits" AS "t0"
          WHERE
            "t0"."in_scope"
        ) AS "t2"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t0"."outcome",
            "t0"."first",
            "t0"."unattributed",
            "t0"."off_hours",
            "t0"."covered",
            'period' AS "dimension",
            CAST("t0"."period" AS INT) AS "key"
          FROM "waits" AS "t0"
          WHERE
            "t0"."period" > 0
        ) AS "t12"
      ) AS "t15"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t0"."outcome",
            "t0"."first",
            "t0"."unattributed",
            "t0"."off_hours",
            "t0"."covered",
            'person' AS "dimension",
            "t0"."person" AS "key"
          FROM "waits" AS "t0"
          WHERE
            "t0"."in_scope"
        ) AS "t6"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t0"."outcome",
            "t0"."first",
            "t0"."unattributed",
            "t0"."off_hours",
            "t0"."covered",
            'team' AS "dimension",
            "t0"."team" AS "key"
          FROM "waits" AS "t0"
          WHERE
            "t0"."in_scope"
        ) AS "t7"
      ) AS "t11"
    ) AS "t17"
  ) AS "t18"
) AS "t19"
GROUP BY
  1,
  2,
  3
-- metric: classes
SELECT
  *
FROM (
  SELECT
    "t0"."in_scope",
    "t0"."kind",
    COUNT(*) AS "messages"
  FROM "messages" AS "t0"
  GROUP BY
    1,
    2
) AS "t1"
ORDER BY
  "t1"."in_scope" ASC,
  "t1"."kind" ASC
-- metric: per_day
SELECT
  *
FROM (
  SELECT
    "t1"."day",
    SUM(CAST("t1"."kind" IN (0, 1) AS INT)) AS "received",
    SUM(CAST("t1"."kind" IN (4) AS INT)) AS "sent"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope" AND (
        "t0"."kind" IN (0, 1) OR "t0"."kind" IN (4)
      )
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."day" ASC
-- metric: heatmap
SELECT
  *
FROM (
  SELECT
    "t1"."weekday",
    "t1"."hour",
    SUM(CAST("t1"."kind" IN (0, 1) AS INT)) AS "received",
    SUM(CAST("t1"."kind" IN (4) AS INT)) AS "sent"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope" AND (
        "t0"."kind" IN (0, 1) OR "t0"."kind" IN (4)
      )
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."weekday" ASC,
  "t2"."hour" ASC
-- metric: top_senders
SELECT
  *
FROM (
  SELECT
    "t1"."party",
    COUNT(*) AS "messages"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope" AND "t0"."kind" IN (0, 1) AND "t0"."party" >= 0
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."messages" DESC,
  "t2"."party" ASC
LIMIT 10
-- metric: top_domains
SELECT
  *
FROM (
  SELECT
    "t1"."domain",
    COUNT(*) AS "messages"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope" AND "t0"."kind" IN (0, 1) AND "t0"."domain" >= 0
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."messages" DESC,
  "t2"."domain" ASC
LIMIT 10
-- metric: sent_by_person
SELECT
  *
FROM (
  SELECT
    "t1"."person",
    COUNT(*) AS "messages"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope" AND "t0"."kind" IN (4)
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."person" ASC
-- metric: words
SELECT
  QUANTILE_CONT("t1"."words", 0.5) FILTER(WHERE
    "t1"."kind" IN (0, 1)) AS "received",
  QUANTILE_CONT("t1"."words", 0.5) FILTER(WHERE
    "t1"."kind" IN (4)) AS "sent"
FROM (
  SELECT
    *
  FROM "messages" AS "t0"
  WHERE
    "t0"."in_scope" AND "t0"."words" >= 0
) AS "t1"
-- metric: lengths
SELECT
  *
FROM (
  SELECT
    "t2"."messages",
    COUNT(*) AS "threads"
  FROM (
    SELECT
      "t1"."conversation",
      COUNT(*) AS "messages",
      SUM(CAST("t1"."kind" IN (4) AS INT)) AS "replies"
    FROM (
      SELECT
        *
      FROM "messages" AS "t0"
      WHERE
        "t0"."in_scope"
    ) AS "t1"
    GROUP BY
      1
  ) AS "t2"
  GROUP BY
    1
) AS "t3"
ORDER BY
  "t3"."messages" ASC
-- metric: threads_shape
SELECT
  QUANTILE_CONT("t2"."messages", 0.5) AS "messages_median",
  QUANTILE_CONT("t2"."messages", 0.9) AS "messages_p90",
  MAX("t2"."messages") AS "longest",
  QUANTILE_CONT("t2"."replies", 0.5) FILTER(WHERE
    "t2"."replies" > 0) AS "replies_median"
FROM (
  SELECT
    "t1"."conversation",
    COUNT(*) AS "messages",
    SUM(CAST("t1"."kind" IN (4) AS INT)) AS "replies"
  FROM (
    SELECT
      *
    FROM "messages" AS "t0"
    WHERE
      "t0"."in_scope"
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
