-- What the service keeps of itself: who runs, what was loaded, what was not.

CREATE TABLE IF NOT EXISTS `wharf_instances` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID of one run of the service',
    `host` VARCHAR(255) NOT NULL COMMENT 'machine it runs on',
    `pid` INT UNSIGNED NOT NULL COMMENT 'process id',
    `started_at` DATETIME(6) NOT NULL COMMENT 'UTC, by the database clock',
    `seen_at` DATETIME(6) NOT NULL COMMENT 'UTC, by the database clock; an instance long unseen is dead',
    PRIMARY KEY (`id`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'running instances of the service';

CREATE TABLE IF NOT EXISTS `wharf_loads` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID: sorts by time',
    `instance_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who works on it',
    `request_id` VARCHAR(128) NOT NULL COMMENT 'request that it came with',
    `table_name` VARCHAR(64) NOT NULL COMMENT 'table that it fills',
    `state` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
        COMMENT 'receiving, checked, writing, done, failed or interrupted',
    `source` VARCHAR(16) NOT NULL COMMENT 'upload, bulk, restore or command',
    `requested_by` VARCHAR(255) NOT NULL COMMENT 'who asked',
    `started_at` DATETIME(6) NOT NULL COMMENT 'UTC',
    `finished_at` DATETIME(6) NULL COMMENT 'UTC; null while it runs',
    `bytes_received` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'progress',
    `bytes_expected` BIGINT UNSIGNED NULL COMMENT 'size of the request body, where known',
    `records_seen` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'progress',
    `rows_written` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'progress: rows sent, not yet committed',
    `records_read` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '= inserted + updated + unchanged + rejected',
    `inserted` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'rows that are new',
    `updated` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'rows that took new values',
    `unchanged` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'records equal to a row that was there',
    `rejected` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'records that did not go in',
    `rows_before` BIGINT UNSIGNED NULL COMMENT 'rows in the table when the write began',
    `rows_after` BIGINT UNSIGNED NULL COMMENT 'rows in the table when the write ended',
    `file_name` VARCHAR(255) NULL COMMENT 'as the client gave it',
    `file_bytes` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'size of the file, uncompressed',
    `file_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'digest of the file',
    `details` LONGTEXT NOT NULL COMMENT 'JSON: dialect, options, seconds, warnings, rejects by code, problem',
    PRIMARY KEY (`id`),
    KEY `wharf_loads_by_state` (`state`, `instance_id`),
    KEY `wharf_loads_by_table` (`table_name`, `id`),
    KEY `wharf_loads_by_digest` (`file_sha256`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'receipts of loads';

CREATE TABLE IF NOT EXISTS `wharf_rejects` (
    `load_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'load that it belongs to',
    `record` BIGINT UNSIGNED NOT NULL COMMENT 'number of the record in its source, from 0',
    `line` BIGINT UNSIGNED NOT NULL COMMENT 'line on which it begins, from 1',
    `byte_offset` BIGINT UNSIGNED NOT NULL COMMENT 'its first byte in the file',
    `content` LONGBLOB NOT NULL COMMENT 'the record as it came; of one that is too large, its first 512 KiB',
    `reasons` LONGTEXT NOT NULL COMMENT 'JSON: [{field, code, value}]',
    PRIMARY KEY (`load_id`, `record`),
    CONSTRAINT `wharf_rejects_load` FOREIGN KEY (`load_id`) REFERENCES `wharf_loads` (`id`) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'records that did not go in';
