import Bucket
import MariaDB

/// What `GET /metrics` shows of this process.
struct Metrics {
    let shared: SharedState

    var text: String {
        var text = MetricsText()
        build(&text)
        requests(&text)
        loads(&text)
        backups(&text)
        reports(&text)
        capacity(&text)
        process(&text)
        return text.text
    }

    private func build(_ text: inout MetricsText) {
        text.family("wharf_build_info", .gauge, "The program that runs; always 1.")
        text.sample("wharf_build_info", [("version", Release.version)], 1)
    }

    private func requests(_ text: inout MetricsText) {
        let figures = shared.requests.now
        text.family("wharf_http_requests_total", .counter, "Requests that have ended; 499: the client did not wait.")
        for (kind, count) in figures.counts.sorted(by: { Self.order($0.key) < Self.order($1.key) }) {
            text.sample(
                "wharf_http_requests_total",
                [("route", kind.route), ("method", kind.method), ("status", "\(kind.status)")], count)
        }
        let name = "wharf_http_request_duration_seconds"
        text.family(name, .histogram, "From a request's headers to the end of its answer.")
        for (route, histogram) in figures.durations.sorted(by: { $0.key < $1.key }) {
            text.histogram(name, [("route", route)], histogram)
        }
    }

    private static func order(_ kind: RequestFigures.Kind) -> (String, String, Int) {
        (kind.route, kind.method, kind.status)
    }

    private func loads(_ text: inout MetricsText) {
        let tables = shared.registry.figures.now.sorted { $0.key < $1.key }
        text.family("wharf_loads_total", .counter, "Loads that have ended, but for dry runs and undos.")
        for (table, figures) in tables {
            for (state, count) in figures.loads.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                text.sample("wharf_loads_total", [("table", table), ("state", state.rawValue)], count)
            }
        }
        text.family("wharf_load_records_total", .counter, "Records of these loads, by what became of them.")
        for (table, figures) in tables {
            for (outcome, count) in figures.outcomes {
                text.sample("wharf_load_records_total", [("table", table), ("outcome", outcome)], count)
            }
        }
        text.family("wharf_load_rejects_total", .counter, "Rules that records broke; a record can break several.")
        for (table, figures) in tables {
            for (code, count) in figures.rejects.sorted(by: { $0.key < $1.key }) {
                text.sample("wharf_load_rejects_total", [("table", table), ("code", code)], count)
            }
        }
        let name = "wharf_load_last_success_timestamp_seconds"
        text.family(name, .gauge, "When the last load into the table was done.")
        for (table, figures) in tables {
            if let time = figures.lastSuccess { text.sample(name, [("table", table)], time) }
        }
        text.gauge("wharf_loads_running", "Loads that have begun and not ended.", shared.registry.running.count)
    }

    private func backups(_ text: inout MetricsText) {
        guard let bucket = shared.bucket else { return }
        if let isUp = shared.bucketState.isUp {
            text.gauge("wharf_bucket_up", "Whether the bucket answered when it was last asked.", isUp ? 1 : 0)
        }
        text.gauge("wharf_bucket_stuck", "Steps of the bucket's that have not ended in time.", bucket.stuckCount)
        let tables = shared.bucketState.newest.sorted { $0.key < $1.key }
        text.family("wharf_backup_last_timestamp_seconds", .gauge, "When the table's newest backup was taken.")
        for (table, newest) in tables {
            text.sample("wharf_backup_last_timestamp_seconds", [("table", table)], newest.takenAt)
        }
        text.family("wharf_backup_bytes", .gauge, "The file of the table's newest backup.")
        for (table, newest) in tables { text.sample("wharf_backup_bytes", [("table", table)], newest.bytes) }
        text.family("wharf_backup_rows", .gauge, "Rows in the table's newest backup.")
        for (table, newest) in tables { text.sample("wharf_backup_rows", [("table", table)], newest.rows) }
        let name = "wharf_backup_last_proof_timestamp_seconds"
        text.family(name, .gauge, "When a backup of the table last passed a proof.")
        for (table, newest) in tables {
            for (level, time) in newest.provenAt.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                text.sample(name, [("table", table), ("level", level.rawValue)], time)
            }
        }
    }

    private func reports(_ text: inout MetricsText) {
        let name = "wharf_report_last_refresh_timestamp_seconds"
        text.family(name, .gauge, "When the report was last refreshed, of any year.")
        for (report, time) in shared.refreshTimes.now.sorted(by: { $0.key < $1.key }) {
            text.sample(name, [("report", report)], time)
        }
    }

    private func capacity(_ text: inout MetricsText) {
        let budget = shared.spool.budget
        text.gauge("wharf_spool_bytes", "Bytes that spools hold on disk.", budget.usedBytes)
        text.gauge("wharf_spool_limit_bytes", "Bytes that spools may hold: WHARF_SPOOL_LIMIT.", budget.limitBytes)
        text.gauge("wharf_workers_busy", "Requests in progress, this one too.", shared.requests.now.running)
        text.gauge("wharf_workers", "Requests that can be in progress: WHARF_WORKERS.", shared.settings.workers)
        text.gauge("wharf_database_connections_open", "Connections to the database.", Connection.openCount)
        text.gauge("wharf_audit_rows_waiting", "Audit rows that are not written yet.", shared.ledger.dueCount)
    }

    private func process(_ text: inout MetricsText) {
        let figures = ProcessFigures()
        text.gauge("process_resident_memory_bytes", "Resident memory.", figures.residentBytes)
        text.gauge("process_open_fds", "Open file descriptors.", figures.openDescriptors)
        text.family("process_cpu_seconds_total", .counter, "User and system time.")
        text.sample("process_cpu_seconds_total", [], figures.cpuSeconds)
        text.family("process_start_time_seconds", .gauge, "When the process began, since 1970.")
        text.sample("process_start_time_seconds", [], figures.startedAt)
    }
}

extension LoadFigures.TableFigures {
    fileprivate var outcomes: [(String, Int)] {
        [("inserted", inserted), ("updated", updated), ("unchanged", unchanged), ("rejected", rejected)]
    }
}

/// `GET /metrics`
struct MetricsHandler {
    func handle(_ exchange: Exchange) throws -> Answer {
        .text(Metrics(shared: exchange.worker.shared).text, type: MetricsText.mediaType)
    }
}
