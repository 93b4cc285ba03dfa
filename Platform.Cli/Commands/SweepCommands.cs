using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>sweep launch | list | show | pause | resume | cancel | archive | restore | priority | change | verify.</summary>
internal static class SweepCommands
{
    public static Command Create(CliHost host) => new("sweep", "Launch sweeps and follow them.")
    {
        Launch(host), List(host), Show(host),
        Change(host, "pause", "Pause a sweep: its trials keep their checkpoints and give up their slots."),
        Change(host, "resume", "Resume a paused sweep."),
        Change(host, "cancel", "Cancel a sweep for good."),
        Change(host, "archive", "Leave a sweep that has ended out of lists; nothing of it is deleted."),
        Change(host, "restore", "Bring an archived sweep back into lists."),
        Priority(host),
        SweepChangeCommand.Create(host),
        SweepForkCommand.Create(host),
        SweepVerifyCommand.Create(host),
    };

    private static Command Launch(CliHost host)
    {
        var file = new Argument<FileInfo>("file") { Description = "The sweep file, YAML or JSON (see examples/)." };
        var wait = new Option<bool>("--wait") { Description = "Show its progress and end when it has ended: exit code 0 if it completed." };
        var command = new Command("launch", "Launch a sweep from a file.") { file, wait, CommonOptions.Json };
        command.SetAction((parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            var text = SweepText.Read(path);
            return PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
            {
                var json = await platform.Client.PostTextAsync("/api/v1/sweeps", text, SweepText.MediaType(path), token);
                var sweep = PlatformClient.Read<SweepItem>(json);
                var asJson = parsed.GetValue(CommonOptions.Json);
                if (parsed.GetValue(wait)) return await SweepWait.RunAsync(host, platform.Client, sweep, asJson, token);

                if (asJson) return CommonOptions.PrintJson(host, json);
                host.Output.WriteLine(sweep.Id);
                host.Say(platform.IsOwn
                    ? $"Launched '{sweep.Name}'. The platform stops with this command; the sweep goes on when ./run.sh runs, or use --wait."
                    : $"Launched '{sweep.Name}': {platform.Client.Url}/sweeps/{sweep.Id}");
                return ExitCodes.Ok;
            }, cancel);
        });
        return command;
    }

    private static Command List(CliHost host)
    {
        var status = new Option<string?>("--status") { Description = "Only sweeps in this state: running, paused, completed, cancelled." };
        var limit = new Option<int>("--limit") { Description = "At most so many, newest first.", DefaultValueFactory = _ => 100 };
        var archived = new Option<bool>("--archived") { Description = "Only archived sweeps, which are left out otherwise." };
        var command = new Command("list", "List sweeps, newest first.") { status, limit, archived, CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var filter = parsed.GetValue(status) is { } wanted ? $"&status={Uri.EscapeDataString(wanted)}" : "";
            if (parsed.GetValue(archived))
                filter += "&archived=true";
            var json = await platform.Client.GetAsync($"/api/v1/sweeps?limit={parsed.GetValue(limit)}{filter}{CommonOptions.AsOfQuery(parsed, '&')}", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            host.Results.Write(SweepTables.Sweeps(PlatformClient.Read<Items<SweepItem>>(json).List));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command Show(CliHost host)
    {
        var id = Id();
        var command = new Command("show", "Show a sweep and its trials.") { id, CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var path = $"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(id)!)}";
            var moment = CommonOptions.AsOfQuery(parsed);
            var sweepJson = await platform.Client.GetAsync(path + moment, token);
            var trialsJson = await platform.Client.GetAsync($"{path}/trials{moment}", token);
            if (parsed.GetValue(CommonOptions.Json))
            {
                var both = JsonNode.Parse(sweepJson.GetRawText())!.AsObject();
                both["trials"] = JsonNode.Parse(trialsJson.GetProperty("items").GetRawText());
                return CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(both, PlatformClient.Json));
            }
            var sweep = PlatformClient.Read<SweepItem>(sweepJson.GetProperty("sweep"));
            host.Results.Write(SweepTables.Sweeps([sweep]));
            if (sweep.ForkedFrom is { } origin)
                host.Output.WriteLine(FormattableString.Invariant($"Forked from {origin.ExperimentId} as of event {origin.At}."));
            foreach (var fork in PlatformClient.Read<Items<SweepItem>>(await platform.Client.GetAsync($"{path}/forks", token)).List)
                host.Output.WriteLine(FormattableString.Invariant($"Fork: {fork.Id} ({fork.Name}) as of event {fork.ForkedFrom?.At}."));
            host.Results.Write(SweepTables.Trials(sweep, PlatformClient.Read<Items<TrialItem>>(trialsJson).List, host.Results.Profile.Width));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command Change(CliHost host, string verb, string description)
    {
        var id = Id();
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the sweep's events." };
        var command = new Command(verb, description) { id, reason, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var body = new JsonObject { ["reason"] = parsed.GetValue(reason) };
            return Answer(host, parsed, await platform.Client.PostAsync($"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(id)!)}/{verb}", body, token));
        }, cancel));
        return command;
    }

    private static Command Priority(CliHost host)
    {
        var id = Id();
        var priority = new Argument<int>("priority") { Description = "1 (last) to 10 (first); 5 is the default." };
        var command = new Command("priority", "Change which sweep gets free slots first.") { id, priority, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var body = new JsonObject { ["priority"] = parsed.GetValue(priority) };
            return Answer(host, parsed, await platform.Client.PutAsync($"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(id)!)}/priority", body, token));
        }, cancel));
        return command;
    }

    private static int Answer(CliHost host, ParseResult parsed, JsonElement json)
    {
        if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
        host.Results.Write(SweepTables.Sweeps([PlatformClient.Read<SweepItem>(json)]));
        return ExitCodes.Ok;
    }

    private static Argument<string> Id() => new("id") { Description = "The sweep's id, as 'sweep list' shows it." };
}
