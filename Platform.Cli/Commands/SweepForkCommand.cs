using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>sweep fork: a new sweep that begins with what another knew at an event.</summary>
internal static class SweepForkCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The sweep to fork, as 'sweep list' shows it." };
    private static readonly Option<long?> At = new("--at") { Description = "The number of the last event that counts, as the sweep's page shows it; the newest if it is not given." };
    private static readonly Option<FileInfo?> File = new("--file") { Description = "A sweep file, whole or only with the keys that differ (sampler, pruner, space, trials, …)." };
    private static readonly Option<string?> Name = new("--name") { Description = "The fork's name." };
    private static readonly Option<string?> Sampler = new("--sampler") { Description = "Another sampler, by name." };
    private static readonly Option<string?> Pruner = new("--pruner") { Description = "Another pruner, by name." };
    private static readonly Option<int?> Trials = new("--trials") { Description = "How many trials the fork proposes." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what the fork would begin with: its file, and which trials' results are carried, mapped or left out and why." };

    public static Command Create(CliHost host)
    {
        var command = new Command("fork", "Launch a sweep that begins with the file and the results of another as of an event; its trials train anew.")
        {
            Id, At, File, Name, Sampler, Pruner, Trials, DryRun, CommonOptions.Json,
        };
        command.SetAction((parsed, cancel) =>
        {
            var (text, type) = Body(parsed);
            return PlatformConnection.RunAsync(host, parsed, (platform, token) => ForkAsync(host, parsed, platform.Client, text, type, token), cancel);
        });
        return command;
    }

    private static async Task<int> ForkAsync(CliHost host, ParseResult parsed, PlatformClient client, string text, string type, CancellationToken cancel)
    {
        var path = $"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(Id)!)}/fork";
        var at = parsed.GetValue(At) is { } number ? string.Create(CultureInfo.InvariantCulture, $"?at={number}") : "";
        var preview = await client.PostTextAsync($"{path}/preview{at}", text, type, cancel);
        var (asJson, dryRun) = (parsed.GetValue(CommonOptions.Json), parsed.GetValue(DryRun));
        if (asJson && dryRun) return CommonOptions.PrintJson(host, preview);
        var fork = PlatformClient.Read<ForkItem>(preview);
        if (!asJson) Print(host, fork, whole: dryRun);
        if (dryRun) return ExitCodes.Ok;

        // The moment that was shown: the parent may have gone on since.
        var sweep = await client.PostTextAsync(string.Create(CultureInfo.InvariantCulture, $"{path}?at={fork.From.At}"), text, type, cancel);
        if (asJson) return CommonOptions.PrintJson(host, sweep);
        host.Results.Write(SweepTables.Sweeps([PlatformClient.Read<SweepItem>(sweep)]));
        return ExitCodes.Ok;
    }

    private static void Print(CliHost host, ForkItem fork, bool whole)
    {
        host.Output.WriteLine(FormattableString.Invariant($"Forked from {fork.From.ExperimentId} as of event {fork.From.At}: results carried {fork.Carried} (mapped {fork.Mapped}), left out {fork.LeftOut}, not ended by then {fork.Unfinished}."));
        foreach (var line in fork.Differences.Concat(fork.Notes))
            host.Output.WriteLine(line);
        if (!whole) return;
        host.Output.WriteLine(fork.Yaml);
        var table = Tables.New("trial", "fate", "why");
        foreach (var trial in fork.Trials)
            table.Row(trial.Id, trial.Fate == "leftOut" ? "left out" : trial.Fate, trial.Why);
        host.Results.Write(table);
    }

    private static (string Text, string MediaType) Body(ParseResult parsed)
    {
        var keys = new JsonObject();
        if (parsed.GetValue(Name) is { } name) keys["name"] = name;
        if (parsed.GetValue(Sampler) is { } sampler) keys["sampler"] = sampler;
        if (parsed.GetValue(Pruner) is { } pruner) keys["pruner"] = pruner;
        if (parsed.GetValue(Trials) is { } trials) keys["trials"] = trials;
        if (parsed.GetValue(File) is not { } file)
            return (keys.ToJsonString(), "application/json");
        return keys.Count == 0 ? (SweepText.Read(file), SweepText.MediaType(file))
            : throw new CliException($"--file and --{keys.First().Key} are both given; put it into the file.", ExitCodes.Usage);
    }
}
