import Glibc
import MariaDB
import Testing

extension EndToEndTests {
    /// Uploads of 2 GB. They want an optimised program (`WHARF_BIN=.build/release/wharf`), 20 GB of disk, and hours.
    @Suite(
        .oneResponder,
        .enabled(if: environment("WHARF_LONG_TESTS") == "1", "WHARF_LONG_TESTS=1 enables what takes hours"))
    struct LongTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private let rows = 38_000_000
        private let patience = ["--max-time", "86400"]

        @Test func hugeUpload_GoesInWhole_WithinMemory() throws {
            try stack.restartResponder()
            let sample = try Sample(stack, rows: rows, rejectShare: 0.0001)
            #expect(sample.bytes > 1_900_000_000)
            let receipts = try stack.expectSuccess(stack.curl("/upload", patience + sample.arguments))
            let receipt = try #require(receipts.first)
            #expect(receipt.sum == [rows, sample.inserted, 0, 0, sample.rejected])
            #expect(receipt.file.bytes == sample.bytes)
            #expect(try stack.count("hired_employees") == sample.inserted)
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
        }

        @Test func hugeUpload_LeavesNothing_WhenTheClientDisappears() throws {
            try stack.restartResponder()
            let sample = try Sample(stack, rows: rows, rejectShare: 0)
            let upload = try Curl(stack, "/upload", patience + sample.arguments)
            let id = try stack.awaitReceiving()
            try eventually("half of the file", withinSeconds: 3600) {
                try stack.receipt(id).progress?.bytes ?? 0 > sample.bytes / 2
            }
            upload.disappear()
            try stack.awaitState("interrupted", of: id)
            try stack.expectClosed(stack.receipt(id))
            #expect(try stack.counts() == [0, 0, 0])
            try eventually("an empty spool", withinSeconds: 60) { stack.spooled.isEmpty }
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
        }

        /// The rollback of what was written so far takes the database its time.
        @Test func hugeUpload_LeavesNothing_WhenTheResponderIsKilledDuringTheWrite() throws {
            let sample = try Sample(stack, rows: rows, rejectShare: 0)
            let upload = try Curl(stack, "/upload", patience + sample.arguments)
            let id: String = try eventually("a write", withinSeconds: 7200, everyMilliseconds: 200) {
                try stack.query(
                    "SELECT `id` FROM `wharf_loads` WHERE `state` = 'writing' AND `table_name` = 'hired_employees'"
                ).first?[0].string
            }
            try stack.kill("wharf")
            try stack.expectProblem(upload.answer(), 502, "about:blank")
            try stack.start()
            try stack.awaitState("interrupted", of: id)
            #expect(stack.spooled.isEmpty)
            try eventually("the rollback", withinSeconds: 7200, everyMilliseconds: 1000) {
                try stack.asAdministrator { try $0.query("SELECT trx_id FROM information_schema.INNODB_TRX").isEmpty }
            }
            #expect(try stack.count("hired_employees") == 0)
        }

        @Test func largeDryRun_StaysWithinMemory() throws {
            try stack.restartResponder()
            let sample = try Sample(stack, rows: 3_800_000, rejectShare: 0.01)
            #expect(sample.bytes > 190_000_000)
            let receipts = try stack.expectSuccess(stack.curl("/upload?dry_run=true", patience + sample.arguments))
            #expect(receipts.first?.sum == [3_800_000, sample.inserted, 0, 0, sample.rejected])
            #expect(try stack.responderPeakBytes() < Stack.memoryBound(megabytes: 64))
        }
    }
}
