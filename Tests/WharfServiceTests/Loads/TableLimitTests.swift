import MariaDB
import Testing

@testable import WharfService

struct TableLimitTests {

    @Test func table_HasSoManyPlaces() {
        let registry = LoadRegistry(requestLimit: 9, tableLimit: 2)
        #expect(registry.enter(table: "a") && registry.enter(table: "a") && registry.enter(table: "b"))
        #expect(!registry.enter(table: "a"))
        registry.leave(table: "a")
        registry.leave(table: "b")
        #expect(registry.enter(table: "a") && !registry.enter(table: "a"))
    }

    /// Who is refused gives back nothing.
    @Test func refusal_FreesNoPlace() throws {
        let registry = LoadRegistry(requestLimit: 1, tableLimit: 1)
        let places = try (TablePlace(registry, table: "a"), LongRequestPlace(registry))
        for _ in 0..<3 {
            #expect(throws: Problem.self) { try TablePlace(registry, table: "a") }
            #expect(throws: Problem.self) { try LongRequestPlace(registry) }
        }
        withExtendedLifetime(places) {}
    }
}

extension DatabaseTests {
    struct FullTableTests {
        @Test func load_IsRefused_BeforeItBegins_WhenTheTableHasNoPlace() throws {
            let database = try ScratchDatabase()
            let station = try LoadStation(database, tableLimit: 1)
            #expect(station.registry.enter(table: "departments"))
            let receiver = try UploadReceiver(context: station.context, options: LoadOptions())
            let problem = try #require(throws: Problem.self) {
                try receiver.begin(table: "departments", fileName: nil)
            }
            #expect(problem.type == .tooManyLoads && problem.type.status == 429)
            #expect(receiver.loads.isEmpty)
            #expect(try database.connection.query("SELECT 1 FROM `wharf_loads`").isEmpty)
            #expect(try station.spool.leftovers() == [])
            #expect(problem.type.retryAfterSeconds != nil)
            station.registry.leave(table: "departments")
            try receiver.begin(table: "departments", fileName: nil)
            #expect(throws: Problem.self) { try TablePlace(station.registry, table: "departments") }
            receiver.loads[0].close(.failed, problem)
        }
    }
}
