using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Core;

/// <summary>How streams are called, and how identities are made. An identity is never a name that a user chose.</summary>
public static class StreamNames
{
    public const string ExperimentType = "experiment";
    public const string TrialType = "trial";
    public const string ModelType = "model";
    public const string StudyType = "study";
    public const string DatasetType = "dataset";
    public const string LoggedModelType = "logged-model";
    public const string TrackingType = "tracking";
    public const string RunType = "run";
    public const string TelemetryType = "telemetry";
    public const string ReportType = "report";

    private const string Alphabet = "23456789abcdefghjkmnpqrstvwxyz"; // no look-alikes; 30 letters

    public static string Experiment(string experimentId) => $"experiment-{experimentId}";

    public static string Trial(string trialId) => $"trial-{trialId}";

    public static string Model(string modelName) => $"model-{modelName}";

    public static string Study(string studyId) => $"study-{studyId}";

    public static string Dataset(string name) => $"dataset-{name}";

    public static string LoggedModel(string modelId) => $"logged-model-{modelId}";

    /// <summary>The stream of a tracked experiment.</summary>
    public static string Tracking(string experimentId) => $"tracking-{experimentId}";

    /// <summary>The stream of a tracked run.</summary>
    public static string Run(string runId) => $"run-{runId}";

    /// <summary>The stream of what silos tell of a trial besides its training.</summary>
    public static string Telemetry(string trialId) => $"telemetry-{trialId}";

    public static string Report(string reportId) => $"report-{reportId}";

    /// <summary>An identity that follows from a text, so that a repeated request names the same thing: letters and digits as in a random one.</summary>
    public static string IdOf(string key) => string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(key)).Take(8).Select(b => Alphabet[b % Alphabet.Length]));

    /// <summary>
    /// A tracked run's identity, 32 hexadecimal digits: its start in seconds (8 digits), then random ones or those that follow from a text. Runs that start
    /// about the same time thus lie side by side in every index that holds them; random identities touch a page each, all over.
    /// </summary>
    /// <param name="startTime">Unix milliseconds, as the program said; a repeated request must say the same.</param>
    public static string NewRunId(long startTime, string? key = null)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(id, (uint)Math.Clamp(startTime / 1_000, 0, uint.MaxValue));
        if (key is null)
            RandomNumberGenerator.Fill(id[4..]);
        else
            SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12).CopyTo(id[4..]);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>Eight random letters and digits: 30^8 = 6.6e11 identities.</summary>
    public static string NewExperimentId() => RandomNumberGenerator.GetString(Alphabet, 8);

    /// <summary>A trial's identity follows from its sweep and number, so that a repeated proposal names the same trial.</summary>
    public static string TrialId(string experimentId, int number) => $"{experimentId}-{number}";

    /// <summary>The identity of the n-th reproduction of a trial.</summary>
    public static string ReproductionId(string trialId, int ordinal) => $"{trialId}-r{ordinal}";
}
