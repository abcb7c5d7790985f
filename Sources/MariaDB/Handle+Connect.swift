internal import CMariaDB
import Glibc

/// Connecting so that a server without TLS never sees the answer to its greeting when TLS is wanted.
///
/// libmariadb 3.3 goes on in plain text when the server does not offer TLS, even with `MYSQL_OPT_SSL_ENFORCE` and a CA;
/// only `MYSQL_OPT_SSL_VERIFY_SERVER_CERT` stops it. Somebody between client and server could so strip TLS and ask for
/// the password. Its non-blocking interface lets us read the greeting first.
/// <https://mariadb.com/kb/en/using-the-non-blocking-library/>
extension Handle {
    /// Connects; with TLS, to a server that offers it only.
    func realConnect(
        _ mysql: UnsafeMutablePointer<MYSQL>, _ settings: ConnectionSettings
    ) throws(MariaDBError) -> Bool {
        let host = settings.socket == nil ? settings.host : nil
        // Without `CLIENT_MULTI_STATEMENTS` one call is one statement, whatever its text holds.
        let flags = UInt(CLIENT_MULTI_RESULTS)
        guard settings.tls != .off else {
            return mysql_real_connect(
                mysql, host, settings.user, settings.password, settings.database, UInt32(settings.port),
                settings.socket, flags) != nil
        }
        // Kept until the last step: libmariadb uses them between the steps.
        let texts = [host, settings.user, settings.password, settings.database, settings.socket].map { text in
            text.flatMap { strdup($0) }
        }
        defer { for text in texts { free(text) } }
        var connected: UnsafeMutablePointer<MYSQL>?
        var wanted = mysql_real_connect_start(
            &connected, mysql, texts[0], texts[1], texts[2], texts[3], UInt32(settings.port), texts[4], flags)
        var greeting = Greeting.awaited
        while wanted != 0 {
            let ready = Self.wait(mysql, wanted)
            // Connected is as good as readable: libmariadb reads a greeting that is there without asking to wait for it.
            if greeting == .awaited, Self.hasAnswer(mysql, settings) {
                greeting = Greeting.peek(mysql_get_socket(mysql), limitMilliseconds: 1000)
                // What libmariadb writes from here on goes nowhere: the next steps fail and free what they hold.
                if greeting == .withoutTLS { shutdown(mysql_get_socket(mysql), Int32(SHUT_RDWR)) }
            }
            wanted = mysql_real_connect_cont(&connected, mysql, ready)
        }
        if greeting == .withoutTLS { throw Self.plainServer }
        // Not reached by a greeting that was read; asked all the same before anything is sent over it.
        if connected != nil, mysql_get_ssl_cipher(mysql) == nil { throw Self.plainServer }
        return connected != nil
    }

    private static var plainServer: MariaDBError {
        MariaDBError(
            operation: "mysql_real_connect", code: .tlsFailed,
            message: "TLS is required, but the server does not offer it")
    }

    /// Waits for the first bytes of a server that took the connection; false where there are none to come.
    private static func hasAnswer(_ mysql: UnsafeMutablePointer<MYSQL>, _ settings: ConnectionSettings) -> Bool {
        let limit = settings.connectTimeoutSeconds == 0 ? -1 : Int32(clamping: settings.connectTimeoutSeconds * 1000)
        var socket = pollfd(fd: mysql_get_socket(mysql), events: Int16(POLLIN), revents: 0)
        var count = poll(&socket, 1, limit)
        while count < 0, errno == EINTR { count = poll(&socket, 1, limit) }
        return count > 0 && Int32(socket.revents) & POLLIN != 0 && Int32(socket.revents) & POLLERR == 0
    }

    /// Waits for what libmariadb wants; returns what came, `MYSQL_WAIT_TIMEOUT` when nothing did.
    private static func wait(_ mysql: UnsafeMutablePointer<MYSQL>, _ wanted: Int32) -> Int32 {
        var events: Int32 = 0
        if wanted & MYSQL_WAIT_READ != 0 { events |= POLLIN }
        if wanted & MYSQL_WAIT_WRITE != 0 { events |= POLLOUT }
        if wanted & MYSQL_WAIT_EXCEPT != 0 { events |= POLLPRI }
        let limit = wanted & MYSQL_WAIT_TIMEOUT != 0 ? Int32(clamping: mysql_get_timeout_value_ms(mysql)) : -1
        var socket = pollfd(fd: mysql_get_socket(mysql), events: Int16(events), revents: 0)
        var count = poll(&socket, 1, limit)
        while count < 0, errno == EINTR { count = poll(&socket, 1, limit) }
        guard count > 0 else { return MYSQL_WAIT_TIMEOUT }
        // An error or end of the socket is for libmariadb to find when it reads or writes.
        let came = Int32(socket.revents)
        if came & (POLLERR | POLLHUP | POLLNVAL) != 0 { return wanted & ~MYSQL_WAIT_TIMEOUT }
        var ready: Int32 = 0
        if came & POLLIN != 0 { ready |= MYSQL_WAIT_READ }
        if came & POLLOUT != 0 { ready |= MYSQL_WAIT_WRITE }
        if came & POLLPRI != 0 { ready |= MYSQL_WAIT_EXCEPT }
        return ready
    }
}

/// What the server's first packet says about TLS. <https://mariadb.com/kb/en/connection/#initial-handshake-packet>
private enum Greeting {
    case awaited, withTLS, withoutTLS
    /// An error in place of a greeting, or the end: libmariadb tells of it.
    case none

    /// Looks at the packet without taking it. One that is not whole within the limit is like one without TLS.
    static func peek(_ socket: Int32, limitMilliseconds: Int32) -> Greeting {
        var bytes = [UInt8](repeating: 0, count: 512)
        for _ in 0..<limitMilliseconds {
            let count = recv(socket, &bytes, bytes.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            if count == 0 { return .none }
            if count > 0, let greeting = read(bytes.prefix(count)) { return greeting }
            // Readable it is already; the rest of the packet can only be waited for.
            poll(nil, 0, 1)
        }
        return .withoutTLS
    }

    /// 4 bytes of header, protocol version, server version ending in NUL, thread (4), salt (8), NUL, then the lower 16
    /// capabilities. `nil`: not all there.
    private static func read(_ bytes: ArraySlice<UInt8>) -> Greeting? {
        guard bytes.count > 4 else { return nil }
        if bytes[4] == 0xFF { return Greeting.none }
        guard let end = bytes.dropFirst(5).firstIndex(of: 0), bytes.count > end + 15 else { return nil }
        let capabilities = UInt(bytes[end + 14]) | UInt(bytes[end + 15]) << 8
        return capabilities & UInt(CLIENT_SSL) != 0 ? .withTLS : .withoutTLS
    }
}
