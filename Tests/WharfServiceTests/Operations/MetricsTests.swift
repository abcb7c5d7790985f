import Foundation
import MariaDB
import Testing

@testable import WharfService

/// A strict reader of Prometheus' text format.
struct ScrapedMetrics {
    private(set) var types: [String: String] = [:]
    /// By name and labels, as they stand there.
    private(set) var samples: [String: Double] = [:]

    init(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(text.hasSuffix("\n"), sourceLocation: sourceLocation)
        var family = ""
        var helped: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                family = words[2]
                #expect(helped.insert(family).inserted && words.count == 4, "\(line)", sourceLocation: sourceLocation)
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == family && types[family] == nil, "\(line)", sourceLocation: sourceLocation)
                types[family] = words[3]
            } else {
                try readSample(line, of: family, sourceLocation)
            }
        }
    }

    private mutating func readSample(_ line: Substring, of family: String, _ location: SourceLocation) throws {
        let form = /([a-z_]+)(\{([a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*)\})? ([0-9.e+-]+)/
        let match = try #require(line.wholeMatch(of: form), "\(line)", sourceLocation: location)
        let isHistogram = types[family] == "histogram"
        let names = isHistogram ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
        #expect(names.contains(String(match.1)), "\(line) is not of \(family)", sourceLocation: location)
        let key = String(match.1) + (match.2 ?? "")
        #expect(samples[key] == nil, "\(key) occurs twice", sourceLocation: location)
        let value: Double = try #require(Double(String(match.7)), sourceLocation: location)
        samples[key] = value
    }
}

struct MetricsTests {
    @Test func text_HasEscapesWhereTheyBelong() throws {
        var text = MetricsText()
        text.family("a", .counter, "back\\slash\nand \"quotes\"")
        text.sample("a", [("b", "\\ \n \""), ("c", "")], 1)
        #expect(
            text.text == """
                # HELP a back\\\\slash\\nand "quotes"
                # TYPE a counter
                a{b="\\\\ \\n \\"",c=""} 1

                """)
    }

    @Test func buckets_AreCumulative_AndEndWithTheCount() throws {
        var histogram = Histogram()
        for seconds in [0.001, 0.005, 0.3, 5000] { histogram.observe(seconds) }
        var text = MetricsText()
        text.family("a", .histogram, "A.")
        text.histogram("a", [("b", "c")], histogram)
        let samples = try ScrapedMetrics(text.text).samples
        #expect(samples["a_bucket{b=\"c\",le=\"0.005\"}"] == 2)
        #expect(samples["a_bucket{b=\"c\",le=\"0.25\"}"] == 2)
        #expect(samples["a_bucket{b=\"c\",le=\"0.5\"}"] == 3)
        #expect(samples["a_bucket{b=\"c\",le=\"1800.0\"}"] == 3)
        #expect(samples["a_bucket{b=\"c\",le=\"+Inf\"}"] == 4 && samples["a_count{b=\"c\"}"] == 4)
        #expect(samples["a_sum{b=\"c\"}"] == 5000.306)
    }

    /// A client cannot make as many series as it likes.
    @Test func labels_AreFewWhateverClientsSend() {
        let requests = RequestFigures()
        let shares = [requests.makeShare(), requests.makeShare()]
        for number in 0..<1000 {
            shares[number % 2].begin()
            shares[number % 2].end(route: nil, method: "METHOD\(number)", status: 404, seconds: 0)
        }
        #expect(requests.now.counts == [.init(route: "_other", method: "_other", status: 404): 1000])
        #expect(requests.now.durations.count == 1 && requests.now.running == 0)
        #expect(requests.now.durations["_other"]?.count == 1000 && requests.now.durations["_other"]?.counts[0] == 1000)
        let loads = LoadFigures()
        loads.remember((0..<1000).map { ("table\($0)", 1) })
        #expect(loads.now.count == LoadFigures.mostTables + 1 && loads.now["_other"]?.lastSuccess == 1)
    }

    @Test func process_IsDescribed() {
        let figures = ProcessFigures()
        #expect(figures.residentBytes > 1 << 20 && figures.openDescriptors >= 3 && figures.cpuSeconds > 0)
        let now = Date().timeIntervalSince1970
        #expect(figures.startedAt < now && figures.startedAt > now - 86_400)
    }
}

extension DatabaseTests {
    struct LoadMetricsTests {
        @Test func counters_MoveByWhatALoadDid() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,A\n2,B\n"))
            let shared = SharedState(settings: try database.serviceSettings, spool: station.spool.root)
            let before = Date().timeIntervalSince1970.rounded(.down)
            for (options, text) in [
                (["on_duplicate": "update"], "1,A\n2,C\n3,\n4,D\n5,E\nx,\n"), (["dry_run": "true"], "9,Z\n"),
                (["on_reject": "abort"], "7,G\n8,\n"),
            ] {
                let result = try station.load(UploadedFile("departments", text), options: options)
                shared.registry.figures.note(result.receipts[0])
            }
            let samples = try ScrapedMetrics(Metrics(shared: shared).text).samples
            func records(_ outcome: String) -> Double? {
                samples["wharf_load_records_total{table=\"departments\",outcome=\"\(outcome)\"}"]
            }
            #expect(
                ["inserted", "updated", "unchanged", "rejected"].map(records) == [2, 1, 1, 4],
                "two rejects in each load")
            #expect(samples["wharf_load_rejects_total{table=\"departments\",code=\"missing\"}"] == 3)
            #expect(samples["wharf_load_rejects_total{table=\"departments\",code=\"not_an_integer\"}"] == 1)
            #expect(samples["wharf_load_rejects_total{table=\"departments\",code=\"aborted\"}"] == 1)
            #expect(samples["wharf_loads_total{table=\"departments\",state=\"done\"}"] == 1)
            #expect(samples["wharf_loads_total{table=\"departments\",state=\"failed\"}"] == 1)
            let time = samples["wharf_load_last_success_timestamp_seconds{table=\"departments\"}"]
            #expect((time ?? 0) >= before)
            // The station's own loads have been counted where they ended.
            #expect(station.registry.figures.now["departments"]?.inserted == 4)
            #expect(station.registry.figures.now["departments"]?.rejected == 4)
        }

        @Test func lastSuccess_IsKnownAfterARestart() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database)
            _ = try station.load(UploadedFile("departments", "1,A\n"))
            _ = try station.load(UploadedFile("jobs", "1,A\n"), options: ["dry_run": "true"])
            let known = try LoadStore(connection: database.connection).lastSuccesses()
            #expect(known.map(\.table) == ["departments"])
            #expect(abs((known.first?.seconds ?? 0) - Date().timeIntervalSince1970) < 600)
        }
    }
}
