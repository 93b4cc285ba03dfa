using System.Text.Json;
using Search;

namespace Bench.Curves;

/// <summary>A file of learning curves that this platform recorded; see bench/data.</summary>
/// <param name="Name">The sweep's name.</param>
/// <param name="Epochs">The full budget of every trial.</param>
/// <param name="Space">The space that was drawn from at random.</param>
/// <param name="Trials">The trials, values minimised.</param>
internal sealed record CurveFile(string Name, int Epochs, SearchSpace Space, IReadOnlyList<RecordedTrial> Trials)
{
    /// <summary>Every recorded sweep, by file name.</summary>
    public static IReadOnlyList<CurveFile> LoadAll() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "data"), "curves-*.json").Order(StringComparer.Ordinal).Select(Load)];

    private static CurveFile Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        var metric = root.GetProperty("metric").GetString()!;
        var trials = root.GetProperty("trials").EnumerateArray().Select(trial => new RecordedTrial(
            trial.GetProperty("number").GetInt32(),
            trial.GetProperty("parameters").Deserialize<ParameterSet>()!,
            Numbers(trial.GetProperty(metric)),
            Numbers(trial.GetProperty("seconds")),
            trial.GetProperty("state").GetString() is "failed"));
        return new CurveFile(root.GetProperty("name").GetString()!, root.GetProperty("epochs").GetInt32(), SearchSpace.Parse(root.GetProperty("space").GetRawText()), [.. trials]);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
}
