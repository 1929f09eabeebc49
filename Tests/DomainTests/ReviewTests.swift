import Domain
import Testing

@Suite("Reviews (domain.md 11.6)")
struct ReviewTests {
    @Test("D65: shares are rounded half to even")
    func shares() {
        let shares = RatingShares(green: 1, amber: 0, red: 7)

        #expect(shares.green == 12)
        #expect(shares.red == 88)
        #expect(shares.amber == 0)
    }

    @Test("D65: a half goes to the even neighbour", arguments: [(1, 12), (3, 38), (5, 62), (7, 88)])
    func halves(eighths: Int, percent: Int) {
        #expect(RatingShares(green: eighths, amber: 8 - eighths, red: 0).green == percent)
    }

    @Test("11.6: without rated reviews all shares are 0")
    func none() {
        let shares = RatingShares(green: 0, amber: 0, red: 0)

        #expect([shares.green, shares.amber, shares.red] == [0, 0, 0])
    }
}
