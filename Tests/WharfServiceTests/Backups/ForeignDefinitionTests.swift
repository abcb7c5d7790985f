import Testing

@testable import WharfService

/// Definitions that come out of a bucket: what the servers write is run, anything else is not.
struct ForeignDefinitionTests {
    private static func table(_ lines: String..., options: String = "ENGINE=InnoDB") -> String {
        (["CREATE TABLE `t` ("] + lines.map { "  \($0)" } + [") \(options)"]).joined(separator: "\n")
    }

    private static let id = "`id` int(11) NOT NULL"

    /// As MariaDB 10.11 and MySQL 8.4 write them.
    static let good = [
        table(
            "`id` int(11) NOT NULL AUTO_INCREMENT,", "PRIMARY KEY (`id`)",
            options:
                "ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci"),
        table(
            "`a``b (c),` varchar(9) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'it''s; -- # /* ( @',",
            "`e` enum('a,','b)','\\\\','select') DEFAULT NULL COMMENT 'SELECT (\"',",
            "`t` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),",
            "`j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`j`)),",
            "`g` bigint(20) GENERATED ALWAYS AS (`a` * 2) STORED,",
            "`select` int(11) GENERATED ALWAYS AS (`g` + -1) VIRTUAL,",
            "PRIMARY KEY (`a``b (c),`),", "UNIQUE KEY `u` (`e`,`t`),", "KEY `k` (`j`(10)) USING BTREE,",
            "FULLTEXT KEY `f` (`j`),",
            "CONSTRAINT `c` FOREIGN KEY (`g`) REFERENCES `other` (`id`) ON DELETE CASCADE ON UPDATE SET NULL,",
            "CONSTRAINT `d` CHECK (`g` > 0 and `e` <> 'x;')",
            options:
                "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 "
                + "STATS_PERSISTENT=0 COMMENT='a; ''b'' (c) \\\\ SELECT'"),
        table(
            "`id` int unsigned NOT NULL AUTO_INCREMENT,",
            "`u` binary(16) NOT NULL DEFAULT (uuid_to_bin(uuid())),",
            "`v` varchar(9) COLLATE utf8mb4_0900_ai_ci DEFAULT _utf8mb4'x' /*!80023 INVISIBLE */,",
            "`n` int DEFAULT ((1 + 2)),", "PRIMARY KEY (`id`),", "KEY `f` ((lower(`v`))),",
            "CONSTRAINT `t_chk_1` CHECK ((`n` > 0)) /*!80016 NOT ENFORCED */",
            options:
                "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci"),
    ]

    @Test(arguments: good) func whatServersWrite_IsTaken(_ ddl: String) throws {
        #expect(try ForeignDefinition(ddl).definition(forCopy: nil).text == ddl)
        let copy = try ForeignDefinition(ddl).definition(forCopy: LoadIdentifier())
        #expect(copy.foreignKeys.count == TableDefinition(ddl).foreignKeys.count)
        #expect(!copy.text.contains("CONSTRAINT `c`") && !copy.text.contains("CONSTRAINT `t_chk_1`"))
    }

    static let bad = [
        "", "DROP TABLE `t`", "CREATE TABLE `t` LIKE `wharf_tokens`", "CREATE TABLE `t` (\n) ENGINE=InnoDB",
        "CREATE OR REPLACE TABLE `t` (\n  \(id)\n) ENGINE=InnoDB",
        "CREATE TEMPORARY TABLE `t` (\n  \(id)\n) ENGINE=InnoDB",
        "CREATE TABLE `t` AS SELECT * FROM (\n  \(id)\n) ENGINE=InnoDB",
        "CREATE TABLE `t` (`x` int) ENGINE=CONNECT -- ` (\n  \(id)\n) ENGINE=InnoDB",
        "CREATE TABLE `t`; DROP TABLE `jobs`; CREATE TABLE `u` (\n  \(id)\n) ENGINE=InnoDB",
        // Options
        table(id, options: "ENGINE=CONNECT"), table(id, options: "ENGINE=MyISAM"), table(id, options: "COMMENT='x'"),
        table(id, options: "ENGINE=InnoDB ENGINE=FEDERATED"), table(id, options: ""),
        table(id, options: "ENGINE=InnoDB DATA DIRECTORY='/tmp'"), table(id, options: "ENGINE=InnoDB CONNECTION='x'"),
        table(id, options: "ENGINE=InnoDB COMMENT='a' DATA DIRECTORY='/tmp'"),
        table(id, options: "ENGINE=InnoDB COMMENT='a' ENGINE=CONNECT FILE_NAME='/etc/passwd'"),
        table(id, options: "ENGINE=InnoDB COMMENT='a' 'b'"), table(id, options: "ENGINE=InnoDB COMMENT='a'\u{301}"),
        table(id, options: "ENGINE=InnoDB COMMENT='a\\'"), table(id, options: "ENGINE=InnoDB COMMENT='"),
        table(id, options: "ENGINE=InnoDB SELECT 1"), table(id, options: "ENGINE=InnoDB AS SELECT * FROM `jobs`"),
        table(id, options: "ENGINE=InnoDB COMMENT='a' AS SELECT 'x'"),
        table(id, options: "ENGINE=InnoDB; DROP TABLE `x`"),
        table(id, options: "ENGINE=InnoDB UNION=(`jobs`)"), table(id, options: "ENGINE=InnoDB /* x */"),
        table(id, options: "ENGINE=InnoDB WITH SYSTEM VERSIONING"), table(id, options: "ENGINE=InnoDB ENCRYPTED=YES"),
        table(id, options: "ENGINE=InnoDB\n PARTITION BY KEY (`id`)"), table(id, options: "ENGINE=InnoDB -- x"),
        // Columns and keys
        table("\(id)) ENGINE=CONNECT -- "), table("\(id))"), table("\(id) DEFAULT (1"), table("\(id) DEFAULT 'x"),
        table("\(id) DEFAULT (SELECT 1)"), table("\(id) DEFAULT (select 1)"), table("\(id) CHECK (`id` > @x)"),
        table("\(id) /* x */"), table("\(id) /*! x */"), table("\(id) /*M! x */"), table("\(id) # x"),
        table("\(id) -- x"), table("\(id); DROP TABLE `jobs`"), table("\(id) DEFAULT \\0"), table("id int"),
        table("\(id),"), table(id, id), table("\(id),", "INDEX (`id`)"), table("\(id),", "PERIOD FOR `p` (`a`,`b`)"),
        table("\(id),", "LIKE `jobs`"), table("\(id),", ""), table("`id"), table("`v` varchar(9) DEFAULT \"x"),
        // A quote with an accent is a quote.
        table("`v` varchar(9) DEFAULT '\u{301}') ENGINE=CONNECT -- '"),
        table("`v` varchar(9) DEFAULT '\u{301}' ; DROP TABLE `jobs` '"),
    ]

    @Test(arguments: bad) func anythingElse_IsRefused(_ ddl: String) {
        let problem = #expect(throws: Problem.self) { try ForeignDefinition(ddl).definition(forCopy: nil) }
        #expect(problem?.type == .tableDiffers)
    }
}
