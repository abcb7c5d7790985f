-- Restores: who replaced which rows by which backup, and whose tables a killed process left.

CREATE TABLE IF NOT EXISTS `wharf_restores` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID; also in the names of its tables',
    `instance_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whose process works on it',
    `table_name` VARCHAR(64) NOT NULL COMMENT 'table that is restored, or made',
    `backup_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'backup whose rows it gets',
    `purpose` VARCHAR(16) NOT NULL COMMENT 'restore, dry_run or drill',
    `state` VARCHAR(16) NOT NULL COMMENT 'running, done, failed or interrupted',
    `method` VARCHAR(16) NULL COMMENT 'swapped, rewritten or created',
    `rows_restored` BIGINT NULL COMMENT 'rows of the table afterwards',
    `safety_backup_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'backup of what was replaced',
    `requested_by` VARCHAR(128) NOT NULL COMMENT 'name of the token, or the command',
    `request_id` VARCHAR(128) NOT NULL COMMENT 'X-Request-Id; empty for a command',
    `started_at` DATETIME(6) NOT NULL COMMENT 'UTC',
    `finished_at` DATETIME(6) NULL COMMENT 'UTC',
    PRIMARY KEY (`id`),
    KEY `wharf_restores_by_instance` (`instance_id`, `state`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'restores and drills';
