using System.Text;

namespace Platform.Web.Api.Mlflow;

/// <summary>MLflow's rules for keys and the lengths of what is logged.</summary>
internal static class MlflowKeys
{
    public const int Key = 250;
    public const int ParamValue = 6_000;
    public const int TagValue = 8_000;
    public const int ExperimentTagValue = 5_000;
    public const int RegistryTagValue = 100_000;
    public const int ExperimentName = 500;
    public const int DatasetName = 500;
    public const int DatasetDigest = 36;
    public const int DatasetSchema = 1_048_575;
    public const int DatasetSource = 65_535;
    public const int DatasetProfile = 16_777_215;
    public const int InputTagKey = 255;
    public const int InputTagValue = 500;

    /// <summary>
    /// A key of a metric, parameter or tag: at most 250 letters, digits and <c>_ - . space : /</c>, and, because some stores make a file of
    /// it, a path that is its own normal form: no slash at the ends, no empty part, no part <c>.</c> or <c>..</c>.
    /// </summary>
    /// <exception cref="MlflowException">It is not one.</exception>
    public static string Check(string? key, string path)
    {
        if (string.IsNullOrEmpty(key))
            throw MlflowException.MissingValue(path);
        foreach (var rune in key.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) && rune.Value is not ('_' or '-' or '.' or ' ' or ':' or '/'))
                throw MlflowException.Value(path, key, "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/).");
        }

        if (key.StartsWith("..", StringComparison.Ordinal) || key.Split('/').Any(part => part is "" or "." or ".."))
            throw MlflowException.Value(path, key, "Names may be treated as files, so they must be normal relative paths: no slash at the ends or twice in a row, no part '.' or '..'.");
        return Length(key, path, Key);
    }

    /// <summary>The text, or a refusal when it is longer than allowed.</summary>
    public static string Length(string text, string path, int most) =>
        text.Length <= most ? text : throw MlflowException.Invalid($"'{path}' exceeds the maximum length of {most} characters; it has {text.Length}.");

    /// <summary>The text cut to a length: MLflow's server cuts long values of parameters and tags by default.</summary>
    public static string Cut(string text, int most) => InputText.Cut(text, most);
}
