using System.Security.Cryptography;

namespace Platform.Core;

/// <summary>How streams are called, and how identities are made. An identity is never a name that a user chose.</summary>
public static class StreamNames
{
    public const string ExperimentType = "experiment";
    public const string TrialType = "trial";
    public const string ModelType = "model";

    private const string Alphabet = "23456789abcdefghjkmnpqrstvwxyz"; // no look-alikes; 30 letters

    public static string Experiment(string experimentId) => $"experiment-{experimentId}";

    public static string Trial(string trialId) => $"trial-{trialId}";

    public static string Model(string modelName) => $"model-{modelName}";

    /// <summary>Eight random letters and digits: 30^8 = 6.6e11 identities.</summary>
    public static string NewExperimentId() => RandomNumberGenerator.GetString(Alphabet, 8);

    /// <summary>A trial's identity follows from its sweep and number, so that a repeated proposal names the same trial.</summary>
    public static string TrialId(string experimentId, int number) => $"{experimentId}-{number}";

    /// <summary>The identity of the n-th reproduction of a trial.</summary>
    public static string ReproductionId(string trialId, int ordinal) => $"{trialId}-r{ordinal}";
}
