using System.Globalization;
using System.Security.Cryptography;

namespace Platform.Web.Api.Mlflow;

/// <summary>Names for runs whose program gives none: two words and a number, easy to say and to find again. Not identities.</summary>
internal static class RunNames
{
    private static readonly string[] First =
    [
        "amber", "brave", "calm", "clever", "crisp", "dapper", "eager", "fair", "gentle", "glad", "golden", "hardy", "honest", "jolly", "keen", "kind", "lively", "lucky",
        "mellow", "merry", "neat", "nimble", "patient", "plucky", "proud", "quick", "quiet", "rapid", "silver", "smooth", "steady", "sunny", "swift", "tidy", "vivid", "wise",
    ];

    private static readonly string[] Second =
    [
        "badger", "bee", "cod", "crane", "crow", "deer", "dove", "falcon", "finch", "fox", "goose", "hare", "hawk", "heron", "ibis", "jay", "kite", "lark", "lynx", "mole",
        "moth", "newt", "otter", "owl", "perch", "pike", "quail", "raven", "robin", "seal", "shrew", "stork", "swan", "toad", "trout", "wren",
    ];

    public static string Next() => string.Create(
        CultureInfo.InvariantCulture, $"{First[RandomNumberGenerator.GetInt32(First.Length)]}-{Second[RandomNumberGenerator.GetInt32(Second.Length)]}-{RandomNumberGenerator.GetInt32(1_000)}");
}
