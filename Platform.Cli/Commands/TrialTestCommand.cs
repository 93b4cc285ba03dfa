using System.CommandLine;
using System.Globalization;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>trial test: what the test set said about a trial.</summary>
internal static class TrialTestCommand
{
    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The trial's id, as 'sweep show' lists it." };
        var command = new Command("test", "Show what the test set said: all measures, by group, and under attack.") { id, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync($"/api/v1/trials/{Uri.EscapeDataString(parsed.GetValue(id)!)}/test", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<TestItem>(json));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static void Print(CliHost host, TestItem test)
    {
        var measures = Tables.New("measure", "value");
        foreach (var (name, value) in test.Metrics.OrderBy(pair => pair.Key, StringComparer.Ordinal)) measures.Row(name, Show.Number(value));
        host.Results.Write(measures);
        foreach (var column in test.Groups.GroupBy(group => group.Column, StringComparer.Ordinal))
        {
            string[] names = [.. column.SelectMany(group => group.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var groups = Tables.New([column.Key, "rows", .. names]);
            foreach (var group in column)
                groups.Row([group.Value, group.Rows.ToString(CultureInfo.InvariantCulture), .. names.Select(name => Show.Number(group.Metrics.TryGetValue(name, out var value) ? value : null))]);
            host.Results.Write(groups);
        }

        if (test.Attacks.Count == 0) return;
        var attacks = Tables.New("attack strength", "accuracy", "rows");
        foreach (var attack in test.Attacks) attacks.Row(Show.Number(attack.Strength), Show.Number(attack.Accuracy), attack.Rows.ToString(CultureInfo.InvariantCulture));
        host.Results.Write(attacks);
    }
}
