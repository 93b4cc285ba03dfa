using System.Text.Json;
using Search;

namespace Bench.Curves;

/// <summary>A file of learning curves that this platform recorded; see bench/data.</summary>
/// <param name="Name">The sweep's name.</param>
/// <param name="Epochs">The full budget of every trial.</param>
/// <param name="Space">The space that was drawn from at random, or whose every point was trained.</param>
/// <param name="Trials">The trials, values minimised.</param>
/// <param name="Maximised">Whether the values are a maximised metric negated.</param>
internal sealed record CurveFile(string Name, int Epochs, SearchSpace Space, IReadOnlyList<RecordedTrial> Trials, bool Maximised)
{
    /// <summary>Every recorded sweep, by file name: those of random trials, then the grids.</summary>
    public static IReadOnlyList<CurveFile> LoadAll() => [.. Load("curves-*.json"), .. LoadGrids()];

    /// <summary>The recorded grids, by file name: every point of the space once.</summary>
    public static IReadOnlyList<CurveFile> LoadGrids() => Load("grid-*.json");

    private static CurveFile[] Load(string pattern) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "data"), pattern).Order(StringComparer.Ordinal).Select(Read)];

    private static CurveFile Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        var metric = root.GetProperty("metric").GetString()!;
        var maximised = root.GetProperty("direction").GetString() is "maximize";
        var trials = root.GetProperty("trials").EnumerateArray().Select(trial => new RecordedTrial(
            trial.GetProperty("number").GetInt32(),
            trial.GetProperty("parameters").Deserialize<ParameterSet>()!,
            Numbers(trial.GetProperty(metric), maximised ? -1 : 1),
            Numbers(trial.GetProperty("seconds"), 1),
            trial.GetProperty("state").GetString() is "failed"));
        return new CurveFile(root.GetProperty("name").GetString()!, root.GetProperty("epochs").GetInt32(), SearchSpace.Parse(root.GetProperty("space").GetRawText()), [.. trials], maximised);
    }

    private static double[] Numbers(JsonElement array, int sign) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : sign * value.GetDouble())];
}
