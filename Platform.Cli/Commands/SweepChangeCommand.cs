using System.CommandLine;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>sweep change: another space or budget for a sweep that runs.</summary>
internal static class SweepChangeCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The sweep's id, as 'sweep list' shows it." };
    private static readonly Option<FileInfo?> File = new("--file") { Description = "A sweep file, whole or only with the keys that change (space, epochs, trials, parallelism, stop)." };
    private static readonly Option<int?> Trials = new("--trials") { Description = "How many trials it proposes in all." };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Epochs of the trials that are proposed from now on." };
    private static readonly Option<int?> Parallelism = new("--parallelism") { Description = "How many trials run at once." };
    private static readonly Option<string?> WallClock = new("--wall-clock") { Description = "When it stops proposing, counted from its launch, such as 8h." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept in the sweep's events." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would change, and which trials the search would keep, map or leave out and why." };

    public static Command Create(CliHost host)
    {
        var command = new Command("change", "Change the space or the budget of a running or paused sweep; trials under way go on as they are.")
        {
            Id, File, Trials, Epochs, Parallelism, WallClock, Reason, DryRun, CommonOptions.Json,
        };
        command.SetAction((parsed, cancel) =>
        {
            var (text, type) = Body(parsed);
            return PlatformConnection.RunAsync(host, parsed, (platform, token) => ChangeAsync(host, parsed, platform.Client, text, type, token), cancel);
        });
        return command;
    }

    private static async Task<int> ChangeAsync(CliHost host, ParseResult parsed, PlatformClient client, string text, string type, CancellationToken cancel)
    {
        var path = $"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(Id)!)}/change";
        var preview = await client.PostTextAsync($"{path}/preview", text, type, cancel);
        var (asJson, dryRun) = (parsed.GetValue(CommonOptions.Json), parsed.GetValue(DryRun));
        if (asJson && dryRun) return CommonOptions.PrintJson(host, preview);
        var change = PlatformClient.Read<ChangeItem>(preview);
        if (!asJson) Print(host, change, withTrials: dryRun);
        if (dryRun) return ExitCodes.Ok;

        var reason = parsed.GetValue(Reason) is { } why ? $"?reason={Uri.EscapeDataString(why)}" : "";
        var sweep = await client.PostTextAsync(path + reason, text, type, cancel);
        if (asJson) return CommonOptions.PrintJson(host, sweep);
        host.Results.Write(SweepTables.Sweeps([PlatformClient.Read<SweepItem>(sweep)]));
        return ExitCodes.Ok;
    }

    private static void Print(CliHost host, ChangeItem change, bool withTrials)
    {
        if (change.Differences.Count == 0)
            host.Output.WriteLine("Nothing changes: the sweep is like this already.");
        foreach (var difference in change.Differences)
            host.Output.WriteLine(difference);
        if (change.Differences.Count == 0 || change.Trials.Count == 0) return;
        host.Output.WriteLine(FormattableString.Invariant($"Trials so far: {change.Trials.Count}. The search keeps {change.Kept} as they are, maps {change.Mapped} and leaves out {change.LeftOut}."));
        if (!withTrials) return;
        var table = Tables.New("trial", "fate", "why");
        foreach (var trial in change.Trials)
            table.Row(trial.Id, trial.Fate == "leftOut" ? "left out" : trial.Fate, trial.Why);
        host.Results.Write(table);
    }

    private static (string Text, string MediaType) Body(ParseResult parsed)
    {
        var keys = new JsonObject();
        if (parsed.GetValue(Trials) is { } trials) keys["trials"] = trials;
        if (parsed.GetValue(Epochs) is { } epochs) keys["epochs"] = epochs;
        if (parsed.GetValue(Parallelism) is { } parallelism) keys["parallelism"] = parallelism;
        if (parsed.GetValue(WallClock) is { } clock) keys["stop"] = new JsonObject { ["wall_clock"] = clock };
        if (parsed.GetValue(File) is not { } file)
            return keys.Count > 0 ? (keys.ToJsonString(), "application/json")
                : throw new CliException("Nothing to change is given; give --file, --trials, --epochs, --parallelism or --wall-clock.", ExitCodes.Usage);
        return keys.Count == 0 ? (SweepText.Read(file), SweepText.MediaType(file))
            : throw new CliException($"--file and --{keys.First().Key.Replace("stop", "wall-clock", StringComparison.Ordinal)} are both given; put it into the file.", ExitCodes.Usage);
    }
}
