import MariaDB
import Testing

/// A server that is set up in a way of its own, from its first start on.
struct ServerCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// As the server's command line takes them.
    let options: [String]
    /// Variables that sessions begin with and that no option sets, with their values.
    var globals: [String: String] = [:]
    /// What `wharf check` warns of.
    var warning: String?

    var testDescription: String { name }

    static let all = common + (Stack.server == "mysql" ? ofMySQL : ofMariaDB)

    private static let common = [
        ServerCase(name: "local_infile=0", options: ["--local-infile=0"]),
        ServerCase(
            name: "max_allowed_packet=1M", options: ["--max-allowed-packet=1M"],
            warning: "max_allowed_packet is 1048576"),
        ServerCase(name: "lower_case_table_names=1", options: ["--lower-case-table-names=1"]),
        ServerCase(name: "require_secure_transport", options: ["--require-secure-transport=ON"]),
        ServerCase(
            name: "other defaults",
            options: [
                "--character-set-server=latin1", "--collation-server=latin1_swedish_ci", "--autocommit=0",
                "--sql-mode=ANSI_QUOTES,PIPES_AS_CONCAT,IGNORE_SPACE,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE",
                "--default-time-zone=-05:00", "--transaction-isolation=SERIALIZABLE", "--div-precision-increment=0",
                "--default-storage-engine=MyISAM", "--completion-type=CHAIN", "--low-priority-updates=ON",
            ],
            globals: [
                "foreign_key_checks": "0", "unique_checks": "0", "sql_safe_updates": "1", "sql_select_limit": "7",
            ]),
    ]

    private static let ofMariaDB = [
        ServerCase(
            name: "binary log and GTIDs",
            options: ["--log-bin=binlog", "--server-id=1", "--gtid-strict-mode=ON", "--binlog-format=ROW"])
    ]

    private static let ofMySQL = [
        ServerCase(
            name: "binary log and GTIDs",
            options: ["--log-bin=binlog", "--server-id=1", "--gtid-mode=ON", "--enforce-gtid-consistency=ON"]),
        ServerCase(name: "sql_require_primary_key", options: ["--sql-require-primary-key=ON"]),
    ]
}
