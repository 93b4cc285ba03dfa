using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>run show: a trial or a tracked run, now or as it was.</summary>
internal static class RunShowCommand
{
    private const int RunIdLength = 32; // hexadecimal digits; trials' ids are shorter

    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "A trial's id, or that of a run of another program (32 hexadecimal digits)." };
        var command = new Command("show", "Show a run, now or as it was at an event or a time.") { id, CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var name = parsed.GetValue(id)!;
            var tracked = name.Length == RunIdLength && name.All(char.IsAsciiHexDigit);
            var path = tracked ? $"/api/v1/tracking/runs/{name.ToLowerInvariant()}" : $"/api/v1/trials/{Uri.EscapeDataString(name)}";
            var json = await platform.Client.GetAsync(path + CommonOptions.AsOfQuery(parsed), token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            if (tracked)
                Print(host, PlatformClient.Read<TrackedRunItem>(json));
            else
                TrialCommands.Print(host, PlatformClient.Read<TrialItem>(json));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static void Print(CliHost host, TrackedRunItem run)
    {
        var facts = Tables.New("field", "value");
        facts.Row("run", run.Id);
        facts.Row("experiment", run.ExperimentId);
        facts.Row("name", run.Name);
        facts.Row("status", run.Lifecycle == "active" ? run.Status : $"{run.Status}, {run.Lifecycle}");
        foreach (var (key, value) in run.Params.OrderBy(p => p.Key, StringComparer.Ordinal)) facts.Row(key, value);
        foreach (var (key, value) in run.Tags.OrderBy(t => t.Key, StringComparer.Ordinal)) facts.Row($"tag {key}", value);
        host.Results.Write(facts);

        var metrics = Tables.New("metric", "last", "step", "min", "max", "points");
        foreach (var metric in run.Metrics)
            metrics.Row(
                metric.Key, Show.Number(metric.Last.Value), metric.Last.Step.ToString(CultureInfo.InvariantCulture), Show.Number(metric.Min), Show.Number(metric.Max),
                metric.Count.ToString(CultureInfo.InvariantCulture));
        host.Results.Write(metrics);
    }
}
