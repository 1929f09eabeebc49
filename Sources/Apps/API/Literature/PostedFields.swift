import Domain
import Foundation
import Hummingbird
import Web

/// The fields of a body that a program posted, as JSON or as a form (`api.md 10`).
struct PostedFields: Sendable {
    enum Value: Hashable, Sendable {
        case text(String)
        case number(Int)
        case null
        /// An object, a list, a truth value or a fraction, none of which any field takes.
        case other
    }

    private var values: [String: Value] = [:]
    /// Forms have texts only, so a number may come as one.
    private let isForm: Bool

    /// Throws 400 for a body that cannot be read, 415 for one of another type.
    init(_ request: Request) async throws {
        let type = request.headers[.contentType] ?? ""
        let kind = type.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
        if kind == "application/json" || kind.isEmpty {
            isForm = false
            let body = try await request.body.collect(upTo: Self.longestBody)
            if body.readableBytes == 0 { return }
            values = try Self.object(Array(body.readableBytesView))
        } else if FormBody.isForm(request.headers) {
            isForm = true
            guard let form = FormBody(try await request.formBody(), request.headers) else {
                throw HTTPProblem.badRequest("The form has too many fields.")
            }
            for name in form.names where values[name] == nil { values[name] = .text(form.text(name)) }
        } else {
            throw HTTPProblem.unsupportedMediaType(type)
        }
    }

    /// Bytes; the longest field is a reason somebody typed.
    private static let longestBody = 1 << 20

    private static func object(_ bytes: [UInt8]) throws -> [String: Value] {
        var scanner = JSONScanner(bytes)
        guard scanner.nextByte() == UInt8(ascii: "{") else { throw Self.invalid("The body must be a JSON object.") }
        var values: [String: Value] = [:]
        do {
            try scanner.object { (key, scanner) throws(JSONError) in values[key] = try Self.value(&scanner) }
            try scanner.end()
        } catch {
            throw HTTPProblem.badRequest("JSON parse error - \(error)")
        }
        return values
    }

    private static func value(_ scanner: inout JSONScanner) throws(JSONError) -> Value {
        if scanner.null() { return .null }
        if scanner.nextByte() == UInt8(ascii: "\"") { return .text(try scanner.string()) }
        var number = scanner
        if let value = try? number.int() {
            scanner = number
            return .number(value)
        }
        try scanner.skipValue()
        return .other
    }

    static func invalid(_ message: String) -> HTTPProblem {
        HTTPProblem(.badRequest, .coded("invalid_field", message))
    }

    /// A text; nil when it is absent, null or empty. Throws 400 for anything else.
    func text(_ name: String) throws -> String? {
        switch values[name] {
        case nil, .null: return nil
        case .text(let text):
            guard !text.unicodeScalars.contains("\0") else { throw Self.invalid("\(name) must not contain U+0000") }
            return text.isEmpty ? nil : text
        case .number, .other: throw Self.invalid("\(name) must be a text")
        }
    }

    /// The number of a person; nil when it is absent or null. Throws 400 for anything else.
    func person(_ name: String) throws -> PersonID? {
        switch values[name] {
        case nil, .null: return nil
        case .number(let number): return PersonID(number)
        case .text("") where isForm: return nil
        case .text(let text) where isForm:
            guard let number = Int(text) else { throw Self.invalid("\(name) must be the id of a user") }
            return PersonID(number)
        case .text, .other: throw Self.invalid("\(name) must be the id of a user")
        }
    }
}
