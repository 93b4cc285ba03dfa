using Xunit;

namespace Platform.Core.Tests.Architecture;

/// <summary>What no product source may call, and why.</summary>
public sealed class BannedTokenTests
{
    private static readonly (string Token, string Reason)[] Banned =
    [
        ("Random.Shared", "decisions derive from a seed: use TrialRandom or a generator of the run"),
        ("new Random(", "decisions derive from a seed: use TrialRandom or a generator of the run"),
        ("DateTime.Now", "local time is the reader's business"),
        ("DateTimeOffset.Now", "local time is the reader's business"),
        ("Thread.Sleep", "wait for a condition, not for a time"),
        ("GC.Collect", "native memory is freed by scopes, never by the collector"),
        ("HashCode.Combine", "it is salted per process: nothing that lasts may depend on it"),
    ];

    private static readonly (string Token, string Reason)[] Clocks =
    [
        ("DateTime.UtcNow", "commands carry their time"),
        ("DateTimeOffset.UtcNow", "commands carry their time"),
    ];

    // Where rules live. Shells take TimeProvider too, but a script-like place in one may ask the clock itself.
    private static readonly string[] WithoutClock = ["Search", "Training.Core", "Platform.Core"];

    public static TheoryData<string> Projects() => [.. ProductSources.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_source_uses_what_is_banned(string project)
    {
        var found = from file in ProductSources.Files(project)
                    from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
                    where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from banned in WithoutClock.Contains(project, StringComparer.Ordinal) ? [.. Banned, .. Clocks] : Banned
                    where line.Text.Contains(banned.Token, StringComparison.Ordinal)
                    select $"{Path.GetRelativePath(SourceTree.Root, file)}:{line.Number}: {banned.Token} ({banned.Reason})";
        Assert.Equal("", string.Join('\n', found));
    }

    [Fact]
    public void There_are_sources_to_look_at() => Assert.All(ProductSources.Projects, project => Assert.NotEmpty(ProductSources.Files(project)));
}
