import MariaDB
import Testing

extension EndToEndTests {
    struct BulkTests {
        let stack: Stack

        init() throws { stack = try Stack.shared() }

        private func departments() throws -> [String] {
            try stack.query("SELECT `id`, `department` FROM `departments` ORDER BY `id`").map {
                "\($0[0].int ?? -1) \($0[1].string ?? "")"
            }
        }

        @Test func goodRows_GoIn_AndOthersAreNamedByTheirNumber() throws {
            let answer = try stack.expectBulk(
                stack.bulk(
                    #"""
                    {"data": [{"id": 1, "department": "Zo\u00eb"}, {"department": "Legal", "id": 2e0},
                              {"id": 3, "department": null}, {"id": 4, "department": 5}], "table": "Department"}
                    """#))
            #expect(answer.load.sum == [4, 2, 0, 0, 2] && answer.load.table == "departments")
            #expect(answer.load.dialect == nil && answer.load.json?.rows == "objects")
            #expect(answer.load.json?.columns == ["id", "department"] && answer.load.file.sha256?.count == 64)
            #expect(answer.errors?.map(\.index) == [2, 3] && answer.errors?.map(\.line) == [nil, nil])
            #expect(answer.errors?.map(\.code) == ["missing", "wrong_type"])
            #expect(answer.errors?.map(\.value) == ["", "5"])
            #expect(try departments() == ["1 Zoë", "2 Legal"])
            let rejects = try stack.rejects(answer.load.id)
            #expect(rejects.map(\.index) == [2, 3] && rejects.map(\.line) == [nil, nil])
            #expect(rejects.map(\.text) == [#"{"id": 3, "department": null}"#, #"{"id": 4, "department": 5}"#])
        }

        @Test func mostRows_GoIn() throws {
            let rows = (1...1000).map { "[\($0),\"Number \($0)\"]" }.joined(separator: ",")
            let answer = try stack.expectBulk(stack.bulk("{\"table\":\"departments\",\"data\":[\(rows)]}"))
            #expect(answer.load.sum == [1000, 1000, 0, 0, 0] && answer.errors == nil)
            #expect(try stack.count("departments") == 1000)
        }

        @Test func gzipBody_IsUnpacked() throws {
            let packed = try stack.gzip(Array(#"{"table":"departments","data":[[1,"Support"]]}"#.utf8))
            try stack.expectBulk(stack.bulk(packed, "", ["-H", "Content-Encoding: gzip"]))
            #expect(try departments() == ["1 Support"])
        }

        @Test func option_Counts_InTheDocumentAndInTheQuery() throws {
            let rows = #""table":"departments","data":[[1,"Support"]]"#
            let dry = try stack.expectBulk(stack.bulk("{\(rows),\"dry_run\":true}"))
            #expect(dry.load.options.dryRun && dry.load.inserted == 1)
            #expect(try stack.counts() == [0, 0, 0])
            try stack.expectBulk(stack.bulk("{\(rows)}"))
            let again = try stack.expectBulk(stack.bulk("{\(rows)}", "?on_duplicate=skip"))
            #expect(again.load.sum == [1, 0, 0, 1, 0])
        }

        @Test func rejects_ComeBackAsLinesAndAsCSV_AndGoInCorrected() throws {
            let answer = try stack.expectBulk(
                stack.bulk(#"{"table":"departments","data":[[1,"Support"],[2,""],[3,"Sales"],[1,"Again"]]}"#))
            #expect(answer.load.rejectsByCode == ["missing": 1, "repeated_in_file": 1])
            let lines = try stack.get(answer.load.rejectsUrl, "-H", "Accept: application/x-ndjson")
            #expect(lines["content-type"] == "application/x-ndjson")
            #expect(lines["content-disposition"]?.contains("departments-rejects-\(answer.load.id).ndjson") == true)
            #expect(lines.text == "[2,\"\"]\n[1,\"Again\"]\n")
            let csv = try stack.get(answer.load.rejectsUrl, "-H", "Accept: text/csv")
            #expect(csv["content-type"] == "text/csv; charset=utf-8")
            #expect(csv.text.hasPrefix("wharf_index,wharf_codes,wharf_reasons,id,department\r\n1,missing,"))
            let corrected = lines.text.replacing("\"\"", with: "\"Legal\"").replacing("[1", with: "[4")
            try stack.expectSuccess(stack.uploadLines(corrected, "?table=departments"))
            #expect(try departments() == ["1 Support", "2 Legal", "3 Sales", "4 Again"])
        }

        /// More requests than workers: each is answered.
        @Test func manyClients_AreAllServed() throws {
            let requests = try (0..<40).map { client in
                let rows = (1...20).map { "[\(client * 20 + $0),\"Number\"]" }.joined(separator: ",")
                let path = try stack.scratch("body", Array("{\"table\":\"departments\",\"data\":[\(rows)]}".utf8))
                return try Curl(
                    stack, "/bulk", ["-H", "Content-Type: application/json", "--data-binary", "@\(path)"])
            }
            for answer in try stack.answers(requests) {
                try #require(answer.status == 200, "\(answer.text)")
                #expect(try answer.json(BulkAnswer.self).load.inserted == 20)
            }
            #expect(try stack.count("departments") == 800)
        }
    }
}
