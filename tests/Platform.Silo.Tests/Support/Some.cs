using System.Text.Json;
using Platform.Core.Experiments;
using Search;

namespace Platform.Silo.Tests.Support;

/// <summary>Sweeps for tests: small networks on a few generated digits.</summary>
internal static class Some
{
    public static SweepSpec Sweep(
        int trials = 2, int epochs = 2, int parallelism = 1, int samples = 500, string sampler = "random", string pruner = "none", int priority = 5, long seed = 7,
        int width = 32, params (string Name, object Value)[] more) => new(
        "test", "digits",
        ParameterSet.Of([
            ("model", "mlp"), ("mlp.layers", 1L), ("mlp.width", (long)width), ("train_samples", (long)samples), ("optimizer", "adam"), ("batch_size", 32L), ("dropout", 0.1),
            .. more]),
        JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low = 1e-4, high = 1e-2, log = true } }),
        Objective.Default, new ComponentChoice(sampler), new ComponentChoice(pruner), epochs, trials, parallelism, seed, "cpu", priority);
}
