using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Core.Import;

/// <summary>Identities of runs whose source has none: the same parts give the same run each time.</summary>
public static class SourceIds
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>The first 128 bits of the parts' SHA-256, as 32 hexadecimal digits.</summary>
    public static string Of(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => $"{part.Length}:{part}")))))[..32];

    /// <summary>A logged model's own identity where it has the usual form, else one derived from it.</summary>
    public static string OfLoggedModel(string modelId) =>
        modelId.StartsWith("m-", StringComparison.Ordinal) && modelId.Length == 34 && modelId.AsSpan(2).IndexOfAnyExcept(Hexadecimal) < 0 ? modelId : "m-" + Of("mlflow-model", modelId);

    /// <summary>MLflow's own identity where it has the usual form, else one derived from it.</summary>
    public static string OfMlflow(string runId) => runId.Length == 32 && runId.All(char.IsAsciiHexDigitLower) ? runId : Of("mlflow", runId);
}
