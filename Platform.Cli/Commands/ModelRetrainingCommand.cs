using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>model retraining show | set | run | off: training a model again by a schedule or at once.</summary>
internal static class ModelRetrainingCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The model's name." };
    private static readonly Option<string?> Cron = new("--cron") { Description = "When, in UTC, as Quartz writes it, such as '0 0 3 * * ?' for each night at three; without it only when 'model retraining run' asks." };
    private static readonly Option<string?> Start = new("--start") { Description = "The version to start from: an alias, looked up each time, or a number; champion if not given." };
    private static readonly Option<string?> Data = new("--data") { Description = "The data set; that of the version if not given. Its newest labels are used." };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Epochs; as the version was trained if not given, like the further settings." };
    private static readonly Option<double?> LearningRate = new("--learning-rate") { Description = "The learning rate; with several trials the largest." };
    private static readonly Option<int?> TrainBlocks = new("--train-blocks") { Description = "Only the last so many blocks of the network train; 0 trains all." };
    private static readonly Option<double?> LayerRateDecay = new("--layer-rate-decay") { Description = "Each block's share of the rate of the block after it." };
    private static readonly Option<int?> Trials = new("--trials") { Description = "How many learning rates are tried, down to a tenth; 1 if not given." };
    private static readonly Option<bool> Always = new("--always") { Description = "Also when the data have not changed." };
    private static readonly Option<string?> Alias = new("--alias") { Description = "The alias of the result; challenger if not given." };
    private static readonly Option<bool> Force = new("--force") { Description = "Also when the data have not changed." };

    public static Command Create(CliHost host) => new("retraining", "Train a model again by a schedule or at once; the result becomes the challenger.")
    {
        Command(host, "show", "Show the plan, its next times, and what came of it.", [], (client, path, _, token) => client.GetAsync(path, token)),
        Command(host, "set", "Plan how the model is trained again; replaces the plan before.",
            [Cron, Start, Data, Epochs, LearningRate, TrainBlocks, LayerRateDecay, Trials, Always, Alias], (client, path, parsed, token) => client.PutAsync(path, Body(parsed), token)),
        Command(host, "run", "Train the model again now, by its plan.", [Force],
            (client, path, parsed, token) => client.PostAsync($"{path}/run", new JsonObject { ["force"] = parsed.GetValue(Force) }, token)),
        Command(host, "off", "Train the model no more; a retraining under way goes on.", [], (client, path, _, token) => client.DeleteAsync(path, token)),
    };

    private static Command Command(
        CliHost host, string name, string description, Option[] options, Func<PlatformClient, string, ParseResult, CancellationToken, Task<JsonElement>> send)
    {
        var command = new Command(name, description) { Name, CommonOptions.Json };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await send(platform.Client, $"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(Name)!)}/retraining", parsed, token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<RetrainingItem>(json));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    // What is not given is left out: the server knows the usual.
    private static JsonObject Body(ParseResult parsed)
    {
        var body = new JsonObject { ["onlyWhenDataChanged"] = !parsed.GetValue(Always) };
        Add("cron", parsed.GetValue(Cron));
        Add("start", parsed.GetValue(Start));
        Add("data", parsed.GetValue(Data));
        Add("epochs", parsed.GetValue(Epochs));
        Add("learningRate", parsed.GetValue(LearningRate));
        Add("trainBlocks", parsed.GetValue(TrainBlocks));
        Add("layerRateDecay", parsed.GetValue(LayerRateDecay));
        Add("trials", parsed.GetValue(Trials));
        Add("alias", parsed.GetValue(Alias));
        return body;

        void Add<T>(string member, T? value)
        {
            if (value is not null) body[member] = JsonValue.Create(value);
        }
    }

    private static void Print(CliHost host, RetrainingItem item)
    {
        var view = item.Retraining;
        host.Output.WriteLine(view.Scheduled is not { } scheduled ? $"{view.Model} is not trained again."
            : $"{view.Model} is trained again from {scheduled.Plan.Start}, {(scheduled.Plan.Cron is { } cron ? $"at {cron} (UTC)" : "only when somebody asks")}{(scheduled.Plan.OnlyWhenDataChanged ? ", when the data have changed" : "")}; the result becomes the {scheduled.Plan.Alias}.");
        foreach (var next in item.Next)
            host.Output.WriteLine($"Next: {next.UtcDateTime.ToString("dddd d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture)} UTC");
        if (view.Requested is { } wish) host.Output.WriteLine($"Asked for by {wish.By}; a silo looks at the data.");
        if (view.Running is { } running) host.Output.WriteLine($"Retraining {running.Number} from version {running.FromVersion} is under way: sweep {running.ExperimentId}.");
        if (view.Past.Count == 0) return;
        var table = Tables.New("number", "outcome", "version", "sweep", "when");
        foreach (var past in view.Past)
            table.Row($"{past.Number}", past.Outcome, $"{past.Version}", past.Start?.ExperimentId ?? "", Show.Time(past.At));
        host.Results.Write(table);
        host.Output.WriteLine(view.Past[0].Text);
    }
}
