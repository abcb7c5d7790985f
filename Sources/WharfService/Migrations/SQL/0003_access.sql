-- Who may call the service, and what was refused or taken away.

CREATE TABLE IF NOT EXISTS `wharf_tokens` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID: sorts by time',
    `name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who holds it; several tokens may share it',
    `digest` BINARY(32) NOT NULL COMMENT 'SHA-256 of the token, which itself is kept nowhere',
    `scopes` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it allows, with commas between',
    `created_at` DATETIME(6) NOT NULL COMMENT 'UTC, by the database clock',
    `expires_at` DATETIME(6) NULL COMMENT 'UTC; null: never',
    `revoked_at` DATETIME(6) NULL COMMENT 'UTC, by the database clock; null: in force',
    `last_used_at` DATETIME(6) NULL COMMENT 'UTC, by the database clock, exact to a minute; null: never',
    PRIMARY KEY (`id`),
    UNIQUE KEY `wharf_tokens_by_digest` (`digest`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'tokens that callers show';

CREATE TABLE IF NOT EXISTS `wharf_audit` (
    `id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'ULID: sorts by time',
    `at` DATETIME(6) NOT NULL COMMENT 'UTC; of several occurrences, the last',
    `request_id` VARCHAR(128) NULL COMMENT 'request that it came with; null: the command line',
    `who` VARCHAR(255) NOT NULL COMMENT 'name of the token, anonymous, or command: and the user of the system',
    `address` VARCHAR(64) NULL COMMENT 'where the request came from',
    `act` VARCHAR(255) NOT NULL COMMENT 'what was done or asked for',
    `target` VARCHAR(255) NOT NULL COMMENT 'what it was done to: a path, a table, a token',
    `status` SMALLINT UNSIGNED NULL COMMENT 'HTTP status of a refusal; null: it was done',
    `problem` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'problem type of a refusal',
    `detail` VARCHAR(1024) NOT NULL COMMENT 'a sentence or numbers',
    `occurrences` INT UNSIGNED NOT NULL COMMENT 'how many refusals of this kind the row stands for',
    PRIMARY KEY (`id`),
    KEY `wharf_audit_by_time` (`at`),
    KEY `wharf_audit_by_caller` (`who`, `at`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'refused and destructive acts; rows are only added';
