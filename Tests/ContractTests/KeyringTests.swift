import HMACKeyring
import Testing

/// Decision 23: signatures of this installation, and of no other.
@Suite struct KeyringTests {
    @Test("J7: what was signed is known again, changed texts, signatures and keys are not")
    func signs() {
        let keyring = HMACKeyring(secret: "secret")
        let signature = keyring.sign("message")
        #expect(signature.count == 32)
        #expect(keyring.isSigned("message", by: signature))
        #expect(!keyring.isSigned("messagf", by: signature))
        #expect(!HMACKeyring(secret: "secres").isSigned("message", by: signature))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 1
            #expect(!keyring.isSigned("message", by: changed))
        }
        #expect(!keyring.isSigned("message", by: []))
        #expect(!keyring.isSigned("message", by: signature + [0]))
    }

    @Test("S3: with a new secret, what the earlier one signed stays good for as long as it is kept")
    func rotation() {
        let signature = HMACKeyring(secret: "old").sign("message")
        #expect(HMACKeyring(secret: "new", earlier: ["older", "old"]).isSigned("message", by: signature))
        #expect(!HMACKeyring(secret: "new", earlier: ["older"]).isSigned("message", by: signature))
        #expect(HMACKeyring(secret: "new", earlier: ["old"]).sign("message") != signature)
    }

    @Test("Digests are SHA-256 in hex; random bytes are random")
    func digests() {
        let keyring = HMACKeyring(secret: "secret")
        #expect(keyring.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(keyring.random(20).count == 20)
        #expect(keyring.random(20) != keyring.random(20))
    }
}
