-- For Grafana, whose time series are told by a column named time.
SELECT CAST(`quarter_start` AS DATETIME) AS `time`, `year`, `quarter`, `department`, `job`, `hires`
  FROM `hires_by_q_long`
