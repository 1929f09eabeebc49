import AWSClient

/// Where a bucket is and how its objects are written (`operations.md` 3.1, 3.6, 5).
public struct S3Settings: Hashable, Sendable {
    public var region: AWSRegion
    public var bucket: String
    /// Prefix of all keys, without slashes at its ends; empty for none.
    public var location: String
    /// Nil: the service's own. An endpoint implies addresses that name the bucket in their path.
    public var endpoint: AWSEndpoint?
    public var addressing: Addressing
    /// Plain http to the service's own address, for odd networks only.
    public var isPlain: Bool
    /// A canned ACL for what is written; buckets of today refuse them.
    public var acl: String?
    public var encryption: Encryption?

    public enum Addressing: String, CaseIterable, Sendable { case auto, virtual, path }

    public enum Encryption: Hashable, Sendable {
        case aes256
        case kms(keyID: String?)
    }

    public init(
        region: AWSRegion, bucket: String, location: String = "", endpoint: AWSEndpoint? = nil,
        addressing: Addressing = .auto, isPlain: Bool = false, acl: String? = nil, encryption: Encryption? = nil
    ) {
        self.region = region
        self.bucket = bucket
        self.location = location
        self.endpoint = endpoint
        self.addressing = addressing
        self.isPlain = isPlain
        self.acl = acl
        self.encryption = encryption
    }

    /// Whether the bucket stands in the path. A bucket with a dot has no valid certificate as a host name.
    var namesBucketInPath: Bool {
        switch addressing {
        case .auto: endpoint != nil || bucket.contains(".")
        case .path: true
        case .virtual: false
        }
    }

    /// Nil for a bucket or region that makes no host name.
    var base: AWSEndpoint? {
        if let endpoint {
            if namesBucketInPath { return endpoint }
            return AWSEndpoint(endpoint.origin.replacing("://", with: "://\(bucket).", maxReplacements: 1))
        }
        let host = namesBucketInPath ? "s3.\(region.host)" : "\(bucket).s3.\(region.host)"
        return AWSEndpoint("\(isPlain ? "http" : "https")://\(host)")
    }

    /// The path of an object, decoded; of the bucket itself for an empty key.
    func path(of object: String) -> String { namesBucketInPath ? "/\(bucket)/\(object)" : "/\(object)" }

    /// The whole key of an object.
    func object(_ key: String) -> String { location.isEmpty ? key : "\(location)/\(key)" }

    /// Headers of every write.
    var writeHeaders: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let acl { headers.append(("x-amz-acl", acl)) }
        switch encryption {
        case .aes256: headers.append(("x-amz-server-side-encryption", "AES256"))
        case .kms(let key):
            headers.append(("x-amz-server-side-encryption", "aws:kms"))
            if let key { headers.append(("x-amz-server-side-encryption-aws-kms-key-id", key)) }
        case nil: break
        }
        return headers
    }
}
