using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Testing;

namespace Platform.Cli.Tests.Commands;

/// <summary>journal erase on a database that the environment names.</summary>
public class JournalEraseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_would_go_is_said_first_and_goes_with_yes()
    {
        using var home = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path, ["ConnectionStrings__Platform"] = database.ConnectionString };
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        await using var store = new TrackingStore(journal, database.DataSource);
        var (run, other) = (await RunAsync("of a person"), await RunAsync("of another"));
        await store.ApplyAsync(run, new LogBatch { At = Noon, Metrics = MetricBatch.Of("loss", new MetricPoint(1, 2, 3)) }, stop: TestContext.Current.CancellationToken);

        var refused = await CliRun.Of(variables, "journal", "erase", "run", run, "--yes");
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains($"run {run} 'of a person': 2 events of 1 streams, 1 points, 0 files (0 B)", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Delete it first: on its page, or with delete_run of MLflow's client.", refused.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was erased.", refused.Output.Trim(), StringComparison.Ordinal);

        await store.ApplyAsync(run, new DeleteRun { At = Noon }, stop: TestContext.Current.CancellationToken);
        var dry = await CliRun.Of(variables, "journal", "erase", "run", run);
        Assert.Equal(ExitCodes.Ok, dry.ExitCode);
        Assert.EndsWith("Nothing was erased: say --yes to erase it. It cannot be brought back.", dry.Output.Trim(), StringComparison.Ordinal);
        Assert.Contains("of a person", (await CliRun.Of(variables, "journal", "erase", "due", "--days", "0")).Output, StringComparison.Ordinal);
        Assert.NotNull(await new TrackingViews(database.DataSource).RunAsync(run, TestContext.Current.CancellationToken));

        var done = await CliRun.Of(variables, "journal", "erase", "run", run, "--reason", "asked for", "--yes");
        Assert.Equal(ExitCodes.Ok, done.ExitCode);
        Assert.Contains("1 erased. Backups and archives of the database's log that were made before hold the contents still.", done.Output, StringComparison.Ordinal);
        Assert.Contains("erased already", (await CliRun.Of(variables, "journal", "erase", "run", run)).Output, StringComparison.Ordinal);
        Assert.Equal("error: There is no run 'none'.", (await CliRun.Of(variables, "journal", "erase", "run", "none")).Error.Trim());
        Assert.Contains("--days: give days from 0 to 36500.", (await CliRun.Of(variables, "journal", "erase", "due", "--days", "-1")).Error, StringComparison.Ordinal);

        await store.ApplyAsync(other, new DeleteRun { At = Noon }, stop: TestContext.Current.CancellationToken);
        Assert.Equal("1 erased.", (await CliRun.Of(variables, "journal", "erase", "due", "--days", "0", "--yes")).Output.Trim());
        var whole = await CliRun.Of(variables, "journal", "verify");
        Assert.Equal(ExitCodes.Ok, whole.ExitCode);
        Assert.Contains("erasures: 2 streams, of 0 not done yet, 0 differences", whole.Error, StringComparison.Ordinal);

        async Task<string> RunAsync(string name) => (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, name, "me", 7) { At = Noon }, stop: TestContext.Current.CancellationToken)).Id;
    }
}
