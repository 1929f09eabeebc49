import PrometheusMetrics
import Web

/// Every metric of the program (`operations.md` 17). Base units, and labels of few values: patterns and fixed words, never a path,
/// a person or a gene.
struct Metrics: Sendable {
    /// Labels of requests.
    struct Request: MetricLabels {
        static let names = ["method", "route", "status"]
        let method: String
        /// The pattern; `none` where no route answered.
        let route: String
        let status: Int
        var values: [String] { [method, route, String(status)] }
    }

    /// Labels of statements.
    struct Query: MetricLabels {
        static let names = ["operation"]
        let operation: SQLOperation
        var values: [String] { [operation.rawValue] }
    }

    /// Labels of jobs.
    struct Job: MetricLabels {
        static let names = ["task", "outcome"]
        let task: String
        let outcome: JobOutcome
        var values: [String] { [task, outcome.rawValue] }
    }

    /// Labels of calls of other services.
    struct Call: MetricLabels {
        static let names = ["operation", "outcome"]
        let operation: String
        let outcome: String
        var values: [String] { [operation, outcome] }
    }

    /// Most answers take less than a millisecond, and a proxy gives up after a minute.
    private static let requestBounds = [
        0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    private static let queryBounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30]
    private static let jobBounds = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600]

    let registry = MetricRegistry()
    let requests: Histogram<Request>
    let activeRequests: Gauge
    let openConnections: Gauge
    let poolWaits: Histogram<NoLabels>
    let queries: Histogram<Query>
    let jobs: Counter<Job>
    let jobDurations: Histogram<Job>
    let jobDelays: Histogram<Job>
    let s3: Counter<Call>
    let sqs: Counter<Call>
    let mails: Counter<Call>

    /// - Parameter revision: the commit that this was built from.
    init(revision: String) {
        registry.gauge(
            "build_info", "Which build this is; always 1.", labels: ["version", "revision"]
        ) { [GaugeReading([BuildVersion.current, revision], 1)] }
        requests = registry.histogram(
            "http_server_request_duration_seconds", "Time until the answer of a request was made.", Request.self,
            bounds: Self.requestBounds)
        activeRequests = registry.gauge("http_server_active_requests", "Requests that are being answered.")
        openConnections = registry.gauge("http_server_open_connections", "Open connections of clients.")
        poolWaits = registry.histogram(
            "db_pool_wait_seconds", "Time that work waited for a connection to the database.", NoLabels.self,
            bounds: Self.queryBounds)
        queries = registry.histogram(
            "db_query_duration_seconds", "Time of statements, by their kind.", Query.self, bounds: Self.queryBounds)
        jobs = registry.counter("tasks_total", "Attempts of jobs, by how they ended.", Job.self)
        jobDurations = registry.histogram(
            "task_duration_seconds", "Time of attempts of jobs.", Job.self, bounds: Self.jobBounds)
        jobDelays = registry.histogram(
            "task_queue_delay_seconds", "Time from when a job was due until a worker took it.", Job.self,
            bounds: Self.jobBounds)
        s3 = registry.counter("s3_requests_total", "Requests to S3, by how they ended.", Call.self)
        sqs = registry.counter("sqs_requests_total", "Requests to SQS, by how they ended.", Call.self)
        mails = registry.counter("smtp_messages_total", "Mails handed to the mail server.", Call.self)
    }

    /// For the HTTP server.
    var requestMeter: RequestMeter {
        RequestMeter {
            activeRequests.rise()
        } ended: { request in
            activeRequests.fall()
            requests.record(
                Request(method: request.method, route: request.route ?? "none", status: request.status),
                request.duration)
        }
    }
}

/// How an attempt of a job ended.
enum JobOutcome: String, Sendable { case done, retry, failed }
