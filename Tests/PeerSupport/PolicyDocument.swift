import Foundation

/// A policy of `docker/policies`, as it is installed.
public struct PolicyDocument: Sendable {
    /// Which actions on which resources.
    public struct Grant: Sendable {
        public var actions: [String]
        public var resources: [String]
    }

    public var grants: [Grant]

    /// The folder of the project's policies.
    public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docker/policies")

    /// Policies with their placeholders filled in, as one.
    ///
    /// - Parameter values: by placeholder, without angle brackets.
    public init(_ names: [String], _ values: [String: String]) throws {
        grants = try names.flatMap { name in
            let document = try Self.document(name, values)
            return try present(document["Statement"] as? [[String: Any]]).map { statement in
                guard statement["Effect"] as? String == "Allow", statement["Condition"] == nil else {
                    throw NotPresent()
                }
                return Grant(
                    actions: Self.list(statement["Action"]), resources: Self.list(statement["Resource"]))
            }
        }
    }

    /// A file's JSON with its placeholders filled in. Throws where one stays.
    public static func document(_ name: String, _ values: [String: String]) throws -> [String: Any] {
        var text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        for (placeholder, value) in values { text = text.replacing("<\(placeholder)>", with: value) }
        guard !text.contains(/<[A-Z_]+>/) else { throw NotPresent() }
        return try present(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Every action that is granted, once.
    public var actions: [String] { Set(grants.flatMap(\.actions)).sorted() }

    /// The same without one action.
    public func without(_ action: String) -> PolicyDocument {
        var copy = self
        copy.grants = grants.map { grant in
            Grant(actions: grant.actions.filter { $0 != action }, resources: grant.resources)
        }
        return copy
    }

    /// The emulator asks for `sqs:GetQueueUrl` on every resource, which AWS does not. Wherever it is granted it gets that.
    public var forEmulator: PolicyDocument {
        var copy = self
        if actions.contains("sqs:GetQueueUrl") {
            copy.grants.append(Grant(actions: ["sqs:GetQueueUrl"], resources: ["*"]))
        }
        return copy
    }

    var text: String {
        get throws {
            let statements = grants.filter { !$0.actions.isEmpty }.enumerated().map { index, grant in
                ["Sid": "S\(index)", "Effect": "Allow", "Action": grant.actions, "Resource": grant.resources]
                    as [String: Any]
            }
            let data = try JSONSerialization.data(
                withJSONObject: ["Version": "2012-10-17", "Statement": statements])
            return String(decoding: data, as: UTF8.self)
        }
    }

    private static func list(_ value: Any?) -> [String] {
        (value as? [String]) ?? (value as? String).map { [$0] } ?? []
    }
}
