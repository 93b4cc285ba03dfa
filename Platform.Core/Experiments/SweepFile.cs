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
    /// <param name="text">YAML or JSON.</param>
    /// <param name="format">Which of the two.</param>
    /// <param name="objectiveOf">What a sweep over a data set of that name optimises unless the file says it; null: <see cref="Objective.Default"/>.</param>
    /// <exception cref="InvalidInputException">The text is not YAML or JSON at all, or too large; the message holds line and column.</exception>
    public static SweepFileResult Read(string text, SweepFileFormat format, Func<string, string?, Objective>? objectiveOf = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SweepFileReader(objectiveOf).Read(Node(text, format));
    }

    /// <summary>
    /// Reads a change of a sweep: a file with some of the keys, each replacing the sweep's own (under <c>stop</c> rule by rule); an empty key takes away what it named. A whole
    /// sweep file is one, too. As <see cref="Read"/> otherwise.
    /// </summary>
    /// <exception cref="InvalidInputException">The text is not YAML or JSON at all, not a group of keys, or too large.</exception>
    public static SweepFileResult ReadChange(SweepSpec spec, string text, SweepFileFormat format)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(text);
        var reader = new SweepFileReader();
        var root = Node(text, format);
        if (root is not SweepFileMap change)
            return reader.Read(root); // says what is wrong
        var given = change.Members.Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
        if (given.Contains("objective") || given.Contains("objectives"))
            given.UnionWith(["objective", "objectives"]);
        var own = ((SweepFileMap)SweepFileYaml.Read(ToYaml(spec))).Members;
        return reader.Read(new SweepFileMap([.. own.Where(member => !given.Contains(member.Key)), .. change.Members.Select(member => WithOwn(member, own))]));
    }

    // The rules under 'stop' are given one by one, so that more time takes away no target.
    private static KeyValuePair<string, SweepFileNode> WithOwn(KeyValuePair<string, SweepFileNode> member, IReadOnlyList<KeyValuePair<string, SweepFileNode>> own) =>
        member is { Key: "stop", Value: SweepFileMap given } && own.FirstOrDefault(o => o.Key == "stop").Value is SweepFileMap old
            ? KeyValuePair.Create("stop", (SweepFileNode)new SweepFileMap([.. old.Members.ExceptBy(given.Members.Select(m => m.Key), m => m.Key), .. given.Members]))
            : member;

    /// <summary>The spec as a YAML file that <see cref="Parse"/> reads back to an equal spec.</summary>
    public static string ToYaml(SweepSpec spec) => SweepFileWriter.Write(spec);

    /// <summary>A text as a YAML file has it: plain where it reads back as the same text, otherwise quoted.</summary>
    public static string ToYaml(string text) => SweepFileWriter.Text(text);

    private static SweepFileNode Node(string text, SweepFileFormat format) =>
        text.Length > MaxLength ? throw new InvalidInputException("file", $"has {text.Length} characters; a sweep file has at most {MaxLength}.")
        : format == SweepFileFormat.Json ? SweepFileJson.Read(text)
        : SweepFileYaml.Read(text);
}
