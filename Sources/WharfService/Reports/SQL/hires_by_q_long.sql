-- One row per quarter, for charts.
SELECT CAST(CONCAT(`year`, '-01-01') AS DATE) AS `quarter_start`, `year`, 1 AS `quarter`, `department`, `job`, `q1` AS `hires`
  FROM `hires_by_q`
 UNION ALL
SELECT CAST(CONCAT(`year`, '-04-01') AS DATE), `year`, 2, `department`, `job`, `q2`
  FROM `hires_by_q`
 UNION ALL
SELECT CAST(CONCAT(`year`, '-07-01') AS DATE), `year`, 3, `department`, `job`, `q3`
  FROM `hires_by_q`
 UNION ALL
SELECT CAST(CONCAT(`year`, '-10-01') AS DATE), `year`, 4, `department`, `job`, `q4`
  FROM `hires_by_q`
