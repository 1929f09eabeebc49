import CLibpq

/// PostgreSQL's built-in types by their fixed numbers (`pg_type.dat`), as far as this driver reads or writes them.
enum PostgresType: Oid {
    case bool = 16
    case bytea = 17
    case char = 18
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case oid = 26
    case json = 114
    case float4 = 700
    case float8 = 701
    case unknown = 705
    case textArray = 1009
    case bpchar = 1042
    case varchar = 1043
    case varcharArray = 1015
    case date = 1082
    case timestamp = 1114
    case timestamptz = 1184
    case numeric = 1700
    case jsonb = 3802

    /// Types that a database defines itself have numbers from here on: enumerations and `citext`, whose binary form is text.
    static let firstUserDefined: Oid = 16384

    /// Microseconds and days from 1970 to PostgreSQL's own first day, 2000-01-01.
    static let epochMicroseconds = 946_684_800_000_000
    static let epochDays = 10_957
}
