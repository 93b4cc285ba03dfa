using System.CommandLine;
using System.Globalization;
using Platform.Cli.Local;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Cli.Commands;

/// <summary>journal: looks into the database itself, whether or not a server runs on it.</summary>
internal static class JournalCommands
{
    public static Command Create(CliHost host) => new("journal", "The journal of all events.") { Verify(host) };

    private static Command Verify(CliHost host)
    {
        var command = new Command("verify",
            "Check that every stream's versions have no gap, that the contents of files are what their digests say, and that every view is what folding all events gives. "
            + "Changes nothing; the platform may run meanwhile. Ends with 1 and names the first differences if there are any.");
        command.SetAction(async (_, cancel) =>
        {
            var environment = host.ReadEnvironment();
            if (environment.ConnectionString is { } given) return await VerifyAsync(host, environment, given, cancel);
            using var homeLock = HomeLock.TryTake(environment.Home);
            if (homeLock is null)
            {
                var running = PrivateCluster.RunningAt(environment.Home)
                    ?? throw new CliException($"Another process holds {environment.Home}/lock, but its database is not up yet. Try again in a moment.", ExitCodes.Unreachable);
                return await VerifyAsync(host, environment, running, cancel);
            }
            await using var cluster = await PrivateCluster.StartAsync(environment.Home, host.Say, cancel);
            return await VerifyAsync(host, environment, cluster.ConnectionString, cancel);
        });
        return command;
    }

    private static async Task<int> VerifyAsync(CliHost host, PlatformEnvironment environment, string connectionString, CancellationToken cancel)
    {
        await using var database = JournalDataSource.Create(connectionString, "journal verify");
        JournalReport report;
        try
        {
            await JournalSchema.EnsureAsync(database, cancel);
            var verifier = new JournalVerifier(database, PlatformEvents.Types, PlatformProjections.All, ArtifactStore.ForReading(environment.Home));
            report = await verifier.RunAsync(new Spoken(host.Say), cancel);
        }
        catch (Exception e) when (e is DatabaseVersionException || Transient.IsTransient(e))
        {
            throw new CliException($"The database cannot be verified: {e.Message}", ExitCodes.Unreachable, e);
        }
        foreach (var difference in report.First) host.Output.WriteLine(difference);
        host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Streams} streams with {report.Events} events, {report.Artifacts} contents of files, {report.Rows} rows of views: {report.Differences switch { 0 => "whole", 1 => "1 difference", var n => $"{n} differences" }}."));
        return report.Differences == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private sealed class Spoken(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }
}
