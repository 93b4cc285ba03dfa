using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Cli.Local;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Cli.Commands;

/// <summary>journal: looks into the database itself, whether or not a server runs on it.</summary>
internal static class JournalCommands
{
    public static Command Create(CliHost host) => new("journal", "The journal of all events.") { Verify(host), Rebuild(host), JournalEraseCommand.Create(host) };

    private static Command Verify(CliHost host)
    {
        var command = new Command("verify",
            "Check that every stream's versions have no gap, that the contents of files are what their digests say, and that every view is what folding all events gives. "
            + "Changes nothing, an older schema neither; the platform may run meanwhile. Ends with 1 and names the first differences if there are any.");
        command.SetAction((_, cancel) => OnDatabaseAsync(host, needsFiles: true, CheckSchemaAsync, VerifyAsync, cancel));
        return command;
    }

    private static Command Rebuild(CliHost host)
    {
        var command = new Command("rebuild",
            "Make the views anew from all events, beside the old ones, and exchange them at the end. The platform may run meanwhile; its writers wait only for the exchange.");
        command.SetAction((_, cancel) => OnDatabaseAsync(host, needsFiles: false, (database, token) => JournalSchema.EnsureAsync(database, host.Say, token), RebuildAsync, cancel));
        return command;
    }

    // With the files that belong to the database.
    internal static Task<int> OnDatabaseAsync(CliHost host, Func<CliHost, PlatformEnvironment, NpgsqlDataSource, CancellationToken, Task<int>> act, CancellationToken cancel) =>
        OnDatabaseAsync(host, needsFiles: true, (database, token) => JournalSchema.EnsureAsync(database, host.Say, token), act, cancel);

    // The database that the environment names, the running platform's, or the private one, started for this.
    private static async Task<int> OnDatabaseAsync(
        CliHost host, bool needsFiles, Func<NpgsqlDataSource, CancellationToken, Task> prepare, Func<CliHost, PlatformEnvironment, NpgsqlDataSource, CancellationToken, Task<int>> act, CancellationToken cancel)
    {
        var environment = host.ReadEnvironment();
        if (environment.ConnectionString is { } given)
        {
            // The files of another platform would be missed, or left behind by an erasure.
            if (needsFiles && !environment.HomeIsChosen)
            {
                throw new CliException(
                    "ConnectionStrings__Platform names a database, but not where the files that belong to it lie. Set PLATFORM_HOME to the folder that its web server and silos have, "
                    + $"such as PLATFORM_HOME={environment.Home} for this clone's own.", ExitCodes.Usage);
            }
            return await ActAsync(given);
        }
        using var homeLock = HomeLock.TryTake(environment.Home);
        if (homeLock is null)
        {
            return await ActAsync(PrivateCluster.RunningAt(environment.Home)
                ?? throw new CliException($"Another process holds {environment.Home}/lock, but its database is not up yet. Try again in a moment.", ExitCodes.Unreachable));
        }
        await using var cluster = await PrivateCluster.StartAsync(environment.Home, host.Say, cancel);
        return await ActAsync(cluster.ConnectionString);

        async Task<int> ActAsync(string connectionString)
        {
            try
            {
                await using var database = Open(connectionString);
                await prepare(database, cancel);
                return await act(host, environment, database, cancel);
            }
            // A wrong password and a database that is not there are no less than one that is away.
            catch (Exception e) when (e is DatabaseVersionException or NpgsqlException or JournalUnavailableException || Transient.IsTransient(e))
            {
                throw new CliException($"The database cannot be used: {e.Message}", ExitCodes.Unreachable, e);
            }
            catch (UnknownEventException e)
            {
                throw new CliException(e.Message, inner: e);
            }
        }
    }

    private static NpgsqlDataSource Open(string connectionString)
    {
        try
        {
            return JournalDataSource.Create(connectionString, "journal");
        }
        catch (ArgumentException e)
        {
            throw new CliException($"The connection string names no database: {e.Message}", ExitCodes.Usage, e);
        }
    }

    // Whoever looks whether all is whole must not change it.
    private static async Task CheckSchemaAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var missing = await JournalSchema.MissingAsync(database, cancel);
        if (missing.Count == JournalSchema.Changes)
            throw new CliException("The database has no journal: no platform has been started on it. Nothing was written.");
        if (missing.Count > 0)
        {
            throw new CliException(string.Create(CultureInfo.InvariantCulture,
                $"The database's schema is older than this version of the platform: it lacks {missing.Count} of {JournalSchema.Changes} changes, the first of them {missing[0]}. Nothing was looked at or written. The platform's start brings it up to date, and so does 'journal rebuild'; verify it then, or now with the version that wrote it."));
        }
    }

    private static async Task<int> VerifyAsync(CliHost host, PlatformEnvironment environment, NpgsqlDataSource database, CancellationToken cancel)
    {
        var verifier = new JournalVerifier(database, PlatformEvents.Types, PlatformProjections.All, ArtifactStore.ForReading(environment.Home));
        var report = await verifier.RunAsync(new Spoken<string>(host.Say), cancel);
        foreach (var difference in report.First) host.Output.WriteLine(difference);
        host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Streams} streams with {report.Events} events, {report.Artifacts} contents of files, {report.Rows} rows of views: {report.Differences switch { 0 => "whole", 1 => "1 difference", var n => $"{n} differences" }}."));
        return report.Differences == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task<int> RebuildAsync(CliHost host, PlatformEnvironment environment, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var journal = new EventJournal(database, PlatformEvents.Types);
        var (last, started, said) = (await journal.LastSequenceAsync(cancel), Stopwatch.GetTimestamp(), 0L);
        var progress = new Spoken<long>(position =>
        {
            if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(1)) return;
            said = Stopwatch.GetTimestamp();
            host.Say(string.Create(CultureInfo.InvariantCulture, $"folded: events up to number {position} of about {last}"));
        });
        var latest = new Spoken<long>(runs => host.Say(string.Create(CultureInfo.InvariantCulture, $"latest metrics: {runs} runs")));
        await new ProjectionRebuild(database, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync(progress, latest, new Spoken<string>(host.Say), cancel);
        last = await journal.LastSequenceAsync(cancel);
        host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The views are made anew from the events up to number {last}, in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s."));
        return ExitCodes.Ok;
    }

    private sealed class Spoken<T>(Action<T> say) : IProgress<T>
    {
        public void Report(T value) => say(value);
    }
}
