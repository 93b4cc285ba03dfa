using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>model gates | check | rollback: the conditions of promotions, and the way back.</summary>
internal static class ModelGatesCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The model's name." };
    private static readonly Option<string?> Why = new("--why") { Description = "The reason; kept in the model's events." };

    public static Command Gates(CliHost host)
    {
        var gates = new Option<string[]>("--gate") { Description = "A condition: 'test_accuracy >= 0.97', 'test_loss <= 0.1', 'test_accuracy worsens <= 0.002', 'accuracy worsens <= 0.01 in every group of sex' or 'latency_p99_ms <= 20'. Those given replace those before." };
        var protects = new Option<string[]>("--protect") { Description = "An alias that they protect; champion if not given." };
        var none = new Option<bool>("--none") { Description = "End the gates." };
        var command = new Command("gates", "Show or set what a version must pass before it gets a protected alias.") { Name, gates, protects, none, Why, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var path = $"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(Name)!)}/gates";
            var wanted = parsed.GetValue(gates) ?? [];
            if (parsed.GetValue(none) && wanted.Length > 0) throw new CliException("Give gates, or --none, not both.", ExitCodes.Usage);
            var json = wanted.Length == 0 && !parsed.GetValue(none)
                ? await platform.Client.GetAsync(path, token)
                : await platform.Client.PutAsync(path, new JsonObject
                {
                    ["gates"] = Texts(wanted),
                    ["protects"] = parsed.GetValue(protects) is { Length: > 0 } aliases ? Texts(aliases) : null,
                    ["why"] = parsed.GetValue(Why),
                }, token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            var answer = PlatformClient.Read<GatesItem>(json);
            if (answer.Gates.Count == 0)
                host.Output.WriteLine($"{answer.Model} has no gates.");
            else
            {
                host.Output.WriteLine($"Before {string.Join(", ", answer.Protects)} of {answer.Model} moves to a version:");
                foreach (var gate in answer.Gates)
                    host.Output.WriteLine($"  {gate}");
            }
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    public static Command Check(CliHost host)
    {
        var version = new Argument<int>("version") { Description = "The version." };
        var alias = new Option<string?>("--alias") { Description = "The alias that it would get; champion if not given." };
        var command = new Command("check", "Hold a version against the gates without promoting it.") { Name, version, alias, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var query = parsed.GetValue(alias) is { } given ? $"?alias={Uri.EscapeDataString(given)}" : "";
            var json = await platform.Client.GetAsync($"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(Name)!)}/versions/{parsed.GetValue(version)}/evaluation{query}", token);
            var evaluation = PlatformClient.Read<EvaluationItem>(json);
            if (parsed.GetValue(CommonOptions.Json))
                CommonOptions.PrintJson(host, json);
            else
                Print(host, evaluation);
            return evaluation.Passed ? ExitCodes.Ok : ExitCodes.Failed;
        }, cancel));
        return command;
    }

    public static Command Rollback(CliHost host)
    {
        var alias = new Argument<string>("alias") { Description = "The alias, such as champion." };
        var undo = new Option<bool>("--undo") { Description = "Undo the last rollback of it." };
        var command = new Command("rollback", "Give an alias back to the version that had it before.") { Name, alias, undo, Why, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var (name, given) = (parsed.GetValue(Name)!, parsed.GetValue(alias)!);
            var json = await platform.Client.PostAsync($"/api/v1/models/{Uri.EscapeDataString(name)}/aliases/{Uri.EscapeDataString(given)}/rollback", new JsonObject
            {
                ["undo"] = parsed.GetValue(undo),
                ["why"] = parsed.GetValue(Why),
            }, token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            var moved = PlatformClient.Read<ModelItem>(json).History[0];
            host.Output.WriteLine($"{given} of {name} points to version {moved.Version}, was {moved.PreviousVersion}.");
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    public static Command Card(CliHost host)
    {
        var file = new Option<FileInfo?>("--file") { Description = "A Markdown file that becomes the card; without it the card is shown." };
        var command = new Command("card", "Show or write a model's card, with the facts that the platform knows.") { Name, file, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var path = $"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(Name)!)}/card";
            if (parsed.GetValue(file) is { Exists: false } absent) throw new CliException($"There is no file {absent.FullName}.");
            var json = parsed.GetValue(file) is { } given
                ? await platform.Client.PutAsync(path, new JsonObject { ["text"] = await File.ReadAllTextAsync(given.FullName, token) }, token)
                : await platform.Client.GetAsync(path, token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            var card = PlatformClient.Read<CardItem>(json);
            host.Output.WriteLine(card.Text.Length > 0 ? $"{card.Text.TrimEnd()}\n\n{card.Facts}" : card.Facts);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    /// <summary>The evaluation gate by gate.</summary>
    public static void Print(CliHost host, EvaluationItem evaluation)
    {
        var table = Tables.New("passed", "required", "seen");
        foreach (var gate in evaluation.Gates)
            table.Row(gate.Passed ? "yes" : "no", gate.Required, gate.SeenInWords);
        host.Results.Write(table);
    }

    /// <summary>What a refusal of gates carries; null for another problem.</summary>
    public static EvaluationItem? Of(ApiException refused) =>
        refused.Evaluation is { ValueKind: JsonValueKind.Object } evaluation ? PlatformClient.Read<EvaluationItem>(evaluation) : null;

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)JsonValue.Create(text))];
}
