/// The made-up company that the samples tell of: a port and what belongs to it. The same for every seed, so that
/// several samples fit one database.
enum SampleCompany {
    /// A department, the first of the trades that it mostly hires, and how much of all hiring is its own.
    struct Department {
        let name: String
        let trade: Int
        let weight: Int

        /// The first of the jobs that it mostly hires for, counted from 0.
        var firstJob: Int { trade * (levels.count + 1) }
    }

    /// In the order of their ids, which start at 1. Weights fall off like 1/rank, shuffled; the last one hires nobody,
    /// because a mean over all departments must count it.
    static let departments = [
        Department(name: "Quayside Operations", trade: 0, weight: 1000),
        Department(name: "Customs & Brokerage", trade: 5, weight: 200),
        Department(name: "Fleet Maintenance", trade: 8, weight: 500),
        Department(name: "Law, Risk and Audit", trade: 12, weight: 83),
        Department(name: "Data Platform", trade: 13, weight: 167),
        Department(name: "Café and Catering", trade: 15, weight: 111),
        Department(name: "Customer Care", trade: 16, weight: 333),
        Department(name: "Crane Technology", trade: 18, weight: 250),
        Department(name: "Warehousing", trade: 19, weight: 700),
        Department(name: "People and Culture", trade: 21, weight: 91),
        Department(name: "Treasury", trade: 21, weight: 71),
        Department(name: "The \"Tide\" Laboratory", trade: 24, weight: 63),
        Department(name: "Procurement", trade: 22, weight: 77),
        Department(name: "Rail, Road and Barge", trade: 23, weight: 400),
        Department(name: "Safety and Environment", trade: 24, weight: 125),
        Department(name: "Pilotage", trade: 24, weight: 100),
        Department(name: "Heritage Archive", trade: 21, weight: 0),
    ]

    /// In the order of their ids, which start at 1: each trade at each level, with the single posts strewn in.
    static let jobs: [String] = {
        var singles = singlePosts[...]
        return trades.flatMap { trade in
            levels.map { $0.replacing("*", with: trade) } + [singles.popFirst()].compactMap(\.self)
        } + singles
    }()

    private static let levels = ["* I", "* II", "* III", "* IV", "Senior *", "Lead *"]

    private static let trades = [
        "Crane Driver", "Stevedore", "Reach Stacker Driver", "Berth Planner", "Yard Coordinator", "Tally Clerk",
        "Customs Declarant", "Tariff Specialist", "Marine Mechanic", "Welder", "Hull Inspector", "Rigger",
        "Compliance Counsel", "Data Platform Developer", "Network Technician", "Cook", "Customer Adviser",
        "Claims Handler", "Control Systems Technician", "Warehouse Picker", "Inventory Controller", "Payroll Officer",
        "Buyer", "Train Dispatcher", "Emission Analyst", "Pilot",
    ]

    private static let singlePosts = [
        "Harbour Master", "Harbour Master, Deputy", "Chief of Staff", "Maître d’hôtel", "Head of Treasury",
        "Health & Safety Delegate", "\"Night Owl\" Dispatcher", "Translator, Portuguese and French", "Oceanographer",
        "Tidal Modeller", "Archivist", "Lighthouse Keeper", "Drone Surveyor", "Ship’s Chandler", "Diver",
        "Mooring Master", "Fire Officer", "Apprentice, Mechanics", "Apprentice, Logistics", "Trainee", "Ombudsperson",
        "Beekeeper", "Workshop Foreman/Forewoman", "Chief Data Officer",
    ]
}
