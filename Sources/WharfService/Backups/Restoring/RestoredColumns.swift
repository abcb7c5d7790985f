import Avro

/// Which columns of a table get which fields of a backup, by name.
struct RestoredColumns {
    /// The columns that are filled, in the order of the backup's fields.
    let columns: [Column]
    let sources: [RowReader.Source]
    /// The backup's fields, as the columns that they fill would write them.
    let fields: [BackupField]
    /// What is different, in words.
    let notes: [String]

    /// - Parameters:
    ///   - table: has the columns.
    ///   - target: the table that callers know.
    /// - Throws: `Problem` where a value of the backup would have no place, or a column no value.
    init(_ manifest: BackupManifest, table: Table, target: String) throws {
        let schema: AvroSchema
        do {
            schema = try AvroSchema(Array(manifest.schema.utf8))
        } catch {
            throw BackupDamaged("its schema cannot be read: \(error)")
        }
        let written = manifest.columns.filter { !$0.isGenerated }
        guard written.count == schema.fields.count else {
            throw BackupDamaged("its schema has other columns than its manifest")
        }
        let known = Dictionary(table.loadableColumns.map { ($0.name.lowercased(), $0) }) { first, _ in first }
        var columns: [Column] = []
        var fields: [BackupField] = []
        var notes: [String] = []
        for (column, field) in zip(written, schema.fields) {
            guard let place = known[column.name.lowercased()] else {
                throw Problem(
                    .tableDiffers,
                    "Table \(target) has no column \(column.name), which the backup has. Nothing was changed.")
            }
            guard let coding = FieldCoding(field.type, place) else {
                throw Problem(
                    .tableDiffers,
                    "Column \(target).\(place.name) is \(place.sqlType), which cannot take the backup's \(column.sqlType). "
                        + "Nothing was changed.")
            }
            if place.sqlType != column.sqlType {
                notes.append("column \(place.name) was \(column.sqlType), is \(place.sqlType)")
            }
            columns.append(place)
            fields.append(BackupField(column: place, name: field.name, coding: coding, isNullable: field.isNullable))
        }
        let filled = Set(columns.map(\.name))
        for column in table.loadableColumns where !filled.contains(column.name) {
            guard column.isOptional else {
                throw Problem(
                    .tableDiffers,
                    "Column \(target).\(column.name) must have a value, and the backup has none. Nothing was changed.")
            }
            notes.append("column \(column.name) is not in the backup and gets its default")
        }
        self.columns = columns
        self.fields = fields
        self.notes = notes
        sources = fields.enumerated().map { RowReader.Source(column: $1.column, field: $0, coding: $1.coding) }
    }

    /// Whether the table is the one that was backed up, so that what it takes it also keeps.
    var areUnchanged: Bool { notes.isEmpty }
}

extension FieldCoding {
    /// How a field of this type is read into a column; `nil` where no such column has its values.
    init?(_ type: AvroType, _ column: Column) {
        switch type {
        case .int: self = .int
        case .long: if case .time = column.type { self = .timeSpan } else { self = .long }
        case .decimal(Self.unsignedLongPrecision, 0, nil):
            self = column.type.isInteger ? .unsignedLong : .decimal(precision: 20, scale: 0)
        case .decimal(let precision, let scale, nil): self = .decimal(precision: precision, scale: scale)
        case .float: self = .float
        case .double: self = .double
        case .date: self = .date
        case .timeMicros: self = .timeOfDay
        case .timestampMicros: self = .timestamp
        case .string: self = .string
        case .bytes: self = .bytes
        default: return nil
        }
    }
}

extension ColumnType {
    fileprivate var isInteger: Bool { if case .integer = self { true } else { false } }
}
