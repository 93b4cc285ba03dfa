namespace Platform.Core.Experiments;

/// <summary>
/// The sweep file: YAML or JSON with the same keys, and the text that the form shows. Reading is strict: every unknown key,
/// wrong type and value out of range is reported with its path, as <c>space.learning_rate.low</c>. Whether a parameter exists in
/// the training catalogue is not known here; launching checks that.
/// </summary>
public static class SweepFile
{
    /// <summary>Largest accepted file, in characters.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Most parameters of a space, fixed fields and options.</summary>
    public const int MaxParameters = 100;

    /// <summary>Most objectives of a sweep, and most constraints.</summary>
    public const int MaxObjectives = 4;

    /// <summary>Most choices of one categorical parameter.</summary>
    public const int MaxChoices = 1_000;

    /// <summary>Reads a file completely.</summary>
    /// <exception cref="InvalidInputException">Anything is wrong with it; the exception holds every error found.</exception>
    public static SweepSpec Parse(string text, SweepFileFormat format)
    {
        var (spec, errors) = Read(text, format);
        return errors.Count == 0 ? spec : throw new InvalidInputException(errors);
    }

    /// <summary>Reads as much as can be understood, with every error found.</summary>
    /// <exception cref="InvalidInputException">The text is not YAML or JSON at all, or too large; the message holds line and column.</exception>
    public static SweepFileResult Read(string text, SweepFileFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new InvalidInputException("file", $"has {text.Length} characters; a sweep file has at most {MaxLength}.");
        var root = format == SweepFileFormat.Json ? SweepFileJson.Read(text) : SweepFileYaml.Read(text);
        return new SweepFileReader().Read(root);
    }

    /// <summary>The spec as a YAML file that <see cref="Parse"/> reads back to an equal spec.</summary>
    public static string ToYaml(SweepSpec spec) => SweepFileWriter.Write(spec);
}
