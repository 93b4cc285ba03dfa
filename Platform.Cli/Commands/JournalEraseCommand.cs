using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Cli.Import;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Checkpoints;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Platform.Cli.Commands;

/// <summary>journal erase run | experiment | sweep | due: says what would go, and with --yes takes it.</summary>
internal static class JournalEraseCommand
{
    private static readonly Option<string> Reason = new("--reason") { Description = "Why. It stays in the journal, so it should hold nothing that is to be erased.", DefaultValueFactory = _ => "" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Erase it. Without this, only what would go is said." };

    public static Command Create(CliHost host) => new("erase",
        "Erase contents for privacy: names, notes, parameters, tags, metrics, data sets, console output and files. Streams keep their shape: numbers, versions, types and times of their events. "
        + "Without --yes, only what would go is said. What is erased cannot be brought back.")
    {
        Of(host, "run", ErasureKind.Run, "Tracked runs that are deleted, with the logged models that they made.", "Identities of runs."),
        Of(host, "experiment", ErasureKind.Experiment, "Tracked experiments that are deleted, with their runs.", "Identities of experiments."),
        Of(host, "sweep", ErasureKind.Sweep, "Sweeps that have ended, with their trials and checkpoints.", "Identities of sweeps."),
        Due(host),
    };

    private static Command Of(CliHost host, string name, ErasureKind kind, string description, string what)
    {
        var ids = new Argument<string[]>("ids") { Description = what, Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { ids, Reason, Yes };
        command.SetAction((parsed, cancel) => JournalCommands.OnDatabaseAsync(
            host, (_, environment, database, token) => WithEraserAsync(
                environment.Home, database, (eraser, _) => RunAsync(host, eraser, [.. parsed.GetValue(ids)!.Select(id => new ErasureTarget(kind, id))], parsed.GetValue(Reason)!, parsed.GetValue(Yes), token)),
            cancel));
        return command;
    }

    private static Command Due(CliHost host)
    {
        var days = new Option<double>("--days") { Description = "Runs and experiments that were deleted more than so many days ago.", Required = true };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 36_500)) result.AddError("--days: give days from 0 to 36500.");
        });
        var command = new Command("due", "Runs and experiments that were deleted long ago, as the setting Tracking:EraseDeletedDays does daily. What a version of a registered model needs stays.") { days, Yes };
        command.SetAction((parsed, cancel) => JournalCommands.OnDatabaseAsync(
            host, (_, environment, database, token) => WithEraserAsync(environment.Home, database, async (eraser, retention) =>
            {
                var keep = TimeSpan.FromDays(parsed.GetValue(days));
                if (!parsed.GetValue(Yes))
                    return await RunAsync(host, eraser, await retention.DueAsync(DateTimeOffset.UtcNow - keep, token), "", yes: false, token);
                var erased = await retention.EraseDueAsync(keep, new Spoken(host.Say), token);
                await CleanUpAsync(host, eraser, erased, token);
                host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{erased} erased."));
                return ExitCodes.Ok;
            }),
            cancel));
        return command;
    }

    private static async Task<int> WithEraserAsync(string home, NpgsqlDataSource database, Func<ContentEraser, ErasureRetention, Task<int>> act)
    {
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        var contents = new ContentRemover(ArtifactStore.In(home), new ArtifactViews(database), NullLogger<ContentRemover>.Instance);
        var eraser = new ContentEraser(
            database, journal, contents, CheckpointStore.In(home), new CheckpointReferences(database), PictureStore.In(home), TimeProvider.System, NullLogger<ContentEraser>.Instance);
        return await act(eraser, new ErasureRetention(database, eraser, TimeProvider.System));
    }

    // All of them are looked at before the first is erased.
    private static async Task<int> RunAsync(CliHost host, ContentEraser eraser, IReadOnlyList<ErasureTarget> targets, string reason, bool yes, CancellationToken cancel)
    {
        try
        {
            var plans = new List<ErasurePlan>();
            foreach (var target in targets) plans.Add(await eraser.Planner.PlanAsync(target, cancel));
            foreach (var plan in plans) Print(host, plan);
            if (plans.Any(plan => plan.Obstacles.Count > 0))
            {
                host.Output.WriteLine("Nothing was erased.");
                return ExitCodes.Failed;
            }
            if (!yes)
            {
                host.Output.WriteLine(plans.All(plan => plan.IsDone) ? "Nothing is left to be erased." : "Nothing was erased: say --yes to erase it. It cannot be brought back.");
                return ExitCodes.Ok;
            }
            foreach (var plan in plans) await eraser.EraseAsync(plan.Target, Environment.UserName, reason, new Spoken(host.Say), cancel);
            await CleanUpAsync(host, eraser, plans.Count(plan => !plan.IsDone), cancel);
            host.Output.WriteLine($"{plans.Count(plan => !plan.IsDone)} erased. Backups and archives of the database's log that were made before hold the contents still.");
            return ExitCodes.Ok;
        }
        catch (Exception refused) when (refused is TrackingNotFoundException or RuleViolation or InvalidInputException)
        {
            throw new CliException(refused.Message, inner: refused);
        }
    }

    private static async Task CleanUpAsync(CliHost host, ContentEraser eraser, int erased, CancellationToken cancel)
    {
        if (erased == 0) return;
        host.Say("The database cleans up the old rows; the platform may run meanwhile.");
        await eraser.CleanUpAsync(cancel);
    }

    private static void Print(CliHost host, ErasurePlan plan)
    {
        host.Output.WriteLine(plan.IsDone
            ? $"{plan.Target}: erased already"
            : $"{plan.Target}{(plan.Name.Length == 0 ? "" : $" '{plan.Name}'")}: {plan.Events:N0} events of {plan.Streams:N0} streams, {plan.Points:N0} points, {plan.Files:N0} files ({ImportReport.Size(plan.Bytes)})");
        foreach (var line in plan.Obstacles.Concat(plan.Consequences)) host.Output.WriteLine($"  {line}");
    }

    private sealed class Spoken(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }
}
