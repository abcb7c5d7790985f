import Foundation
import MariaDB
import Testing

@testable import WharfService

extension DatabaseTests {
    /// What becomes of a key when its instance dies.
    struct CallStoreTests {
        private let database: ScratchDatabase
        private let dead = LoadIdentifier()
        private let call = LoadIdentifier()
        private let store: CallStore

        init() throws {
            database = try ScratchDatabase()
            store = CallStore(connection: database.connection, instance: LoadIdentifier())
            try database.connection.execute(
                """
                INSERT INTO wharf_calls (id, caller, call_key, route, instance_id, started_at, fingerprint)
                VALUES (?, 'anonymous', 'key', 'POST /upload', ?, UTC_TIMESTAMP(6), 'print')
                """, [.text(call.description), .text(dead.description)])
        }

        private func load(_ state: LoadState, inserted: Int) throws {
            var receipt = Receipt(
                id: LoadIdentifier(), table: "jobs", state: state, source: "upload", options: LoadOptions().record,
                by: "tester", requestID: "request", callID: call, startedAt: Timestamp.now())
            (receipt.read, receipt.inserted) = (inserted, inserted)
            try LoadStore(connection: database.connection).insert(receipt, instance: dead)
        }

        /// The call's row after the burial: status, or nothing where the key was given back.
        private func settled() throws -> [String] {
            try LoadStore(connection: database.connection).interrupt(loadsOf: dead, why: "it died")
            try store.settle(callsOf: dead)
            return try database.rows("SELECT status, content_type, finished_at IS NOT NULL FROM wharf_calls")
        }

        @Test func key_IsGivenBack_WhenNothingWentIn() throws {
            #expect(try settled() == [])
        }

        @Test func key_IsGivenBack_WhenItsLoadsWereInterrupted() throws {
            try load(.writing, inserted: 0)
            try load(.done, inserted: 0)
            #expect(try settled() == [])
            #expect(try database.count("wharf_call_loads") == 0)
        }

        @Test func answer_IsMadeFromReceipts_WhenAllWentIn() throws {
            try load(.done, inserted: 2)
            try load(.done, inserted: 0)
            #expect(try settled() == ["200|application/json|1"])
            let body = try #require(try database.connection.query("SELECT body FROM wharf_calls")[0][0].bytes)
            let answer = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
            #expect(answer["status"] as? String == "SUCCESS")
            #expect((answer["loads"] as? [[String: Any]])?.map { $0["inserted"] as? Int } == [2, 0])
        }

        @Test func answer_SaysWhatIsMissing_WhenPartWentIn() throws {
            try load(.done, inserted: 2)
            try load(.writing, inserted: 0)
            #expect(try settled() == ["409|application/problem+json|1"])
        }

        @Test func answer_IsForgotten_AfterItsTime() throws {
            try store.finish(call, .init(status: 200, contentType: "application/json", body: [1]))
            try database.connection.execute(
                "UPDATE wharf_calls SET finished_at = UTC_TIMESTAMP(6) - INTERVAL 2 HOUR")
            try store.expire(afterHours: 3)
            #expect(try database.count("wharf_calls") == 1)
            try store.expire(afterHours: 1)
            #expect(try database.count("wharf_calls") == 0)
        }
    }
}
