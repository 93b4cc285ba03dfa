using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>trial show | story | test.</summary>
internal static class TrialCommands
{
    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The trial's id, as 'sweep show' lists it." };
        var show = new Command("show", "Show a trial: its parameters, epochs and how it ended.") { id, CommonOptions.AsOf, CommonOptions.Json };
        show.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync($"/api/v1/trials/{Uri.EscapeDataString(parsed.GetValue(id)!)}{CommonOptions.AsOfQuery(parsed)}", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<TrialItem>(json));
            return ExitCodes.Ok;
        }, cancel));
        return new("trial", "Look at one trial.") { show, Story(host), TrialTestCommand.Create(host) };
    }

    private static Command Story(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The trial's id, as 'sweep show' lists it." };
        var story = new Command("story", "Tell in plain words what happened to a trial and why.") { id, CommonOptions.Json };
        story.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync($"/api/v1/trials/{Uri.EscapeDataString(parsed.GetValue(id)!)}/story", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            foreach (var line in PlatformClient.Read<Items<StoryItem>>(json).List)
                host.Output.WriteLine(FormattableString.Invariant($"{line.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {line.Text}"));
            return ExitCodes.Ok;
        }, cancel));
        return story;
    }

    /// <summary>A trial's facts and epochs.</summary>
    internal static void Print(CliHost host, TrialItem trial)
    {
        var facts = Tables.New("field", "value");
        void Fact(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) facts.Row(name, value);
        }
        Fact("trial", trial.Id);
        Fact("sweep", trial.ExperimentId);
        Fact("status", trial.Status);
        Fact("why it ended", trial.EndReason);
        Fact("attempt", $"{trial.Attempt}");
        Fact("silo", trial.Silo);
        Fact("why these parameters", trial.Why);
        Fact("best", trial.BestValue is null ? null : $"{Show.Number(trial.BestValue)} at epoch {trial.BestEpoch}");
        foreach (var (name, value) in trial.TestMetrics ?? new Dictionary<string, double>()) Fact(name, Show.Number(value));
        Fact("reproduces", trial.ReproducesTrialId);
        Fact("verdict", trial.Verdict?.Summary);
        foreach (var (name, value) in trial.Fields) Fact(name, Show.Value(value));
        host.Results.Write(facts);

        var epochs = Tables.New(["epoch", "train_loss", "validation_loss", .. trial.Metrics.Keys]);
        for (var i = 0; i < trial.TrainLoss.Count; i++)
            epochs.Row([
                $"{i + 1}", Show.Number(trial.TrainLoss[i]), Show.Number(At(trial.ValidationLoss, i)), .. trial.Metrics.Values.Select(curve => Show.Number(At(curve, i))),
            ]);
        host.Results.Write(epochs);
    }

    private static double? At(IReadOnlyList<double> curve, int index) => index < curve.Count ? curve[index] : null;
}
