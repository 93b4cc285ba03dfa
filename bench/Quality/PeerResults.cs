using System.Text.Json;

namespace Bench.Quality;

/// <summary>What one version of Optuna reached, as stored beside this suite.</summary>
/// <param name="Peer">Name and version.</param>
/// <param name="Command">How the results were made.</param>
/// <param name="Notes">What was changed to run it.</param>
/// <param name="Samplers">By sampler and problem: for each seed from 0 the true value of the incumbent at each of
/// <see cref="SearchRun.Budgets"/> that was reached.</param>
internal sealed record PeerResults(string Peer, string Command, string Notes, SortedDictionary<string, SortedDictionary<string, double[][]>> Samplers)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The folder that holds the stored results of every peer.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Quality", "results");

    /// <summary>Every peer's stored results.</summary>
    public static IReadOnlyList<PeerResults> LoadAll() => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Load)]
        : [];

    public static PeerResults Load(string file) => JsonSerializer.Deserialize<PeerResults>(File.ReadAllText(file), Json)!;

    /// <summary>Writes a file that appears whole or not at all.</summary>
    public void Save(string file)
    {
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json).Replace("]],\"", "]],\n\"", StringComparison.Ordinal) + "\n");
        File.Move(temporary, file, overwrite: true);
    }

    public double[][]? Find(string sampler, string problem) => Samplers.GetValueOrDefault(sampler)?.GetValueOrDefault(problem);
}
