using System.Text.Json.Serialization;
using Search;

namespace Platform.Core.Experiments;

/// <summary>A sampler or pruner by its catalogue name, with its options (empty: the defaults).</summary>
[method: JsonConstructor]
public sealed record ComponentChoice(string Name, ParameterSet Options)
{
    public ComponentChoice(string name) : this(name, ParameterSet.Empty) { }
}
