using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Search;

namespace Bench.Quality;

/// <summary>A Python process with one version of Optuna, which asks this process for the values of its trials.</summary>
internal sealed class OptunaPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;

    private OptunaPeer(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>Optuna's version, as it says itself.</summary>
    public string Version { get; }

    /// <summary>Starts Python with this module path, or with its own when it is empty. Throws if Optuna cannot be imported there.</summary>
    public static OptunaPeer Start(string modulePath)
    {
        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Quality", "optuna_peer.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (modulePath.Length > 0)
            start.Environment["PYTHONPATH"] = modulePath;
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        var process = Process.Start(start)!;
        var hello = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"Python cannot import Optuna from '{modulePath}'; its message is on standard error.");
        return new OptunaPeer(process, JsonElement.Parse(hello).GetProperty("version").GetString()!);
    }

    /// <summary>The true value of the incumbent at each budget that <paramref name="trials"/> reach.</summary>
    public double[] Run(SearchProblem problem, string sampler, long seed, int trials)
    {
        var incumbents = new Incumbents(problem, seed);
        Send(new JsonObject
        {
            ["space"] = problem.Space.ToJson()["parameters"]!.DeepClone(),
            ["sampler"] = sampler,
            ["seed"] = seed,
            ["trials"] = trials,
        }.ToJsonString());
        while (Receive() is { } message && message.TryGetProperty("params", out var parameters))
        {
            var set = problem.Space.Canonical(parameters.Deserialize<ParameterSet>()!);
            Send(incumbents.Tell(message.GetProperty("trial").GetInt32(), set).ToString("R", CultureInfo.InvariantCulture));
        }

        return incumbents.AtBudgets[..SearchRun.Budgets.Count(budget => budget <= trials)];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.Dispose();
    }

    private void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    private JsonElement Receive() => JsonElement.Parse(_process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("Optuna's process ended; its message is on standard error."));
}
