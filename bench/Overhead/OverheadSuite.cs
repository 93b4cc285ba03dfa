using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Training.Core;
using Training.Core.Data;
using Training.Core.Torch;

namespace Bench.Overhead;

/// <summary>
/// What the platform costs on top of training: wall time of a sweep from its launch to its end (one lane, one slot, trials of
/// at least 10 s) over the sum of the bare loops of the same specs in one process, minus 1, in percent.
/// </summary>
public static class OverheadSuite
{
    private const int Trials = 4;

    // Sized so that a trial takes well over 10 s on one thread of a current core.
    private const string Sweep = """
        name: overhead
        data: digits
        epochs: 22
        trials: 4
        parallelism: 1
        seed: 11
        sampler: random
        fixed: {model: cnn, train_samples: 8000, batch_size: 64, optimizer: adam}
        space:
          learning_rate: {type: float, low: 1.0e-4, high: 1.0e-2, log: true}
        """;

    /// <summary>Runs the sweep, then the bare loops.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (wall, training, specs) = await RunSweepAsync(context, cancel);
        TorchRuntime.Configure(threadsPerSlot: 1);
        var bare = new List<double>();
        foreach (var spec in specs)
        {
            bare.Add(await OnOwnThreadAsync(() => BareLoop(spec, context.DataFolder, cancel)));
            context.Say(string.Create(CultureInfo.InvariantCulture, $"bare loop {bare.Count}: {bare[^1]:0.00} s"));
        }
        if (bare.Min() < 10)
            context.Say("Note: a trial was shorter than 10 s on this machine; the overhead in percent is then overstated.");
        var percent = (wall / bare.Sum() - 1) * 100;
        return new("overhead", Machine.Describe(),
        [
            new("overhead", "%", Math.Round(percent, 2), null, null, [Math.Round(percent, 2)]),
            new("sweep_wall", "s", Math.Round(wall, 2), null, null, [Math.Round(wall, 2)]),
            new("sweep_outside_epochs", "s", Math.Round(wall - training, 2), null, null, [Math.Round(wall - training, 2)]),
            new("bare_loops", "s", Math.Round(bare.Sum(), 2), null, null, [.. bare.Select(seconds => Math.Round(seconds, 2))]),
        ]);
    }

    private static async Task<(double Wall, double Training, IReadOnlyList<TrainingSpec> Specs)> RunSweepAsync(BenchContext context, CancellationToken cancel)
    {
        await using var platform = await context.StartPlatform(1, cancel);
        using var http = new HttpClient { BaseAddress = new Uri(platform.Address) };
        using var body = new StringContent(Sweep, Encoding.UTF8, "application/yaml");
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync("/api/v1/sweeps", body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The sweep was not accepted: {text}");
        var id = JsonElement.Parse(text).GetProperty("id").GetString();

        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await clock.WaitForNextTickAsync(cancel))
            if (JsonElement.Parse(await http.GetStringAsync($"/api/v1/sweeps/{id}", cancel)).GetProperty("sweep").GetProperty("status").GetString() == "completed")
                break;
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        context.Say(string.Create(CultureInfo.InvariantCulture, $"sweep of {Trials} trials through the platform: {wall:0.00} s"));

        var trials = JsonElement.Parse(await http.GetStringAsync($"/api/v1/sweeps/{id}/trials", cancel)).GetProperty("items").EnumerateArray().ToList();
        if (trials.Count != Trials) throw new InvalidOperationException($"The sweep has {trials.Count} trials, not {Trials}.");
        return (wall, trials.Sum(trial => trial.GetProperty("trainedSeconds").GetDouble()), [.. trials.Select(trial => TrainingSpec.Parse(Fields(trial.GetProperty("fields"))))]);
    }

    private static double BareLoop(TrainingSpec spec, string dataFolder, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var data = DatasetCatalog.Open(spec.Data.Name, dataFolder);
        using var session = TrainingSession.Start(spec, data, new TrainingOptions(1));
        while (session.CompletedEpochs < spec.Epochs) session.RunEpoch(cancel);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Training sets its thread's libtorch settings, so it gets a thread of its own, as in a silo.
    private static Task<double> OnOwnThreadAsync(Func<double> work)
    {
        var done = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }) { IsBackground = true, Name = "bare loop" }.Start();
        return done.Task;
    }

    private static Dictionary<string, object> Fields(JsonElement fields) => fields.EnumerateObject().ToDictionary(
        field => field.Name,
        field => field.Value.ValueKind switch
        {
            JsonValueKind.String => field.Value.GetString()!,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => field.Value.TryGetInt64(out var whole) ? (object)whole : field.Value.GetDouble(),
        },
        StringComparer.Ordinal);
}
