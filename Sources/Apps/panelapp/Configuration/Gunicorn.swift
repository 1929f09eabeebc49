import Foundation

/// The `GUNICORN_*` variables (`operations.md` 4): the settings of the server that the images used to run, kept because
/// deployments set them.
enum Gunicorn {
    static let prefix = "GUNICORN_"

    /// Settings that have an effect here, with what counts when they are unset.
    static let supported: [Variable] = [
        Variable(
            "GUNICORN_WORKERS", .positive(1...1024), for: .web, otherwise: "WEB_CONCURRENCY, else 2",
            "Event loops of the process; base of the size of pools."),
        Variable(
            "GUNICORN_THREADS", .positive(1...64), for: .web, default: "1",
            "Times GUNICORN_WORKERS, and 2 at least: passwords that are checked at once."),
        Variable(
            "GUNICORN_WORKER_CONNECTIONS", .positive(1), for: .web, default: "1000",
            "Most open client connections; further ones wait in the backlog until one of them ends."),
        Variable(
            "GUNICORN_BIND", .bind, for: .web,
            otherwise: "0.0.0.0:PORT where PORT is set, else 0.0.0.0:8080; local mode: 127.0.0.1:8080",
            "Address to listen on."),
        Variable(
            "GUNICORN_BACKLOG", .positive(1), for: .web, default: "4096",
            "Most connections that wait to be accepted; the kernel's own limit (net.core.somaxconn) counts too."),
        Variable(
            "GUNICORN_TIMEOUT", .positive(0), for: .web, default: "30", "Seconds a request may take; 0 = no limit."),
        Variable(
            "GUNICORN_GRACEFUL_TIMEOUT", .positive(0), for: .web, default: "30",
            "Seconds that running requests get at a stop."),
        Variable(
            "GUNICORN_KEEPALIVE", .positive(1), for: .web, default: "75",
            "Seconds before an idle connection is closed."),
        Variable(
            "GUNICORN_LIMIT_REQUEST_LINE", .positive(0), for: .web, default: "4094",
            "Longest request line in bytes; 0 = 65536."),
        Variable(
            "GUNICORN_LIMIT_REQUEST_FIELDS", .positive(1...32768), for: .web, default: "100", "Most header fields."),
        Variable(
            "GUNICORN_LIMIT_REQUEST_FIELD_SIZE", .positive(0), for: .web, default: "8190",
            "Longest header field in bytes; 0 = 65536."),
        Variable(
            "GUNICORN_FORWARDED_ALLOW_IPS", .trustedPeers, for: .web, otherwise: "FORWARDED_ALLOW_IPS",
            "Peers whose forwarding headers are believed."),
        Variable(
            "GUNICORN_ACCESSLOG", .standardStream, emptyCounts: true, for: .web, default: "-",
            "- = access lines on stdout; empty = none."),
        Variable("GUNICORN_ERRORLOG", .standardStream, for: .web, default: "-", "Only -."),
        Variable(
            "GUNICORN_CHECK_CONFIG", .gunicornBoolean, for: .web, default: "false",
            "Check the configuration and end, as `check-config web`."),
        Variable("GUNICORN_PROXY_PROTOCOL", .mustBeOff("the PROXY protocol"), for: .web, "Only false."),
        Variable(
            "GUNICORN_CERTFILE", .path, for: .web,
            "Certificate, with its chain, in PEM: the process itself speaks TLS; with GUNICORN_KEYFILE."),
        Variable("GUNICORN_KEYFILE", .path, for: .web, "Private key of that certificate, in PEM."),
    ]

