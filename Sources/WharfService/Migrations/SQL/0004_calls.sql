-- What was answered to requests that came with an Idempotency-Key.

CREATE TABLE IF NOT EXISTS `wharf_calls` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID: sorts by time',
    `caller` VARCHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'id of the token, or anonymous',
    `call_key` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the Idempotency-Key, of one caller',
    `route` VARCHAR(255) NOT NULL COMMENT 'such as POST /upload',
    `instance_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who works on it',
    `started_at` DATETIME(6) NOT NULL COMMENT 'UTC, by the database clock',
    `fingerprint` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
        COMMENT 'SHA-256 of method, address and content; null until the body was received',
    `finished_at` DATETIME(6) NULL COMMENT 'UTC, by the database clock; null while it runs',
    `status` SMALLINT UNSIGNED NULL COMMENT 'HTTP status of the answer',
    `content_type` VARCHAR(64) NULL COMMENT 'of the answer',
    `body` LONGBLOB NULL COMMENT 'the answer',
    PRIMARY KEY (`id`),
    UNIQUE KEY `wharf_calls_by_key` (`caller`, `call_key`),
    KEY `wharf_calls_by_instance` (`instance_id`, `finished_at`),
    KEY `wharf_calls_by_end` (`finished_at`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'requests with a key, and their answers';

CREATE TABLE IF NOT EXISTS `wharf_call_loads` (
    `load_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'load that the call began',
    `call_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (`load_id`),
    KEY `wharf_call_loads_by_call` (`call_id`),
    CONSTRAINT `wharf_call_loads_call` FOREIGN KEY (`call_id`) REFERENCES `wharf_calls` (`id`) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'loads of requests with a key';
