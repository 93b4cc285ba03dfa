using System.Globalization;
using Training.Core;
using Training.Core.Data;
using Training.Core.Torch;

namespace Bench.Throughput;

/// <summary>
/// Whether training keeps memory: 10,000 steps of each small network, live tensors and the process's resident size every thousand. What is
/// told is the growth after the first thousand, in which allocators fill their pools; nothing should be left of each step. Before the first
/// network counts, one trains until the garbage collector has run twice: up to its first run .NET's heap takes fresh pages for all that a step
/// allocates (some 1.8 kB, 15 to 20 MiB in all), which is no leak and would be told as the first network's.
/// </summary>
public static class MemorySuite
{
    private const int Steps = 10_000, Every = 1_000, StepsAnEpoch = 25, MostWarmUps = 20, Collections = 2;

    private static readonly (string Name, (string Field, object Value)[] Fields)[] Networks =
    [
        ("mlp", [("model", "mlp"), ("mlp.width", 64L)]),
        ("cnn", [("model", "cnn"), ("cnn.channels", 4L), ("cnn.hidden", 16L)]),
        ("resnet", [("model", "resnet"), ("resnet.depth", 8L), ("resnet.channels", 4L)]),
        ("rnn", [("model", "rnn"), ("rnn.cell", "rnn"), ("rnn.hidden", 16L)]),
        ("lstm", [("model", "rnn"), ("rnn.cell", "lstm"), ("rnn.hidden", 16L)]),
        ("gru", [("model", "rnn"), ("rnn.cell", "gru"), ("rnn.hidden", 16L)]),
        ("transformer", [("model", "transformer"), ("transformer.width", 16L), ("transformer.patch", 7L), ("transformer.layers", 1L)]),
        ("linear", [("model", "linear")]),
        ("table", [("data", "friedman"), ("model", "mlp"), ("mlp.width", 32L)]),
        ("gpt", [("data", "sentences"), ("model", "gpt"), ("gpt.layers", 1L), ("gpt.width", 16L), ("gpt.heads", 2L), ("text.context", 16L), ("text.windows_per_epoch", 225L), ("train_samples", 4000L)]),
    ];

    /// <summary>Runs all networks, one after the other.</summary>
    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Run(context.Say, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static BenchResult Run(Action<string> say, CancellationToken cancel)
    {
        TorchRuntime.Configure(1);
        WarmUp(say, cancel);
        return new BenchResult("memory", Machine.Describe(), [.. Networks.SelectMany(network => Measure(network.Name, network.Fields, say, cancel))]);
    }

    private static void WarmUp(Action<string> say, CancellationToken cancel)
    {
        var (before, rounds) = (GC.CollectionCount(0), 0);
        for (; rounds < MostWarmUps && GC.CollectionCount(0) < before + Collections; rounds++)
        {
            var (spec, session) = Start(Networks[0].Fields);
            using (session)
            {
                for (var epoch = 1; epoch <= spec.Epochs; epoch++)
                    session.RunEpoch(cancel);
            }
        }

        say(string.Create(CultureInfo.InvariantCulture, $"warmed up by {rounds * Steps} steps and {GC.CollectionCount(0) - before} collections"));
    }

    private static (TrainingSpec Spec, TrainingSession Session) Start((string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = "digits", ["train_samples"] = 250L, ["batch_size"] = 9L, ["epochs"] = (long)(Steps / StepsAnEpoch), ["dropout"] = 0.1, ["optimizer"] = "adam", ["learning_rate"] = 1e-4, ["seed"] = 1L,
        };
        foreach (var (field, value) in fields)
            all[field] = value;
        var spec = TrainingSpec.Parse(all);
        return (spec, TrainingSession.Start(spec, DatasetCatalog.Open(spec.Data.Name, dataFolder: ""), new TrainingOptions(1)));
    }

    private static BenchCase[] Measure(string name, (string Field, object Value)[] fields, Action<string> say, CancellationToken cancel)
    {
        var (spec, session) = Start(fields);
        using var ending = session;
        var (tensors, sizes) = (new List<double>(), new List<double>());
        for (var epoch = 1; epoch <= spec.Epochs; epoch++)
        {
            session.RunEpoch(cancel);
            if (epoch * StepsAnEpoch % Every != 0)
                continue;
            tensors.Add(DisposeScope.ThreadTotalLiveCount);
            sizes.Add(Math.Round(Resident(), 2));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"{name}: {tensors[^1] - tensors[0]} tensors and {sizes[^1] - sizes[0]:0.00} MiB more after {Steps} steps than after {Every}"));
        return
        [
            new BenchCase($"{name}_live_tensors", "tensors more", tensors[^1] - tensors[0], null, null, tensors),
            new BenchCase($"{name}_resident", "MiB more", Math.Round(sizes[^1] - sizes[0], 2), null, null, sizes),
        ];
    }

    // In MiB; the kernel's figure, since native memory is none of the runtime's.
    private static double Resident()
    {
        var pages = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture);
        return pages * (double)Environment.SystemPageSize / (1 << 20);
    }
}