    /// Settings of gunicorn that mean nothing here, with the reason; they are accepted with a warning.
    static let ignored: [(reason: String, settings: [String])] = [
        ("DJANGO_LOG_LEVEL rules every component", ["loglevel"]),
        (
            "TLS has the library's settings, 1.2 or later",
            [
                "ca_certs", "cert_reqs", "ciphers", "ssl_version", "do_handshake_on_connect", "suppress_ragged_eofs",
            ]
        ),
        ("the PROXY protocol is not supported", ["proxy_allow_ips"]),
        ("use SECURE_PROXY_SSL_HEADER_NAME", ["secure_scheme_headers"]),
        ("access lines have fixed fields; use CLIENT_IP_HEADER for the client's address", ["access_log_format"]),
        ("event loops are all there is", ["worker_class"]),
        ("no worker is ever recycled", ["max_requests", "max_requests_jitter"]),
        (
            "there are no forked workers, and uploads are not stored on disk",
            ["sendfile", "reuse_port", "preload_app", "worker_tmp_dir", "tmp_upload_dir"]
        ),
        (
            "the container decides, and the process stays in the foreground",
            ["daemon", "pidfile", "user", "group", "initgroups", "umask", "chdir", "raw_env"]
        ),
        ("the program is compiled", ["reload", "reload_engine", "reload_extra_files", "spew"]),
        (
            "there is no configuration but the environment",
            ["config", "pythonpath", "paste", "raw_paste_global_conf", "proc_name", "default_proc_name"]
        ),
        (
            "logs are JSON lines on stdout",
            [
                "capture_output", "enable_stdio_inheritance", "logger_class", "logconfig", "logconfig_dict", "syslog",
                "syslog_addr", "syslog_prefix", "syslog_facility", "disable_redirect_access_to_syslog",
            ]
        ),
        ("metrics are at METRICS_BIND", ["statsd_host", "statsd_prefix"]),
        (
            "it would be Python code",
            [
                "on_starting", "on_reload", "when_ready", "pre_fork", "post_fork", "post_worker_init", "worker_int",
                "worker_abort", "pre_exec", "pre_request", "post_request", "child_exit", "worker_exit",
                "nworkers_changed", "on_exit",
            ]
        ),
    ]

    /// Warnings about set names that have no effect.
    static func notes(_ environment: [String: String]) -> [ConfigurationNote] {
        let supportedNames = Set(supported.map(\.name))
        return environment.keys.filter { $0.hasPrefix(prefix) && !supportedNames.contains($0) }.sorted().map { name in
            let setting = name.dropFirst(prefix.count).lowercased()
            guard let reason = ignored.first(where: { $0.settings.contains(setting) })?.reason else {
                return .warning(name, "is no setting of gunicorn; ignored", event: "gunicorn.unknown")
            }
            return .warning(name, "has no effect here: \(reason)", event: "gunicorn.ignored")
        }
    }
}

extension VariableKind {
    /// gunicorn's integers: decimal, `0x` or `0o`, at least the given least value.
    static func positive(_ least: Int) -> VariableKind { positive(least...Int(Int32.max)) }

    static func positive(_ range: ClosedRange<Int>) -> VariableKind {
        let isBounded = range.upperBound < Int(Int32.max)
        let words = isBounded ? "from \(range.lowerBound) to \(range.upperBound)" : "\(range.lowerBound) or more"
        return VariableKind("integer \(words)") { text in
            let value: Int? =
                if text.hasPrefix("0x") { Int(text.dropFirst(2), radix: 16) } else if text.hasPrefix("0o") {
                    Int(text.dropFirst(2), radix: 8)
                } else { Int(text) }
            guard let value, range.contains(value) else { return .wrong("must be an integer, \(words)") }
            return .value(.integer(value))
        }
    }

    static let standardStream = VariableKind("-") { text in
        text == "-" || text.isEmpty ? .value(.text(text)) : .wrong("must be '-': logs are written to stdout only")
    }

    static func mustBeOff(_ what: String) -> VariableKind {
        VariableKind("false") { text in
            switch text.lowercased() {
            case "false": .value(.flag(false))
            case "true": .wrong("asks for \(what), which is not supported")
            default: .wrong("must be true or false")
            }
        }
    }

    /// Only gunicorn's two words.
    static let gunicornBoolean = VariableKind("true or false") { text in
        switch text.lowercased() {
        case "true": .value(.flag(true))
        case "false": .value(.flag(false))
        default: .wrong("must be true or false")
        }
    }
}
