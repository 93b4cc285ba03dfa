using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>run show | compare | reproduce | cancel.</summary>
internal static class RunCommands
{
    private const int MostCompared = 100;
    private const int ColumnsAtOnce = 10;

    public static Command Create(CliHost host) => new("run", "Look at runs, compare them and reproduce them.") { RunShowCommand.Create(host), Compare(host), Reproduce(host), Cancel(host) };

    private static Command Compare(CliHost host)
    {
        var ids = new Argument<string[]>("ids") { Description = $"2 to {MostCompared} trial ids.", Arity = new ArgumentArity(2, MostCompared) };
        var command = new Command("compare", "Show where runs differ, and their metrics side by side.") { ids, CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var list = string.Join(',', parsed.GetValue(ids)!.Select(Uri.EscapeDataString));
            var json = await platform.Client.GetAsync($"/api/v1/runs/compare?ids={list}{CommonOptions.AsOfQuery(parsed, '&')}", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<ComparisonItem>(json));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static void Print(CliHost host, ComparisonItem comparison)
    {
        // Beyond ten columns nobody finds a line's name any more: further runs get tables of their own.
        for (var first = 0; first < comparison.Runs.Count; first += ColumnsAtOnce)
            Print(host, comparison, first);
        host.Output.WriteLine($"The same in all: {string.Join(' ', comparison.Same.Select(field => $"{field.Field}={Show.Value(field.Value)}"))}");
    }

    private static void Print(CliHost host, ComparisonItem comparison, int first)
    {
        var runs = comparison.Runs.Skip(first).Take(ColumnsAtOnce).Select(run => run.Id).ToList();
        var fields = Tables.New(["differs", .. runs]);
        foreach (var row in comparison.Differing) fields.Row([row.Field, .. row.Values.Skip(first).Take(ColumnsAtOnce).Select(Show.Value)]);
        host.Results.Write(fields);

        var metrics = Tables.New(["metric", .. runs]);
        foreach (var row in comparison.Metrics)
            metrics.Row([row.Name, .. row.Values.Skip(first).Take(ColumnsAtOnce).Select((value, i) => Show.Number(value) + (first + i == row.Best ? " *" : ""))]);
        host.Results.Write(metrics);
    }

    private static Command Reproduce(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The trial to run again." };
        var wait = new Option<bool>("--wait") { Description = "Wait for the verdict: exit code 0 if it is identical to the last bit." };
        var command = new Command("reproduce", "Run a trial again as it was and compare every epoch bit by bit.") { id, wait, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.PostAsync($"/api/v1/runs/{Uri.EscapeDataString(parsed.GetValue(id)!)}/reproduce", body: null, token);
            var newId = json.GetProperty("trialId").GetString()!;
            if (parsed.GetValue(wait)) return await WaitAsync(host, platform.Client, newId, parsed.GetValue(CommonOptions.Json), token);

            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            host.Output.WriteLine(newId);
            if (platform.IsOwn) host.Say("The platform stops with this command; the reproduction goes on when ./run.sh runs, or use --wait.");
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command Cancel(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The reproduction to end; trials are cancelled with their sweep." };
        var command = new Command("cancel", "End a reproduction that is wanted no more, such as one that no silo can run.") { id, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.PostAsync($"/api/v1/runs/{Uri.EscapeDataString(parsed.GetValue(id)!)}/cancel", body: null, token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            var run = PlatformClient.Read<TrialItem>(json);
            host.Output.WriteLine($"{run.Id}: {run.Status}");
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static async Task<int> WaitAsync(CliHost host, PlatformClient client, string id, bool asJson, CancellationToken cancel)
    {
        host.Say($"Reproducing as {id}: {client.Url}/trials/{id}");
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var epochs = 0;
        while (true)
        {
            var json = await Patience.ReadAsync(token => client.GetAsync($"/api/v1/trials/{id}", token), cancel);
            var run = PlatformClient.Read<TrialItem>(json);
            if (run.TrainLoss.Count > epochs)
            {
                epochs = run.TrainLoss.Count;
                host.Say($"epoch {epochs}/{run.Epochs}");
            }
            // The verdict follows the run's end within moments; a run that failed gets none.
            if (run.Verdict is not null || run.Status is "failed" or "cancelled")
            {
                if (asJson) CommonOptions.PrintJson(host, json);
                else host.Output.WriteLine(run.Verdict?.Summary ?? $"The reproduction {run.Status}: {run.EndReason}");
                return run.Verdict is { Identical: true } ? ExitCodes.Ok : ExitCodes.Failed;
            }
            await clock.WaitForNextTickAsync(cancel);
        }
    }
}
