namespace Platform.Core.Experiments;

/// <summary>A value of a sweep file, whichever syntax it was written in.</summary>
internal abstract record SweepFileNode
{
    /// <summary>Deepest nesting of a file; a sweep file needs five levels.</summary>
    public const int MaxDepth = 16;

    /// <summary>The node as messages call it.</summary>
    public abstract string Kind { get; }
}

/// <summary>double, long, string, bool or null.</summary>
internal sealed record SweepFileScalar(object? Value) : SweepFileNode
{
    public override string Kind => Value switch
    {
        null => "empty",
        string text => $"'{(text.Length <= 100 ? text : text[..100] + "…")}'",
        bool flag => flag ? "true" : "false",
        double number => SweepFileNumber.Write(number),
        var whole => Convert.ToString(whole, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}

internal sealed record SweepFileList(IReadOnlyList<SweepFileNode> Items) : SweepFileNode
{
    public override string Kind => "a list";
}

/// <summary>Members in the file's order, each key once.</summary>
internal sealed record SweepFileMap(IReadOnlyList<KeyValuePair<string, SweepFileNode>> Members) : SweepFileNode
{
    public override string Kind => "a group of keys";
}
