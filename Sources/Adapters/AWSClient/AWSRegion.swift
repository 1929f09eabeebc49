/// A region and the domain of its partition.
public struct AWSRegion: Hashable, Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var description: String { name }

    /// What follows the service in host names: `eu-west-2.amazonaws.com`.
    public var host: String { "\(name).\(domain)" }
    /// China is a partition with a domain of its own.
    public var domain: String { name.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com" }
}
