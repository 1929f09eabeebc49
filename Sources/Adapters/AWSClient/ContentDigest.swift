import Crypto
import Foundation

/// Digests of content as S3 knows them, in lower-case hexadecimal.
public enum ContentDigest {
    /// What the entity tag of an object is that was written in one piece. It finds changes; it proves nothing.
    public static func md5(_ bytes: [UInt8]) -> String { hex(Insecure.MD5.hash(data: Data(bytes))) }

    public static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: Data(bytes))) }
}
