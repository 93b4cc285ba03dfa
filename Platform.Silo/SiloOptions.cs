using System.Globalization;
using Microsoft.Extensions.Configuration;
using Platform.Core;

namespace Platform.Silo;

/// <summary>What a silo is told at its start.</summary>
/// <param name="Id">Unique for the process's life: a restarted silo is another silo.</param>
/// <param name="Database">Connection string of the platform's database.</param>
/// <param name="Home">Folder that all processes of a platform share: checkpoints lie in it.</param>
/// <param name="DataFolder">Folder of the data sets.</param>
/// <param name="Slots">Trials trained at once, 1–64.</param>
/// <param name="ThreadsPerSlot">Threads of one trial, 1–64; recorded with every run, for it decides the bits of a result.</param>
/// <param name="Groups">Execution groups that it serves: <c>cpu</c>, <c>cuda</c>.</param>
/// <param name="SampleEvery">How often the machine's and the process's use is sampled for the trials in training; null: never.</param>
public sealed record SiloOptions(string Id, string Database, string Home, string DataFolder, int Slots, int ThreadsPerSlot, IReadOnlyList<string> Groups, TimeSpan? SampleEvery = null)
{
    private static readonly string[] KnownGroups = ["cpu", "cuda"];

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="InvalidInputException">A key is missing or its value out of range; every error is named.</exception>
    public static SiloOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<FieldError> errors = [];
        var database = configuration.GetConnectionString("Platform");
        if (string.IsNullOrWhiteSpace(database))
            errors.Add(new("ConnectionStrings:Platform", "is missing; set the environment variable ConnectionStrings__Platform to the database's connection string."));
        var groups = (configuration["Silo:Groups"] ?? "cpu").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (groups.Length == 0 || groups.Except(KnownGroups, StringComparer.Ordinal).Any())
            errors.Add(new("Silo:Groups", $"'{configuration["Silo:Groups"]}' is no list of execution groups; use cpu, cuda or both, separated by a comma."));
        var slots = Number("Silo:Slots", 1);
        var threads = Number("Silo:ThreadsPerSlot", 1);
        var sampleSeconds = Number("Silo:SystemMetrics", 5, 0, 3600);
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        return new SiloOptions(
            NewId(), database!, Path.GetFullPath(configuration["PLATFORM_HOME"] ?? ".platform"), Path.GetFullPath(configuration["PLATFORM_DATA"] ?? "data"),
            slots, threads, [.. groups.Distinct(StringComparer.Ordinal)],
            sampleSeconds == 0 ? null : TimeSpan.FromSeconds(sampleSeconds));

        int Number(string key, int fallback, int least = 1, int most = 64)
        {
            var text = configuration[key];
            if (string.IsNullOrWhiteSpace(text))
                return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;
            errors.Add(new(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a whole number from {least} to {most}.")));
            return fallback;
        }
    }

    // The suffix tells a restarted process from its predecessor, also where process ids repeat, as in containers.
    private static string NewId() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{StreamNames.NewExperimentId()[..4]}");
}
