using Platform.Core.Trials;
using Search;

namespace Platform.Core.History;

/// <summary>Gives equal texts of a sweep's events, which repeat with every trial, one place in memory. Not thread-safe.</summary>
internal sealed class SharedTexts
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<RunEnvironment, RunEnvironment> _environments = [];

    public string Of(string text)
    {
        if (_texts.TryGetValue(text, out var known))
            return known;
        _texts.Add(text, text);
        return text;
    }

    public RunEnvironment Of(RunEnvironment environment)
    {
        if (_environments.TryGetValue(environment, out var known))
            return known;
        _environments.Add(environment, environment);
        return environment;
    }

    public ParameterSet Of(ParameterSet values) =>
        new(values.Select(entry => KeyValuePair.Create(Of(entry.Key), entry.Value is string text ? Of(text) : entry.Value)));
}
