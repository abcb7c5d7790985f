import Avro
import Bucket

/// An Avro file that somebody else wrote and put into the bucket's folder `incoming`: loaded under the checks of any other
/// file, its fields matched to columns by name.
struct IncomingFile {
    static let folder = "incoming"
    private static let pieceBytes = 128 << 10

    let name: String
    let bucket: Bucket

    /// - Throws: `Problem` for a name that is no plain file name.
    init(_ name: String, bucket: Bucket) throws {
        guard !name.isEmpty, name.utf8.count <= 255, !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0)
        else {
            throw Problem(.badDocument, "Member 'file' takes the name of a file in the bucket's folder incoming/.")
        }
        self.name = name
        self.bucket = bucket
    }

    /// Reads the whole file into a load that has begun.
    ///
    /// - Throws: `Problem` where there is no such file, or it cannot be read; `BucketError`.
    func read(into load: Load) throws {
        let file: BucketReader
        do {
            file = try bucket.open("\(Self.folder)/\(name)")
        } catch {
            guard error.kind == .missing else { throw error }
            throw Problem(.unknownBackup, "There is no file '\(name.forMessage)' in the bucket's folder incoming/.")
        }
        defer { file.close() }
        do {
            let reader = try AvroFileReader(source: { try file.read(into: $0) })
            let line = try AvroLine(reader.schema)
            var lines: [UInt8] = []
            try reader.forEachRecord { record in
                try line.append(record, to: &lines)
                guard lines.count >= Self.pieceBytes else { return }
                try lines.withUnsafeBytes { try load.receive($0) }
                lines.removeAll(keepingCapacity: true)
            }
            try lines.withUnsafeBytes { try load.receive($0) }
        } catch let error as AvroError {
            throw Problem(.notAvro, "The file cannot be read: \(error). Nothing was written.")
        }
        try load.endReceiving()
    }

    /// The load of the file, from its beginning to its end.
    func load(_ spoken: String, _ options: LoadOptions, _ exchange: Exchange) throws -> Answer {
        try withExtendedLifetime(LongRequestPlace(exchange.worker.shared.registry)) {
            let receiver = try UploadReceiver(context: LoadContext(exchange, .upload), options: options)
            defer { exchange.note(receiver.loads) }
            do {
                try receiver.begin(table: spoken, fileName: name, format: .lines)
                try read(into: receiver.loads[0])
                let errors = try LoadRequest(loads: receiver.loads).run()
                return try .json(LoadAnswer(receiver.loads.map(\.receipt), isSingle: true, errors: errors))
            } catch {
                throw LoadRequest.close(receiver.loads, Problem.ofBackups(error))
            }
        }
    }
}
