using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Testing;

namespace Platform.Cli.Tests.Commands;

/// <summary>journal verify and journal rebuild on a database that the environment names.</summary>
public class JournalVerifyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_whole_journal_ends_with_0_and_a_damaged_one_with_1_and_the_first_differences_until_its_views_are_rebuilt()
    {
        using var home = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path, ["ConnectionStrings__Platform"] = database.ConnectionString };
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        await using var store = new TrackingStore(journal, database.DataSource);
        var run = await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, "a run", "me", 7) { At = Noon }, stop: TestContext.Current.CancellationToken);

        var whole = await CliRun.Of(variables, "journal", "verify");
        Assert.Equal((ExitCodes.Ok, "2 streams with 2 events, 0 contents of files, 2 rows of views: whole."), (whole.ExitCode, whole.Output.Trim()));
        Assert.Contains("view tracked_runs: 1 rows, 0 differences", whole.Error, StringComparison.Ordinal);

        await using (var damage = database.DataSource.CreateCommand("update tracked_runs set name = 'another'"))
            await damage.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var damaged = await CliRun.Of(variables, "journal", "verify");
        Assert.Equal(ExitCodes.Failed, damaged.ExitCode);
        Assert.StartsWith($"view tracked_runs: row ({run.Id}): name is \"another\", folded \"a run\"", damaged.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 difference.", damaged.Output.Trim(), StringComparison.Ordinal);

        var rebuilt = await CliRun.Of(variables, "journal", "rebuild");
        Assert.Equal(ExitCodes.Ok, rebuilt.ExitCode);
        Assert.StartsWith("The views are made anew from the events up to number 2, in ", rebuilt.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await CliRun.Of(variables, "journal", "verify")).ExitCode);
    }

    [Theory]
    [InlineData("Database", "no-such-database", ExitCodes.Unreachable, "does not exist")]
    [InlineData("Username", "nobody-of-this-name", ExitCodes.Unreachable, "nobody-of-this-name")]
    [InlineData("Hist", "typed wrongly", ExitCodes.Usage, "hist")]
    public async Task A_database_that_refuses_is_told_with_its_reason(string key, string value, int exitCode, string reason)
    {
        using var home = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path, ["ConnectionStrings__Platform"] = $"{database.ConnectionString};{key}={value}" };

        var refused = await CliRun.Of(variables, "journal", "verify");

        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Contains(reason, refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("erase", "run", "none")]
    [InlineData("erase", "due", "--days", "1")]
    public async Task A_database_that_is_named_without_its_home_is_refused_where_files_matter(params string[] args)
    {
        var refused = await CliRun.Of(new Dictionary<string, string> { ["ConnectionStrings__Platform"] = database.ConnectionString }, ["journal", .. args]);

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("Set PLATFORM_HOME to the folder that its web server and silos have", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verification_changes_no_schema_and_says_that_it_is_older()
    {
        using var home = new TemporaryFolder();
        await using var old = await TestDatabase.CreateAsync();
        var variables = new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path, ["ConnectionStrings__Platform"] = old.ConnectionString };
        await using (var older = old.DataSource.CreateCommand("delete from platform_schema where version = (select max(version) from platform_schema)"))
            await older.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var refused = await CliRun.Of(variables, "journal", "verify");

        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains("schema is older than this version of the platform: it lacks 1 of ", refused.Error, StringComparison.Ordinal);
        Assert.Single(await JournalSchema.MissingAsync(old.DataSource, TestContext.Current.CancellationToken));
    }
}
