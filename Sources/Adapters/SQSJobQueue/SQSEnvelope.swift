import Domain
import Ports

/// A message as it travels (`operations.md` 6.2): the number of the job and its kind. Everything else stays in the table of
/// jobs, because a queue is no place for secrets.
enum SQSEnvelope {
    /// What is taken out of the queue.
    enum Content: Hashable {
        case job(JobMessage)
        /// A message of the original, which is not run.
        case foreign
        case unreadable
    }

    private static let version = 1

    static func text(of message: JobMessage, at moment: Instant) -> String {
        var json = JSONWriter(capacity: 160)
        json.beginObject()
        json.key("v")
        json.int(version)
        json.key("id")
        json.string("\(message.job)")
        json.key("task")
        json.string(message.body)
        json.key("enqueued_at")
        json.string(moment.iso(in: .gmt))
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    static func content(of text: String) -> Content {
        if let message = try? message(text) { return .job(message) }
        // The original's messages are Base64 of a JSON object.
        let isBase64 = text.utf8.count > 16 && text.hasPrefix("eyJ")
        return isBase64 ? .foreign : .unreadable
    }

    private static func message(_ text: String) throws(JSONError) -> JobMessage {
        var scanner = JSONScanner(Array(text.utf8))
        var (seen, job, task): (Int?, Int?, String?) = (nil, nil, nil)
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "v": seen = try scanner.int()
            case "id": job = Int(try scanner.string())
            case "task": task = try scanner.string()
            default: try scanner.skipValue()
            }
        }
        try scanner.end()
        guard seen == version, let job, let task else { throw JSONError("not a message of this program", at: 0) }
        return JobMessage(job: job, body: task)
    }
}
