/// What is known of a record's primary key.
enum KeyVerdict {
    /// Neither in the table nor earlier in the file.
    case new
    /// An earlier record of the file that is valid otherwise has it.
    case repeated
    /// The table has it, in a row whose values in the load's columns are the record's, or are not.
    case existing(isEqual: Bool)
}

/// Decides on the keys of records, batch by batch in the order of the sorted spool.
protocol KeyJudge {
    /// Records of a full batch.
    var recordsPerBatch: Int { get }

    /// One verdict for each record of the batch.
    mutating func judge(_ batch: RowBatch) throws -> [KeyVerdict]
}
