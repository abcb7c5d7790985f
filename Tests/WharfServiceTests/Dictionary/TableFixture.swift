@testable import WharfService

extension ColumnType {
    static let number = ColumnType.integer(minimum: 0, maximum: UInt64(UInt32.max), acceptsBooleans: false)
    static let words = ColumnType.text(maximumCharacters: 255, maximumBytes: 1020, isPadded: false)
}

extension Column {
    init(_ name: String, _ type: ColumnType, isNullable: Bool = false, isGenerated: Bool = false) {
        self.init(
            name: name, type: type, sqlType: "", isNullable: isNullable, defaultText: nil, isGenerated: isGenerated,
            isAutoIncrement: false, characterSet: nil, collation: nil, comment: "")
    }
}

extension Table {
    /// A table without a database; its first column is its key.
    init(_ name: String, _ columns: [Column]) {
        self.init(
            name: name, comment: "", columns: columns, primaryKey: [0], uniqueKeys: [], foreignKeys: [],
            referencedBy: [], hasChecks: false, estimatedRows: 0, obstacle: nil)
    }

    static let departments = Table("departments", [Column("id", .number), Column("department", .words)])
    static let jobs = Table("jobs", [Column("id", .number), Column("job", .words)])
    static let hiredEmployees = Table(
        "hired_employees",
        [
            Column("id", .number), Column("name", .words), Column("datetime", .datetime(fraction: 6)),
            Column("department_id", .number), Column("job_id", .number),
        ])
    static let phrases = Table("phrases", [Column("code", .words), Column("text", .words)])
    static let notes = Table(
        "notes",
        [
            Column("id", .number), Column("title", .words), Column("remark", .words, isNullable: true),
            Column("size", .number, isGenerated: true),
        ])
}
